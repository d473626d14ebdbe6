"""What the stored examples of funds say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from registry.domain.fund import (
    FundCode,
    FundCommitted,
    FundContributed,
    FundEntryReversed,
    FundOpened,
    FundSettled,
    FundSpent,
    PaymentCode,
)
from registry.domain.money import Currency, Money
from registry.domain.partner import PublicName
from registry.domain.vocabulary import FundReversalReason, MoneySource
from tests.history.keys import ASSOCIATION, HEAD, MINISTRY, STREAM, Example

FUNDS: Final[Mapping[str, Example]] = {
    "fund.opened.v1": Example(
        FundOpened(
            owner=MINISTRY,
            code=FundCode("zakat-qus"),
            name_ar=PublicName("صندوق الزكاة بقوص"),
            name_en=PublicName("Zakat fund, Qus"),
            currency=Currency.EGP,
        )
    ),
    "fund.contributed.v1": Example(
        FundContributed(
            amount=Money(Decimal("5000.50"), Currency.EGP),
            source=MoneySource.ZAKAT,
            given_by=ASSOCIATION,
            on=date(2026, 10, 5),
        ),
        version=2,
    ),
    "fund.committed.v1": Example(
        FundCommitted(plan=STREAM, amount=Money(Decimal("3500.00"), Currency.EGP)), version=3
    ),
    "fund.settled.v1": Example(
        FundSettled(
            plan=STREAM,
            committed=Money(Decimal("3500.00"), Currency.EGP),
            spent=Money(Decimal("2800.00"), Currency.EGP),
        ),
        version=4,
    ),
    "fund.spent.v1": Example(
        FundSpent(
            amount=Money(Decimal("120.00"), Currency.EGP),
            on=date(2026, 10, 6),
            paid_for=PaymentCode("rent-2026-10"),
            delivery=HEAD,
        ),
        version=5,
    ),
    "fund.entry_reversed.v1": Example(
        FundEntryReversed(
            entry=3,
            amount=Money(Decimal("2800.00"), Currency.EGP),
            plan=STREAM,
            reason=FundReversalReason.WRONG_AMOUNT,
        ),
        version=6,
    ),
}
