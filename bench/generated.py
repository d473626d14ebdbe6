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
from registry.application.households import HouseholdDraft, MemberDraft, register_household
from registry.application.phones import read_phone
from registry.cli.acting import operator_of
from registry.cli.demo.qena import PARTNERS, set_up
from registry.domain.household import Consent, MemberJoined, PersonName
from registry.domain.places import PCode, find_place, markaz_of
from registry.domain.vocabulary import ConsentPurpose, ConsentState, Relation
from registry.intake.claims import ClaimsFile
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


def head_first(claims: Sequence[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda claim: claim.relation is not Relation.HEAD)


def _draft(claims: Sequence[Claim]) -> HouseholdDraft:
    head, *others = claims
    return HouseholdDraft(
        head=_member(head),
        members=tuple(
            replace(_member(one), relation=Relation.OTHER)
            if one.relation in (None, Relation.HEAD)
            else _member(one)
            for one in others
        ),
        place=place_of(head),
        consent=_SHARED,
        phones=(read_phone(head.phone),) if head.phone else (),
    )


def _member(claim: Claim) -> MemberDraft:
    return MemberDraft(
        name=PersonName(written=claim.name),
        relation=claim.relation or Relation.OTHER,
        sex=claim.sex,
        born=claim.born,
        identity_numbers=() if claim.identity_number is None else (claim.identity_number,),
        phones=(read_phone(claim.phone),) if claim.phone else (),
        partner_reference=claim.record,
    )


def place_of(claim: Claim) -> PCode:
    markazes = (
        [one.code for one in find_place(claim.markaz) if one.level == 2] if claim.markaz else []
    )
    villages = [one.code for one in find_place(claim.village)] if claim.village else []
    for village in villages:
        markaz = markaz_of(village)
        if markaz is not None and (not markazes or markaz.code in markazes):
            return village
    return markazes[0] if markazes else _GOVERNORATE
