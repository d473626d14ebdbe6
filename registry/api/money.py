"""An amount in its currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

import strawberry

from registry.domain.money import Currency


@strawberry.type
class Money:
    amount: Decimal
    currency: Currency

    @classmethod
    def of(cls, amount: Decimal | None, currency: Currency | None) -> Self | None:
        """None where either is not known."""
        if amount is None or currency is None:
            return None
        return cls(amount=amount, currency=currency)
