"""What the log knows of streams, of commands and of partners' references, looked up on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow, tuple_row

from registry.domain.envelope import Recorded
from registry.eventlog.names import AnyFact
from registry.eventlog.reading import read_row
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
    commands: dict[bytes, KnownCommand]
    references: dict[tuple[UUID, bytes], tuple[UUID, bool]]


_FACTS: Final[LiteralString] = """
    select notification_id, originator_id as stream, originator_version as version, recorded_at, topic, state,
           null::bytea as key, null::uuid as partner, null::boolean as said
    from log.facts where originator_id = any(%b)
"""
_COMMANDS: Final[LiteralString] = """
    select last.position, c.stream, c.version, null, null, c.content, c.key, null, c.corrected is not null
    from log.command as c
    cross join lateral (
        select f.notification_id as position from log.facts as f
        where f.originator_id = c.stream and f.originator_version = coalesce(c.corrected, c.version) offset 0
    ) as last
    where c.key = any(%b)
"""
_REFERENCES: Final[LiteralString] = """
    select null, found.household, null, null, null, null, asked.token, asked.partner, found.forgotten
    from unnest(%b::uuid[], %b::bytea[]) as asked (partner, token)
    cross join lateral (
        select household, forgotten from log.partner_reference as one
        where (one.partner, one.token) = (asked.partner, asked.token) offset 0
    ) as found
"""
_ALL: Final[LiteralString] = (
    f"{_FACTS} union all {_COMMANDS} union all {_REFERENCES} order by stream, version"
)
"""Each look-up is by itself, as `offset 0` says: a plain join read the whole table, which grows, for every batch."""


def look_up(
    connection: Connection[Any],
    streams: Collection[UUID],
    keys: Collection[bytes],
    references: Collection[tuple[UUID, bytes]],
) -> Known:
    """All of it as of one moment, in one question: what three cost is the asking."""
    known = Known({stream: [] for stream in streams}, {}, {})
    rows = fetched(
        connection,
        _ALL,
        Uuids(streams),
        Byteas([*keys]),
        Uuids([partner for partner, _ in references]),
        Byteas([token for _, token in references]),
    )
    facts: list[Recorded[AnyFact]] = []
    for row in rows:
        position, stream, version, _, _, state, key, partner, said = row
        if key is None:
            if version == 1:
                facts = known.histories[stream]
            facts.append(read_row(row[:6]))
        elif partner is None:
            known.commands[key] = KnownCommand(state, stream, version, position, said)
        else:
            known.references[partner, key] = (stream, said)
    return known


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
