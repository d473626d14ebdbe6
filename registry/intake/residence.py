"""Where a household lives: the finest place that the registry knows, and the rest as an address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from registry.domain.arabic import fold
from registry.domain.digits import with_ascii_digits
from registry.domain.places import (
    GOVERNORATE,
    MARKAZ,
    VILLAGE,
    PCode,
    Place,
    find_place,
    markaz_of,
    place,
    places_in,
)
from registry.intake.fields import PLACES, Field
from registry.intake.lines import Line

_ALIKE = 70
_LEVEL = {Field.GOVERNORATE: GOVERNORATE, Field.MARKAZ: MARKAZ, Field.VILLAGE: VILLAGE}


@dataclass(frozen=True, slots=True)
class Residence:
    """`address` is what the file says below `place`: a village that has no code, a street."""

    place: PCode
    address: str | None


def residence(line: Line, within: PCode | None, unplaced: PCode | None = None) -> Residence | None:
    """The place of a row, or None with the problem noted.

    A village that is on no list is part of the address; an unknown governorate or markaz is refused, since every
    total is by place. `within` is where the list as a whole comes from, `unplaced` where a row that names none is.
    """
    before = len(line.problems)
    governorate = _named(line, Field.GOVERNORATE, within)
    markaz = _named(line, Field.MARKAZ, governorate or within)
    if len(line.problems) > before:
        return None
    village = _village(line, markaz or governorate or within)
    here = village or markaz or governorate or within or unplaced
    if here is None:
        code = "row_place_unknown" if line.first(Field.VILLAGE) else "row_place_missing"
        line.refuse(
            code, next((field for field in PLACES if line.columns.has(field)), Field.MARKAZ)
        )
        return None
    return Residence(here, _address(line, known=village is not None))


@lru_cache(maxsize=4096)
def country_of(code: PCode) -> str:
    """The ISO 3166-1 country of a place, as `EG`."""
    here = place(code)
    while here.parent is not None:
        here = place(here.parent)
    return here.iso or here.code[:2]


def _named(line: Line, field: Field, within: PCode | None) -> PCode | None:
    found = line.first(field)
    if found is None:
        return None
    written = line.text(field) or ""
    inside = within if within is not None and place(within).level < _LEVEL[field] else None
    candidates = _candidates(written, inside, _LEVEL[field])
    if len(candidates) == 1:
        return candidates[0].code
    if candidates:
        line.refuse("row_place_ambiguous", field)
    elif like := _nearest(written, inside, _LEVEL[field]):
        line.refuse("row_place_unknown_but_like", field, like_ar=like.name_ar, like_en=like.name_en)
    else:
        line.refuse("row_place_unknown", field)
    return None


def _village(line: Line, within: PCode | None) -> PCode | None:
    """The village where exactly one of that name lies there; among all villages of a country nothing is guessed."""
    written = line.text(Field.VILLAGE)
    if written is None or within is None or place(within).level > MARKAZ:
        return None
    around = place(within)
    if around.level == MARKAZ and around.parent is not None:
        # A city and the markaz around it have codes of their own, and share their villages.
        shown = markaz_of(within)
        inside = [
            each
            for each in find_place(written, within=around.parent)
            if markaz_of(each.code) == shown
        ]
    else:
        inside = find_place(written, within=within)
    villages = [each for each in inside if each.level == VILLAGE]
    return villages[0].code if len(villages) == 1 else None


@lru_cache(maxsize=4096)
def _candidates(written: str, within: PCode | None, level: int) -> Sequence[Place]:
    """Those of the level; where a word names a smaller place only, that one says more and is as good."""
    found = find_place(written, within=within)
    return [each for each in found if each.level == level] or [
        each for each in found if each.level > level
    ]


def _below(around: Place) -> Iterator[Place]:
    for each in places_in(around.code):
        yield each
        if each.level < MARKAZ:
            yield from _below(each)


def _nearest(written: str, within: PCode | None, level: int) -> Place | None:
    around = place(within or "EGY")
    known = [each for each in _below(around) if each.level == level]
    names = [fold(each.name_ar) for each in known] + [each.name_en.casefold() for each in known]
    found = process.extractOne(
        fold(written).casefold(), names, scorer=fuzz.ratio, score_cutoff=_ALIKE
    )
    return None if found is None else known[found[2] % len(known)]


def _address(line: Line, *, known: bool) -> str | None:
    parts = [] if known else [line.text(Field.VILLAGE)]
    parts += [line.text(Field.ADDRESS)]
    written = [part for part in parts if part]
    return with_ascii_digits("، ".join(written)) or None
