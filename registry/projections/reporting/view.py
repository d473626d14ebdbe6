"""What a view of the schema `reporting` is: its columns are a promise, and its query hides what is small."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from psycopg import sql

from registry.projections.coverage import Asked
from registry.projections.model import Copy, ReadModel
from registry.projections.visibility import RecordFilter

SHOWN: Final = sql.Identifier("read", "shown_count")
SHOWN_TOTAL: Final = sql.Identifier("read", "shown_total")
"""Functions of PostgreSQL that are `domain.small_cells` again."""


class Column(NamedTuple):
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class View:
    """`name` ends with its version: a column is never changed, another version stands beside it.

    `query` gives the columns in their order, with `%(position)s` for the position that every read model has come to.
    Where it has parameters, they are those of `NOBODYS`.
    """

    name: str
    columns: tuple[Column, ...]
    query: sql.Composable

    @property
    def function(self) -> str:
        """What stands behind the view, in the schema of the read models."""
        return f"report_{self.name}"


def of(type_: str, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, type_) for name in names)


def shown(*counts: str) -> sql.Composed:
    """Each count as it may be told."""
    return sql.SQL(", ").join(
        sql.SQL("{}({}) as {}").format(SHOWN, sql.Identifier(one), sql.Identifier(one))
        for one in counts
    )


def live(model: ReadModel) -> sql.Identifier:
    """The table that is read, by the name that it has in this release."""
    return Copy(model).table


_THIS_MONTH: Final = "date_trunc('month', current_date::timestamp)"
NOBODYS: Final[Mapping[str, str]] = {
    **dict.fromkeys(Asked(year=0).parameters(0, RecordFilter()), "null"),
    "position": "$1",
    "everything": "false",
    "shared": "'[]'::jsonb",
    "persons": "'{}'",
    "disabilities": "'{}'",
    "year": "extract(year from current_date)",
    **dict.fromkeys(("families", "limit", "after"), "null"),
}
"""Parameters as SQL: whoever looks has no records of their own, and no agreement names them anything."""

LAST_YEAR: Final[Mapping[str, str]] = {
    "first": f"({_THIS_MONTH} - interval '12 months')::date",
    "last": f"({_THIS_MONTH} + interval '1 month - 1 day')::date",
}
"""The months that a view by months is of: this one and the twelve before."""


def filled(query: sql.Composable, **parameters: str) -> sql.SQL:
    """A query with SQL in the place of its parameters, as it stands in the body of a function."""
    text = query.as_string(None) % {**NOBODYS, **parameters}
    return sql.SQL(text)
