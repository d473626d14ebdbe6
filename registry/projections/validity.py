"""Rows that know the positions between which they were true.

A row begins with `held` open above. When a fact changes it, it ends at the fact's position and the changed one begins
there, so that `held @> position` answers for every position, also for one between two facts of a batch.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Generic, LiteralString, TypeAlias, TypeVar
from uuid import UUID

from psycopg import Cursor, sql
from psycopg.types.range import Int8Range

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.projections.model import Row, columns_of, copy_rows
from registry.projections.reading import read_row

Key: TypeAlias = UUID | int
RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True, slots=True)
class Holding(Generic[RowT]):
    """The row that holds since a position; `stored` when the table has it already."""

    row: RowT
    since: int
    stored: bool


@dataclass(slots=True)
class Changes(Generic[RowT]):
    """What facts do to a table: stored rows that end, and rows that begin, of which some end at once."""

    ended: dict[Key, int] = field(default_factory=dict)
    begun: list[tuple[RowT, Int8Range]] = field(default_factory=list)

    def end(self, key: Key, holding: Holding[RowT], position: int) -> None:
        if holding.stored:
            self.ended[key] = position
        else:
            self.begun.append((holding.row, Int8Range(holding.since, position)))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRows(Generic[RowT]):
    """A read model with at most one row a key at any position.

    `keys` names the rows that a fact is about, each once. `evolve` is given the row that holds, or None, and answers
    with the row that holds from this fact on, or None. Both are pure. `row` is a frozen dataclass whose fields are the
    columns; the column `key` holds the key.
    """

    name: str
    version: int
    row: type[RowT]
    key: str
    keys: Callable[[Recorded[AnyFact]], Sequence[Key]]
    evolve: Callable[[RowT | None, Recorded[AnyFact]], RowT | None]
    ddl: LiteralString
    indexes: tuple[LiteralString, ...] = ()

    def create(self, table: sql.Identifier) -> list[sql.Composed]:
        once_a_position: LiteralString = "create unique index on {table} ({key}, lower(held))"
        one_holds: LiteralString = "create unique index on {table} ({key}) where upper_inf(held)"
        return [self._of(table, query) for query in (self.ddl, once_a_position, one_holds)]

    def index(self, table: sql.Identifier) -> list[sql.Composed]:
        return [self._of(table, query) for query in self.indexes]

    def write(
        self, cursor: Cursor[Any], table: sql.Identifier, facts: Sequence[Recorded[AnyFact]]
    ) -> None:
        about = [(key, recorded) for recorded in facts for key in self.keys(recorded)]
        if not about:
            return
        holding = self._holding(cursor, table, {key for key, _ in about})
        changes = changes_of(self.evolve, about, holding)
        self._end(cursor, table, changes.ended)
        columns = columns_of(self.row)
        values = attrgetter(*columns)
        copy_rows(
            cursor,
            table,
            [*columns, "held"],
            ((*values(row), held) for row, held in changes.begun),
        )

    def rows_at(self, table: sql.Identifier) -> sql.Composed:
        return self._of(
            table,
            """
            select row({columns}, case when upper(held) > %(position)s::bigint
                                       then int8range(lower(held), null) else held end)::text
            from {table} where lower(held) <= %(position)s::bigint
            order by {key}, lower(held)
            """,
        )

    def _of(self, table: sql.Identifier, query: LiteralString) -> sql.Composed:
        columns = sql.SQL(", ").join(map(sql.Identifier, columns_of(self.row)))
        return sql.SQL(query).format(table=table, key=sql.Identifier(self.key), columns=columns)

    def _holding(
        self, cursor: Cursor[Any], table: sql.Identifier, keys: Collection[Key]
    ) -> dict[Key, Holding[RowT]]:
        cursor.execute(
            self._of(
                table,
                "select {key}, lower(held), {columns} from {table}"
                " where {key} = any(%s) and upper_inf(held)",
            ),
            [list(keys)],
        )
        columns = columns_of(self.row)
        return {
            key: Holding(read_row(self.row, columns, values), since, stored=True)
            for key, since, *values in cursor.fetchall()
        }

    def _end(self, cursor: Cursor[Any], table: sql.Identifier, ended: Mapping[Key, int]) -> None:
        if ended:
            cursor.execute(
                self._of(
                    table,
                    "update {table} set held = int8range(lower(held), ended.at)"
                    " from unnest(%s, %s::bigint[]) as ended (key, at)"
                    " where {key} = ended.key and upper_inf(held)",
                ),
                [list(ended), list(ended.values())],
            )


def changes_of(
    evolve: Callable[[RowT | None, Recorded[AnyFact]], RowT | None],
    about: Iterable[tuple[Key, Recorded[AnyFact]]],
    holding: Mapping[Key, Holding[RowT]],
) -> Changes[RowT]:
    """Fold facts, each under the key of a row that it is about, over the rows that hold before them."""
    now = dict(holding)
    changes: Changes[RowT] = Changes()
    for key, recorded in about:
        holds = now.get(key)
        before = None if holds is None else holds.row
        after = evolve(before, recorded)
        if after == before:
            continue
        if holds is not None:
            changes.end(key, holds, recorded.position)
            del now[key]
        if after is not None:
            now[key] = Holding(after, recorded.position, stored=False)
    changes.begun += [
        (one.row, Int8Range(one.since, None)) for one in now.values() if not one.stored
    ]
    return changes
