"""Random but lawful deliveries of a history: handed over, mended, taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from registry.domain import delivery
from registry.domain.casework import DeliveryField, ReversalReason
from registry.domain.dates import PreciseDate, days_from, precise_date
from registry.domain.money import Currency, Money
from registry.domain.vocabulary import (
    BenefitKind,
    Claim,
    CountsAs,
    MoneySource,
    Unit,
)
from registry.eventlog.mapper import Pending
from tests.families import FAMILIES

if TYPE_CHECKING:
    from tests.projections.histories import History

_OF_UNNAMED = {DeliveryField.HEADCOUNT}
_OF_NAMED = {DeliveryField.GIVER, DeliveryField.COLLECTOR}


def delivers(history: History) -> list[Pending]:
    stream = history.id()
    served, home = history.random.choice(list(history.homes.items()))
    member = history.random.choice(list(home.relations))
    who: dict[str, Any] = history.random.choice(
        ({"household": served}, {"household": served, "member": member}, {"member": member},
         {"headcount": history.random.randint(1, 60)})
    )  # fmt: skip
    named = "headcount" not in who
    claim = history.random.choice((Claim.OWN_RECORD, Claim.OWN_RECORD, *Claim))
    history.visits.append(history.id())
    handed_over = delivery.DeliveryRecorded(
        **who,
        programme=history.random.choice(history.programmes),
        family=history.random.choice(FAMILIES),
        kind=history.random.choice(list(BenefitKind)),
        unit=history.random.choice(list(Unit)),
        quantity=Decimal(history.random.choice(("1", "2.5", "12"))),
        value=history.random.choice((None, Money(Decimal("450.50"), Currency.EGP))),
        counts_as=history.random.choice(list(CountsAs)),
        on=day(history.random),
        serves_from=history.random.choice((None, precise_date(2026, 10), day(history.random))),
        serves_until=history.random.choice((None, precise_date(2026, 12, 31))),
        place=home.place,
        service_point=history.random.choice((None, UUID(int=7))),
        sources=sources(history),
        visit=history.random.choice((None, None, *history.visits[-3:])),
        claim=claim,
        giver=history.sealed() if named and history.random.random() < 0.5 else None,
        collector=history.sealed() if named and history.random.random() < 0.5 else None,
        partner_reference=history.sealed() if named and history.random.random() < 0.5 else None,
    )
    history.given[stream] = handed_over
    return history.now(stream, handed_over)


def sources(history: History) -> tuple[delivery.Source, ...]:
    return tuple(
        delivery.Source(
            kind=kind,
            partner=history.random.choice((None, *history.partners)),
            amount=history.random.choice((None, Money(Decimal("150.25"), Currency.EGP))),
        )
        for kind in history.random.sample(list(MoneySource), history.random.randint(0, 2))
    )


def corrects(history: History) -> list[Pending]:
    if not history.given:
        return []
    stream = history.random.choice(list(history.given))
    made = history.given[stream]
    named = made.headcount is None
    fields = [one for one in DeliveryField if one not in (_OF_UNNAMED if named else _OF_NAMED)]
    mended = delivery.DeliveryCorrected(
        household=made.household,
        member=made.member,
        changed=tuple(history.random.sample(fields, history.random.randint(1, 4))),
        quantity=Decimal(history.random.choice(("3", "0.5"))),
        value=history.random.choice((None, Money(Decimal("99.90"), Currency.QAR))),
        counts_as=history.random.choice(list(CountsAs)),
        headcount=history.random.randint(1, 60),
        on=day(history.random),
        serves_from=history.random.choice((None, day(history.random))),
        serves_until=history.random.choice((None, day(history.random))),
        sources=sources(history),
        giver=history.random.choice((None, history.sealed())) if named else None,
        collector=history.random.choice((None, history.sealed())) if named else None,
    )
    return history.now(stream, mended)


def reverses(history: History) -> list[Pending]:
    if not history.given:
        return []
    stream = history.random.choice(list(history.given))
    del history.given[stream]
    return history.now(
        stream, delivery.DeliveryReversed(reason=history.random.choice(list(ReversalReason)))
    )


def day(random: Random) -> PreciseDate:
    year, month = random.choice((2025, 2026)), random.randint(9, 11)
    return random.choice(
        (
            precise_date(year),
            precise_date(year, month),
            precise_date(year, month, random.randint(1, 28)),
            days_from(date(year, month, 3), date(year, month, 12)),
            days_from(date(year, month, 20), date(year, month + 1, 18)),
        )
    )
