"""What a partner's lists had: where each household stood last, and which households are alike without being numbered.

Questions for `Log.ask`. It is kept beside the log, since no fact says that a row was there and brought nothing new.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import tuple_row

from registry.privacy.arrays import Byteas, Integers, Uuids


class Stood(NamedTuple):
    """Where a household stood in the last import that had it. `sheet` counts from 0, `row` from 1."""

    household: UUID
    file_import: UUID
    sheet: int
    row: int


class List(NamedTuple):
    """A list of a partner, by a digest of what makes it the same list."""

    partner: UUID
    digest: bytes


def saw(
    of: List, file_import: UUID, stood: Mapping[UUID, tuple[int, int]]
) -> Callable[[Connection[Any]], None]:
    """From now on these households stood last in this import; the same again changes nothing."""

    def ask(connection: Connection[Any]) -> None:
        places = list(stood.values())
        connection.execute(
            """
            insert into log.list_row as old (partner, list, household, file_import, sheet, row)
            select %s, %s, household, %s, sheet, row
            from unnest(%b::uuid[], %b::integer[], %b::integer[]) as new (household, sheet, row)
            on conflict (partner, list, household) do update set
                before = old.file_import, file_import = excluded.file_import,
                sheet = excluded.sheet, row = excluded.row
            where old.file_import <> excluded.file_import
            """,
            (
                of.partner, of.digest, file_import, Uuids(stood),
                Integers([sheet for sheet, _ in places]), Integers([row for _, row in places]),
            ),
        )  # fmt: skip

    return ask


def vanished(of: List, file_import: UUID) -> Callable[[Connection[Any]], list[Stood]]:
    """Households of earlier exports of the list that an import has no more, in the order in which they stood there.

    Another import is an earlier export where at least half of the households that stood last in it are in this one.
    """

    def ask(connection: Connection[Any]) -> list[Stood]:
        query = """
            with of_list as (select * from log.list_row where (partner, list) = (%s, %s)),
            kept as (
                select before as one, count(*) as households from of_list
                where file_import = %s and before is not null group by before
            ),
            gone as (
                select file_import as one, count(*) as households from of_list group by file_import
            )
            select household, file_import, sheet, row from of_list
            join kept on kept.one = of_list.file_import
            join gone on gone.one = of_list.file_import
            where kept.households >= gone.households
            order by file_import, sheet, row
        """
        return _stood(connection, query, (*of, file_import))

    return ask


def would_vanish(of: List, met: Collection[UUID]) -> Callable[[Connection[Any]], list[Stood]]:
    """The same of an import that has these households, before it is taken in."""

    def ask(connection: Connection[Any]) -> list[Stood]:
        query = """
            with of_list as (
                select one.*, met.household is not null as kept
                from log.list_row as one
                left join unnest(%s::uuid[]) as met (household) using (household)
                where (one.partner, one.list) = (%s, %s)
            ),
            earlier as (
                select file_import from of_list group by file_import
                having 2 * count(*) filter (where kept) >= count(*)
            )
            select household, file_import, sheet, row from of_list
            join earlier using (file_import)
            where not kept order by file_import, sheet, row
        """
        return _stood(connection, query, (list(met), *of))

    return ask


def let_go(partner: UUID, file_import: UUID) -> Callable[[Connection[Any]], None]:
    """An import was undone: its households stood last where they stood before it."""

    def ask(connection: Connection[Any]) -> None:
        connection.execute(
            "update log.list_row set file_import = before, before = null"
            " where partner = %s and file_import = %s and before is not null",
            (partner, file_import),
        )
        connection.execute(
            "delete from log.list_row where partner = %s and file_import = %s",
            (partner, file_import),
        )

    return ask


def alike(
    partner: UUID, tokens: Collection[bytes]
) -> Callable[[Connection[Any]], list[tuple[bytes, bytes]]]:
    """The references of households that go by these tokens, each with its token; several may share one."""

    def ask(connection: Connection[Any]) -> list[tuple[bytes, bytes]]:
        with connection.cursor(row_factory=tuple_row) as cursor:
            query = (
                "select token, reference from log.alike where partner = %s and token = any(%b)"
                " order by token, reference"
            )
            return cursor.execute(query, (partner, Byteas([*tokens]))).fetchall()

    return ask


def are_alike(
    partner: UUID, found: Sequence[tuple[bytes, bytes]]
) -> Callable[[Connection[Any]], None]:
    """From now on these households, by their references, go by these tokens too."""

    def ask(connection: Connection[Any]) -> None:
        connection.execute(
            "insert into log.alike (partner, token, reference)"
            " select %s, * from unnest(%b::bytea[], %b::bytea[]) on conflict do nothing",
            (
                partner,
                Byteas([token for token, _ in found]),
                Byteas([reference for _, reference in found]),
            ),
        )

    return ask


def _stood(connection: Connection[Any], query: Any, parameters: tuple[object, ...]) -> list[Stood]:
    with connection.cursor(row_factory=tuple_row) as cursor:
        return [Stood(*row) for row in cursor.execute(query, parameters)]
