"""Dates as precisely as they are known, and how they are read from the cells of files.

Policy of reading, stated once:

- The day comes first: `05/10/2026` is the fifth of October. `10/25/2026` is refused, not turned
  round, since `10/05/2026` in the same column would then be read the other way.
- A year has four digits and lies in `YEARS`; two-digit years are refused.
- A number is a year when it lies in `YEARS`, `yyyymmdd` when it has eight digits, otherwise a
  spreadsheet's serial day (counted from 1900).
- A time of day is dropped, and its zone with it: the date is the one that was written.
- Two dates with `..` between them are the days from the first to the last, as `str` writes them.
"""

from __future__ import annotations

import calendar
import math
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import total_ordering
from typing import Final

from registry.domain.date_styles import GREGORIAN, parts_of
from registry.domain.digits import with_ascii_digits, without_marks

YEARS: Final = range(1850, 2200)
"""Years in which the people of a registry were born or helped."""

_SERIAL_EPOCH = date(1899, 12, 30)
_SERIALS = range(YEARS.stop, 73051)  # 1906 to 2099; what is smaller is a year


class Precision(StrEnum):
    """How a date is known. A span is any days in a row, for what is no Gregorian month or year: a Hijri month."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    SPAN = "span"


class NotADate(ValueError):
    """No date can be read, or an impossible one. The message never holds the value."""

    def __init__(self) -> None:
        super().__init__("not a date")


@total_ordering
@dataclass(frozen=True, slots=True)
class PreciseDate:
    """A day, month or year of the Gregorian calendar, or a span of days; `first` is the first day of it.

    `until` is the last day of a span, both included, and of a span alone. Ordered by `first`; of two that begin
    together the one that ends sooner comes first.

    Raises:
        NotADate: `first` is not the first day of such a month or year, or a span has no end or ends before it begins.
    """

    first: date
    precision: Precision = Precision.DAY
    until: date | None = None

    def __post_init__(self) -> None:
        if self.precision is Precision.SPAN:
            sound = self.until is not None and self.first <= self.until
        else:
            sound = self.until is None and self.first == _first_day(self.first, self.precision)
        if not sound:
            raise NotADate

    def __lt__(self, other: PreciseDate) -> bool:
        return (self.first, self.last, self.precision) < (other.first, other.last, other.precision)

    @property
    def last(self) -> date:
        return self.until or _last_day(self.first, self.precision)

    @property
    def month(self) -> str | None:
        """`2026-10`, or None where the days do not all lie in one month."""
        first, last = (day.isoformat()[:7] for day in (self.first, self.last))
        return first if first == last else None

    def coarsened(self, precision: Precision) -> PreciseDate:
        """The whole months or years that it touches; as it is where it is known no more precisely than that."""
        if precision in _ANY_DAYS:
            return self
        return days_from(_first_day(self.first, precision), _last_day(self.last, precision))

    def __str__(self) -> str:
        """`2026-10-05`, `2026-10`, `2026` or `2027-02-08..2027-03-08`."""
        if self.until is not None:
            return f"{self.first.isoformat()}{_TO}{self.until.isoformat()}"
        return self.first.isoformat()[: _WRITTEN_LENGTH[self.precision]]

    @classmethod
    def parse(cls, text: str) -> PreciseDate:
        """The inverse of `str` and of nothing else.

        Raises:
            NotADate: any other form, or a date that the calendar does not have.
        """
        begins, span, ends = text.partition(_TO)
        if span:
            first, last = cls.parse(begins), cls.parse(ends)
            if {first.precision, last.precision} != {Precision.DAY}:
                raise NotADate
            return cls(first.first, Precision.SPAN, last.first)
        written = _WRITTEN.fullmatch(text)
        if written is None:
            raise NotADate
        return precise_date(*(int(number) for number in written.groups() if number))


_ANY_DAYS = frozenset({Precision.DAY, Precision.SPAN})
_TO = ".."
_WRITTEN_LENGTH = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}
_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_NUMBER = re.compile(r"[0-9]{5}(?:\.[0-9]+)?|[0-9]{8}")  # serial days and yyyymmdd, never 10.2026
_YEAR_MONTH_DAY = range(10_000_000, 100_000_000)


def precise_date(year: int, month: int | None = None, day: int | None = None) -> PreciseDate:
    """A date from its numbers, as precise as those given.

    Raises:
        NotADate: the calendar has no such day, month or year.
    """
    finest = Precision.MONTH if day is None else Precision.DAY
    precision = Precision.YEAR if month is None else finest
    with suppress(ValueError):
        return PreciseDate(
            date(year, 1 if month is None else month, 1 if day is None else day), precision
        )
    # Outside the handler: the calendar's own complaint would carry the numbers along.
    raise NotADate


def days_from(first: date, last: date) -> PreciseDate:
    """The days from `first` to `last`, both included: a day, month or year where they are just that, else a span.

    Raises:
        NotADate: `last` is before `first`.
    """
    for precision in (Precision.DAY, Precision.MONTH, Precision.YEAR):
        if (first, last) == (_first_day(first, precision), _last_day(first, precision)):
            return PreciseDate(first, precision)
    return PreciseDate(first, Precision.SPAN, last)


def read_date(cell: object) -> PreciseDate:
    """The date in a cell: a date, a serial number, or text in any style of `date_styles`.

    Raises:
        NotADate: none, a doubtful or an impossible one, or one outside `YEARS`.
    """
    found = _read(cell)
    if found.first.year not in YEARS or found.last.year not in YEARS:
        raise NotADate
    return found


def read_birth_date(cell: object) -> PreciseDate:
    """As `read_date`; the first of January is what is written where only the year is known."""
    found = read_date(cell)
    day = found.first
    first_of_january = found.precision is Precision.DAY and (day.month, day.day) == (1, 1)
    return PreciseDate(day, Precision.YEAR) if first_of_january else found


def months_away(day: date, months: int) -> date:
    """The day so many months later, or before; the last of its month where that has fewer days.

    Where the calendar ends before, the last day that it has on that side.
    """
    month = day.year * 12 + day.month - 1 + months
    year, number = month // 12, month % 12 + 1
    if not date.min.year <= year <= date.max.year:
        return date.min if months < 0 else date.max
    return date(year, number, min(day.day, calendar.monthrange(year, number)[1]))


def _read(cell: object) -> PreciseDate:
    match cell:
        case PreciseDate():
            return cell
        case datetime():
            return PreciseDate(cell.date())
        case date():
            return PreciseDate(cell)
        case bool():
            raise NotADate
        case int():
            return _from_number(cell)
        case float():
            return _from_number(cell)
        case str():
            return _from_text(cell)
        case _:
            raise NotADate


def _from_text(text: str) -> PreciseDate:
    plain = with_ascii_digits(without_marks(text)).strip()
    if _NUMBER.fullmatch(plain):
        return _from_number(float(plain))
    if _TO in plain:
        span = PreciseDate.parse(plain)
        return days_from(span.first, span.last)
    parts = parts_of(text, GREGORIAN)
    if parts is None:
        raise NotADate
    return precise_date(*parts)


def _from_number(number: float) -> PreciseDate:
    whole = int(number) if math.isfinite(number) else 0
    if whole in YEARS and whole == number:
        return precise_date(whole)
    if whole in _YEAR_MONTH_DAY:
        return precise_date(whole // 10_000, whole // 100 % 100, whole % 100)
    if whole in _SERIALS:
        return PreciseDate(_SERIAL_EPOCH + timedelta(days=whole))
    raise NotADate


def _first_day(day: date, precision: Precision) -> date:
    match precision:
        case Precision.DAY | Precision.SPAN:
            return day
        case Precision.MONTH:
            return day.replace(day=1)
        case Precision.YEAR:
            return day.replace(month=1, day=1)


def _last_day(day: date, precision: Precision) -> date:
    match precision:
        case Precision.DAY | Precision.SPAN:
            return day
        case Precision.MONTH:
            _, days = calendar.monthrange(day.year, day.month)
            return day.replace(day=days)
        case Precision.YEAR:
            return day.replace(month=12, day=31)
