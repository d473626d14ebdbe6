"""What is printed before the demo serves: tokens for each partner and the auditor, and queries to paste."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from registry.bootstrap import Registry
from registry.cli import output
from registry.cli.demo.qena import MINISTRY, PARTNERS
from registry.cli.token import mint
from registry.domain.errors import SijillError
from registry.domain.vocabulary import Purpose, Role
from registry.privacy.staff import Login
from registry.texts import say

A_DAY: Final = timedelta(hours=12)

QUERIES: Final = (
    """{ households(first: 10) { edges { node {
    reference markaz { nameAr } sizeBand headName { state value masked } partner { nameAr }
} } } }""",
    '{ reached(by: MARKAZ, month: "2026-10") { edges { node { place { nameAr } persons visits services } } } }',
)
FOR_AUDITOR: Final = (
    "{ openings(first: 10) { edges { node { at purpose level fields partner { nameAr } } } } }"
)


async def show(registry: Registry) -> None:
    """Print the tokens, ready to paste, and what to ask with them."""
    output.line(f"{say('demo_tokens', 'en')} / {say('demo_tokens', 'ar')}")
    for code, _, name_ar, name_en in PARTNERS:
        await _token(registry, f"{name_en} / {name_ar}", Role.CASEWORKER, code)
    auditor = f"{say('demo_auditor', 'en')} / {say('demo_auditor', 'ar')}"
    await _token(registry, auditor, Role.AUDITOR, MINISTRY)
    output.line(f"\n{say('demo_queries', 'en')} / {say('demo_queries', 'ar')}")
    for query in QUERIES:
        output.line(query)
    output.line(f"\n{say('demo_query_for_auditor', 'en')} / {say('demo_query_for_auditor', 'ar')}")
    output.line(FOR_AUDITOR)


async def _token(registry: Registry, whose: str, role: Role, partner: str) -> None:
    """A token to paste, or that its holder has left."""
    login = Login(role.value, partner)
    purpose = Purpose.AUDIT if role is Role.AUDITOR else Purpose.REGISTRATION
    try:
        shown = await mint(registry, login, purpose, A_DAY)
    except SijillError as refusal:
        shown = f"{say(refusal.code, 'en')} / {say(refusal.code, 'ar')}"
    output.line(f"\n{whose} · {login}\n{shown}")
