"""A register of what a generator of registries wrote, every household of its list with one of Qena's partners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Final
from uuid import UUID

from bench.register import Register, accepted
from registry.application.command import Command
from registry.application.households import HouseholdDraft, register_household
from registry.application.phones import read_phone
from registry.cli.acting import operator_of
from registry.cli.demo.qena import PARTNERS, set_up
from registry.domain.household import Consent, MemberJoined
from registry.domain.places import PCode
from registry.domain.vocabulary import ConsentPurpose, ConsentState
from registry.intake.claims import ClaimsFile
from registry.intake.listed import draft, head_first, place_of
from registry.matching.claims import Claim

TOGETHER: Final = 2_000
_GOVERNORATE: Final = PCode("EG27")
_SHARED: Final = (Consent(purpose=ConsentPurpose.SHARING, state=ConsentState.GIVEN),)


def households(path: Path) -> Iterator[list[Claim]]:
    """The claims of each registration, which stand together in the list."""
    for _, members in groupby(ClaimsFile(path), key=lambda claim: claim.registration):
        yield list(members)


async def register_all(register: Register, path: Path) -> dict[str, UUID]:
    """Register every household of the list; by record the member that it became."""
    operator = await operator_of(register.registry)
    qena = await set_up(register.registry.writer, operator)
    partners = [qena.partners[one.code] for one in PARTNERS]
    names: dict[str, int] = {}
    commands: list[Command] = []
    members: dict[str, UUID] = {}
    for members_of in households(path):
        claims = head_first(members_of)
        place = names.setdefault(claims[0].partner, len(names)) % len(partners)
        context = register.context.for_partner(partners[place]).with_key(claims[0].registration)
        commands.append(register_household(_draft(claims), context, register.registry.writer.mint))
        joined = (one for one in commands[-1].decide({}) if isinstance(one, MemberJoined))
        members |= {claim.record: one.member for claim, one in zip(claims, joined, strict=True)}
        if len(commands) == TOGETHER:
            await _submit(register, commands)
            commands = []
    await _submit(register, commands)
    return members


async def _submit(register: Register, commands: Sequence[Command]) -> None:
    for outcome in await register.registry.writer.submit_many(commands):
        accepted(outcome)


def _draft(claims: Sequence[Claim]) -> HouseholdDraft:
    head = claims[0]
    return replace(
        draft(claims),
        place=place_of(head, _GOVERNORATE),
        consent=_SHARED,
        phones=(read_phone(head.phone),) if head.phone else (),
    )
