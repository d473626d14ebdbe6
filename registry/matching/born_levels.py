"""Birth dates held against each other: the day that is written, or the one read out of an identity number."""

from __future__ import annotations

from typing import Final

import numpy as np

from registry.matching.columns import Columns, Ints
from registry.matching.levels import Levels, level
from registry.matching.name_levels import Numbers, Truths

_GUESSED: Final = 3
"""Years by which a guess at somebody's age is off."""
_DECADE: Final = 10
_MONTH: Final = 32


def born_levels(
    columns: Columns, first: Numbers, second: Numbers, *, hide_numbers: bool = False
) -> Levels:
    one, other = columns.born[first], columns.born[second]
    found = _levels(one, other)
    if hide_numbers:
        return found
    by_number_one, told_one = _with_number(columns, first)
    by_number_other, told_other = _with_number(columns, second)
    told = np.flatnonzero((told_one | told_other) & (found != level("born", "same_day")))
    if not len(told):
        return found
    again = _levels(by_number_one[told], by_number_other[told])
    same_day = again == level("born", "same_day")
    again[same_day] = level("born", "same_day_by_number")
    use = same_day | (found[told] == 0) | _year_only(one[told]) | _year_only(other[told])
    found[told[use]] = again[use]
    return found


def _with_number(columns: Columns, rows: Numbers) -> tuple[Ints, Truths]:
    """The own day, or the number's where the own one is unknown or the number's is plausible beside it."""
    own, said = columns.born[rows], columns.number_born[rows]
    sex, said_sex = columns.sex[rows], columns.number_sex[rows]
    apart = np.abs(own[:, 0] - said[:, 0])
    plausible = (own[:, 0] == 0) | (apart <= _GUESSED) | (apart == _DECADE)
    use = (said[:, 0] > 0) & plausible & ((sex == 0) | (sex == said_sex))
    use &= (own != said).any(axis=1)
    return np.where(use[:, None], said, own), use


def _year_only(born: Ints) -> Truths:
    return np.asarray((born[:, 0] > 0) & (born[:, 2] == 0), dtype=np.bool_)


def _levels(one: Ints, other: Ints) -> Levels:
    year, month, day = (one[:, place] for place in range(3))
    another_year, another_month, another_day = (other[:, place] for place in range(3))
    known = (year > 0) & (another_year > 0)
    full = known & (day > 0) & (another_day > 0)
    years = np.abs(year - another_year)
    months, days = month == another_month, day == another_day
    same_month_day = months & days
    swapped = (month == another_day) & (day == another_month)
    apart = np.abs((year - another_year) * 372 + (month - another_month) * 31 + day - another_day)
    cases = [
        (~known, "missing"),
        (~full & (years == 0), "same_year_known"),
        (~full & (years == 1), "about_a_year"),
        (~full & (years <= _GUESSED), "two_or_three_years"),
        (~full & (years == _DECADE), "ten_years"),
        (~full, "far"),
        ((years == 0) & same_month_day, "same_day"),
        ((years == 0) & swapped, "day_month_swapped"),
        (apart <= _MONTH, "month_apart"),
        ((years == 1) & same_month_day, "year_apart_same_day"),
        ((years == _DECADE) & same_month_day, "decade_apart_same_day"),
        ((years == 0) & (months | days), "one_part_differs"),
        (same_month_day, "one_part_differs"),
        (years == 0, "same_year"),
        (years == 1, "about_a_year"),
        (years <= _GUESSED, "two_or_three_years"),
    ]
    found: Levels = np.select(
        [condition for condition, _ in cases],
        [np.uint8(level("born", name)) for _, name in cases],
        np.uint8(level("born", "far")),
    ).astype(np.uint8)
    return found
