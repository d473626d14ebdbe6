"""Which follower goes on and which stand by: one leads at a time, by a lock that goes with its session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event
from typing import Final

import psycopg
import structlog
from psycopg import sql

from registry.eventlog.reading import BATCH, CHANNEL
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection, advance, catch_up, prepare
from registry.projections.model import Copy, ReadModel

LEADER: Final = int.from_bytes(b"follower")
"""Key of the advisory lock that the leading follower holds; it goes with its session."""

NAME: Final = "sijill follower"

PATIENCE: Final = 0.5
"""Seconds between two looks at whether to stop, or to lead."""

_log = structlog.get_logger()


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection that acts as `sijill_follower`. It must be a direct one: LISTEN and locks go with the session."""
    with psycopg.connect(url, autocommit=True, application_name=NAME) as connection:
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
                    prepare(connection, copies)
                    catch_up(connection, copies, batch)
                    return
                _lead_until(stop, connection, copies, batch)
        except psycopg.OperationalError as problem:
            if once:
                raise
            _log.warning("follower lost its server", cause=type(problem).__name__)
            stop.wait(PATIENCE)


def _lead_until(stop: Event, connection: Connection, copies: Sequence[Copy], batch: int) -> None:
    while not _leads(connection):
        if stop.wait(PATIENCE):
            return
    prepare(connection, copies)
    # From here on a commit leaves its notification on this very connection, however busy it is.
    connection.execute(sql.SQL("listen {}").format(sql.Identifier(CHANNEL)))
    while not stop.is_set():
        if advance(connection, copies, batch) is None:
            for _ in connection.notifies(timeout=PATIENCE, stop_after=1):
                pass


def _leads(connection: Connection) -> bool:
    ((leads,),) = connection.execute("select pg_try_advisory_lock(%s)", (LEADER,)).fetchall()
    return bool(leads)
