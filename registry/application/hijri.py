"""Hijri dates in and out, by the Umm al-Qura calendar (a local sighting may differ by a day).

The registry keeps Gregorian dates. A Hijri day is one Gregorian day, but a Hijri month or year
rarely begins and ends with Gregorian ones, and a date must not claim more than its writer knew. So
it is read as the smallest Gregorian month or year that holds all of it (Rajab 1446 lies within
January 2025; Shaban 1446, from 30 January to 28 February, is *some time in 2025*), and refused
where there is none (the year 1446 begins in 2024 and ends in 2025).

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
        NotADate: no Hijri date, outside the tables, or a span that no Gregorian month or year holds.
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
        NotADate: neither, or a Hijri year alone.
    """
    parts = _hijri_parts(as_text(cell))
    if parts is None:
        return read_birth_date(cell)
    return _in_gregorian(DateParts(parts.year) if parts[1:] == (1, 1) else parts)


def to_hijri(day: PreciseDate) -> str:
    """`1448-04-20` for a day; for a span the Hijri months or years that it touches, first and last.

    October 2026 is `1448-04/1448-05`, the year 2026 is `1447/1448`.

    Raises:
        NotADate: it does not lie within the tables.
    """
    length = len(str(day))  # both calendars write a day, a month and a year alike
    first, last = (_hijri(end).isoformat()[:length] for end in (day.first, day.last))
    return first if first == last else f"{first}/{last}"


def _hijri_parts(text: str) -> DateParts | None:
    parts = parts_of(text, HIJRI)
    return parts if parts is not None and parts.year in HIJRI_YEARS else None


def _in_gregorian(parts: DateParts) -> PreciseDate:
    """The smallest Gregorian day, month or year that holds the whole Hijri one."""
    first, last = _gregorian(parts, last=False), _gregorian(parts, last=True)
    for precision in Precision:
        span = PreciseDate(first).coarsened(precision)
        if span.last >= last:
            return span
    raise NotADate


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
