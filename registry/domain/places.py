"""The administrative tree by OCHA P-codes: country, governorate, markaz (district), village.

The data and their sources are in `data/`. A place is valid from a date until another; a code, once given, is never
given to another place, so that old facts keep their meaning.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final, NamedTuple, NewType

from registry.domain.arabic import fold
from registry.domain.digits import with_ascii_digits, without_marks
from registry.domain.errors import Refused

PCode = NewType("PCode", str)

COUNTRY: Final = 0
GOVERNORATE: Final = 1
MARKAZ: Final = 2
VILLAGE: Final = 3


class UnknownPlace(LookupError):
    """No place has this code. The message never holds it: what stands in the wrong column may be a name."""

    def __init__(self) -> None:
        super().__init__("no place has this code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """`name_ar` and `name_en` stand in for each other where only one is known."""

    code: PCode
    level: int  # 0 country, 1 governorate, 2 markaz, 3 village
    name_en: str
    name_ar: str
    parent: PCode | None
    valid_from: date
    valid_to: date | None = None
    shown_as: PCode  # the place that totals and people call it by; itself as a rule
    iso: str | None = None  # ISO 3166-1 alpha-2 or 3166-2
    also: tuple[str, ...] = ()  # other spellings
    note_en: str = ""
    note_ar: str = ""

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def place(code: str) -> Place:
    """The place of a code.

    Raises:
        UnknownPlace: there is none.
    """
    found = _tree().get(PCode(code))
    if found is None:
        raise UnknownPlace
    return found


def known_place(code: str) -> Place:
    """As `place`, for decisions and for what clients name.

    Raises:
        Refused: `place_unknown`. It never repeats the code: what stands in the wrong place may be a name.
    """
    try:
        return place(code)
    except UnknownPlace:
        raise Refused("place_unknown") from None


def markaz_of(code: str) -> Place | None:
    """The markaz a place lies in, as shown (the three codes of Qena are one); None above that level.

    Raises:
        UnknownPlace: no place has this code.
    """
    markaz = _at_level(code, MARKAZ)
    return markaz and place(markaz.shown_as)


def governorate_of(code: str) -> Place | None:
    """The governorate a place is coded under; None for a country.

    Raises:
        UnknownPlace: no place has this code.
    """
    return _at_level(code, GOVERNORATE)


def places_in(code: str) -> tuple[Place, ...]:
    """The places directly below, by code.

    Raises:
        UnknownPlace: no place has this code.
    """
    parent = place(code).code
    return tuple(child for child in _tree().values() if child.parent == parent)


def every_place() -> tuple[Place, ...]:
    """The whole tree, each after what it lies in."""
    return tuple(_tree().values())


def villages_in(area: PCode | None = None) -> list[PCode]:
    """The villages in an area, or all there are, by code; none where no place has the code."""
    villages = sorted(each.code for each in _tree().values() if each.level == VILLAGE)
    return [code for code in villages if area is None or lies_in(code, area)]


def lies_in(code: PCode, area: PCode) -> bool:
    """A markaz under several codes is meant by the one it is shown as; what no place has lies nowhere."""
    here: PCode | None = code
    while here is not None:
        found = _tree().get(here)
        if found is None:
            return False
        if area in {found.code, found.shown_as}:
            return True
        here = found.parent
    return False


def find_place(name_or_code: str, *, within: PCode | None = None) -> list[Place]:
    """Places of that code or name, larger ones first; only those strictly inside `within`, where it is given.

    Arabic spellings are folded, ال, `al-` and `el-` may be missing, and مركز, محافظة or قرية before the name says
    which level is meant.

    Raises:
        UnknownPlace: no place has the code `within`.
    """
    found = _by_code(name_or_code) or _by_name(name_or_code)
    if within is not None:
        container = place(within).code
        found = [each for each in found if container in _ancestors(each)]
    return sorted(found, key=lambda each: (each.level, each.code))


def _by_code(text: str) -> list[Place]:
    found = _tree().get(PCode(with_ascii_digits(without_marks(text)).strip().upper()))
    return [] if found is None else [found]


def _by_name(text: str) -> list[Place]:
    words = _words(text)
    if found := _index().get("".join(words)):
        return list(found)
    if not words or words[0] not in _LEVEL_WORDS:
        return []
    level, named = _LEVEL_WORDS[words[0]], _index().get("".join(words[1:]), ())
    return [each for each in named if each.level == level]


def _at_level(code: str, level: int) -> Place | None:
    here = place(code)
    line = (here.code, *_ancestors(here))
    return next((each for each in map(place, line) if each.level == level), None)


def _ancestors(here: Place) -> Iterator[PCode]:
    while here.parent is not None:
        yield here.parent
        here = place(here.parent)


# Names


def _words(name: str) -> list[str]:
    """Folded words without articles; joined they are what two spellings of a name share."""
    folded = fold(with_ascii_digits(without_marks(name))).casefold()
    words = (word.removeprefix("ال") or word for word in re.findall(r"\w+", folded))
    return [word for word in words if word not in _LATIN_ARTICLES]


_LATIN_ARTICLES = frozenset({"al", "el"})
_LEVEL_WORDS = {"محافظه": GOVERNORATE, "مركز": MARKAZ, "قريه": VILLAGE}


@cache
def _index() -> Mapping[str, tuple[Place, ...]]:
    index: dict[str, dict[PCode, Place]] = {}
    for each in _tree().values():
        for name in (each.name_en, each.name_ar, *each.also):
            index.setdefault("".join(_words(name)), {})[each.code] = each
    return MappingProxyType({key: tuple(found.values()) for key, found in index.items()})


# Data


class _Coded(NamedTuple):
    """A place as its source codes it, before we say how people call it."""

    code: str
    name: str
    level: int
    parent: str | None
    valid_from: date


@cache
def _tree() -> Mapping[PCode, Place]:
    names = {row["code"]: row for row in _rows("names.csv")}
    places = (_place(coded, names.get(coded.code, {})) for coded in _coded())
    return MappingProxyType({each.code: each for each in places})


def _coded() -> Iterator[_Coded]:
    dates: dict[str, date] = {}
    for row in _rows("pcodes.csv"):
        country, code = row["Location"], row["P-Code"]
        dates[code] = date.fromisoformat(row["Valid from date"])
        if country not in dates:
            # The published list begins below the country, and all of a country has one date.
            dates[country] = dates[code]
            yield _Coded(country, country, COUNTRY, None, dates[country])
        yield _Coded(code, row["Name"], int(row["Admin Level"]), row["Parent P-Code"], dates[code])
    for row in _rows("qena_villages.csv"):
        yield _Coded(row["code"], row["name_ar"], VILLAGE, row["parent"], dates[row["parent"]])


def _place(coded: _Coded, names: Mapping[str, str]) -> Place:
    return Place(
        code=PCode(coded.code),
        level=coded.level,
        name_en=names.get("name_en") or coded.name,
        name_ar=names.get("name_ar") or coded.name,
        parent=None if coded.parent is None else PCode(coded.parent),
        valid_from=coded.valid_from,
        shown_as=PCode(names.get("shown_as") or coded.code),
        iso=names.get("iso") or None,
        also=tuple(filter(None, names.get("also", "").split("|"))),
        note_en=names.get("note_en", ""),
        note_ar=names.get("note_ar", ""),
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("registry.domain") / "data" / name).read_text(encoding="utf-8-sig")
    yield from csv.DictReader(text.splitlines())
