"""What a read model is, and where its rows stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeAlias

import msgspec
from psycopg import Cursor, sql
from psycopg.postgres import types as builtins
from psycopg.types.string import BytesBinaryDumper

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.fields import Group, Personal

Facts: TypeAlias = Sequence[Recorded[AnyFact]]


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A row of a read model: its fields are the columns, by name, and tuples are arrays."""


class ReadModel(Protocol):
    """A name, a version, a table, and how facts become rows of it.

    It reads no clock, no network, no key and no table but its own. What it makes of a stream depends on that stream
    alone.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> int: ...

    @property
    def about(self) -> Collection[type[AnyFact]]:
        """Facts of other kinds change nothing in it."""
        ...

    @property
    def reads(self) -> frozenset[str] | None:
        """Names of the fields of facts that it looks at, None for any: a rebuild reads no others."""
        ...

    @property
    def columns(self) -> Sequence[str]: ...

    def create(self, table: sql.Identifier) -> sql.Composed:
        """The table."""
        ...

    def index(self, table: sql.Identifier) -> list[sql.Composed]:
        """The indexes that writing and reading need."""
        ...

    def rows(self, facts: Facts) -> Iterable[Sequence[Any]]:
        """The rows that whole streams leave behind where there were none, given one stream after another.

        In `columns`, ready for `copy_rows`.
        """
        ...

    def write(self, cursor: Cursor[Any], table: sql.Identifier, facts: Facts) -> None:
        """Fold facts, in their order, into the rows that the table holds already."""
        ...

    def rows_at(self, table: sql.Identifier) -> sql.Composed:
        """The rows, each as one record, as they were at `%(position)s`, whatever was written since."""
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
    if not isinstance(value, bytes):
        raise TypeError("a read model copies sealed records and nothing else")
    return value


def columns_of(row: type[Row]) -> tuple[str, ...]:
    return row.__struct_fields__


def copy_rows(
    cursor: Cursor[Any],
    table: sql.Identifier,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    freeze: bool = False,
) -> None:
    """Write rows by binary COPY, in the types that the table declares; a range comes packed, see `validity.held`.

    `freeze` is for a table that this transaction made or emptied.
    """
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    cursor.execute(sql.SQL("select {} from {} limit 0").format(names, table))
    types = [column.type_code for column in cursor.description or ()]
    statement = sql.SQL("copy {} ({}) from stdin (format binary, freeze {})")
    cursor.adapters.register_dumper(bytes, BytesBinaryDumper)
    with cursor.copy(statement.format(table, names, sql.Literal(freeze))) as copy:
        copy.set_types([_BYTEA if oid == _INT8RANGE else oid for oid in types])
        write = copy.write_row
        for row in _with_lists(rows) if any(map(_is_array, types)) else rows:
            write(row)


def _with_lists(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for row in rows:
        yield [list(one) if isinstance(one, tuple) else one for one in row]


def _is_array(oid: int) -> bool:
    known = builtins.get(oid)
    return known is not None and known.array_oid == oid


_BYTEA: Final = builtins["bytea"].oid
_INT8RANGE: Final = builtins["int8range"].oid
