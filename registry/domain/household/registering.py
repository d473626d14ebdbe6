"""Registering a household with the members that were named, and those who join it later."""

from __future__ import annotations

from collections.abc import Sequence

from registry.domain.casework import RegistrationKind
from registry.domain.errors import Refused
from registry.domain.household.facts import HouseholdFact, HouseholdRegistered, MemberJoined
from registry.domain.household.state import Household, require_standing
from registry.domain.places import GOVERNORATE, PCode, known_place
from registry.domain.vocabulary import Relation


def register(
    household: Household | None, registered: HouseholdRegistered, members: Sequence[MemberJoined]
) -> list[HouseholdFact]:
    """Register a household with the members that were named; a person by itself is named alone.

    Raises:
        Refused: `household_already_registered`, `head_not_among_members`, `member_repeated`, `more_than_one_head`,
            `declared_size_not_positive`, `place_unknown`, `place_too_fine_for_protection`, `consent_repeated`,
            `person_with_others`.
    """
    if household is not None:
        raise Refused("household_already_registered")
    ids = [member.member for member in members]
    if len(set(ids)) < len(ids):
        raise Refused("member_repeated")
    heads = [member.member for member in members if member.relation is Relation.HEAD]
    if len(heads) > 1:
        raise Refused("more_than_one_head")
    if heads != [registered.head]:
        raise Refused("head_not_among_members")
    if registered.kind is RegistrationKind.PERSON and len(members) > 1:
        raise Refused("person_with_others")
    require_size(registered.declared_size)
    require_place(registered.place, protected=registered.protected)
    if len({consent.purpose for consent in registered.consent}) < len(registered.consent):
        raise Refused("consent_repeated")
    return [registered, *members]


def require_size(size: int | None) -> None:
    """Raises `Refused`: `declared_size_not_positive`."""
    if size is not None and size < 1:
        raise Refused("declared_size_not_positive", size=size)


def require_place(place: PCode, *, protected: bool) -> None:
    """Raises `Refused`: `place_unknown`, `place_too_fine_for_protection`."""
    if known_place(place).level > GOVERNORATE and protected:
        raise Refused("place_too_fine_for_protection")


def add_member(household: Household, joined: MemberJoined) -> list[HouseholdFact]:
    """Add a member whom the partner had not named before. The same member again changes nothing.

    Raises:
        Refused: `more_than_one_head`, `person_with_others`, `person_forgotten`, and what `require_standing` refuses.
    """
    if joined.member in household.forgotten:
        raise Refused("person_forgotten")
    require_standing(household)
    if joined.member in household.members:
        return []
    if joined.relation is Relation.HEAD:
        raise Refused("more_than_one_head")
    if household.kind is RegistrationKind.PERSON:
        raise Refused("person_with_others")
    return [joined]
