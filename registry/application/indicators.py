"""An indicator as the register computes it, beside what somebody reported of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """A value, or what of it is missing; `rounded` where it is of counts that are told to the nearest ten."""

    value: Decimal | None
    missing: tuple[Part, ...] = ()
    rounded: bool = False


async def compute(
    connection: AsyncConnection[Any], formula: Formula, *, year: int, position: int
) -> Computed:
    """The value of a year as of a position. What cannot be computed is never zero."""
    above, below = _alike(formula)
    if above is None:
        return Computed(None, (Part.NUMERATOR,))
    rounded = above.of.partner is None
    numerator = await _counted(connection, above, year, position)
    if numerator is None:
        return Computed(None, (Part.FEW_PEOPLE,))
    if below is None:
        return Computed(Decimal(numerator), rounded=rounded)
    denominator = await _counted(connection, below, year, position)
    if denominator is None:
        return Computed(None, (Part.FEW_PEOPLE,))
    if not denominator:
        return Computed(None, (Part.DENOMINATOR,))
    share = round(Decimal(100 * numerator) / denominator, 0 if rounded else 1)
    return Computed(share, rounded=rounded)


def _alike(formula: Formula) -> tuple[Measure | None, Measure | None]:
    """An exact part of a rounded whole could be more than all of it: of the two each is told as the other."""
    parts = formula.numerator, formula.denominator
    partners = {one.of.partner for one in parts if one is not None}
    if len(partners) < len(parts):
        return parts
    above, below = (
        None if one is None else replace(one, of=replace(one.of, partner=None)) for one in parts
    )
    return above, below


async def _counted(
    connection: AsyncConnection[Any], measure: Measure, year: int, position: int
) -> int | None:
    """None where it is of too few to be told; nothing recorded is 0."""
    counted = await releases.count(connection, measure.of.in_year(year), position=position)
    for row in counted.rows:
        found: int | None = row[measure.count]
        return found
    return 0
