"""Referrals, offers and answers as they come, for the histories that read models are compared over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final
from uuid import UUID

from registry.domain import household, referral
from registry.domain.casework import (
    ClosingReason,
    DisclosedField,
    Priority,
    ReferralResult,
    ReferralStage,
    RejectionReason,
    WithdrawalReason,
)
from registry.domain.facts import AnyFact
from registry.domain.fields import Sealed
from registry.domain.vocabulary import ConsentPurpose, ConsentState, FieldGroup
from registry.eventlog.mapper import Pending
from tests.families import FAMILIES
from tests.projections.terms import some

STAGES: Final = [one for one in ReferralStage if one is not ReferralStage.SENT]


def sent(
    random: Random,
    sealed: Callable[[], Sealed],
    about: tuple[UUID, UUID | None],
    partners: tuple[UUID, UUID],
) -> referral.ReferralSent:
    home, member = about
    return referral.ReferralSent(
        household=home,
        member=member,
        sender=partners[0],
        to=partners[1],
        need=random.choice(FAMILIES),
        priority=random.choice(list(Priority)),
        due=datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=random.randrange(400)),
        disclosed=some(random, DisclosedField),
        note=sealed(),
    )


def goings_on(
    random: Random, sealed: Callable[[], Sealed], about: UUID, to: UUID
) -> list[referral.ReferralFact]:
    """Whatever may follow; a fold takes it in any order."""
    return [
        referral.ReferralAccepted(),
        referral.ReferralStarted(),
        referral.ReferralRedirected(to=to, reason=random.choice(list(RejectionReason))),
        referral.ReferralRejected(
            about=about, reason=random.choice(list(RejectionReason)), note=sealed()
        ),
        referral.ReferralDone(
            about=about, result=random.choice(list(ReferralResult)), feedback=sealed()
        ),
        referral.ReferralRevoked(),
    ]


def handings_over(random: Random, to: UUID) -> list[list[AnyFact]]:
    offered = household.HouseholdOffered(to=to)
    closed = household.HouseholdClosed(
        reason=random.choice(list(ClosingReason)), last_day=date(2026, 10, 31)
    )
    withdrawn = household.RegistrationWithdrawn(reason=random.choice(list(WithdrawalReason)))
    return [
        [offered],
        [offered, household.OfferEnded()],
        [offered, household.HouseholdTransferred(to=to)],
        [offered, closed],
        [offered, withdrawn],
        [offered, household.HouseholdForgotten()],
    ]


def answered(random: Random) -> household.ConsentAnswered:
    return household.ConsentAnswered(
        consent=household.Consent(
            purpose=random.choice(list(ConsentPurpose)),
            state=random.choice([one for one in ConsentState if one is not ConsentState.NOT_ASKED]),
            groups=some(random, FieldGroup),
        )
    )


class Referring:
    """The part of a history that asks other partners; what it needs of the rest stands above."""

    random: Random
    partners: list[UUID]
    homes: dict[UUID, Any]
    referrals: dict[UUID, UUID]
    id: Callable[[], UUID]
    sealed: Callable[[], Sealed]
    now: Callable[..., list[Pending]]

    def refers(self) -> list[Pending]:
        stream, home = self.id(), self.random.choice(list(self.homes))
        member = self.random.choice([None, *self.homes[home].relations])
        self.referrals[stream] = member or home
        partners = (self.homes[home].partner, self.random.choice(self.partners))
        return self.now(stream, sent(self.random, self.sealed, (home, member), partners))

    def goes_on_with_referral(self) -> list[Pending]:
        stream, about = self.random.choice(list(self.referrals.items()))
        ways_on = goings_on(self.random, self.sealed, about, self.partners[-1])
        return self.now(stream, self.random.choice(ways_on))

    def hands_over(self) -> list[Pending]:
        ways = handings_over(self.random, self.random.choice(self.partners))
        return self.now(self.random.choice(list(self.homes)), *self.random.choice(ways))

    def in_every_way(self) -> list[Pending]:
        """Each kind of going on once, in an order that leaves something behind."""
        (stream, about), home = next(iter(self.referrals.items())), next(iter(self.homes))
        ways_on = goings_on(self.random, self.sealed, about, self.partners[0])
        ways = handings_over(self.random, self.partners[0])
        handed = [fact for way in ways for fact in way]
        return [*self.now(stream, *ways_on), *self.now(home, *handed)]

    def answers(self) -> list[Pending]:
        return self.now(self.random.choice(list(self.homes)), answered(self.random))
