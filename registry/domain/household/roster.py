"""Who is in the household: members leave, die, move to another household; another member becomes the head."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from registry.domain.casework import ClosingReason, Presence, RegistrationKind
from registry.domain.dates import PreciseDate
from registry.domain.errors import Refused
from registry.domain.fields import Identity, Personal
from registry.domain.household.facts import (
    HeadChanged,
    HouseholdClosed,
    HouseholdFact,
    MemberDied,
    MemberLeft,
    MemberMovedIn,
    MemberMovedOut,
    PersonName,
)
from registry.domain.household.state import (
    Household,
    require_member,
    require_present,
    require_standing,
)
from registry.domain.vocabulary import Relation


def change_head(
    household: Household, head: UUID, former_is: Relation, name: Personal[PersonName, Identity]
) -> list[HouseholdFact]:
    """Name another member as head. Naming the present head again changes nothing.

    Raises:
        Refused: `former_head_needs_relation`, and what `require_standing` and `require_present` refuse.
    """
    require_standing(household)
    require_present(household, head)
    if head == household.head:
        return []
    if former_is is Relation.HEAD:
        raise Refused("former_head_needs_relation")
    return [HeadChanged(head=head, former=household.head, former_is=former_is, name=name)]


def leave(household: Household, left: MemberLeft, today: date) -> list[HouseholdFact]:
    """A member leaves. Who has left already changes nothing; the last one closes the registration behind it.

    Raises:
        Refused: `head_goes_last`, `day_in_the_future`, and what `require_standing` and `require_present` refuse.
    """
    return _goes(household, left, Presence.LEFT, today)


def die(household: Household, died: MemberDied, today: date) -> list[HouseholdFact]:
    """A member has died; as `leave`. Of one who left before it is recorded all the same.

    Of one who moved it is recorded where that one is now.
    """
    grown = household.members.get(died.member)
    was = Presence.PRESENT if grown is None else grown.presence
    return _goes(household, replace(died, was=was), Presence.DIED, today)


def move(
    household: Household,
    into: tuple[UUID, Household],
    member: UUID,
    arriving: Callable[[], MemberMovedIn],
    moved: tuple[PreciseDate | None, date],
) -> tuple[list[HouseholdFact], list[HouseholdFact]]:
    """A member moves to another household of the partner: what happens here, and what happens there.

    `into` is the other household under its id; `moved` the day, if known, and today. `arriving` is asked once nothing
    forbids the move.

    Raises:
        Refused: `member_moves_nowhere`, `person_with_others`, `more_than_one_head`, and what `leave` refuses, of
            either household.
    """
    to, other = into
    on, today = moved
    if other is household:
        raise Refused("member_moves_nowhere")
    grown = household.members.get(member)
    if grown is not None and grown.presence is Presence.MOVED and member in other.present():
        return [], []
    require_standing(other)
    if other.kind is RegistrationKind.PERSON:
        raise Refused("person_with_others")
    out = MemberMovedOut(member=member, to=to, on=on)
    here = _goes(household, out, Presence.MOVED, today)
    arrived = arriving()
    if arrived.relation is Relation.HEAD:
        raise Refused("more_than_one_head")
    return here, [arrived]


def _goes(
    household: Household,
    fact: MemberLeft | MemberDied | MemberMovedOut,
    presence: Presence,
    today: date,
) -> list[HouseholdFact]:
    grown = require_member(household, fact.member)
    if grown.presence is presence and presence is not Presence.MOVED:
        return []
    require_standing(household)
    died = presence is Presence.DIED and grown.presence is Presence.LEFT
    if grown.presence is not Presence.PRESENT and not died:
        raise Refused("member_not_present")
    if fact.on is not None and fact.on.first > today:
        raise Refused("day_in_the_future")
    if grown.presence is not Presence.PRESENT:
        return [fact]
    others = household.present() - {fact.member}
    if others and fact.member == household.head:
        raise Refused("head_goes_last")
    if others:
        return [fact]
    return [fact, HouseholdClosed(reason=ClosingReason.NOBODY_LEFT, last_day=today)]
