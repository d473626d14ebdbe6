"""Rows of the log as recorded facts, fetched in binary. Followers tail the log with this."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final, LiteralString, NamedTuple, TypeAlias, TypeVar
from uuid import UUID

from psycopg import Connection, capabilities
from psycopg.rows import RowFactory, tuple_row

from registry.domain.envelope import Recorded
from registry.domain.ids import time_of
from registry.eventlog import codec
from registry.eventlog.names import AnyFact

CHANNEL: Final = "facts"
"""A notification goes out on it with every commit; it carries nothing."""

BATCH: Final = 5_000

FEW: Final = 100
"""Facts that come in at once where they are taken as they come: few enough to stay in the processor's cache."""

_CHUNKS: Final = capabilities.has_stream_chunked()  # libpq 17 and later


class StoredFact(NamedTuple):
    """A row of `log.facts` as it stands, not yet opened."""

    position: int
    stream: UUID
    version: int
    recorded_at: datetime
    name: str
    state: bytes

    def read(self) -> Recorded[AnyFact]:
        """The fact in its place.

        Raises:
            SijillError: `fact_unknown`, `fact_unreadable`.
        """
        return read_row(self)


FACTS: Final[LiteralString] = (
    "select notification_id, originator_id, originator_version, recorded_at, topic, state from log.facts "
)
_PAGE: Final[LiteralString] = FACTS + "where notification_id > %s order by notification_id limit %s"
Read: TypeAlias = Callable[[Sequence[Any]], Recorded[AnyFact]]
T = TypeVar("T")


# The constructors of both tuples are functions in Python, and take several times as long.
_recorded: Final[Read] = partial(tuple.__new__, Recorded)
_stored_fact: Final[Callable[[Sequence[Any]], StoredFact]] = partial(tuple.__new__, StoredFact)


def _reading(decoders: Mapping[str, codec.Decode] | None) -> Read:
    def read(row: Sequence[Any]) -> Recorded[AnyFact]:
        position, stream, version, recorded_at, name, state = row
        envelope, fact = codec.decode(name, state, decoders=decoders)
        return _recorded((position, stream, version, recorded_at, envelope, fact))

    return read


read_row: Final = _reading(None)


def _stored(_: object) -> Callable[[Sequence[Any]], StoredFact]:
    return _stored_fact


def fetch(
    connection: Connection[Any], query: LiteralString, *parameters: object
) -> list[StoredFact]:
    """Rows of a query that begins with `FACTS`."""
    with connection.cursor(binary=True, row_factory=_stored) as cursor:
        return cursor.execute(query, parameters).fetchall()


def decided_at(position: int) -> Callable[[Connection[Any]], datetime | None]:
    """When, by the writer's clock, the last fact up to a position was decided; None where there is none."""

    def ask(connection: Connection[Any]) -> datetime | None:
        last = "where notification_id <= %s order by notification_id desc limit 1"
        return next(
            (
                time_of(row.read().envelope.command)
                for row in fetch(connection, FACTS + last, position)
            ),
            None,
        )

    return ask


def stream(
    connection: Connection[Any], query: LiteralString, *parameters: object
) -> Iterator[StoredFact]:
    """As `fetch`, a few rows at a time, for whoever lets go of each: PostgreSQL reads on while these are worked on.

    The connection does nothing else until the last was taken.
    """
    return _streamed(connection, _stored, query, parameters)


def stream_facts(
    connection: Connection[Any],
    query: LiteralString,
    *parameters: object,
    reads: frozenset[str] | None = None,
) -> Iterator[Recorded[AnyFact]]:
    """As `stream`, each read at once: two fifths of reading one by one are the steps from the row to the fact.

    With `reads`, facts have the fields of these names alone.

    Raises:
        SijillError: `fact_unknown`, `fact_unreadable`; nothing more comes then.
    """
    read = read_row if reads is None else _reading(codec.decoders_of(reads))
    return _streamed(connection, lambda _: read, query, parameters)


def _streamed(
    connection: Connection[Any],
    row_factory: RowFactory[T],
    query: LiteralString,
    parameters: Sequence[object],
) -> Iterator[T]:
    with connection.cursor(binary=True, row_factory=row_factory) as cursor:
        yield from cursor.stream(query, parameters, size=FEW if _CHUNKS else 1)


def head(connection: Connection[Any]) -> int:
    """The log's last position, 0 where nothing was recorded."""
    query = "select coalesce(max(notification_id), 0) from log.facts"
    ((position,),) = connection.execute(query).fetchall()
    return int(position)


def has_any(connection: Connection[Any], names: Sequence[str], after: int, until: int) -> bool:
    """Whether there is a fact of one of the names past a position and up to another."""
    query = (
        "select exists (select from log.facts"
        " where notification_id > %b and notification_id <= %b and topic = any(%b))"
    )
    with connection.cursor(row_factory=tuple_row) as cursor:
        return cursor.execute(query, [after, until, list(names)]).fetchone() == (True,)


def read_stored(
    connection: Connection[Any], after: int, limit: int = BATCH
) -> Iterator[StoredFact]:
    """Up to `limit` rows past a position, in order, for whoever must go on past a fact it cannot read."""
    return stream(connection, _PAGE, after, limit)


def read_facts(
    connection: Connection[Any], after: int, limit: int = BATCH
) -> list[Recorded[AnyFact]]:
    """Up to `limit` facts past a position, in order.

    What is committed later always stands at a higher position than what was read, so nothing is ever missed.

    Raises:
        SijillError: `fact_unknown`, `fact_unreadable`.
    """
    return list(stream_facts(connection, _PAGE, after, limit))


def iterate(connection: Connection[Any], after: int = 0) -> Iterator[Recorded[AnyFact]]:
    """All facts past a position, up to the end that the log has when this begins."""
    return stream_facts(
        connection, FACTS + "where notification_id > %s order by notification_id", after
    )
