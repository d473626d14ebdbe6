"""How queries answer: rows of a declared type, in pages that never change under the reader."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Generic, LiteralString, TypeVar
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, sql
from psycopg.rows import BaseRowFactory

from registry.domain.errors import Refused
from registry.domain.reference import SHORT_BITS, SHORT_OF

RowT = TypeVar("RowT")
KeyT = TypeVar("KeyT")

LARGEST_PAGE: Final = 100
_AS_POSTGRESQL_GIVES_THEM = (UUID, datetime, date, Decimal, bytes)


@dataclass(frozen=True)  # no slots: Page[Row](…) could not be called
class Page(Generic[RowT]):
    """Some rows; `more` when others follow the last."""

    rows: tuple[RowT, ...] = ()
    more: bool = False

    @classmethod
    def of(cls, rows: Sequence[RowT], first: int) -> Page[RowT]:
        """A page from a query that asked for one row too many."""
        return cls(tuple(rows[:first]), more=len(rows) > first)


@dataclass(frozen=True)  # no slots, as above
class Window(Generic[KeyT]):
    """Which page: `first` rows past the key `after`, as they were at `position`.

    Whoever keeps the position from page to page reads one list, whatever is recorded meanwhile.

    Raises:
        Refused: `page_size_out_of_range`.
    """

    position: int
    first: int = 50
    after: KeyT | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.first <= LARGEST_PAGE:
            raise Refused("page_size_out_of_range", first=self.first, largest=LARGEST_PAGE)

    @property
    def parameters(self) -> dict[str, Any]:
        return {"position": self.position, "after": self.after, "limit": self.first + 1}

    def page(self, rows: Sequence[RowT]) -> Page[RowT]:
        return Page.of(rows, self.first)

    def merge(self, pages: Iterable[Page[RowT]], key: Callable[[RowT], Any]) -> Page[RowT]:
        """This page of several lists in one, of the same page of each; `key` is what all are ordered by."""
        pages = list(pages)
        rows = sorted((row for page in pages for row in page.rows), key=key)
        return Page(tuple(rows[: self.first]), len(rows) > self.first or any(p.more for p in pages))


def read_row(row: type[RowT], columns: Iterable[str], values: Iterable[Any]) -> RowT:
    """Columns become the fields of the same name, lists tuples, texts members of closed lists."""
    named = dict(zip(columns, values, strict=True))
    return msgspec.convert(named, row, builtin_types=_AS_POSTGRESQL_GIVES_THEM)


def as_row(row: type[RowT]) -> BaseRowFactory[RowT]:
    """A row factory of `read_row`; columns without a field are left out."""

    def factory(cursor: Any) -> Callable[[Sequence[Any]], RowT]:
        columns = [column.name for column in cursor.description or ()]
        return lambda values: read_row(row, columns, values)

    return factory


async def fetch(
    connection: AsyncConnection[Any],
    row: type[RowT],
    query: LiteralString | sql.Composed | bytes,
    parameters: Mapping[str, Any],
    *,
    binary: bool = False,
) -> list[RowT]:
    """The rows; `binary` where many have sealed values, which as text are written and read digit by digit."""
    async with connection.cursor(row_factory=as_row(row), binary=binary) as cursor:
        await cursor.execute(query, parameters)
        return await cursor.fetchall()


async def all_pages(
    page: Callable[[Window[KeyT]], Awaitable[Page[RowT]]],
    after: Callable[[Sequence[RowT]], KeyT],
    *,
    position: int,
) -> list[RowT]:
    """The rows of every page, for the registry's own work; `after` says of those read so far what comes next."""
    rows: list[RowT] = []
    window: Window[KeyT] = Window(position, LARGEST_PAGE)
    while True:
        read = await page(window)
        rows += read.rows
        if not read.more:
            return rows
        window = replace(window, after=after(rows))


def in_short(table: LiteralString, column: LiteralString) -> sql.Composed:
    """The number of an id's short reference, in SQL; see `domain.reference.short_number`."""
    return sql.SQL(
        "mod(('x' || right(translate({id}::text, '-', ''), {digits}))::bit({bits})::bigint, {of})"
    ).format(
        id=sql.Identifier(table, column),
        digits=SHORT_BITS // 4,
        bits=SHORT_BITS,
        of=SHORT_OF,
    )


def pages_by(
    rows: Iterable[RowT], key: Callable[[RowT], KeyT], keys: Collection[KeyT], first: int
) -> dict[KeyT, Page[RowT]]:
    """A page for each of `keys`, empty where there is no row, of rows queried with one too many a key."""
    found: dict[KeyT, list[RowT]] = {one: [] for one in keys}
    for row in rows:
        found[key(row)].append(row)
    return {one: Page.of(those, first) for one, those in found.items()}
