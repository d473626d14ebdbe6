"""What decisions about a household look at, and how facts become it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, NamedTuple, assert_never, cast
from uuid import UUID

from registry.domain.casework import HouseholdField, MemberField, Presence, RegistrationKind
from registry.domain.dates import PreciseDate
from registry.domain.errors import Refused
from registry.domain.household.facts import (
    Consent,
    ConsentAnswered,
    HeadChanged,
    HouseholdAssessed,
    HouseholdClosed,
    HouseholdCorrected,
    HouseholdFact,
    HouseholdForgotten,
    HouseholdOffered,
    HouseholdPutOnHold,
    HouseholdRegistered,
    HouseholdReleased,
    HouseholdRelocated,
    HouseholdReopened,
    HouseholdTransferred,
    MemberAssessed,
    MemberCorrected,
    MemberDied,
    MemberJoined,
    MemberLeft,
    MemberMovedIn,
    MemberMovedOut,
    MemberWithdrawn,
    OfferEnded,
    PersonForgotten,
    RegistrationWithdrawn,
)
from registry.domain.places import PCode
from registry.domain.vocabulary import ConsentPurpose, ConsentState, FieldGroup, Relation

ADULT: Final = 18


class Grown(NamedTuple):
    """What tells whether a member is an adult, without a birth date; and whether it is still there.

    `until` is the day it left, died or moved, None while present or where nobody knows the day.
    """

    relation: Relation
    birth_band: int | None
    presence: Presence = Presence.PRESENT
    until: PreciseDate | None = None

    def is_adult_in(self, year: int) -> bool:
        """By the band of birth, in doubt an adult; by the relation where the birth is not known."""
        if self.birth_band is None:
            return self.relation is not Relation.CHILD
        return year - self.birth_band >= ADULT


@dataclass(frozen=True, slots=True)
class Household:
    """Only what decisions need. Everything else belongs in a projection.

    `members` are all that were ever there. `owner` is the partner that took it over, None while it is the one that
    registered it; `closed` the last day on which it was served.
    """

    head: UUID
    place: PCode
    protected: bool = False
    kind: RegistrationKind = RegistrationKind.HOUSEHOLD
    members: Mapping[UUID, Grown] = field(default_factory=dict)
    forgotten: frozenset[UUID] = field(default_factory=frozenset)
    consent: Mapping[ConsentPurpose, Consent] = field(default_factory=dict)
    on_hold: bool = False
    erased: bool = False
    closed: date | None = None
    withdrawn: bool = False
    owner: UUID | None = None
    offered_to: UUID | None = None

    def present(self) -> set[UUID]:
        return {one for one, grown in self.members.items() if grown.presence is Presence.PRESENT}

    def agrees(self, purpose: ConsentPurpose, group: FieldGroup | None = None) -> bool:
        """Whether it said yes to the purpose and says so still, for the group where one is named."""
        answer = self.consent.get(purpose)
        if answer is None or answer.state is not ConsentState.GIVEN:
            return False
        return group is None or not answer.groups or group in answer.groups


def require_standing(household: Household) -> None:
    """Refuse what cannot be done to a registration that is over.

    Raises:
        Refused: `household_forgotten`, `registration_withdrawn`, `household_closed`.
    """
    if household.erased:
        raise Refused("household_forgotten")
    if household.withdrawn:
        raise Refused("registration_withdrawn")
    if household.closed is not None:
        raise Refused("household_closed")


def require_member(household: Household, member: UUID) -> Grown:
    """The member, present or not.

    Raises:
        Refused: `member_unknown`, `person_forgotten`.
    """
    grown = household.members.get(member)
    if grown is None or grown.presence is Presence.WITHDRAWN:
        raise Refused("member_unknown")
    if member in household.forgotten:
        raise Refused("person_forgotten")
    return grown


def require_present(household: Household, member: UUID) -> Grown:
    """The member, who is there.

    Raises:
        Refused: `member_unknown`, `person_forgotten`, `member_not_present`.
    """
    grown = require_member(household, member)
    if grown.presence is not Presence.PRESENT:
        raise Refused("member_not_present")
    return grown


def evolve_all(facts: Iterable[HouseholdFact]) -> Household | None:
    """What `evolve` makes of a whole stream; None of no facts.

    Members who join are added to the state that is there: nobody else has seen it yet, and a new one for each of them
    would copy all who joined before.
    """
    household: Household | None = None
    for fact in facts:
        if household is not None and isinstance(fact, MemberJoined):
            members = cast("dict[UUID, Grown]", household.members)
            members[fact.member] = Grown(fact.relation, fact.birth_band)
        else:
            household = evolve(household, fact)
    return household


def evolve(household: Household | None, fact: HouseholdFact) -> Household:  # noqa: PLR0911 - a case a fact
    """Fold one fact into the state. Total over `HouseholdFact`; never refuses."""
    match fact:
        case HouseholdRegistered(head=head, place=place, protected=protected, kind=kind):
            consent = {one.purpose: one for one in fact.consent}
            return Household(head, place, protected, kind, consent=consent)
        case _ if household is None:
            raise AssertionError(f"{type(fact).__name__} before HouseholdRegistered")
        case MemberJoined(member=member) | MemberMovedIn(member=member):
            return _with(household, member, Grown(fact.relation, fact.birth_band))
        case HouseholdCorrected() | HouseholdRelocated():
            return _where(household, fact)
        case MemberCorrected(member=member):
            return _with(household, member, _corrected(household.members[member], fact))
        case HeadChanged():
            return _led(household, fact)
        case MemberLeft() | MemberDied() | MemberMovedOut() | MemberWithdrawn():
            return _gone(household, fact)
        case ConsentAnswered(consent=consent):
            return replace(household, consent={**household.consent, consent.purpose: consent})
        case PersonForgotten(member=member):
            return replace(household, forgotten=household.forgotten | {member})
        case HouseholdAssessed() | MemberAssessed():
            return household
        case _:
            return _standing(household, fact)


def _standing(  # noqa: PLR0911 - a case a fact
    household: Household,
    fact: HouseholdPutOnHold
    | HouseholdReleased
    | HouseholdClosed
    | HouseholdReopened
    | HouseholdOffered
    | OfferEnded
    | HouseholdTransferred
    | RegistrationWithdrawn
    | HouseholdForgotten,
) -> Household:
    match fact:
        case HouseholdPutOnHold() | HouseholdReleased():
            return replace(household, on_hold=isinstance(fact, HouseholdPutOnHold))
        case HouseholdClosed(last_day=last_day):
            return replace(household, closed=last_day, offered_to=None)
        case HouseholdReopened():
            return replace(household, closed=None)
        case HouseholdOffered(to=to):
            return replace(household, offered_to=to)
        case OfferEnded():
            return replace(household, offered_to=None)
        case HouseholdTransferred(to=to):
            return replace(household, owner=to, offered_to=None)
        case RegistrationWithdrawn():
            return replace(household, withdrawn=True)
        case HouseholdForgotten():
            return replace(household, erased=True)
        case _:
            assert_never(fact)


def _with(household: Household, member: UUID, grown: Grown) -> Household:
    return replace(household, members={**household.members, member: grown})


def _where(household: Household, fact: HouseholdCorrected | HouseholdRelocated) -> Household:
    if isinstance(fact, HouseholdRelocated):
        return replace(household, place=fact.place)
    place = fact.place if HouseholdField.PLACE in fact.changed else household.place
    changed = HouseholdField.PROTECTED in fact.changed
    protected = fact.protected if changed else household.protected
    return replace(household, place=place or household.place, protected=protected)


def _corrected(grown: Grown, fact: MemberCorrected) -> Grown:
    relation = fact.relation if MemberField.RELATION in fact.changed else None
    band = fact.birth_band if MemberField.BORN in fact.changed else grown.birth_band
    return grown._replace(relation=relation or grown.relation, birth_band=band)


def _led(household: Household, fact: HeadChanged) -> Household:
    members = dict(household.members)
    members[fact.former] = members[fact.former]._replace(relation=fact.former_is)
    members[fact.head] = members[fact.head]._replace(relation=Relation.HEAD)
    return replace(household, head=fact.head, members=members)


def _gone(
    household: Household, fact: MemberLeft | MemberDied | MemberMovedOut | MemberWithdrawn
) -> Household:
    grown = household.members[fact.member]
    match fact:
        case MemberLeft(on=on):
            gone = grown._replace(presence=Presence.LEFT, until=on)
        case MemberDied(on=on):
            gone = grown._replace(presence=Presence.DIED, until=on)
        case MemberMovedOut(on=on):
            gone = grown._replace(presence=Presence.MOVED, until=on)
        case MemberWithdrawn():
            gone = grown._replace(presence=Presence.WITHDRAWN)
        case _:
            assert_never(fact)
    return _with(household, fact.member, gone)
