"""Whoever reads the log past the last position that they saw misses nothing, however many write meanwhile."""

from __future__ import annotations

import asyncio
from asyncio import create_task
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Final, LiteralString

import psycopg
import pytest

from registry.eventlog.log import Log, Prepared
from tests.eventlog.facts import enrolment, new_id, pending
from tests.eventlog.sessions import Session
from tests.eventlog.unlocked import unlock
from tests.exactness.tail import Tail

WRITERS, ROUNDS, TOGETHER = 8, 6, 5

DAWDLE: Final[LiteralString] = """
create function log.dawdle() returns trigger language plpgsql as $$
begin
    perform pg_sleep(random() * 0.01);
    return null;
end
$$;
create trigger dawdle after insert on log.facts for each statement execute function log.dawdle();
"""
"""Whoever has taken positions is slow to commit them, so that commits would overtake one another if they could."""

HOLD: Final[LiteralString] = """
create function log.hold() returns trigger language plpgsql as $$
begin
    perform pg_advisory_xact_lock_shared(42);
    return null;
end
$$;
create trigger hold after insert on log.facts for each row when (new.originator_version = 7)
execute function log.hold();
"""
"""Whoever has taken the position of a seventh fact commits when it is let go."""


@pytest.fixture
def owner(log_url: str) -> Iterator[Session]:
    with psycopg.connect(log_url, autocommit=True) as session:
        yield session


@pytest.fixture
def tail(log_url: str) -> Iterator[Tail]:
    with psycopg.connect(log_url, autocommit=True) as session:
        yield Tail(session)


def test_a_reader_sees_what_eight_writers_were_told_is_stored_once_each_and_in_order(
    log_url: str, owner: Session, tail: Tail
) -> None:
    owner.execute(DAWDLE)
    done = Event()
    with ThreadPoolExecutor(WRITERS + 1) as threads:
        reading = threads.submit(tail.look_until, done)
        writing = [threads.submit(write, log_url) for _ in range(WRITERS)]
        acknowledged = [position for one in writing for position in one.result()]
        done.set()
        reading.result()
    assert len(acknowledged) == WRITERS * ROUNDS * TOGETHER
    # The second fact of each append is the one whose position it is told.
    assert set(acknowledged) <= set(tail.positions)
    assert tail.positions == positions(owner)
    assert len(tail.positions) == 2 * len(acknowledged)
    assert tail.positions == sorted(set(tail.positions))


@pytest.mark.anyio
async def test_who_took_a_position_first_is_not_overtaken_by_who_commits_first(
    log_url: str, owner: Session, tail: Tail
) -> None:
    assert await overtaking(log_url, owner, tail) == "it waited"
    assert [fact.version for fact in tail.seen] == [7, 1]
    assert tail.positions == positions(owner)


@pytest.mark.anyio
async def test_without_the_lock_a_reader_loses_the_fact_that_was_overtaken(
    log_url: str, owner: Session, tail: Tail
) -> None:
    unlock(owner)
    assert await overtaking(log_url, owner, tail) == "it went ahead"
    assert [fact.version for fact in tail.seen] == [1]
    assert len(positions(owner)) == 2, "both are stored, and the reader looked for more after that"


def write(log_url: str) -> list[int]:
    """Append from many tasks at once over connections of one's own; what each was told."""

    async def appends() -> list[int]:
        told: list[int] = []
        with Log(log_url) as log:
            for _ in range(ROUNDS):
                two = [
                    Prepared([pending(s := new_id(), 1), pending(s, 2)]) for _ in range(TOGETHER)
                ]
                for answer in await asyncio.gather(*(log.append([one]) for one in two)):
                    told += answer
        return told

    return asyncio.run(appends())


async def overtaking(log_url: str, owner: Session, tail: Tail) -> str:
    """Hold an append between its position and its commit, start another, and say what became of that one."""
    owner.execute(HOLD)
    owner.execute("select pg_advisory_lock(42)")
    with Log(log_url) as one, Log(log_url) as other:
        held = create_task(one.append([Prepared([pending(new_id(), 7)])]))
        await until(lambda: waiting(owner) == 1)
        second = create_task(other.append([enrolment(new_id())]))
        await until(lambda: waiting(owner) == 2 or second.done())
        became = "it went ahead" if second.done() else "it waited"
        tail.look()
        owner.execute("select pg_advisory_unlock(42)")
        await held
        await second
    while tail.look():
        pass
    return became


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not reached():  # noqa: ASYNC110 - it is in another process
            await asyncio.sleep(0)


def waiting(owner: Session) -> int:
    return owner.execute(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    ).rowcount


def positions(owner: Session) -> list[int]:
    rows = owner.execute("select notification_id from log.facts order by 1").fetchall()
    return [position for (position,) in rows]
