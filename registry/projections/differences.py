"""Counts as signed differences: a fact adds to cells or takes from them, and a count is the sum up to a position."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, LiteralString, TypeVar

from psycopg import Cursor, sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.projections.model import Row, columns_of, copy_rows

RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences(Generic[RowT]):
    """A read model of rows that are only ever added, each at the `position` of its fact."""

    name: str
    version: int
    row: type[RowT]
    differences: Callable[[Recorded[AnyFact]], Iterable[RowT]]
    ddl: LiteralString
    indexes: tuple[LiteralString, ...] = ()

    def create(self, table: sql.Identifier) -> list[sql.Composed]:
        return [sql.SQL(self.ddl).format(table=table)]

    def index(self, table: sql.Identifier) -> list[sql.Composed]:
        return [sql.SQL(query).format(table=table) for query in self.indexes]

    def write(
        self, cursor: Cursor[Any], table: sql.Identifier, facts: Sequence[Recorded[AnyFact]]
    ) -> None:
        columns = columns_of(self.row)
        values = attrgetter(*columns)
        rows = [
            (recorded.position, *values(row))
            for recorded in facts
            for row in self.differences(recorded)
        ]
        if rows:
            copy_rows(cursor, table, ["position", *columns], rows)

    def rows_at(self, table: sql.Identifier) -> sql.Composed:
        return sql.SQL(
            "select row({columns}, position)::text from {table}"
            " where position <= %(position)s::bigint order by position, 1"
        ).format(table=table, columns=sql.SQL(", ").join(map(sql.Identifier, columns_of(self.row))))
