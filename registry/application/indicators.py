"""An indicator as the register computes it, beside what somebody reported of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from psycopg import AsyncConnection

from registry.application import releases
from registry.domain.statistics import TableDefinition


class Part(StrEnum):
    """What may be missing of a value."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


class Count(StrEnum):
    """Which of the counts of a table."""

    PERSONS = "persons"
    VISITS = "visits"
    SERVICES = "services"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One count of a table with one row; the year is asked for."""

    count: Count
    of: TableDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """`numerator` is None where the register holds nothing to count it by; with a `denominator` it is a percentage."""

    numerator: Measure | None = None
    denominator: Measure | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """A value, or what of it is missing."""

    value: Decimal | None
    missing: tuple[Part, ...] = ()


async def compute(
    connection: AsyncConnection[Any], formula: Formula, *, year: int, position: int
) -> Computed:
    """The value of a year as of a position. What cannot be computed is never zero."""
    parts: Sequence[Measure | None] = (formula.numerator, formula.denominator)
    found = [await _counted(connection, one, year, position) for one in parts]
    numerator, denominator = found
    if numerator is None:
        return Computed(None, (Part.NUMERATOR,))
    if formula.denominator is None:
        return Computed(Decimal(numerator))
    if not denominator:
        return Computed(None, (Part.DENOMINATOR,))
    return Computed(round(Decimal(100 * numerator) / denominator, 1))


async def _counted(
    connection: AsyncConnection[Any], measure: Measure | None, year: int, position: int
) -> int | None:
    """None where nothing is measured; nothing recorded is 0."""
    if measure is None:
        return None
    counted = await releases.count(connection, measure.of.in_year(year), position=position)
    return sum(int(getattr(row, measure.count)) for row in counted.rows)
