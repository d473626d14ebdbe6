"""What the log knows of streams, of commands and of partners' references, looked up on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow, tuple_row

from registry.domain.envelope import Recorded
from registry.eventlog.names import AnyFact
from registry.eventlog.reading import FACTS, fetch
from registry.privacy.arrays import Byteas, Uuids


class KnownCommand(NamedTuple):
    """A command that was done; the content is None where it told of somebody who was forgotten.

    `version` is that of its last fact within the stream, `position` that of the same fact, or of the last one that
    mended what it had said, where it was `mended`.
    """

    content: bytes | None
    stream: UUID
    version: int
    position: int
    mended: bool


@dataclass(frozen=True, slots=True)
class Known:
    """`histories` has every stream that was asked for; commands and references that are not known are absent.

    A reference is a partner's token; it comes with its household, and whether that was forgotten.
    """

    histories: dict[UUID, list[Recorded[AnyFact]]]
    commands: Mapping[bytes, KnownCommand]
    references: Mapping[tuple[UUID, bytes], tuple[UUID, bool]]


def references(
    connection: Connection[Any], references: Collection[tuple[UUID, bytes]]
) -> dict[tuple[UUID, bytes], tuple[UUID, bool]]:
    """Each looked up by itself, as `offset 0` says: a plain join read the whole table, which grows, for every batch."""
    rows = fetched(
        connection,
        """
        select partner, token, found.household, found.forgotten
        from unnest(%b::uuid[], %b::bytea[]) as asked (partner, token)
        cross join lateral (
            select household, forgotten from log.partner_reference as one
            where (one.partner, one.token) = (asked.partner, asked.token) offset 0
        ) as found
        """,
        Uuids([partner for partner, _ in references]),
        Byteas([token for _, token in references]),
    )
    return {
        (partner, token): (household, forgotten) for partner, token, household, forgotten in rows
    }


def commands(connection: Connection[Any], keys: Collection[bytes]) -> dict[bytes, KnownCommand]:
    """The last fact of each looked up by itself, as of references."""
    rows = fetched(
        connection,
        """
        select c.key, c.content, c.stream, c.version, last.position, c.corrected is not null
        from log.command as c
        cross join lateral (
            select f.notification_id as position from log.facts as f
            where f.originator_id = c.stream and f.originator_version = coalesce(c.corrected, c.version) offset 0
        ) as last
        where c.key = any(%b)
        """,
        Byteas([*keys]),
    )
    return {key: KnownCommand(*known) for key, *known in rows}


def histories(
    connection: Connection[Any], streams: Collection[UUID]
) -> dict[UUID, list[Recorded[AnyFact]]]:
    histories: dict[UUID, list[Recorded[AnyFact]]] = {stream: [] for stream in streams}
    rows = fetch(
        connection,
        FACTS + "where originator_id = any(%b) order by originator_id, originator_version",
        Uuids(streams),
    )
    facts: list[Recorded[AnyFact]] = []
    for row in rows:
        if row.version == 1:
            facts = histories[row.stream]
        facts.append(row.read())
    return histories


def fetched(
    connection: Connection[Any], query: LiteralString, *parameters: object
) -> list[TupleRow]:
    with connection.cursor(binary=True, row_factory=tuple_row) as cursor:
        return cursor.execute(query, parameters).fetchall()


def streams_between(
    after: int, until: int, names: Sequence[str]
) -> Callable[[Connection[Any]], list[tuple[UUID, str]]]:
    """Which streams had facts of these names in a stretch of the log, `after` itself left out, with the names."""
    query: LiteralString = (
        "select distinct originator_id, topic from log.facts"
        " where notification_id > %b and notification_id <= %b and topic = any(%b)"
    )

    def ask(connection: Connection[Any]) -> list[tuple[UUID, str]]:
        rows = fetched(connection, query, after, until, list(names))
        return [(stream, name) for stream, name in rows]

    return ask
