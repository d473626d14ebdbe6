"""Counts as signed differences: a fact adds to cells or takes from them, and a count is the sum up to a position."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, LiteralString, TypeVar

from msgspec.structs import astuple
from psycopg import Cursor, sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.projections.model import Facts, Row, columns_of, copy_rows

RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences(Generic[RowT]):
    """A read model of rows that are only ever added, each at the `position` of its fact."""

    name: str
    version: int
    about: Collection[type[AnyFact]]
    row: type[RowT]
    differences: Callable[[Recorded[AnyFact]], Iterable[RowT]]
    ddl: LiteralString
    indexes: tuple[LiteralString, ...] = ()

    @property
    def columns(self) -> Sequence[str]:
        return (*columns_of(self.row), "position")

    def create(self, table: sql.Identifier) -> sql.Composed:
        return sql.SQL(self.ddl).format(table=table)

    def index(self, table: sql.Identifier) -> list[sql.Composed]:
        return [sql.SQL(query).format(table=table) for query in self.indexes]

    def rows(self, facts: Facts) -> list[tuple[Any, ...]]:
        return [
            (*astuple(row), recorded.position)
            for recorded in facts
            for row in self.differences(recorded)
        ]

    def write(self, cursor: Cursor[Any], table: sql.Identifier, facts: Facts) -> None:
        if rows := self.rows(facts):
            copy_rows(cursor, table, self.columns, rows)

    def rows_at(self, table: sql.Identifier) -> sql.Composed:
        return sql.SQL(
            "select row({columns}) from {table} where position <= %(position)s::bigint"
        ).format(table=table, columns=sql.SQL(", ").join(map(sql.Identifier, self.columns)))
