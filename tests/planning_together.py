"""What two partners sign to plan together, for a file that `sijill agreement sign` reads."""

from __future__ import annotations


def agreement(first: str, second: str) -> str:
    return f"""
name_ar: مذكرة التخطيط المشترك
name_en: Planning together
parties:
  - {{partner: {first}, legal_basis: public_task}}
  - {{partner: {second}, legal_basis: public_task}}
purposes: [planning, deduplication]
grants: [{{group: identity, level: masked}}]
families: [food]
begins: 2026-01-01
"""
