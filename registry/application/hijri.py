"""Hijri dates in and out, by the Umm al-Qura calendar (a local sighting may differ by a day).

The registry keeps Gregorian dates. A Hijri day is one Gregorian day, but a Hijri month or year
rarely begins and ends with Gregorian ones, and a date must say neither more nor less than its
writer knew. So it is read as the exact span of its days: Ramadan 1448 is 8 February to 8 March 2027.

The tables go from 1343 to 1500, August 1924 to November 2077; outside them nothing is converted.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Final

from hijridate import Gregorian, Hijri

from registry.domain.date_styles import CalendarWords, DateParts, parts_of
from registry.domain.dates import (
    NotADate,
    PreciseDate,
    Precision,
    days_from,
    read_birth_date,
    read_date,
)
from registry.domain.digits import as_text

HIJRI_YEARS: Final = range(1300, 1600)
"""Years that are taken for Hijri: a registry has no Gregorian date in them."""

HIJRI: Final = CalendarWords.of(
    (
        ("Muharram", "محرم", "المحرم"),
        ("Safar", "صفر"),
        ("Rabi al-Awwal", "Rabi' al-Awwal", "ربيع الأول"),
        ("Rabi al-Thani", "Rabi' al-Thani", "ربيع الثاني", "ربيع الآخر"),
        ("Jumada al-Ula", "جمادى الأولى"),
        ("Jumada al-Akhirah", "Jumada al-Thaniyah", "جمادى الآخرة", "جمادى الثانية"),
        ("Rajab", "رجب"),
        ("Shaban", "Sha'ban", "شعبان"),
        ("Ramadan", "رمضان"),
        ("Shawwal", "شوال"),
        ("Dhu al-Qadah", "Dhu al-Qi'dah", "ذو القعدة", "ذي القعدة"),
        ("Dhu al-Hijjah", "ذو الحجة", "ذي الحجة"),
    ),
    eras=("هـ", "هجري", "هجرية", "AH", "H"),
)


def read_hijri(text: str) -> PreciseDate:
    """A Hijri date as written, `1448-04-20`, `٢٠/٤/١٤٤٨ هـ` or `رجب ١٤٤٦`, in the Gregorian calendar.

    Raises:
        NotADate: no Hijri date, or outside the tables.
    """
    parts = _hijri_parts(text)
    if parts is None:
        raise NotADate
    return _in_gregorian(parts)


def read_any_date(cell: object) -> PreciseDate:
    """As `read_date`, and as `read_hijri` where the year is a Hijri one.

    Raises:
        NotADate: neither.
    """
    parts = _hijri_parts(as_text(cell))
    return read_date(cell) if parts is None else _in_gregorian(parts)


def read_any_birth_date(cell: object) -> PreciseDate:
    """As `read_any_date`; the first day of a year, in either calendar, says that the year alone is known.

    Raises:
        NotADate: neither.
    """
    parts = _hijri_parts(as_text(cell))
    if parts is None:
        return read_birth_date(cell)
    return _in_gregorian(DateParts(parts.year) if parts[1:] == (1, 1) else parts)


def to_hijri(day: PreciseDate) -> str:
    """`1448-04-20` for a day; for others the Hijri days, months or years that they touch, first and last.

    Months and years are shown where they are meant whole: Ramadan 1448 is `1448-09`, October 2026 is
    `1448-04/1448-05`, the year 2026 is `1447/1448`, and the first ten days of Ramadan `1448-09-01/1448-09-10`.

    Raises:
        NotADate: it does not lie within the tables.
    """
    first, last = (_hijri(end) for end in (day.first, day.last))
    length = _WRITTEN_LENGTH.get(day.precision) or _length_of_span(first, last)
    begins, ends = first.isoformat()[:length], last.isoformat()[:length]
    return begins if begins == ends else f"{begins}/{ends}"


_WRITTEN_LENGTH: Final = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


def _length_of_span(first: Hijri, last: Hijri) -> int:
    """That of whole months and years where the span begins and ends with them."""
    if first.day != 1 or last.day != last.month_length():
        return _WRITTEN_LENGTH[Precision.DAY]
    years = (first.month, last.month) == (1, 12)
    return _WRITTEN_LENGTH[Precision.YEAR if years else Precision.MONTH]


def _hijri_parts(text: str) -> DateParts | None:
    parts = parts_of(text, HIJRI)
    return parts if parts is not None and parts.year in HIJRI_YEARS else None


def _in_gregorian(parts: DateParts) -> PreciseDate:
    return days_from(_gregorian(parts, last=False), _gregorian(parts, last=True))


def _gregorian(parts: DateParts, *, last: bool) -> date:
    """The first or the last day of a Hijri day, month or year."""
    with suppress(ValueError, OverflowError):
        month = parts.month if parts.month is not None else 12 if last else 1
        end_of_month = Hijri(parts.year, month, 1).month_length() if last else 1
        day = parts.day if parts.day is not None else end_of_month
        return date(*Hijri(parts.year, month, day).to_gregorian().datetuple())
    raise NotADate


def _hijri(day: date) -> Hijri:
    with suppress(OverflowError):
        return Gregorian.fromdate(day).to_hijri()
    raise NotADate
