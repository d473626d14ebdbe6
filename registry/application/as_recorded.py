"""What a household's facts say of it and of its members by now: clear values as they are, personal ones sealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias
from uuid import UUID

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import (
    HeadChanged,
    HouseholdAssessed,
    HouseholdCorrected,
    HouseholdRegistered,
    HouseholdRelocated,
    MemberAssessed,
    MemberCorrected,
    MemberJoined,
    MemberMovedIn,
)
from registry.domain.vocabulary import Relation

Values: TypeAlias = Mapping[str, Any]
"""By the names that the facts give them. What is personal is sealed, or open where it was decided a moment ago."""

OF_HOUSEHOLD: Final = (
    "declared_size",
    "place",
    "protected",
    "odd",
    "phones",
    "address",
    "criteria",
    "warnings",
    "stratum",
)
OF_MEMBER: Final = (
    "relation",
    "sex",
    "birth_band",
    "nationality",
    "odd",
    "partner_reference",
    "name",
    "identity_numbers",
    "born",
    "phones",
    "criteria",
    "functioning",
    "warnings",
    "stratum",
)
_OF_THE_WHOLE: Final = ("odd", "warnings", "stratum")
"""What a correction says of the whole as corrected, or not at all."""


def household_values(history: Iterable[Recorded[AnyFact]]) -> Values:
    values: dict[str, Any] = {}
    for fact in (one.fact for one in history):
        match fact:
            case HouseholdRegistered():
                values |= _said(fact, OF_HOUSEHOLD)
            case HouseholdCorrected():
                values |= _corrected(fact)
            case HouseholdAssessed():
                values |= _said(fact, ("criteria", "stratum"))
            case HouseholdRelocated():
                values |= _said(fact, ("place", "address"))
            case _:
                pass
    return values


def member_values(history: Iterable[Recorded[AnyFact]], member: UUID) -> Values:
    """Nothing of a member who never was in the household."""
    values: dict[str, Any] = {}
    for fact in (one.fact for one in history):
        match fact:
            case MemberJoined(member=who) | MemberMovedIn(member=who) if who == member:
                values |= _said(fact, OF_MEMBER)
            case MemberCorrected(member=who) if who == member:
                values |= _corrected(fact)
                if "born" in fact.changed:
                    values["birth_band"] = fact.birth_band
            case MemberAssessed(member=who) if who == member:
                values |= _said(fact, ("criteria", "functioning", "stratum"))
            case HeadChanged(head=who) if who == member:
                values["relation"] = Relation.HEAD
            case HeadChanged(former=who) if who == member:
                values["relation"] = fact.former_is
            case _:
                pass
    return values


def _said(fact: AnyFact, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in names}


def _corrected(fact: HouseholdCorrected | MemberCorrected) -> dict[str, Any]:
    whole = {name: value for name in _OF_THE_WHOLE if (value := getattr(fact, name)) is not None}
    return _said(fact, [field.value for field in fact.changed]) | whole
