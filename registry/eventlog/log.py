"""The log as the application has it: append what was decided, load what was recorded.

The library blocks, so every call runs in a thread. Small appends of many tasks at once share a transaction.
"""

from __future__ import annotations

import os
from asyncio import to_thread
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, LiteralString, Self, TypeAlias, TypeVar
from uuid import UUID

from eventsourcing.persistence import PersistenceError
from psycopg import Connection
from psycopg.errors import UniqueViolation
from psycopg.rows import DictRow
from psycopg_pool import PoolTimeout

from registry.domain.envelope import Recorded
from registry.domain.errors import ImportBeingUndone, SijillError, Unavailable, VersionConflict
from registry.eventlog import known
from registry.eventlog.datastore import FRESH, LogDatastore, refuse_db_functions
from registry.eventlog.known import Known, KnownCommand
from registry.eventlog.mapper import FactMapper, Pending
from registry.eventlog.names import AnyFact
from registry.eventlog.reading import FACTS, fetch, iterate, read_facts
from registry.eventlog.recorder import (
    Brought,
    CommandDone,
    Counted,
    FactRecorder,
    ReferenceClaim,
    SaidAnew,
    Seen,
)
from registry.privacy.outages import unavailable

__all__ = [
    "Brought",
    "Counted",
    "Log",
    "Pending",
    "Prepared",
    "ReferenceClaim",
    "SaidAnew",
    "Seen",
    "iterate",
    "read_facts",
]


AnswerT = TypeVar("AnswerT")

Beside: TypeAlias = Callable[
    [Known, Collection[bytes], Collection[tuple[UUID, bytes]]],
    Known,
]
"""What would be known beside what is, of the keys and references that were asked for."""


_BEING_UNDONE: Final = "SJ001"
"""How `log.append` refuses what an import brings, see migration 0006."""

_NO_LONGER_SO: Final = "SJ002"
"""How it refuses what was decided by something that has changed since, see migration 0008."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What one command gave, ready to be stored whole or not at all.

    `pending` has one fact or more: a command that changed nothing is not recorded. With a `key` comes the keyed
    digest of the command's `content`. `brought` by an import; `mends` what a command before it had said. It holds as
    long as what was `seen` and `counted` is still so.
    """

    pending: Sequence[Pending]
    key: bytes | None = None
    content: bytes | None = None
    references: Sequence[ReferenceClaim] = ()
    brought: Brought | None = None
    mends: SaidAnew | None = None
    seen: Sequence[Seen] = ()
    counted: Counted | None = None

    def done(self) -> CommandDone | None:
        if self.key is None:
            return None
        if self.content is None:
            raise ValueError("a command's key comes with its content")
        last = self.pending[-1]
        return CommandDone(self.key, self.content, last.stream, last.version)


class Log:
    """The log database, for one writing process. It connects as the role `sijill_writer`.

    Raises:
        SijillError: `db_functions_enabled`.
    """

    def __init__(
        self, url: str, *, connections: int = 2, environment: Mapping[str, str] = os.environ
    ) -> None:
        refuse_db_functions(environment)
        self._datastore = LogDatastore(url, connections=connections)
        self._recorder = FactRecorder(self._datastore)
        self._mapper = FactMapper()
        self.beside: Beside | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._datastore.close()

    def foreseeing(self, beside: Beside) -> Log:
        """The same log over the same connections, which answers what would be known."""
        other = copy(self)
        other.beside = beside
        return other

    async def append(self, prepared: Sequence[Prepared]) -> Sequence[int]:
        """Store all of it in one transaction; the position of each one's last fact.

        Raises:
            VersionConflict: a version, a command's key or a partner's reference was taken meanwhile, or what was seen
                or counted is no longer so.
            ImportBeingUndone: what an import brings, while one of its partner's is taken back.
            Unavailable: the database cannot take it now. After `database_lost` it may be stored all the same: look the
                command up by its key, or load the stream and decide again.
            AssertionError: a personal field is not sealed.
        """
        return await to_thread(self.append_now, prepared) if prepared else []

    async def load(self, stream: UUID) -> list[Recorded[AnyFact]]:
        """The facts of a stream in their order; none where nothing was recorded."""
        return (await self.load_many([stream]))[stream]

    async def load_many(self, streams: Collection[UUID]) -> dict[UUID, list[Recorded[AnyFact]]]:
        """The facts of each stream that was asked for, in their order, fetched at once."""
        return (await self.known(streams, (), ())).histories

    async def story(  # noqa: PLR0913 - which facts, and which page of them
        self,
        streams: Collection[UUID],
        *,
        partly: Collection[UUID],
        names: Collection[str],
        after: int,
        until: int,
        limit: int,
    ) -> list[Recorded[AnyFact]]:
        """Up to `limit` facts of the streams past one position and up to another, in the order of the log.

        Of the streams that are wanted `partly`, the facts stored under these `names` alone.
        """
        asked = (list(streams), list(partly), list(names))
        return await to_thread(self._story, *asked, after, until, limit)

    async def known(
        self,
        streams: Collection[UUID],
        keys: Collection[bytes],
        references: Collection[tuple[UUID, bytes]],
    ) -> Known:
        """As `known_now`, in a thread."""
        return await to_thread(self.known_now, streams, keys, references)

    def known_now(
        self,
        streams: Collection[UUID],
        keys: Collection[bytes],
        references: Collection[tuple[UUID, bytes]],
    ) -> Known:
        """What the log knows of streams, commands and partners' references at one moment. It blocks."""
        found = self._known(streams, keys, references)
        return found if self.beside is None else self.beside(found, keys, references)

    async def command(self, keys: Collection[bytes]) -> Mapping[bytes, KnownCommand]:
        """The commands done under these keys; unknown keys are absent."""
        return (await self.known((), keys, ())).commands

    async def references(
        self, partner: UUID, tokens: Collection[bytes]
    ) -> dict[bytes, tuple[UUID, bool]]:
        """The household that each of a partner's references stands for, and whether it was forgotten."""
        known = await self.known((), (), [(partner, token) for token in tokens])
        return {token: found for (_, token), found in known.references.items()}

    async def head(self) -> int:
        """The last position, 0 in an empty log."""
        return await to_thread(self._head)

    async def wipe_commands(self, last_facts: Collection[tuple[UUID, int]]) -> None:
        """Let go of what commands said, as an erasure asks: each by stream and version of its last fact.

        Their keys stay, so that the same command again is known for what it is and brings nobody back.
        """
        await self._run(
            "update log.command set content = null"
            " where (stream, version) in (select * from unnest(%s::uuid[], %s::bigint[]))",
            [stream for stream, _ in last_facts],
            [version for _, version in last_facts],
        )

    async def forget_reference(self, household: UUID) -> None:
        """Mark the references of a household, so that nobody registers it again under one of them."""
        await self._run(
            "update log.partner_reference set forgotten = true where household = %s", household
        )

    def append_now(self, prepared: Sequence[Prepared]) -> list[int]:
        """As `append`, in a transaction of its own and in this thread, which waits for it."""
        stored = [self._mapper.to_stored_event(fact) for one in prepared for fact in one.pending]
        commands = [done for one in prepared if (done := one.done())]
        references = [claim for one in prepared for claim in one.references]
        try:
            positions = self._recorder.insert_events(
                stored,
                commands=commands,
                references=references,
                imports={one.brought for one in prepared if one.brought is not None},
                mended=[one.mends for one in prepared if one.mends is not None],
                seen={seen for one in prepared for seen in one.seen},
                counted=[one.counted for one in prepared if one.counted is not None],
            )
        except (PersistenceError, PoolTimeout) as problem:
            ours = _ours(problem)
            if ours is None:
                raise
        else:
            return _last_of_each(prepared, positions)
        raise ours  # outside the except: what PostgreSQL says would carry the key's bytes along

    def _known(
        self,
        streams: Collection[UUID],
        keys: Collection[bytes],
        references: Collection[tuple[UUID, bytes]],
    ) -> Known:
        began = monotonic()
        try:
            return self._looked_up(streams, keys, references)
        except Unavailable as problem:
            # A connection that was dropped meanwhile says so at once; nothing is lost by looking again on another.
            if problem.code != "database_lost" or monotonic() - began > FRESH:
                raise
        return self._looked_up(streams, keys, references)

    def _looked_up(
        self,
        streams: Collection[UUID],
        keys: Collection[bytes],
        references: Collection[tuple[UUID, bytes]],
    ) -> Known:
        with self._connection() as connection:
            return known.look_up(connection, streams, keys, references)

    def _story(self, *asked: object) -> list[Recorded[AnyFact]]:
        with self._connection() as connection:
            rows = fetch(
                connection,
                FACTS
                + "where (originator_id = any(%s) or originator_id = any(%s) and topic = any(%s))"
                " and notification_id > %s and notification_id <= %s order by notification_id limit %s",
                *asked,
            )
        return [row.read() for row in rows]

    def _head(self) -> int:
        with self._connection() as connection:
            ((position,),) = known.fetched(
                connection, "select coalesce(max(notification_id), 0) from log.facts"
            )
        return int(position)

    async def ask(self, question: Callable[[Connection[Any]], AnswerT]) -> AnswerT:
        """What a question gets for an answer of the log's database, put in a thread; as `sijill_writer`."""
        return await to_thread(self._asked, question)

    def _asked(self, question: Callable[[Connection[Any]], AnswerT]) -> AnswerT:
        with self._connection() as connection:
            return question(connection)

    async def _run(self, statement: LiteralString, *parameters: object) -> None:
        await to_thread(self._execute, statement, parameters)

    def _execute(self, statement: LiteralString, parameters: tuple[object, ...]) -> None:
        with self._connection() as connection:
            connection.execute(statement, parameters)

    @contextmanager
    def _connection(self) -> Iterator[Connection[DictRow]]:
        try:
            with self._datastore.get_connection() as connection:
                yield connection
        except (PersistenceError, PoolTimeout) as problem:
            ours = _ours(problem)
            if ours is None:
                raise
            raise ours from None


def _ours(problem: Exception) -> SijillError | None:
    """A conflict or an outage as an error of ours; the library wraps what psycopg raises."""
    cause = problem.__cause__ or problem
    state = getattr(cause, "sqlstate", None)
    if isinstance(cause, UniqueViolation) or state == _NO_LONGER_SO:
        return VersionConflict()
    if state == _BEING_UNDONE:
        return ImportBeingUndone()
    return unavailable(cause)


def _last_of_each(prepared: Sequence[Prepared], positions: Sequence[int]) -> list[int]:
    last, reached = [], 0
    for one in prepared:
        reached += len(one.pending)
        last.append(positions[reached - 1])
    return last
