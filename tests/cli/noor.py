"""A partner that the demo does not know, and what it agrees on with the ministry."""

NAMES = ("--name-ar", "جمعية النور", "--name-en", "Al-Nour")

AGREEMENT = """
name_ar: مذكرة سلال رمضان
name_en: Ramadan baskets
parties:
  - {partner: noor-qena, legal_basis: consent}
  - {partner: moss-qena, legal_basis: public_task}
purposes: [delivery]
grants: [{group: identity, level: masked}]
families: [food]
begins: 2026-01-01
"""
