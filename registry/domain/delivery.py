"""A delivery: what was handed over or done, to whom, when, who says so; mended or taken back where that was wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias, assert_never
from uuid import UUID

from registry.domain.casework import DeliveryField, ReversalReason
from registry.domain.dates import PreciseDate
from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear, Identity, Personal, Sensitive
from registry.domain.identity_numbers import IdentityNumber
from registry.domain.money import Money
from registry.domain.places import PCode, known_place
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Claim,
    CountsAs,
    MoneySource,
    Unit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where money came from: its kind, and, where known, the partner that gave it, the fund and the part it paid."""

    kind: Clear[MoneySource]
    partner: Clear[UUID | None] = None
    fund: Clear[UUID | None] = None
    amount: Clear[Money | None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """Who took the help for the recipient; `member` where it was one of the household.

    A `proxy` acts for somebody who cannot come: `authority` is what it showed, in words.
    """

    name: str
    member: UUID | None = None
    identity_numbers: tuple[IdentityNumber, ...] = ()
    proxy: bool = False
    authority: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecorded(Fact):
    """One line of help.

    The recipient is a household, a member of one, or nobody named with a `headcount`; `subject` is whose key seals
    `giver`, `collector` and `partner_reference`: the member if there is one, else the household, else none and they
    stay empty. `partner_reference` is the partner's own key of this line, by which a row of a file is found again.
    `value` is the worth of the whole line, `sources` who paid for it.
    `place` is where the recipient lives as registered, so that totals need nothing else. `visit` ties together what
    was done in one visit; without it the delivery is a visit of its own. The period the help is meant for goes from
    the first day of `serves_from` to the last of `serves_until`, both included; None means `on.first` and `on.last`.
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
    service_point: Clear[UUID | None] = None
    sources: Clear[tuple[Source, ...]] = ()
    visit: Clear[UUID | None] = None
    plan_line: Clear[UUID | None] = None
    claim: Clear[Claim] = Claim.OWN_RECORD
    giver: Personal[str | None, Sensitive] | None = None
    collector: Personal[Collector | None, Identity] | None = None
    partner_reference: Personal[str | None, Identity] | None = None

    @property
    def subject(self) -> UUID | None:
        return self.member or self.household


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryCorrected(Fact):
    """What was recorded of a delivery was wrong. Fields that are not `changed` say nothing, whatever they hold.

    `household` and `member` are those of the delivery: they say whose key seals `giver` and `collector`.
    """

    household: Clear[UUID | None] = None
    member: Clear[UUID | None] = None
    changed: Clear[tuple[DeliveryField, ...]]
    quantity: Clear[Decimal | None] = None
    value: Clear[Money | None] = None
    counts_as: Clear[CountsAs | None] = None
    headcount: Clear[int | None] = None
    on: Clear[PreciseDate | None] = None
    serves_from: Clear[PreciseDate | None] = None
    serves_until: Clear[PreciseDate | None] = None
    sources: Clear[tuple[Source, ...]] = ()
    giver: Personal[str | None, Sensitive] | None = None
    collector: Personal[Collector | None, Identity] | None = None

    @property
    def subject(self) -> UUID | None:
        return self.member or self.household


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReversed(Fact):
    """It counts no more: it did not happen, or was taken back. What was recorded stays in history."""

    reason: Clear[ReversalReason]


DeliveryFact: TypeAlias = DeliveryRecorded | DeliveryCorrected | DeliveryReversed


@dataclass(frozen=True, slots=True)
class Delivery:
    """`recorded` has what was corrected put in its place; a personal field is as it was sealed."""

    recorded: DeliveryRecorded
    reversed: ReversalReason | None = None


def record(
    delivery: Delivery | None, recorded: DeliveryRecorded, today: date
) -> list[DeliveryFact]:
    """Record a delivery. What is known to the month alone may be of this month.

    Raises:
        Refused: `delivery_already_recorded`, `delivery_without_recipient`, `delivery_headcount_and_recipient`,
            `delivery_headcount_names_somebody`,
            `delivery_quantity_not_positive`, `delivery_period_reversed`, `delivery_without_programme`,
            `delivery_sources_exceed_value`, `place_unknown`, `day_in_the_future`.
    """
    if delivery is not None:
        raise Refused("delivery_already_recorded")
    _require_possible(recorded, today)
    return [recorded]


def correct(delivery: Delivery, corrected: DeliveryCorrected, today: date) -> list[DeliveryFact]:
    """Mend a delivery. Nothing changed is nothing to say.

    Raises:
        Refused: `delivery_reversed`, and what `record` refuses of the delivery as it would be.
    """
    if delivery.reversed is not None:
        raise Refused("delivery_reversed")
    if not corrected.changed:
        return []
    _require_possible(_mended(delivery.recorded, corrected), today)
    return [corrected]


def reverse(delivery: Delivery, reason: ReversalReason) -> list[DeliveryFact]:
    """Take a delivery back. Taken back already changes nothing."""
    return [] if delivery.reversed is not None else [DeliveryReversed(reason=reason)]


def _require_possible(recorded: DeliveryRecorded, today: date) -> None:
    if recorded.subject is None and recorded.headcount is None:
        raise Refused("delivery_without_recipient")
    if recorded.subject is not None and recorded.headcount is not None:
        raise Refused("delivery_headcount_and_recipient")
    names_somebody = recorded.giver is not None or recorded.collector is not None
    if recorded.subject is None and names_somebody:
        raise Refused("delivery_headcount_names_somebody")  # nobody's key would seal the name
    if recorded.quantity <= 0 or (recorded.headcount is not None and recorded.headcount < 1):
        raise Refused("delivery_quantity_not_positive")
    if recorded.claim is Claim.OWN_RECORD and recorded.programme is None:
        raise Refused("delivery_without_programme")
    known_place(recorded.place)
    if recorded.on.first > today:
        raise Refused("day_in_the_future")
    begins, ends = recorded.serves_from or recorded.on, recorded.serves_until or recorded.on
    if ends.last < begins.first:
        raise Refused("delivery_period_reversed")
    _require_paid_for(recorded)


def _require_paid_for(recorded: DeliveryRecorded) -> None:
    """Whoever paid, all of them together paid no more than it is worth."""
    if recorded.value is None:
        return
    paid = [one.amount for one in recorded.sources if one.amount is not None]
    if any(one.currency is not recorded.value.currency for one in paid):
        raise Refused("delivery_sources_exceed_value")
    if sum((one.amount for one in paid), Decimal(0)) > recorded.value.amount:
        raise Refused("delivery_sources_exceed_value")


def _mended(recorded: DeliveryRecorded, corrected: DeliveryCorrected) -> DeliveryRecorded:
    """The delivery with what was changed in its place."""
    return replace(
        recorded, **{one.value: getattr(corrected, one.value) for one in corrected.changed}
    )


def evolve(delivery: Delivery | None, fact: DeliveryFact) -> Delivery:
    """Fold one fact into the state. Total over `DeliveryFact`; never refuses."""
    match fact:
        case DeliveryRecorded():
            return Delivery(recorded=fact)
        case _ if delivery is None:
            raise AssertionError(f"{type(fact).__name__} before DeliveryRecorded")
        case DeliveryCorrected():
            return replace(delivery, recorded=_mended(delivery.recorded, fact))
        case DeliveryReversed(reason=reason):
            return replace(delivery, reversed=reason)
        case _:
            assert_never(fact)
