"""Which markaz and governorate a place lies in, as columns of rows, and how rows are found by an area."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final, LiteralString, NamedTuple

from psycopg import sql

from registry.domain.places import PCode, UnknownPlace, governorate_of, markaz_of, places_in


class Area(NamedTuple):
    markaz: PCode | None
    governorate: PCode | None


@cache
def area_of(place: PCode) -> Area:
    """None where the place is coarser. A fold never refuses, so a code that the tree has lost lies nowhere.

    Folds ask for the same some thousand places for every household: going up the tree each time took most of a fold.
    """
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


def columns_within(area: PCode) -> dict[str, list[PCode]]:
    """The codes within, each under the one column that holds it in all that lies there."""
    columns: dict[str, list[PCode]] = {"place": [], "markaz": [], "governorate": []}
    for code in codes_within(area):
        own = area_of(code)
        levels = {own.governorate: "governorate", own.markaz: "markaz"}
        columns[levels.get(code, "place")].append(code)
    return columns


@dataclass(frozen=True, slots=True)
class PlacedPages:
    """Pages of rows that lie somewhere, in the order of their `key`; asked for an area, too, they read only its rows.

    `rows` is a query with its conditions, under the alias `of`. An index on each column of places holds its rows in the
    order of the key (`PLACE_INDEXES`), one code after another: so each code gives a page, and the first of all are it.
    """

    rows: sql.Composed
    of: str
    key: str

    def query(self, area: PCode | None) -> sql.Composed:
        """With the parameter `limit`, and those of `parameters`."""
        if area is None:
            return self._page(sql.SQL(""))
        asked = [column for column, codes in columns_within(area).items() if codes]
        found = sql.SQL(" union all ").join(map(self._within, asked or ["place"]))
        return sql.SQL("select * from ({}) as found order by {} limit %(limit)s").format(
            found, sql.Identifier(self.key)
        )

    def parameters(self, area: PCode | None) -> dict[str, list[PCode]]:
        columns = {} if area is None else columns_within(area)
        return {f"of_{column}": codes for column, codes in columns.items()}

    def _within(self, column: str) -> sql.Composed:
        here = sql.SQL("and {} = area.code").format(sql.Identifier(self.of, column))
        return sql.SQL(
            "select seen.* from unnest({}::text[]) as area (code) cross join lateral ({}) as seen"
        ).format(sql.Placeholder(f"of_{column}"), self._page(here))

    def _page(self, condition: sql.Composable) -> sql.Composed:
        key = sql.Identifier(self.of, self.key)
        return sql.SQL("{} {} order by {} limit %(limit)s").format(self.rows, condition, key)


PLACE_INDEXES: Final[tuple[LiteralString, ...]] = (
    "create index on {table} (place, {key})",
    "create index on {table} (markaz, {key})",
    "create index on {table} (governorate, {key})",
)
"""For `PlacedPages`."""


def within(area: PCode | None) -> list[PCode] | None:
    """The codes within, as a parameter of queries; None asks for no area."""
    return None if area is None else codes_within(area)
