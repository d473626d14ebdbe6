"""What a read model is, and where its rows stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any, Protocol

from psycopg import Cursor, sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.fields import Group, Personal, Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a read model: its fields are the columns, by name, and tuples are arrays."""


class ReadModel(Protocol):
    """A name, a version, a table, and how facts become rows of it.

    It reads no clock, no network, no key and no table but its own.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    def create(self, table: sql.Identifier) -> list[sql.Composed]:
        """The table, with the index that writing needs."""
        ...

    def index(self, table: sql.Identifier) -> list[sql.Composed]:
        """The indexes that reading needs; a rebuild makes them last."""
        ...

    def write(
        self, cursor: Cursor[Any], table: sql.Identifier, facts: Sequence[Recorded[AnyFact]]
    ) -> None:
        """Fold facts, in their order, into the rows that the table holds already."""
        ...

    def rows_at(self, table: sql.Identifier) -> sql.Composed:
        """The rows as text, in one order, as they were at `%(position)s`, whatever was written since."""
        ...


@dataclass(frozen=True, slots=True)
class Copy:
    """The rows of a model: those that are read, or the shadow in which a rebuild prepares the next ones."""

    model: ReadModel
    shadow: bool = False

    @property
    def name(self) -> str:
        return f"{self.model.name}_v{self.model.version}{'_shadow' if self.shadow else ''}"

    @property
    def table(self) -> sql.Identifier:
        return sql.Identifier("read", self.name)

    @property
    def key(self) -> dict[str, Any]:
        """Its parameters in `read.follower` and `read.dead_letter`."""
        return {"model": self.model.name, "version": self.model.version, "shadow": self.shadow}


def sealed(value: Personal[Any, Group]) -> bytes:
    """The record of a sealed value, whole. A read model never holds an open one."""
    if not isinstance(value, Sealed):
        raise TypeError("a read model copies sealed records and nothing else")
    return value.record


def columns_of(row: type[Row]) -> list[str]:
    return [column.name for column in fields(row)]


def copy_rows(
    cursor: Cursor[Any],
    table: sql.Identifier,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Write rows by binary COPY, in the types that the table declares."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    cursor.execute(sql.SQL("select {} from {} limit 0").format(names, table))
    types = [column.type_code for column in cursor.description or ()]
    with cursor.copy(
        sql.SQL("copy {} ({}) from stdin (format binary)").format(table, names)
    ) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row([list(one) if isinstance(one, tuple) else one for one in row])
