"""Places as the schema shows them, from the administrative tree by OCHA P-codes."""

from __future__ import annotations

from typing import Self

import strawberry

from registry.domain import places


@strawberry.type(description="A place of the administrative tree.")
class Place:
    code: str = strawberry.field(description="OCHA P-code.")
    name_ar: str
    name_en: str
    level: int = strawberry.field(description="0 country, 1 governorate, 2 markaz, 3 village.")

    @classmethod
    def of(cls, code: str) -> Self:
        return cls.shown(places.place(code))

    @classmethod
    def shown(cls, place: places.Place) -> Self:
        return cls(code=place.code, name_ar=place.name_ar, name_en=place.name_en, level=place.level)


def finer_than_markaz(place: places.Place | None) -> bool:
    """Whether searching by the place says more of a record than its markaz does."""
    return place is not None and place.level > places.MARKAZ
