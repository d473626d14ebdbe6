"""Keeps the read models up with the log: each fact exactly once, in order, whoever is killed when.

A batch is one transaction: the rows that facts change and the position that they bring a model to, or neither.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import psycopg
import structlog
from psycopg import sql

from registry.domain.envelope import Recorded
from registry.domain.errors import SijillError
from registry.domain.facts import AnyFact
from registry.eventlog.codec import kind_of
from registry.eventlog.reading import BATCH, StoredFact, read_stored
from registry.projections.model import Copy

Connection: TypeAlias = psycopg.Connection[Any]

_IN_LINE: Final = sql.SQL("alter table {} set (toast_tuple_target = 8160)")
"""What fits into a page stays in its row: sealed values do not compress, and a table beside it saves nothing."""

_log = structlog.get_logger()


@dataclass(slots=True)
class _Batch:
    """Facts up to the position `reached`, and those among them that cannot be read, with the reason."""

    reached: int
    facts: list[Recorded[AnyFact]] = field(default_factory=list)
    unreadable: list[tuple[StoredFact, SijillError]] = field(default_factory=list)


def prepare(connection: Connection, copies: Sequence[Copy]) -> None:
    """Make the tables that are not there yet, empty and at position 0; shadows have no indexes yet."""
    for copy in copies:
        with connection.transaction():
            begin = (
                "insert into read.follower (model, version, shadow, position)"
                " values (%(model)s, %(version)s, %(shadow)s, 0) on conflict do nothing"
            )
            if not connection.execute(begin, copy.key).rowcount:
                continue
            connection.execute(copy.model.create(copy.table))
            connection.execute(_IN_LINE.format(copy.table))
            connection.execute(sql.SQL("grant select on {} to sijill_reader").format(copy.table))
            for index in () if copy.shadow else copy.model.index(copy.table):
                connection.execute(index)


def catch_up(
    connection: Connection,
    copies: Sequence[Copy],
    batch: int = BATCH,
    progress: Callable[[int], None] = lambda _: None,
) -> None:
    """Bring copies to the end of the log; `progress` is told every position on the way."""
    while position := advance(connection, copies, batch):
        progress(position)


def advance(connection: Connection, copies: Sequence[Copy], batch: int = BATCH) -> int | None:
    """Bring the copies that are furthest behind on by one batch; the new position, None at the end of the log."""
    with nothing_collected(), connection.transaction():
        positions = hold(connection, copies)
        behind = min(positions.values())
        read = _read(read_stored(connection, behind, batch), behind)
        if read.reached == behind:
            return None
        for copy, position in positions.items():
            if position == behind:
                _go_on(connection, copy, read)
        return read.reached


def hold(connection: Connection, copies: Sequence[Copy]) -> dict[Copy, int]:
    """The positions of copies, which nobody else moves until the transaction ends."""
    keys = [copy.key for copy in copies]
    rows = connection.execute(
        """
        select model, version, shadow, position from read.follower
        where (model, version, shadow) in (select * from unnest(%s::text[], %s::integer[], %s::boolean[]))
        order by model, version, shadow for update
        """,
        [[key[part] for key in keys] for part in ("model", "version", "shadow")],
    ).fetchall()
    positions = {tuple(key): position for *key, position in rows}
    return {copy: positions[tuple(copy.key.values())] for copy in copies}


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Facts hold no cycles, and looking for some among a batch took three quarters of its time."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def move(connection: Connection, copy: Copy, position: int) -> None:
    connection.execute(
        "update read.follower set position = %(position)s"
        " where (model, version, shadow) = (%(model)s, %(version)s, %(shadow)s)",
        copy.key | {"position": position},
    )


def _read(stored: Iterable[StoredFact], behind: int) -> _Batch:
    batch = _Batch(behind)
    for one in stored:
        batch.reached = one.position
        try:
            batch.facts.append(one.read())
        except SijillError as cause:
            batch.unreadable.append((one, cause))
    return batch


def _go_on(connection: Connection, copy: Copy, batch: _Batch) -> None:
    """Bring one copy on: what is known to be of no concern to its model neither changes nor stops it."""
    about = copy.model.about
    for one, cause in batch.unreadable:
        if kind_of(one.name) in {None, *about}:
            stop(connection, copy, one, cause)
    _apply(connection, copy, [one for one in batch.facts if type(one.fact) in about])
    move(connection, copy, batch.reached)


def _apply(connection: Connection, copy: Copy, facts: Sequence[Recorded[AnyFact]]) -> None:
    """Write what facts change. One that cannot be handled is found by halving, and stops its stream."""
    going = _not_stopped(connection, copy, facts) if facts else facts
    if not going:
        return
    try:
        with connection.transaction(), connection.cursor() as cursor:
            copy.model.write(cursor, copy.table, going)
    except Exception as cause:
        if not is_about_a_fact(cause):
            raise
        if len(going) == 1:
            stop(connection, copy, going[0], cause)
            return
        half = len(going) // 2
        _apply(connection, copy, going[:half])
        _apply(connection, copy, going[half:])


def is_about_a_fact(cause: Exception) -> bool:
    """A value that a model or its table does not take, rather than a server, a right or a table that is missing."""
    if isinstance(cause, psycopg.Error):
        return isinstance(cause, psycopg.DataError | psycopg.IntegrityError)
    return not isinstance(cause, MemoryError)


def _not_stopped(
    connection: Connection, copy: Copy, facts: Sequence[Recorded[AnyFact]]
) -> Sequence[Recorded[AnyFact]]:
    of_copy = "from read.dead_letter where (model, version, shadow) = (%(model)s, %(version)s, %(shadow)s)"
    ((any_at_all,),) = connection.execute(
        "select exists (select " + of_copy + ")", copy.key
    ).fetchall()
    if not any_at_all:
        return facts
    rows = connection.execute(
        "select stream, position " + of_copy + " and stream = any(%(streams)s)",
        copy.key | {"streams": list({fact.stream for fact in facts})},
    ).fetchall()
    stopped = dict(rows)
    return [
        fact for fact in facts if fact.stream not in stopped or fact.position < stopped[fact.stream]
    ]


def stop(
    connection: Connection, copy: Copy, fact: Recorded[AnyFact] | StoredFact, cause: Exception
) -> None:
    """Put a fact aside, and with it whatever its stream brings after it, in this model alone."""
    letter = {"stream": fact.stream, "position": fact.position, "cause": type(cause).__name__}
    connection.execute(
        "insert into read.dead_letter (model, version, shadow, stream, position, cause) values"
        " (%(model)s, %(version)s, %(shadow)s, %(stream)s, %(position)s, %(cause)s)"
        " on conflict (model, version, shadow, stream) do update"
        " set position = excluded.position, cause = excluded.cause"
        " where excluded.position < dead_letter.position",
        copy.key | letter,
    )
    _log.error("a fact was put aside", **copy.key, **letter | {"stream": str(fact.stream)})
