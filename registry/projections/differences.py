"""Counts as signed differences: a fact adds to cells or takes from them, and a count is the sum up to a position."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, LiteralString, TypeVar
from uuid import UUID

from msgspec.structs import astuple
from psycopg import Cursor, sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.projections.model import Facts, Row, columns_of, copy_rows
from registry.projections.reading import read_row

RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences(Generic[RowT]):
    """A read model of rows that are only ever added, each at the `position` of its fact.

    `evolve` is given what a stream adds to its cell up to here, or None, and answers with what it adds from this fact
    on, or None. A change is two rows: the old one with `sign` -1, which takes it back, and the new one with 1. The
    column `key` holds the stream.
    """

    name: str
    version: int
    about: Collection[type[AnyFact]]
    row: type[RowT]
    key: str
    evolve: Callable[[RowT | None, Recorded[AnyFact]], RowT | None]
    ddl: LiteralString
    indexes: tuple[LiteralString, ...] = ()
    reads: frozenset[str] | None = None

    @property
    def columns(self) -> Sequence[str]:
        return (*columns_of(self.row), "sign", "position")

    def create(self, table: sql.Identifier) -> sql.Composed:
        return self._of(table, self.ddl)

    def index(self, table: sql.Identifier) -> list[sql.Composed]:
        last_of_a_key: LiteralString = "create index on {table} ({key}, position)"
        return [self._of(table, query) for query in (last_of_a_key, *self.indexes)]

    def rows(self, facts: Facts) -> list[tuple[Any, ...]]:
        return list(self._signed(facts, {}))

    def write(self, cursor: Cursor[Any], table: sql.Identifier, facts: Facts) -> None:
        begun = {recorded.stream for recorded in facts if recorded.version == 1}
        before = {recorded.stream for recorded in facts} - begun
        if rows := list(self._signed(facts, self._holding(cursor, table, before))):
            copy_rows(cursor, table, self.columns, rows)

    def rows_at(self, table: sql.Identifier) -> sql.Composed:
        return sql.SQL(
            "select row({columns}) from {table} where position <= %(position)s::bigint"
        ).format(table=table, columns=sql.SQL(", ").join(map(sql.Identifier, self.columns)))

    def _signed(self, facts: Facts, holding: Mapping[UUID, RowT]) -> Iterator[tuple[Any, ...]]:
        now: dict[UUID, RowT | None] = dict(holding)
        for recorded in facts:
            before = now.get(recorded.stream)
            after = self.evolve(before, recorded)
            if after == before:
                continue
            if before is not None:
                yield (*astuple(before), -1, recorded.position)
            if after is not None:
                yield (*astuple(after), 1, recorded.position)
            now[recorded.stream] = after

    def _holding(
        self, cursor: Cursor[Any], table: sql.Identifier, streams: Collection[UUID]
    ) -> dict[UUID, RowT]:
        """What streams add that began before: their last row, unless it took back."""
        if not streams:
            return {}
        cursor.execute(
            self._of(
                table,
                "select {columns} from (select distinct on ({key}) * from {table}"
                " where {key} = any(%s) order by {key}, position desc, sign desc) as last"
                " where sign = 1",
            ),
            [list(streams)],
        )
        columns, key = columns_of(self.row), attrgetter(self.key)
        return {key(row): row for row in (read_row(self.row, columns, one) for one in cursor)}

    def _of(self, table: sql.Identifier, query: LiteralString) -> sql.Composed:
        columns = sql.SQL(", ").join(map(sql.Identifier, columns_of(self.row)))
        return sql.SQL(query).format(table=table, key=sql.Identifier(self.key), columns=columns)
