"""Lists of the generator as households to register, each with the partner whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from registry.application.households import HouseholdDraft, MemberDraft
from registry.domain.household import PersonName
from registry.domain.phones import Phone, PhoneState
from registry.domain.places import PCode, find_place
from registry.domain.vocabulary import Relation
from registry.intake.claims import ClaimsFile
from registry.matching.claims import Claim

QENA: Final = PCode("EG27")


def households(path: Path) -> Iterator[tuple[str, HouseholdDraft]]:
    """Partner and household, in the order of the registrations' names."""
    by_registration = sorted(ClaimsFile(path), key=lambda claim: claim.registration)
    for _, claims in groupby(by_registration, key=lambda claim: claim.registration):
        those = list(claims)
        yield those[0].partner, _household(those)


def _household(claims: list[Claim]) -> HouseholdDraft:
    claims.sort(key=lambda claim: claim.relation is not Relation.HEAD)
    found = find_place(claims[0].markaz, within=QENA) if claims[0].markaz else []
    return HouseholdDraft(
        head=_member(claims[0]),
        members=tuple(map(_member, claims[1:])),
        place=found[0].code if found else QENA,
    )


def _member(claim: Claim) -> MemberDraft:
    number = claim.identity_number
    phones = (Phone(e164=claim.phone, raw=claim.phone, state=PhoneState.VALID),)
    return MemberDraft(
        name=PersonName(written=claim.name),
        relation=claim.relation or Relation.OTHER,
        sex=claim.sex,
        born=claim.born,
        identity_numbers=() if number is None else (number,),
        phones=phones if claim.phone else (),
    )
