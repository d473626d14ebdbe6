"""A delivery: what was handed over or done, to whom, when, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NewType, TypeAlias, assert_never
from uuid import UUID

from registry.domain.dates import PreciseDate
from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear, Identity, Personal, Sensitive
from registry.domain.money import Money
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Claim,
    CountsAs,
    MoneySource,
    Unit,
)

ServicePoint = NewType("ServicePoint", str)
"""Code of a centre in the partner's list of service points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecorded(Fact):
    """One line of help.

    The recipient is a household, a member of one, or nobody named with a `headcount`; `subject` is whose key seals
    `giver` and `collector`: the member if there is one, else the household, else none and both stay empty.
    `place` is where the recipient lives as registered, so that totals need nothing else. `visit` ties together what
    was done in one visit; without it the delivery is a visit of its own. `serves_from` to `serves_until` is the
    period the help is meant for, both days included.
    """

    household: Clear[UUID | None] = None
    member: Clear[UUID | None] = None
    headcount: Clear[int | None] = None
    programme: Clear[UUID | None] = None
    family: Clear[BenefitFamily]
    kind: Clear[BenefitKind]
    unit: Clear[Unit]
    quantity: Clear[Decimal] = Decimal(1)
    value: Clear[Money | None] = None
    counts_as: Clear[CountsAs]
    on: Clear[PreciseDate]
    serves_from: Clear[PreciseDate | None] = None
    serves_until: Clear[PreciseDate | None] = None
    place: Clear[PCode]
    service_point: Clear[ServicePoint | None] = None
    money_source: Clear[MoneySource] = MoneySource.UNKNOWN
    visit: Clear[UUID | None] = None
    plan_line: Clear[UUID | None] = None
    claim: Clear[Claim] = Claim.OWN_RECORD
    giver: Personal[str | None, Sensitive] | None = None
    collector: Personal[str | None, Identity] | None = None

    @property
    def subject(self) -> UUID | None:
        return self.member or self.household


DeliveryFact: TypeAlias = DeliveryRecorded


@dataclass(frozen=True, slots=True)
class Delivery:
    claim: Claim


def record(delivery: Delivery | None, recorded: DeliveryRecorded) -> list[DeliveryFact]:
    """Record a delivery.

    Raises:
        Refused: `delivery_already_recorded`, `delivery_without_recipient`, `delivery_headcount_and_recipient`,
            `delivery_quantity_not_positive`, `delivery_period_reversed`, `delivery_without_programme`.
    """
    if delivery is not None:
        raise Refused("delivery_already_recorded")
    if recorded.subject is None and recorded.headcount is None:
        raise Refused("delivery_without_recipient")
    if recorded.subject is not None and recorded.headcount is not None:
        raise Refused("delivery_headcount_and_recipient")
    if recorded.quantity <= 0 or (recorded.headcount is not None and recorded.headcount < 1):
        raise Refused("delivery_quantity_not_positive")
    if recorded.claim is Claim.OWN_RECORD and recorded.programme is None:
        raise Refused("delivery_without_programme")
    begins, ends = recorded.serves_from, recorded.serves_until
    if begins is not None and ends is not None and ends.last < begins.first:
        raise Refused("delivery_period_reversed")
    return [recorded]


def evolve(_delivery: Delivery | None, fact: DeliveryFact) -> Delivery:
    """Fold one fact into the state. Total over `DeliveryFact`; never refuses."""
    match fact:
        case DeliveryRecorded(claim=claim):
            return Delivery(claim=claim)
        case _:
            assert_never(fact)
