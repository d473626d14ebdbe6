"""What is printed before the demo serves: tokens for each partner and the auditor, and queries to paste."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from registry.bootstrap import Registry
from registry.cli import output
from registry.cli.demo.founding import PartnerToEnrol
from registry.cli.token import mint
from registry.domain.errors import SijillError
from registry.domain.vocabulary import Purpose, Role
from registry.privacy.staff import Login
from registry.texts import say

A_DAY: Final = timedelta(hours=12)

FOR_AUDITOR: Final = (
    "{ openings(first: 10) { edges { node { at purpose level fields partner { nameAr } } } } }"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Who is given a token, at which of them the auditor sits, and what may be asked."""

    partners: Sequence[PartnerToEnrol]
    auditor_at: str
    queries: tuple[str, ...]


async def show(registry: Registry, invited: Invitation) -> None:
    """Print the tokens, ready to paste, and what to ask with them."""
    output.line(f"{say('demo_tokens', 'en')} / {say('demo_tokens', 'ar')}")
    for one in invited.partners:
        await _token(registry, f"{one.name_en} / {one.name_ar}", Role.CASEWORKER, one.code)
    auditor = f"{say('demo_auditor', 'en')} / {say('demo_auditor', 'ar')}"
    await _token(registry, auditor, Role.AUDITOR, invited.auditor_at)
    output.line(f"\n{say('demo_queries', 'en')} / {say('demo_queries', 'ar')}")
    for query in invited.queries:
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
