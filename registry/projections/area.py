"""Which markaz and governorate a place lies in, as columns of rows."""

from __future__ import annotations

from typing import NamedTuple

from registry.domain.places import PCode, UnknownPlace, governorate_of, markaz_of


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
