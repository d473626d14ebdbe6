"""What an import brought, where it stands in the log, and how it is let go of when the import is undone.

Questions for `Log.ask`. Facts stay; what goes are the keys and references by which the same rows would be known again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import Connection
from psycopg.rows import tuple_row

from registry.domain.envelope import Recorded
from registry.domain.household import HouseholdRegistered
from registry.eventlog.names import NAME_OF, AnyFact
from registry.eventlog.reading import FACTS, fetch


class Stretch(NamedTuple):
    """Positions, both included, among which facts of an import stand, and perhaps others'."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    def cut(self, length: int) -> Iterator[Stretch]:
        """It in pieces of that length at most, in their order."""
        for first in range(self.first, self.last + 1, length):
            yield Stretch(first, min(first + length - 1, self.last))


class Released(NamedTuple):
    """What rows of an import are known by: the streams that it began, and its facts by stream and version."""

    streams: Collection[UUID]
    facts: Collection[tuple[UUID, int]]


def stretches(file_import: UUID) -> Callable[[Connection[Any]], list[Stretch]]:
    """In the order of the log. The import's own start and end are in none."""

    def ask(connection: Connection[Any]) -> list[Stretch]:
        query = "select first, last from log.import_stretch where file_import = %s order by first"
        with connection.cursor(row_factory=tuple_row) as cursor:
            return [Stretch(*row) for row in cursor.execute(query, (file_import,))]

    return ask


def brought(
    file_import: UUID, within: Stretch
) -> Callable[[Connection[Any]], list[Recorded[AnyFact]]]:
    """The facts of an import in a stretch, in order; of a stretch from before stretches were kept, too."""

    def ask(connection: Connection[Any]) -> list[Recorded[AnyFact]]:
        query = (
            FACTS + "where notification_id between %s and %s and position(%s in state) > 0"
            " order by notification_id"
        )
        rows = fetch(connection, query, within.first, within.last, file_import.bytes)
        facts = (row.read() for row in rows)
        return [one for one in facts if one.envelope.file_import == file_import]

    return ask


def registered(file_import: UUID, within: Stretch) -> Callable[[Connection[Any]], list[UUID]]:
    """The households whose registrations an import brought in a stretch, in order. No fact is read for it."""

    def ask(connection: Connection[Any]) -> list[UUID]:
        # An import's id stands in the envelope alone.
        query = (
            "select originator_id from log.facts where notification_id between %s and %s"
            " and topic = %s and position(%s in state) > 0 order by notification_id"
        )
        asked = (*within, NAME_OF[HouseholdRegistered], file_import.bytes)
        with connection.cursor(row_factory=tuple_row) as cursor:
            return [household for (household,) in cursor.execute(query, asked)]

    return ask


def undoing(partner: UUID) -> Callable[[Connection[Any]], UUID | None]:
    """The import of a partner that is being undone; nothing is taken in for the partner meanwhile."""

    def ask(connection: Connection[Any]) -> UUID | None:
        query = "select file_import from log.import_undoing where partner = %s"
        with connection.cursor(row_factory=tuple_row) as cursor:
            row = cursor.execute(query, (partner,)).fetchone()
        return None if row is None else UUID(str(row[0]))

    return ask


def undone_since(partner: UUID, position: int) -> Callable[[Connection[Any]], bool]:
    """Whether an import of the partner was taken back after a position. It reads what was recorded since."""

    def ask(connection: Connection[Any]) -> bool:
        query = FACTS + "where notification_id > %s and topic = 'import.undone.v1'"
        facts = (row.read() for row in fetch(connection, query, position))
        return any(one.envelope.partner == partner for one in facts)

    return ask


def hold_back(partner: UUID, file_import: UUID) -> Callable[[Connection[Any]], None]:
    """From now on, whatever an import would bring for the partner is refused, until `let_in`. One import at a time."""

    def ask(connection: Connection[Any]) -> None:
        connection.execute(
            "insert into log.import_undoing (partner, file_import) values (%s, %s) on conflict do nothing",
            (partner, file_import),
        )

    return ask


def let_in(file_import: UUID) -> Callable[[Connection[Any]], None]:
    def ask(connection: Connection[Any]) -> None:
        connection.execute("delete from log.import_undoing where file_import = %s", (file_import,))

    return ask


def release(released: Released) -> Callable[[Connection[Any]], None]:
    """Let rows be new again. Who was forgotten stays known as forgotten: a mended row says what it said before."""

    def ask(connection: Connection[Any]) -> None:
        streams = list(released.streams)
        touched = [stream for stream, _ in released.facts]
        # Streams first: by pairs alone a plan may read the whole table.
        places = touched, touched, [version for _, version in released.facts]
        connection.execute(
            "delete from log.partner_reference where household = any(%s) and not forgotten",
            (streams,),
        )
        connection.execute(
            "delete from log.command where content is not null and stream = any(%s)"
            " and (stream, version) in (select * from unnest(%s::uuid[], %s::bigint[]))",
            places,
        )
        # What the row said before it was mended nobody knows any more: next time it is compared anew.
        connection.execute(
            "update log.command set content = '', corrected = null"
            " where content is not null and stream = any(%s)"
            " and (stream, corrected) in (select * from unnest(%s::uuid[], %s::bigint[]))",
            places,
        )

    return ask


def say_anew(said: Collection[tuple[bytes, bytes]]) -> Callable[[Connection[Any]], None]:
    """Keys of commands that were done, each with the digest by which their words are known from now on."""

    def ask(connection: Connection[Any]) -> None:
        keys = [key for key, _ in said]
        connection.execute(
            "update log.command as c set content = said.content"
            " from unnest(%s::bytea[], %s::bytea[]) as said (key, content)"
            " where c.key = said.key and c.key = any(%s) and c.content is not null",
            (keys, [content for _, content in said], keys),
        )

    return ask
