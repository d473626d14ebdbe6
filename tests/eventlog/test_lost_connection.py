"""A connection that is lost, even at the commit, neither loses a fact that was acknowledged nor doubles one."""

from __future__ import annotations

from asyncio import create_task, gather, to_thread
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from registry.domain.errors import Unavailable
from registry.eventlog.log import Log, Prepared
from tests.eventlog.facts import ENROLLED, SUSPENDED, enrolment, new_id, pending
from tests.eventlog.sessions import Session
from tests.eventlog.waiting import until_somebody_waits, until_there_are
from tests.eventlog.wire import wire

pytestmark = pytest.mark.anyio

STREAM = new_id()


async def test_a_commit_whose_answer_was_lost_is_found_by_its_key_and_not_doubled(
    log_url: str, owner: Session
) -> None:
    with TemporaryDirectory() as folder, wire(log_url, Path(folder)) as line, Log(line.url) as log:
        await log.append([enrolment(STREAM)])
        line.cut_after = b"partner.suspended.v1"  # what appends it commits it too
        with pytest.raises(Unavailable, match="database_lost"):
            await log.append([Prepared([pending(STREAM, 2, SUSPENDED)], b"key", b"content")])
        assert line.cuts == 1
        await to_thread(until_there_are, owner, 2)
        facts = await log.load(STREAM)
        assert [one.fact for one in facts] == [ENROLLED, SUSPENDED]
        assert await log.command([b"key"]) == {
            b"key": (b"content", STREAM, 2, facts[-1].position, False)
        }


async def test_a_writer_killed_before_its_commit_says_so_and_stores_on_being_asked_again(
    log: Log, owner: Session
) -> None:
    with owner.transaction():
        owner.execute("lock table log.facts in exclusive mode")
        waiting = create_task(log.append([enrolment(STREAM, key=b"key")]))
        await to_thread(until_somebody_waits, owner)
        killed = owner.execute(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """
        )
        assert killed.rowcount >= 1
    with pytest.raises(Unavailable, match="database_lost"):
        await waiting
    assert await log.load(STREAM) == []
    (position,) = await log.append([enrolment(STREAM, key=b"key")])
    (fact,) = await log.load(STREAM)
    assert fact.position == position
    assert await log.command([b"key"]) == {b"key": (b"content", STREAM, 1, position, False)}


async def test_reading_goes_on_after_the_server_dropped_every_connection(
    log: Log, owner: Session
) -> None:
    await log.append([enrolment(STREAM)])
    owner.execute(
        """
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
        """
    )
    assert len(await log.load(STREAM)) == 1


async def test_one_broken_connection_makes_all_others_be_asked_before_they_are_used(
    log: Log, owner: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second append finds the other connection as dead as the first, and is spared it."""
    monkeypatch.setattr("registry.eventlog.datastore.FRESH", 3_600.0)  # not asked for its age
    with owner.transaction():
        owner.execute("lock table log.facts in exclusive mode")
        first = create_task(log.append([enrolment(new_id())]))
        await to_thread(until_somebody_waits, owner)
        second = create_task(log.append([enrolment(new_id())]))
        await to_thread(until_somebody_waits, owner, 2)
    await gather(first, second)
    dropped = owner.execute(
        """
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
        """
    )
    assert dropped.rowcount >= 2
    with pytest.raises(Unavailable, match="database_lost"):
        await log.append([enrolment(STREAM)])
    (position,) = await log.append([enrolment(STREAM)])
    assert [fact.position for fact in await log.load(STREAM)] == [position]
