"""An indicator as the register computes it, beside what somebody reported of it."""

from __future__ import annotations

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
    FEW_PEOPLE = "few_people"
    SATISFACTION = "satisfaction"


class Count(StrEnum):
    """Which of the counts of a table."""

    PERSONS = "persons"
    VISITS = "visits"
    SERVICES = "services"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One count of a table with one row at most; the year is asked for."""

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
    if formula.numerator is None:
        return Computed(None, (Part.NUMERATOR,))
    numerator = await _counted(connection, formula.numerator, year, position)
    if numerator is None:
        return Computed(None, (Part.FEW_PEOPLE,))
    if formula.denominator is None:
        return Computed(Decimal(numerator))
    denominator = await _counted(connection, formula.denominator, year, position)
    if denominator is None:
        return Computed(None, (Part.FEW_PEOPLE,))
    if not denominator:
        return Computed(None, (Part.DENOMINATOR,))
    return Computed(round(Decimal(100 * numerator) / denominator, 1))


async def _counted(
    connection: AsyncConnection[Any], measure: Measure, year: int, position: int
) -> int | None:
    """None where it is of too few to be told; nothing recorded is 0."""
    counted = await releases.count(connection, measure.of.in_year(year), position=position)
    for row in counted.rows:
        found: int | None = row[measure.count]
        return found
    return 0
