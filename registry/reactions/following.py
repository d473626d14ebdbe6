"""Matching after every commit. One at a time goes on, by a lock that goes with its session; the others stand by.

The position is written after the facts, and deciding again records nothing again: whoever is killed at whatever moment
has left what the next one finds anyway.
"""

from __future__ import annotations

from asyncio import sleep
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Event
from time import monotonic
from typing import Any, Final, TypeAlias

import psycopg
import structlog
from psycopg import AsyncConnection, errors, sql

from registry.domain.errors import SijillError
from registry.eventlog.reading import CHANNEL
from registry.matching import index
from registry.privacy.outages import impatient
from registry.reactions.matching import Matcher
from registry.reactions.numbering import number_up
from registry.reactions.touched import touched_after

Connection: TypeAlias = AsyncConnection[Any]
Told: TypeAlias = Callable[[int, int], None]
"""Told the position reached and the log's head."""


def silent(_reached: int, _head: int) -> None:
    """Tell nobody."""


MATCHING: Final = int.from_bytes(b"matching")
"""Key of the advisory lock that is held while a stretch is matched."""

MOST: Final = 1_500
"""Facts that are looked at together."""

PATIENCE: Final = 0.5
"""Seconds between two looks at whether to stop."""

GIVES_WAY: Final = 3.0
"""Seconds of rest for each of work. What waits meanwhile is matched together, at a part of what one by one takes."""
LONGEST: Final = 5.0
"""Seconds that it rests at most."""

LEASE: Final = 60
"""Seconds that PostgreSQL waits for a session in the midst of a stretch before it lets another go on."""

NAME: Final = "sijill matcher"

_log = structlog.get_logger()


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    """A connection that acts as `sijill_matcher`. It must be a direct one: LISTEN and locks go with the session."""
    connection = await AsyncConnection.connect(
        impatient(url), autocommit=True, application_name=NAME
    )
    async with connection:
        await connection.execute("set role sijill_matcher")
        # How many hold a token cannot be told from many: the planner would rather read the index through.
        await connection.execute("set enable_seqscan to off")
        patience = sql.SQL("set idle_session_timeout to {}")
        await connection.execute(patience.format(sql.Literal(1_000 * LEASE)))
        yield connection


@asynccontextmanager
async def planned_once(connection: Connection) -> AsyncIterator[None]:
    """Have PostgreSQL plan what is asked again and again once, and not for each few members anew.

    A plan that was made while a table was small stays when it has grown, so that none may read a table through.
    """
    await connection.execute("set plan_cache_mode to force_generic_plan")
    await connection.execute("set enable_seqscan to off")
    try:
        yield
    finally:
        if not connection.broken:
            await connection.execute("reset plan_cache_mode")
            await connection.execute("reset enable_seqscan")


async def advance(matcher: Matcher) -> Counter[str] | None:
    """Match the next stretch of the log; what it came to, None at the log's end."""
    async with alone(matcher.index):
        reached = (await index.state(matcher.index)).position
        head = await matcher.writer.log.head()
        await number_up(matcher.index, matcher.keys, head)
        if reached >= head:
            return None
        touched = await touched_after(matcher.index, reached, head, MOST)
        ready = await matcher.current()
        done = await ready.react(touched)
        await index.reach(matcher.index, touched.position, ready.model.version)
    return done


async def to_the_end(matcher: Matcher, told: Told = silent) -> Counter[str]:
    """Go to the end of the log and return, beside whoever follows; what it came to."""
    done: Counter[str] = Counter()
    head = await matcher.writer.log.head()
    while (some := await advance(matcher)) is not None:
        done += some
        told((await index.state(matcher.index)).position, head)
    return done


async def follow(matcher: Matcher, stop: Event, *, beside: bool = False) -> None:
    """Go on until `stop` is set. `beside` a server it rests between two stretches while others go on recording.

    Raises:
        psycopg.Error: the server went away; begin again on new connections.
    """
    await matcher.index.execute(sql.SQL("listen {}").format(sql.Identifier(CHANNEL)))
    log = matcher.writer.log
    while not stop.is_set():
        began, head = monotonic(), await log.head()
        done = await advance(matcher)
        if done is None:
            async for _ in matcher.index.notifies(timeout=PATIENCE, stop_after=1):
                pass
        elif beside and await log.head() - head > done.total():
            await sleep(min(LONGEST, GIVES_WAY * (monotonic() - began)))


LOST: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    errors.IdleSessionTimeout,
    SijillError,
)
"""What a follower goes on after, on new connections: it begins where the last stretch ended."""


def lost(what: str, problem: Exception) -> None:
    code = problem.code if isinstance(problem, SijillError) else type(problem).__name__
    _log.warning(f"{what} lost its server", cause=code)


@asynccontextmanager
async def alone(connection: Connection) -> AsyncIterator[None]:
    """Match with nobody else at it, in this process or another."""
    await connection.execute("select pg_advisory_lock(%s)", [MATCHING])
    try:
        yield
    finally:
        await connection.execute("select pg_advisory_unlock(%s)", [MATCHING])
