"""Registrations as a list of persons has them, for a register that is made of the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import Final

from registry.application.households import HouseholdDraft, MemberDraft
from registry.application.phones import read_phone
from registry.domain.household import PersonName
from registry.domain.places import PCode, find_place, markaz_of
from registry.domain.vocabulary import Relation
from registry.matching.claims import Claim

SOMEWHERE: Final = PCode("EG27")
"""Of whom a list names no place; as coarse as this, a place speaks neither for nor against anybody."""
MARKAZ: Final = 2


def registrations(claims: Iterable[Claim]) -> Iterator[list[Claim]]:
    """The claims of each registration, the head first; whoever is in none is registered alone."""
    for name, members in groupby(
        sorted(claims, key=lambda one: one.registration), key=lambda one: one.registration
    ):
        if name:
            yield head_first(list(members))
        else:
            yield from ([one] for one in members)


def head_first(claims: Sequence[Claim]) -> list[Claim]:
    return sorted(claims, key=lambda claim: claim.relation is not Relation.HEAD)


def draft(claims: Sequence[Claim]) -> HouseholdDraft:
    """A registration, of which the first is the head and no other."""
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


def place_of(claim: Claim, otherwise: PCode = SOMEWHERE) -> PCode:
    """The place that the names of markaz and village mean together, as fine as they do."""
    return _place(claim.markaz, claim.village) or otherwise


@lru_cache(maxsize=10_000)
def _place(markaz: str, village: str) -> PCode | None:
    markazes = [one.code for one in find_place(markaz) if one.level == MARKAZ] if markaz else []
    for found in find_place(village) if village else []:
        above = markaz_of(found.code)
        if above is not None and (not markazes or above.code in markazes):
            return found.code
    return markazes[0] if markazes else None
