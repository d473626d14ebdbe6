"""Which markaz and governorate a place lies in, as columns of rows, and how rows are found by an area."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

from registry.domain.places import PCode, UnknownPlace, governorate_of, markaz_of, places_in


class Area(NamedTuple):
    markaz: PCode | None
    governorate: PCode | None


def area_of(place: PCode) -> Area:
    """None where the place is coarser. A fold never refuses, so a code that the tree has lost lies nowhere."""
    try:
        markaz, governorate = markaz_of(place), governorate_of(place)
    except UnknownPlace:
        return Area(None, None)
    return Area(
        None if markaz is None else markaz.code, None if governorate is None else governorate.code
    )


def codes_within(area: PCode) -> list[PCode]:
    """What lies in the area has its place, its markaz or its governorate among these, and nothing else has.

    Where a column of rows holds the area itself, that is one code; a country is its governorates, and a markaz that
    is shown as another its villages. In an area that the tree has lost lies nothing.
    """
    if area in area_of(area):
        return [area]
    try:
        within = places_in(area)
    except UnknownPlace:
        return []
    return [area, *chain.from_iterable(codes_within(place.code) for place in within)]


def within(area: PCode | None) -> list[PCode] | None:
    """The codes within, as a parameter of queries; None asks for no area."""
    return None if area is None else codes_within(area)
