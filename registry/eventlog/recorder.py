"""The library's recorder on `log.facts`, appending through the one function that may."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, LiteralString, cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg import Connection
from psycopg.rows import DictRow

from registry.domain.errors import SijillError
from registry.eventlog.datastore import DB_FUNCTIONS, LogDatastore
from registry.privacy.arrays import Bigints, Byteas, Texts, Uuids


@dataclass(frozen=True, slots=True)
class CommandDone:
    """A command's key, the keyed digest of its content, and the last fact it gave."""

    key: bytes
    content: bytes
    stream: UUID
    version: int


@dataclass(frozen=True, slots=True)
class SaidAnew:
    """A command that was done before says something else from now on; `version` is that of the fact that mends it."""

    key: bytes
    content: bytes
    version: int


@dataclass(frozen=True, slots=True)
class ReferenceClaim:
    """`token` stands for the partner's own reference of `household`; nobody reads the reference out of it."""

    partner: UUID
    token: bytes
    household: UUID


@dataclass(frozen=True, slots=True)
class Brought:
    """The import that facts come from, and the partner whose it is."""

    file_import: UUID
    partner: UUID


@dataclass(frozen=True, slots=True)
class Seen:
    """A stream that has not grown past the version at which it was looked at, or nothing is stored."""

    stream: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Past the position nothing under the names, and nothing that has the mark, if there is one, or nothing is stored.

    What is stored itself counts, too.
    """

    position: int
    names: frozenset[str]
    mark: bytes = b""


_FACTS: Final[LiteralString] = """
        %b::uuid[], %b::bigint[], %b::text[], %b::bytea[],
        %b::bytea[], %b::bytea[], %b::uuid[], %b::bigint[],
        %b::uuid[], %b::bytea[], %b::uuid[]
"""
_OF_FACTS: Final = _FACTS.count("%b")
_APPEND: Final[LiteralString] = f"select log.append({_FACTS})"
_APPEND_WITH_CONDITIONS: Final[LiteralString] = f"""
    select log.append({_FACTS},
        %b::uuid[], %b::uuid[], %b::bytea[], %b::bytea[], %b::bigint[],
        %b::uuid[], %b::bigint[], %b::bigint[], %b::bytea[], %b::text[]
    )
"""
"""Most facts come without, which spares ten empty arrays."""


class FactRecorder(PostgresApplicationRecorder):
    """Writes facts under the table lock, and in the same transaction commands and claims on references.

    The one seam is `insert_events`: one statement, one commit, and none of the library's ten tries, since after a lost
    connection only the command's key tells what was done. `create_table` is never called, migrations make the tables.
    """

    def __init__(self, datastore: LogDatastore) -> None:
        if datastore.enable_db_functions:
            raise SijillError("db_functions_enabled", setting=DB_FUNCTIONS)
        super().__init__(datastore, events_table_name="facts")

    def insert_events(  # noqa: PLR0913 - what one transaction stores, and what must be so for it
        self,
        stored_events: Sequence[StoredEvent],
        *,
        commands: Sequence[CommandDone] = (),
        references: Sequence[ReferenceClaim] = (),
        imports: Collection[Brought] = (),
        mended: Sequence[SaidAnew] = (),
        seen: Collection[Seen] = (),
        counted: Sequence[Counted] = (),
        **_: Any,
    ) -> Sequence[int]:
        """The positions of the facts, in their order. `imports` and what was `seen` are named once each."""
        parameters: tuple[object, ...] = (
            Uuids([cast(UUID, event.originator_id) for event in stored_events]),
            Bigints([event.originator_version for event in stored_events]),
            Texts([event.topic for event in stored_events]),
            Byteas([event.state for event in stored_events]),
            Byteas([command.key for command in commands]),
            Byteas([command.content for command in commands]),
            Uuids([command.stream for command in commands]),
            Bigints([command.version for command in commands]),
            Uuids([claim.partner for claim in references]),
            Byteas([claim.token for claim in references]),
            Uuids([claim.household for claim in references]),
        )
        if imports or mended or seen or counted:
            parameters += _conditions(imports, mended, seen, counted)
        with self.datastore.get_connection() as connection:
            first = self._append(connection, parameters)
        return range(first, first + len(stored_events))

    def _append(self, connection: Connection[DictRow], parameters: Sequence[object]) -> int:
        statement = _APPEND_WITH_CONDITIONS if len(parameters) > _OF_FACTS else _APPEND
        row = connection.execute(statement, parameters, prepare=True).fetchone()
        if row is None:
            raise AssertionError("log.append answers with a position")
        return int(row["append"])


def _conditions(
    imports: Collection[Brought],
    mended: Sequence[SaidAnew],
    seen: Collection[Seen],
    counted: Sequence[Counted],
) -> tuple[object, ...]:
    return (
        Uuids([one.file_import for one in imports]),
        Uuids([one.partner for one in imports]),
        Byteas([one.key for one in mended]),
        Byteas([one.content for one in mended]),
        Bigints([one.version for one in mended]),
        Uuids([one.stream for one in seen]),
        Bigints([one.version for one in seen]),
        Bigints([one.position for one in counted]),
        Byteas([one.mark for one in counted]),
        Texts([*frozenset[str]().union(*(one.names for one in counted))]),
    )
