"""The styles in which people write dates, as numbers of whichever calendar they meant.

The day comes before the month: `05/10/2026` is the fifth of October. Years have four digits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from registry.domain.arabic import fold
from registry.domain.digits import with_ascii_digits, without_marks

_IN_DIGITS = re.compile(r"[0-9]+(?:[-/.][0-9]+)*")


def _folded(text: str) -> str:
    plain = with_ascii_digits(without_marks(text))
    if _IN_DIGITS.fullmatch(plain):
        return plain  # most dates, and nothing in them to fold
    plain = fold(plain).casefold()
    plain = " ".join(plain.translate({0x060D: "/", 0x060C: ","}).split())
    return re.sub(r" ?([-/.]) ?", r"\1", plain)


class DateParts(NamedTuple):
    """The numbers of a written date, not yet checked against a calendar."""

    year: int
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """What a calendar calls its months, and how it marks that a year is its own; all folded."""

    months: Mapping[str, int]
    eras: frozenset[str]

    @classmethod
    def of(cls, months: Sequence[Sequence[str]], eras: Sequence[str]) -> CalendarWords:
        """`months` holds the spellings of the first month, of the second, and so on."""
        return cls(
            {_folded(name): number for number, names in enumerate(months, 1) for name in names},
            frozenset(_folded(era) for era in eras),
        )


GREGORIAN = CalendarWords.of(
    (
        ("January", "Jan", "يناير", "كانون الثاني"),
        ("February", "Feb", "فبراير", "شباط"),
        ("March", "Mar", "مارس", "آذار"),
        ("April", "Apr", "أبريل", "نيسان"),
        ("May", "مايو", "أيار"),
        ("June", "Jun", "يونيو", "يونيه", "حزيران"),
        ("July", "Jul", "يوليو", "يوليه", "تموز"),
        ("August", "Aug", "أغسطس", "آب"),
        ("September", "Sep", "Sept", "سبتمبر", "أيلول"),
        ("October", "Oct", "أكتوبر", "تشرين الأول"),
        ("November", "Nov", "نوفمبر", "تشرين الثاني"),
        ("December", "Dec", "ديسمبر", "كانون الأول"),
    ),
    eras=("م", "ميلادي", "ميلادية", "AD", "CE"),
)

_TIME = r"(?:[t ][0-9]{1,2}:[0-9]{2}.*)?"
_STYLES = (
    re.compile(
        r"(?P<year>[0-9]{4})(?:[-/.](?P<month>[0-9]{1,2})"
        rf"(?:[-/.](?P<day>[0-9]{{1,2}}){_TIME})?)?"
    ),
    re.compile(
        rf"(?:(?P<day>[0-9]{{1,2}})[-/.])?(?P<month>[0-9]{{1,2}})[-/.](?P<year>[0-9]{{4}}){_TIME}"
    ),
)
_STYLES_IN_WORDS = (
    re.compile(r"(?:(?P<day>[0-9]{1,2})[ -]?)?(?P<month>[^0-9,]+?)[ ,-]*(?P<year>[0-9]{4})"),
    re.compile(r"(?P<month>[^0-9,]+) (?P<day>[0-9]{1,2}),? ?(?P<year>[0-9]{4})"),
)


def parts_of(text: str, words: CalendarWords) -> DateParts | None:
    """The numbers of a date in digits or words, or None where the text is in no style of that calendar."""
    plain = _without_era(_folded(text), words.eras)
    for style in _STYLES:
        if found := style.fullmatch(plain):
            return _parts(found["year"], _number(found["month"]), found["day"])
    for style in _STYLES_IN_WORDS:
        if found := style.fullmatch(plain):
            month = _month(found["month"], words.months)
            return None if month is None else _parts(found["year"], month, found["day"])
    return None


def _parts(year: str, month: int | None, day: str | None) -> DateParts:
    return DateParts(int(year), month, _number(day))


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _month(written: str, months: Mapping[str, int]) -> int | None:
    """The month of `اكتوبر`, `شهر اكتوبر`, or of two names that agree: `تشرين الاول/اكتوبر`."""
    names = written.strip().removeprefix("شهر ").split("/")
    found = {months.get(name.strip(" .")) for name in names}
    return found.pop() if len(found) == 1 else None


def _without_era(plain: str, eras: frozenset[str]) -> str:
    if plain[-1:].isdigit():
        return plain
    words = plain.split(" ")
    if words[-1] in eras:
        return " ".join(words[:-1])
    attached = re.fullmatch(r"(.*[0-9])([^0-9]+)", plain)
    return attached[1] if attached and attached[2] in eras else plain
