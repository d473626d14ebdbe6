"""The date that a list carries in its title, in either calendar."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from registry.application.hijri import read_any_date
from registry.domain.dates import NotADate, PreciseDate
from registry.domain.digits import without_marks
from registry.intake.headings import plain

_WORDS_OF_A_DATE = 5  # ١٥ ربيع الأول ١٤٤٨ هـ
_A_MONTH = timedelta(days=31)  # a year alone is no date of a list
_BREAKS = re.compile(r"[\s—–|:,،؛;()\[\]«»\"]+")
_BETWEEN = frozenset({"لعام", "عام", "سنه", "لسنه", "لشهر", "شهر", "بتاريخ", "يوم", "of", "for"})
_NUMBERS = frozenset({"رقم", "no", "number"})
_UNTIL = frozenset({"الي", "حتي", "to", "until", "till"})


def date_in_titles(titles: Iterable[str]) -> PreciseDate | None:
    """The one day or month that the titles name; None where they name none, several, or a range."""
    found = {date for title in titles for date in _dates(title)}
    return found.pop() if len(found) == 1 and None not in found else None


def _dates(title: str) -> Iterator[PreciseDate | None]:
    """The dates of a title, None for the end of a range."""
    words = [word for word in _BREAKS.split(without_marks(title).replace("—", " ")) if word]
    words = [word for word in words if plain(word) not in _BETWEEN]
    at = 0
    while at < len(words):
        length, date = _date_at(words, at)
        if date is not None:
            ranged = at > 0 and plain(words[at - 1]) in _UNTIL
            yield None if ranged else date
        at += length


def _date_at(words: list[str], at: int) -> tuple[int, PreciseDate | None]:
    """The longest date that begins here, and how many words it takes."""
    numbered = at > 0 and plain(words[at - 1]) in _NUMBERS
    if numbered:
        return 1, None
    for length in range(_WORDS_OF_A_DATE, 0, -1):
        written = " ".join(words[at : at + length])
        if written.isdigit():
            continue  # a number of its own is no date: licence, list number, count
        try:
            date = read_any_date(written)
        except NotADate:
            continue
        if date.last - date.first < _A_MONTH:
            return min(length, len(words) - at), date
    return 1, None
