"""What happens to a household as one partner registered it, and to its members as that partner saw them.

A registration is a claim: nobody's claim overwrites another's. The household is the subject of what it holds of its
own; a member is the subject of whatever names it as `member`, and keeps its id and its keys wherever it goes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NewType, TypeAlias
from uuid import UUID

from registry.domain.casework import (
    ClosingReason,
    HouseholdField,
    LeavingReason,
    MemberField,
    Presence,
    RegistrationKind,
    WithdrawalReason,
)
from registry.domain.dates import PreciseDate
from registry.domain.envelope import Fact
from registry.domain.fields import Clear, Contact, Identity, Personal, Sensitive, Statistics
from registry.domain.identity_numbers import IdentityNumber
from registry.domain.phones import Phone
from registry.domain.places import PCode
from registry.domain.reference import Reference
from registry.domain.vocabulary import (
    ConsentPurpose,
    ConsentState,
    Criterion,
    CriterionClass,
    FieldGroup,
    HoldReason,
    NationalityGroup,
    RegistrationWarning,
    Relation,
    Sex,
)

CaseNumber = NewType("CaseNumber", str)
"""Number of the request in the partner's own register: letters, digits, dashes and slashes, 32 at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What the household answered to one purpose. Who was not asked has no entry: that is never read as given.

    `groups` are what may be shown for it, all of them where none is named.
    """

    purpose: Clear[ConsentPurpose]
    state: Clear[ConsentState]
    on: Clear[PreciseDate | None] = None
    groups: Clear[tuple[FieldGroup, ...]] = ()


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
    `odd` is how many warnings stand on it: what they say is sealed, that somebody should look is not.
    """

    reference: Clear[Reference]
    head: Clear[UUID]
    declared_size: Clear[int | None] = None
    place: Clear[PCode]
    protected: Clear[bool] = False
    kind: Clear[RegistrationKind] = RegistrationKind.HOUSEHOLD
    odd: Clear[int] = 0
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
    odd: Clear[int] = 0
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


# What changes


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdCorrected(Fact):
    """What was recorded of the household was wrong. Fields that are not `changed` say nothing, whatever they hold.

    `odd`, `warnings` and `stratum` are those of the whole as corrected, None where they stay as they are. Nothing is
    `changed` where another correction settles a warning: that of the head's sex.
    """

    changed: Clear[tuple[HouseholdField, ...]]
    declared_size: Clear[int | None] = None
    place: Clear[PCode | None] = None
    protected: Clear[bool] = False
    odd: Clear[int | None] = None
    phones: Personal[tuple[Phone, ...], Contact] | None = None
    address: Personal[str | None, Contact] | None = None
    criteria: Personal[tuple[Criterion, ...], Sensitive] | None = None
    warnings: Personal[tuple[RegistrationWarning, ...], Sensitive] | None = None
    stratum: Personal[Stratum, Statistics] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCorrected(Fact):
    """What was recorded of a member was wrong; as `HouseholdCorrected`. `birth_band` goes with `born`."""

    member: Clear[UUID]
    changed: Clear[tuple[MemberField, ...]]
    relation: Clear[Relation | None] = None
    sex: Clear[Sex | None] = None
    birth_band: Clear[int | None] = None
    nationality: Clear[NationalityGroup | None] = None
    odd: Clear[int | None] = None
    partner_reference: Personal[str | None, Identity] | None = None
    name: Personal[PersonName, Identity] | None = None
    identity_numbers: Personal[tuple[IdentityNumber, ...], Identity] | None = None
    born: Personal[PreciseDate | None, Identity] | None = None
    phones: Personal[tuple[Phone, ...], Contact] | None = None
    criteria: Personal[tuple[Criterion, ...], Sensitive] | None = None
    functioning: Personal[WashingtonGroup | None, Sensitive] | None = None
    warnings: Personal[tuple[RegistrationWarning, ...], Sensitive] | None = None
    stratum: Personal[Stratum, Statistics] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdAssessed(Fact):
    """Somebody looked again at why the household needs help."""

    criteria: Personal[tuple[Criterion, ...], Sensitive]
    stratum: Personal[Stratum, Statistics]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAssessed(Fact):
    """Somebody looked again at a member: the short set's answers, criteria."""

    member: Clear[UUID]
    criteria: Personal[tuple[Criterion, ...], Sensitive]
    functioning: Personal[WashingtonGroup | None, Sensitive]
    stratum: Personal[Stratum, Statistics]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRelocated(Fact):
    """The household lives elsewhere now, since the envelope's effective date. `address` is the new one, if known."""

    place: Clear[PCode]
    address: Personal[str | None, Contact]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadChanged(Fact):
    """Another member is the head. `former_is` is what the former head is to the new one.

    `name` is the new head's, copied as it is sealed, so that a list of heads needs no second look.
    """

    head: Clear[UUID]
    former: Clear[UUID]
    former_is: Clear[Relation]
    name: Personal[PersonName, Identity]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLeft(Fact):
    """A member lives elsewhere, in no household that this partner registered. `on` is the day, if known."""

    member: Clear[UUID]
    on: Clear[PreciseDate | None] = None
    reason: Personal[LeavingReason, Sensitive]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDied(Fact):
    """A member has died. `was` is where it stood until then: one who had left before was counted no more."""

    member: Clear[UUID]
    on: Clear[PreciseDate | None] = None
    was: Clear[Presence] = Presence.PRESENT


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberMovedOut(Fact):
    """A member went to another household of the partner, where `MemberMovedIn` stands beside this."""

    member: Clear[UUID]
    to: Clear[UUID]
    on: Clear[PreciseDate | None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberMovedIn(Fact):
    """A member came from another household, with all that is known of it, sealed anew where it stands now."""

    member: Clear[UUID]
    came_from: Clear[UUID]
    relation: Clear[Relation]
    sex: Clear[Sex]
    birth_band: Clear[int | None]
    nationality: Clear[NationalityGroup]
    odd: Clear[int] = 0
    on: Clear[PreciseDate | None] = None
    partner_reference: Personal[str | None, Identity]
    name: Personal[PersonName, Identity]
    identity_numbers: Personal[tuple[IdentityNumber, ...], Identity]
    born: Personal[PreciseDate | None, Identity]
    phones: Personal[tuple[Phone, ...], Contact]
    criteria: Personal[tuple[Criterion, ...], Sensitive]
    functioning: Personal[WashingtonGroup | None, Sensitive]
    warnings: Personal[tuple[RegistrationWarning, ...], Sensitive]
    stratum: Personal[Stratum, Statistics]


# What it agrees to, and whose it is


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAnswered(Fact):
    """The household's answer to one purpose from now on: given, refused or withdrawn, in whole or for some groups."""

    consent: Clear[Consent]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdReleased(Fact):
    """Somebody has looked; the registration waits no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdClosed(Fact):
    """The partner serves it no more. What was handed over until `last_day` can still be recorded."""

    reason: Clear[ClosingReason]
    last_day: Clear[date]


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdReopened(Fact):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdOffered(Fact):
    """Its partner asks another to take the household over. It stays where it is until that one takes it."""

    to: Clear[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEnded(Fact):
    """Declined by the one that was asked, or taken back by the one that asked; the envelope says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdTransferred(Fact):
    """From now on it is the household of `to`, which took it over."""

    to: Clear[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationWithdrawn(Fact):
    """It should never have been recorded: it counts nowhere any more, and stays in history."""

    reason: Clear[WithdrawalReason]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberWithdrawn(Fact):
    """As `RegistrationWithdrawn`, of one member of a household that stands; `was` as in `MemberDied`."""

    member: Clear[UUID]
    reason: Clear[WithdrawalReason]
    was: Clear[Presence] = Presence.PRESENT


HouseholdFact: TypeAlias = (
    HouseholdRegistered
    | MemberJoined
    | HouseholdPutOnHold
    | PersonForgotten
    | HouseholdForgotten
    | HouseholdCorrected
    | MemberCorrected
    | HouseholdAssessed
    | MemberAssessed
    | HouseholdRelocated
    | HeadChanged
    | MemberLeft
    | MemberDied
    | MemberMovedOut
    | MemberMovedIn
    | ConsentAnswered
    | HouseholdReleased
    | HouseholdClosed
    | HouseholdReopened
    | HouseholdOffered
    | OfferEnded
    | HouseholdTransferred
    | RegistrationWithdrawn
    | MemberWithdrawn
)
