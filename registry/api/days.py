"""Dates as the schema shows them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Self

import strawberry

import registry.api.lists  # noqa: F401 - the closed lists must be known first
from registry.api.ids import BadRequest
from registry.domain import dates
from registry.domain.dates import Precision
from registry.domain.digits import with_ascii_digits


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


_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def read_month(written: str) -> date:
    """The first day of a month that is written as 2026-10.

    Raises:
        BadRequest: `month_malformed`.
    """
    found = _MONTH.fullmatch(with_ascii_digits(written))
    if found is None or int(found[1]) == 0:
        raise BadRequest("month_malformed")
    return date(int(found[1]), int(found[2]), 1)
