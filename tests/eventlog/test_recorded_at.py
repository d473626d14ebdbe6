"""The database says when a fact was recorded, and its time never runs back."""

from __future__ import annotations

from asyncio import create_task, to_thread
from datetime import UTC, datetime, timedelta

import pytest

from registry.eventlog.log import Log, Prepared
from tests.eventlog.facts import enrolment, new_id, pending
from tests.eventlog.sessions import Session
from tests.eventlog.waiting import until_somebody_waits

pytestmark = pytest.mark.anyio

STREAM = new_id()


def recorded_later(owner: Session, ahead: timedelta) -> datetime:
    """A row as a server whose clock was ahead left it behind."""
    ((recorded_at,),) = owner.execute(
        """
        insert into log.facts (originator_id, originator_version, topic, state, recorded_at)
        values (gen_random_uuid(), 1, 'partner.suspended.v1', ''::bytea, now() + %s) returning recorded_at
        """,
        (ahead,),
    ).fetchall()
    assert isinstance(recorded_at, datetime)
    return recorded_at


async def test_a_clock_that_steps_back_does_not_take_the_log_back(log: Log, owner: Session) -> None:
    ahead = recorded_later(owner, timedelta(hours=2))
    await log.append([Prepared([pending(STREAM, 1), pending(STREAM, 2)])])
    await log.append([Prepared([pending(STREAM, 3)])])
    assert [one.recorded_at for one in await log.load(STREAM)] == [ahead] * 3


async def test_a_fact_is_recorded_when_its_turn_comes_not_when_it_was_sent(
    log: Log, owner: Session
) -> None:
    with owner.transaction():
        owner.execute("lock table log.facts in exclusive mode")
        waiting = create_task(log.append([enrolment(STREAM)]))
        await to_thread(until_somebody_waits, owner)
        ((released,),) = owner.execute("select clock_timestamp()").fetchall()
    await waiting
    (fact,) = await log.load(STREAM)
    assert fact.recorded_at >= released


async def test_a_large_append_keeps_one_time_and_stays_quick(log: Log) -> None:
    many = [pending(new_id(), 1) for _ in range(5000)]
    began = datetime.now(UTC)
    await log.append([Prepared(many)])
    took = datetime.now(UTC) - began
    first, last = await log.load(many[0].stream), await log.load(many[-1].stream)
    assert first[0].recorded_at == last[0].recorded_at
    assert took < timedelta(
        seconds=5
    )  # 0.2 s; a default that cannot see its own statement's rows took minutes
