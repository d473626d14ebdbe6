"""Which follower goes on and which stand by.

One leads at a time, by a lock that goes with its session. A leader touches its session every half second; a session
that has waited for its client through a whole lease belongs to a process that was stopped, or cut off, and is ended:
by the server where it sits between two statements, by whoever stands by where it sits in the midst of one. What it had
begun is rolled back, and what it sends when it wakes up finds nobody. That a fact is applied once rests on none of
this: rows and position are one transaction, and one transaction at a time holds the position.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from threading import Event
from time import monotonic
from typing import Any, Final, LiteralString

import psycopg
import structlog
from psycopg import errors, sql

from registry.eventlog.reading import BATCH, CHANNEL
from registry.privacy.outages import impatient
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection, advance, catch_up, prepare
from registry.projections.model import Copy, ReadModel
from registry.projections.reporting.making import make_views

BREATH: Final = 0.03
"""Seconds between the beginnings of two batches at least. One that comes for every commit of a busy hour would take a
core from those who commit; gathered, their facts cost a part of it, and a fact that comes alone is shown at once."""

LEADER: Final = int.from_bytes(b"follower")
"""Key of the advisory lock that the leading follower holds; it goes with its session."""

NAME: Final = "sijill follower"

PATIENCE: Final = 0.5
"""Seconds between two looks at whether to stop, or to lead."""

TURN: Final = 2.0
"""Seconds that whoever is not the leader waits in line for the positions before it looks who has them."""

LEASE: Final = 10.0
"""Seconds that a session may wait for its client, and lead."""

_LOST: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    errors.IdleInTransactionSessionTimeout,
)

_WAITING: Final[LiteralString] = """
    select session.pid, session.backend_start, session.state_change, session.query_start,
           coalesce(copying.bytes_processed, 0)
    from pg_locks as held
    join pg_stat_activity as session using (pid)
    left join pg_stat_progress_copy as copying using (pid)
    where held.locktype = 'advisory' and held.granted and held.objsubid = 1
      and (held.classid::bigint << 32 | held.objid::bigint) = %s
      and held.database = (select oid from pg_database where datname = current_database())
      and session.wait_event_type = 'Client' and pg_has_role(session.usesysid, 'usage')
"""
"""The session that leads, if it waits for its client and this login may end it: who it is, and how far."""

_END: Final[LiteralString] = """
    select pg_terminate_backend(pid) from pg_stat_activity
    where (pid, backend_start, state_change, query_start) = (%s, %s, %s, %s) and wait_event_type = 'Client'
"""

_log = structlog.get_logger()


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection that acts as `sijill_follower`. It must be a direct one: LISTEN and locks go with the session."""
    with psycopg.connect(impatient(url), autocommit=True, application_name=NAME) as connection:
        connection.execute("set role sijill_follower")
        yield connection


def follow(
    url: str,
    *,
    stop: Event,
    models: Sequence[ReadModel] = MODELS,
    once: bool = False,
    batch: int = BATCH,
) -> None:
    """Follow the log until `stop` is set, also past a server that goes away and comes back.

    With `once`, go to the end of the log and return, beside whoever leads.
    """
    copies = [Copy(model) for model in models]
    while not stop.is_set():
        try:
            with connected(url) as connection:
                if once:
                    _go_to_the_end(connection, copies, batch)
                    return
                _lead_until(stop, connection, copies, batch)
        except _LOST as problem:
            if once:
                raise
            _log.warning("follower lost its server", cause=type(problem).__name__)
            stop.wait(PATIENCE)


class Watch:
    """Looks at the leader from beside, every so many seconds, and ends a session that has stopped moving.

    It counts looks and not seconds: whoever was stopped itself has not seen the leader sit meanwhile.
    """

    def __init__(self, connection: Connection, every: float) -> None:
        self._connection = connection
        self._enough = ceil(LEASE / every)
        self._seen: tuple[Any, ...] | None = None
        self._looks = 0

    def look(self) -> None:
        with self._connection.transaction():
            # A login sees what its own sessions do; the role that it acts in does not.
            self._connection.execute("set local role none")
            seen = self._connection.execute(_WAITING, [LEADER]).fetchone()
            self._looks = self._looks + 1 if seen is not None and seen == self._seen else 0
            self._seen = seen
            if seen is not None and self._looks >= self._enough:
                _log.warning("a leader that sat was sent away", session=seen[0])
                self._connection.execute(_END, seen[:4])


def _go_to_the_end(connection: Connection, copies: Sequence[Copy], batch: int) -> None:
    """Take turns with whoever leads; one that sits on the positions is not waited for."""
    connection.execute(sql.SQL("set lock_timeout to {}").format(_milliseconds(TURN)))
    watch = Watch(connection, TURN)
    while True:
        try:
            prepare(connection, copies)
            make_views(connection)
            catch_up(connection, copies, batch)
        except errors.LockNotAvailable:
            watch.look()
        else:
            return


def _lead_until(stop: Event, connection: Connection, copies: Sequence[Copy], batch: int) -> None:
    watch = Watch(connection, PATIENCE)
    while not _leads(connection):
        watch.look()
        if stop.wait(PATIENCE):
            return
    for setting in ("idle_session_timeout", "idle_in_transaction_session_timeout"):
        patience = sql.SQL("set {} to {}")
        connection.execute(patience.format(sql.Identifier(setting), _milliseconds(LEASE)))
    prepare(connection, copies)
    make_views(connection)
    # From here on a commit leaves its notification on this very connection, however busy it is.
    connection.execute(sql.SQL("listen {}").format(sql.Identifier(CHANNEL)))
    while not stop.is_set():
        began = monotonic()
        if advance(connection, copies, batch) is None:
            for _ in connection.notifies(timeout=PATIENCE, stop_after=1):
                pass
        else:
            stop.wait(max(0.0, began + BREATH - monotonic()))


def _leads(connection: Connection) -> bool:
    ((leads,),) = connection.execute("select pg_try_advisory_lock(%s)", (LEADER,)).fetchall()
    return bool(leads)


def _milliseconds(seconds: float) -> sql.Literal:
    return sql.Literal(round(1_000 * seconds))
