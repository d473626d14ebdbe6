"""Dates as the schema shows them."""

from __future__ import annotations

from datetime import date
from typing import Self

import strawberry

import registry.api.lists  # noqa: F401 - the closed lists must be known first
from registry.domain import dates
from registry.domain.dates import Precision


@strawberry.type(description="A date as precisely as it is known; `value` is its first day.")
class PreciseDate:
    value: date
    precision: Precision
    until: date | None = strawberry.field(
        description="Last day of a span, as of a Hijri month; null for a day, a month and a year."
    )

    @classmethod
    def of(cls, known: dates.PreciseDate) -> Self:
        return cls(value=known.first, precision=known.precision, until=known.until)
