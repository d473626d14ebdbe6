"""A household as one partner registered it, with its members as that partner saw them.

A registration is a claim: nobody's claim overwrites another's. The household is the subject of what stands in
`HouseholdRegistered`; a member is the subject of its own `MemberJoined`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NewType, TypeAlias, assert_never
from uuid import UUID

from registry.domain.dates import PreciseDate
from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear, Contact, Identity, Personal, Sensitive, Statistics
from registry.domain.identity_numbers import IdentityNumber
from registry.domain.phones import Phone
from registry.domain.places import GOVERNORATE, PCode, known_place
from registry.domain.reference import Reference
from registry.domain.vocabulary import (
    ConsentPurpose,
    ConsentState,
    Criterion,
    CriterionClass,
    HoldReason,
    NationalityGroup,
    RegistrationWarning,
    Relation,
    Sex,
)

CaseNumber = NewType("CaseNumber", str)
"""Number of the request in the partner's own register: letters, digits, dashes and slashes, 32 at most."""
_CASE_NUMBER: Final = re.compile(
    r"(?!.*[A-Za-z]{5})(?!(.*\d){9})[A-Za-z0-9][A-Za-z0-9/-]{0,31}", re.ASCII
)
"""No run of letters long enough for a name, and fewer digits than an identity number or a phone has."""

ADULT: Final = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the household answered to one purpose. Who was not asked has no entry: that is never read as given."""

    purpose: Clear[ConsentPurpose]
    state: Clear[ConsentState]
    on: Clear[PreciseDate | None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """A name as written, and in other scripts where known. Tokens run person, father, grandfather, family."""

    written: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WashingtonGroup:
    """The short set's six answers, 1 (no difficulty) to 4 (cannot do at all), None where not answered."""

    seeing: int | None = None
    hearing: int | None = None
    walking: int | None = None
    remembering: int | None = None
    self_care: int | None = None
    communicating: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """What totals need of a person or a household and nothing more, kept when the subject is forgotten.

    `disability` is None where it was not asked; in a household's stratum it is what the household said of itself.
    """

    disability: bool | None = None
    classes: tuple[CriterionClass, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRegistered(Fact):
    """`declared_size` is what the household said, 1 or more; `place` a P-code, governorate only when protected.

    `partner_reference` is the partner's own key of this registration, personal since partners use what they like.
    """

    reference: Clear[Reference]
    head: Clear[UUID]
    declared_size: Clear[int | None] = None
    place: Clear[PCode]
    protected: Clear[bool] = False
    consent: Clear[tuple[Consent, ...]] = ()
    partner_reference: Personal[str | None, Identity]
    phones: Personal[tuple[Phone, ...], Contact]
    address: Personal[str | None, Contact]
    criteria: Personal[tuple[Criterion, ...], Sensitive]
    warnings: Personal[tuple[RegistrationWarning, ...], Sensitive]
    stratum: Personal[Stratum, Statistics]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined(Fact):
    """`birth_band` is the first year of the five-year band of birth (1985 for 1985 to 1989), None if unknown.

    Of a birth that may lie in two bands it is the earlier. `partner_reference` is the partner's own key of this
    member, by which a row of a file is found again.
    """

    member: Clear[UUID]
    relation: Clear[Relation]
    sex: Clear[Sex] = Sex.UNKNOWN
    birth_band: Clear[int | None] = None
    nationality: Clear[NationalityGroup] = NationalityGroup.UNKNOWN
    partner_reference: Personal[str | None, Identity]
    name: Personal[PersonName, Identity]
    identity_numbers: Personal[tuple[IdentityNumber, ...], Identity]
    born: Personal[PreciseDate | None, Identity]
    phones: Personal[tuple[Phone, ...], Contact]
    criteria: Personal[tuple[Criterion, ...], Sensitive]
    functioning: Personal[WashingtonGroup | None, Sensitive]
    warnings: Personal[tuple[RegistrationWarning, ...], Sensitive]
    stratum: Personal[Stratum, Statistics]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPutOnHold(Fact):
    """Registered, and waiting for somebody to look at it."""

    reason: Clear[HoldReason]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonForgotten(Fact):
    """The member's keys are destroyed: what was personal of it is nobody's to open. `case` is where that was asked."""

    member: Clear[UUID]
    case: Clear[CaseNumber]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdForgotten(Fact):
    """Its last adult was forgotten, and with them what the household itself held: address, phones, criteria."""


HouseholdFact: TypeAlias = (
    HouseholdRegistered | MemberJoined | HouseholdPutOnHold | PersonForgotten | HouseholdForgotten
)


@dataclass(frozen=True, slots=True)
class Grown:
    """What tells whether a member is an adult, without a birth date."""

    relation: Relation
    birth_band: int | None

    def is_adult_in(self, year: int) -> bool:
        """By the band of birth, in doubt an adult; by the relation where the birth is not known."""
        if self.birth_band is None:
            return self.relation is not Relation.CHILD
        return year - self.birth_band >= ADULT


@dataclass(frozen=True, slots=True)
class Household:
    """Only what decisions need. Everything else belongs in a projection."""

    head: UUID
    members: Mapping[UUID, Grown] = field(default_factory=dict)
    forgotten: frozenset[UUID] = field(default_factory=frozenset)
    on_hold: bool = False
    erased: bool = False


def register(
    household: Household | None, registered: HouseholdRegistered, members: Sequence[MemberJoined]
) -> list[HouseholdFact]:
    """Register a household with the members that were named.

    Raises:
        Refused: `household_already_registered`, `head_not_among_members`, `member_repeated`, `more_than_one_head`,
            `declared_size_not_positive`, `place_unknown`, `place_too_fine_for_protection`, `consent_repeated`.
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
    if registered.declared_size is not None and registered.declared_size < 1:
        raise Refused("declared_size_not_positive", size=registered.declared_size)
    if known_place(registered.place).level > GOVERNORATE and registered.protected:
        raise Refused("place_too_fine_for_protection")
    if len({consent.purpose for consent in registered.consent}) < len(registered.consent):
        raise Refused("consent_repeated")
    return [registered, *members]


def add_member(household: Household, joined: MemberJoined) -> list[HouseholdFact]:
    """Add a member whom the partner had not named before. The same member again changes nothing.

    Raises:
        Refused: `more_than_one_head`, `household_forgotten`, `person_forgotten`.
    """
    if household.erased:
        raise Refused("household_forgotten")
    if joined.member in household.forgotten:
        raise Refused("person_forgotten")
    if joined.member in household.members:
        return []
    if joined.relation is Relation.HEAD:
        raise Refused("more_than_one_head")
    return [joined]


def put_on_hold(household: Household, reason: HoldReason) -> list[HouseholdFact]:
    return [] if household.on_hold else [HouseholdPutOnHold(reason=reason)]


def forget(household: Household, member: UUID, case: CaseNumber, year: int) -> list[HouseholdFact]:
    """Forget a member; with the last adult of that year, the household's own contacts too.

    Raises:
        Refused: `member_unknown`; `case_number_malformed`, also for what could be an identity number or a phone.
    """
    if not _CASE_NUMBER.fullmatch(case):
        raise Refused("case_number_malformed")
    if member not in household.members:
        raise Refused("member_unknown")
    if member in household.forgotten:
        return []
    adults = {one for one, grown in household.members.items() if grown.is_adult_in(year)}
    facts: list[HouseholdFact] = [PersonForgotten(member=member, case=case)]
    if adults <= household.forgotten | {member}:
        facts.append(HouseholdForgotten())
    return facts


def evolve(household: Household | None, fact: HouseholdFact) -> Household:
    """Fold one fact into the state. Total over `HouseholdFact`; never refuses."""
    match fact:
        case HouseholdRegistered(head=head):
            return Household(head=head)
        case _ if household is None:
            raise AssertionError(f"{type(fact).__name__} before HouseholdRegistered")
        case MemberJoined(member=member, relation=relation, birth_band=band):
            return replace(household, members={**household.members, member: Grown(relation, band)})
        case HouseholdPutOnHold():
            return replace(household, on_hold=True)
        case PersonForgotten(member=member):
            return replace(household, forgotten=household.forgotten | {member})
        case HouseholdForgotten():
            return replace(household, erased=True)
        case _:
            assert_never(fact)
