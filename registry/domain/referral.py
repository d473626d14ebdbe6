"""A referral: one organisation asks another to help a person it registered, and hears what became of it.

What it discloses is a list of fields, never a copy of them: the organisation that is asked reads them where they stand,
as long as the household agrees to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from registry.domain.casework import (
    DisclosedField,
    Priority,
    ReferralResult,
    ReferralStage,
    RejectionReason,
)
from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear, Personal, Sensitive
from registry.domain.household import Household, require_present, require_standing
from registry.domain.vocabulary import BenefitFamily, ConsentPurpose, FieldGroup
from registry.texts import label

DUE_WITHIN: Final[Mapping[Priority, timedelta]] = {
    Priority.EMERGENCY: timedelta(hours=24),
    Priority.URGENT: timedelta(hours=72),
    Priority.NORMAL: timedelta(days=14),
}
"""How long the organisation that is asked has to answer, from the moment it was sent."""

GROUP_OF: Final[Mapping[DisclosedField, FieldGroup]] = {
    DisclosedField.NAME: FieldGroup.IDENTITY,
    DisclosedField.IDENTITY_NUMBERS: FieldGroup.IDENTITY,
    DisclosedField.BORN: FieldGroup.IDENTITY,
    DisclosedField.PHONES: FieldGroup.CONTACT,
    DisclosedField.ADDRESS: FieldGroup.CONTACT,
    DisclosedField.CRITERIA: FieldGroup.SENSITIVE,
    DisclosedField.FUNCTIONING: FieldGroup.SENSITIVE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralSent(Fact):
    """`to` is asked to help with `need` until `due`. It is about a member, or the household as a whole.

    `note` is what the sender writes to whoever helps; the subject is the member, else the household.
    """

    household: Clear[UUID]
    member: Clear[UUID | None] = None
    sender: Clear[UUID]
    to: Clear[UUID]
    need: Clear[BenefitFamily]
    priority: Clear[Priority]
    due: Clear[datetime]
    disclosed: Clear[tuple[DisclosedField, ...]] = ()
    note: Personal[str | None, Sensitive]

    @property
    def subject(self) -> UUID:
        return self.member or self.household


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralAccepted(Fact):
    """The organisation that was asked will help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralRejected(Fact):
    """It will not, and says why. `about` is the subject of the referral, whose key seals the note.

    Nothing can be noted any more about somebody who was forgotten meanwhile.
    """

    about: Clear[UUID]
    reason: Clear[RejectionReason]
    note: Personal[str | None, Sensitive] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralRedirected(Fact):
    """It passed the request on to another organisation, by the same day."""

    to: Clear[UUID]
    reason: Clear[RejectionReason]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralStarted(Fact):
    """The help has begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralDone(Fact):
    """How it ended, told to the sender; of somebody who was forgotten meanwhile without a word of feedback."""

    about: Clear[UUID]
    result: Clear[ReferralResult]
    feedback: Personal[str | None, Sensitive] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralRevoked(Fact):
    """The sender takes the request back; nothing is disclosed by it any more."""


ReferralFact: TypeAlias = (
    ReferralSent
    | ReferralAccepted
    | ReferralRejected
    | ReferralRedirected
    | ReferralStarted
    | ReferralDone
    | ReferralRevoked
)

ENDED: Final = frozenset({ReferralStage.DONE, ReferralStage.REJECTED, ReferralStage.REVOKED})
"""Stages from which a referral goes nowhere and discloses nothing."""


@dataclass(frozen=True, slots=True)
class Referral:
    """`asked` is who is asked now; `passed_by` who passed it on before."""

    sender: UUID
    asked: UUID
    household: UUID
    subject: UUID
    disclosed: tuple[DisclosedField, ...]
    stage: ReferralStage = ReferralStage.SENT
    passed_by: frozenset[UUID] = frozenset()


def send(
    referral: Referral | None, sent: ReferralSent, household: Household, *, reachable: bool
) -> list[ReferralFact]:
    """Ask another organisation to help. `reachable`: an agreement for referrals is in force with it.

    Raises:
        Refused: `referral_already_sent`, `referral_to_oneself`, `referral_without_agreement`,
            `referral_without_consent`, `referral_discloses_more` with the `fields`, and what `require_standing` and
            `require_present` refuse.
    """
    if referral is not None:
        raise Refused("referral_already_sent")
    require_standing(household)
    if sent.member is not None:
        require_present(household, sent.member)
    if sent.to == sent.sender:
        raise Refused("referral_to_oneself")
    _require_reachable(reachable=reachable)
    _require_consent(household, sent.disclosed)
    return [sent]


def accept(referral: Referral, household: Household) -> list[ReferralFact]:
    """Raises `Refused`: `referral_stage`, `referral_without_consent`, `referral_discloses_more`."""
    if referral.stage is ReferralStage.ACCEPTED:
        return []
    _require_stage(referral, ReferralStage.SENT)
    _require_consent(household, referral.disclosed)
    return [ReferralAccepted()]


def reject(referral: Referral, rejected: ReferralRejected) -> list[ReferralFact]:
    """Raises `Refused`: `referral_stage`."""
    if referral.stage is ReferralStage.REJECTED:
        return []
    _require_stage(referral, ReferralStage.SENT, ReferralStage.ACCEPTED)
    return [rejected]


def redirect(
    referral: Referral, redirected: ReferralRedirected, household: Household, *, reachable: bool
) -> list[ReferralFact]:
    """Pass it on to another organisation, which the sender can reach too.

    Raises:
        Refused: `referral_stage`, `referral_comes_back`, `referral_without_agreement`, `referral_without_consent`,
            `referral_discloses_more`.
    """
    _require_stage(referral, ReferralStage.SENT, ReferralStage.ACCEPTED)
    if redirected.to in {referral.sender, referral.asked, *referral.passed_by}:
        raise Refused("referral_comes_back")
    _require_reachable(reachable=reachable)
    _require_consent(household, referral.disclosed)
    return [redirected]


def start(referral: Referral, household: Household) -> list[ReferralFact]:
    """Raises `Refused`: `referral_stage`, `referral_without_consent`, `referral_discloses_more`."""
    if referral.stage is ReferralStage.STARTED:
        return []
    _require_stage(referral, ReferralStage.ACCEPTED)
    _require_consent(household, referral.disclosed)
    return [ReferralStarted()]


def finish(referral: Referral, done: ReferralDone) -> list[ReferralFact]:
    """Say how it ended; also where the consent was withdrawn meanwhile.

    Raises:
        Refused: `referral_stage`.
    """
    if referral.stage is ReferralStage.DONE:
        return []
    _require_stage(referral, ReferralStage.ACCEPTED, ReferralStage.STARTED)
    return [done]


def revoke(referral: Referral) -> list[ReferralFact]:
    """Raises `Refused`: `referral_stage`."""
    if referral.stage is ReferralStage.REVOKED:
        return []
    _require_stage(referral, ReferralStage.SENT, ReferralStage.ACCEPTED, ReferralStage.STARTED)
    return [ReferralRevoked()]


def _require_stage(referral: Referral, *stages: ReferralStage) -> None:
    if referral.stage not in stages:
        raise Refused(
            "referral_stage",
            stage_ar=label("referral_stage", referral.stage, "ar"),
            stage_en=label("referral_stage", referral.stage, "en"),
        )


def _require_reachable(*, reachable: bool) -> None:
    if not reachable:
        raise Refused("referral_without_agreement")


def _require_consent(household: Household, disclosed: tuple[DisclosedField, ...]) -> None:
    if not household.agrees(ConsentPurpose.REFERRAL):
        raise Refused("referral_without_consent")
    more = [
        one.value
        for one in disclosed
        if not household.agrees(ConsentPurpose.REFERRAL, GROUP_OF[one])
    ]
    if more:
        raise Refused("referral_discloses_more", fields=tuple(more))


def evolve(referral: Referral | None, fact: ReferralFact) -> Referral:  # noqa: PLR0911 - a case a fact
    """Fold one fact into the state. Total over `ReferralFact`; never refuses."""
    match fact:
        case ReferralSent():
            return Referral(fact.sender, fact.to, fact.household, fact.subject, fact.disclosed)
        case _ if referral is None:
            raise AssertionError(f"{type(fact).__name__} before ReferralSent")
        case ReferralRedirected(to=to):
            passed_by = referral.passed_by | {referral.asked}
            return replace(referral, asked=to, stage=ReferralStage.SENT, passed_by=passed_by)
        case ReferralAccepted():
            return replace(referral, stage=ReferralStage.ACCEPTED)
        case ReferralRejected():
            return replace(referral, stage=ReferralStage.REJECTED)
        case ReferralStarted():
            return replace(referral, stage=ReferralStage.STARTED)
        case ReferralDone():
            return replace(referral, stage=ReferralStage.DONE)
        case ReferralRevoked():
            return replace(referral, stage=ReferralStage.REVOKED)
        case _:
            assert_never(fact)
