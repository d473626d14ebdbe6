"""The library's recorder on `log.facts`, with what must be committed together with the facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder
from psycopg import Cursor
from psycopg.rows import DictRow
from psycopg.sql import SQL

from registry.domain.errors import SijillError
from registry.eventlog.datastore import DB_FUNCTIONS, LogDatastore


@dataclass(frozen=True, slots=True)
class CommandDone:
    """A command's key, the keyed digest of its content, and the last fact it gave."""

    key: bytes
    content: bytes
    stream: UUID
    version: int


@dataclass(frozen=True, slots=True)
class ReferenceClaim:
    """`token` stands for the partner's own reference of `household`; nobody reads the reference out of it."""

    partner: UUID
    token: bytes
    household: UUID


class FactRecorder(PostgresApplicationRecorder):
    """Writes facts under the table lock, and in the same transaction commands and claims on references.

    The one seam is `_insert_events`; `create_table` is never called, migrations make the tables.
    """

    def __init__(self, datastore: LogDatastore) -> None:
        if datastore.enable_db_functions:
            raise SijillError("db_functions_enabled", setting=DB_FUNCTIONS)
        super().__init__(datastore, events_table_name="facts")
        # A role that may only insert may not lock a table; the function may, and does nothing else.
        self.lock_table_statements[-1] = SQL("select log.lock_facts()")

    def _insert_events(
        self,
        curs: Cursor[DictRow],
        stored_events: Sequence[StoredEvent],  # noqa: ARG002 - the library inserts them after this
        *,
        commands: Sequence[CommandDone] = (),
        references: Sequence[ReferenceClaim] = (),
        **_: Any,
    ) -> None:
        # Two transactions that hold each other's keys would wait for each other for ever: first the lock, then keys.
        self._lock_table(curs)
        if commands:
            _insert_commands(curs, commands)
        if references:
            _insert_references(curs, references)
        if commands or references:
            # A conflict here is heard of now. Heard of while many facts go out, it would abort the pipeline before the
            # library syncs it, and come as an error of the connection, which the library repeats ten times.
            with curs.connection.pipeline() as pipeline:
                pipeline.sync()


def _insert_commands(curs: Cursor[DictRow], commands: Sequence[CommandDone]) -> None:
    curs.execute(
        """
        insert into log.command (key, content, stream, version)
        select * from unnest(%s::bytea[], %s::bytea[], %s::uuid[], %s::bigint[])
        """,
        (
            [command.key for command in commands],
            [command.content for command in commands],
            [command.stream for command in commands],
            [command.version for command in commands],
        ),
    )


def _insert_references(curs: Cursor[DictRow], references: Sequence[ReferenceClaim]) -> None:
    curs.execute(
        """
        insert into log.partner_reference (partner, token, household)
        select * from unnest(%s::uuid[], %s::bytea[], %s::uuid[])
        """,
        (
            [claim.partner for claim in references],
            [claim.token for claim in references],
            [claim.household for claim in references],
        ),
    )
