"""Who leads among followers: one at a time, whether the last one was killed, sent away or stopped in its tracks."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from random import Random
from threading import Event, Thread
from typing import Any, LiteralString, Protocol

import psycopg
import pytest

from registry.eventlog.log import Log
from registry.eventlog.mapper import Pending
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection, catch_up, prepare
from registry.projections.leading import follow
from registry.projections.model import Copy
from tests.conftest import Templates
from tests.forking import Commands, Forked
from tests.projections.beginning import record, template_of
from tests.projections.expected import tables
from tests.projections.histories import commands

Append = Callable[[Sequence[Sequence[Pending]]], int]
COPIES = [Copy(model) for model in MODELS]
LEASE = 1.0
FOREVER = 3_600.0
FOLLOW = """
import sys
from threading import Event
from registry.projections import leading
leading.LEASE = float(sys.argv[2])
leading.follow(sys.argv[1], stop=Event(), batch=1_000)
"""
LEADER: LiteralString = """
    select pid, state, wait_event, query from pg_stat_activity join pg_locks using (pid)
    where locktype = 'advisory' and granted and database =
          (select oid from pg_database where datname = current_database())
"""


class Start(Protocol):
    def __call__(self, lease: float = LEASE) -> Forked: ...


@pytest.fixture
def start_follower(log_url: str, forked: Commands) -> Iterator[Start]:
    """Followers in processes of their own, killed at the end at the latest."""
    processes: list[Forked] = []

    def start(lease: float = LEASE) -> Forked:
        processes.append(forked.begin(os.environ, log_url, str(lease), program=FOLLOW))
        return processes[-1]

    yield start
    for process in processes:
        kill(process)


@pytest.fixture
def log_template(request: pytest.FixtureRequest) -> str:
    """As on a first day: what is followed is made here."""
    return template_of(request, "end", otherwise="log")


@pytest.fixture
def end(templates: Templates) -> int:
    """The last position of a log that takes a while: a history, told again of many other streams."""
    return templates.make("end", "log", tell_at_length)


def tell_at_length(url: str) -> int:
    with Log(url) as log:
        record(log, commands(seed=12, many=120))
    with psycopg.connect(url) as administrator:
        administrator.execute(
            """
            insert into log.facts (originator_id, originator_version, topic, state, recorded_at)
            select md5(originator_id::text || copy)::uuid, originator_version, topic, state, statement_timestamp()
            from log.facts, generate_series(1, 35) as copy order by copy, notification_id
            """
        )
        ((end,),) = administrator.execute("select max(notification_id) from log.facts").fetchall()
    return int(end)


@pytest.mark.slow
def test_of_two_followers_one_leads_and_the_other_takes_over_when_it_dies(
    start_follower: Start, append: Append, follower: Connection, administrator: Connection
) -> None:
    history = commands(seed=2, many=60)
    append(history[:30])
    first = start_follower()
    led = wait_for(lambda: leader(administrator))
    second = start_follower()
    wait_until(lambda: sessions(administrator) == 3)  # both, and this one
    end = append(history[30:45])
    wait_until(lambda: now(follower) == end)
    assert leader(administrator) == led
    kill(first)
    end = append(history[45:])
    wait_until(lambda: now(follower) == end)
    assert leader(administrator) not in {None, led}
    kill(second)
    assert_like_one_that_was_never_stopped(follower)


MOMENTS = {
    "between two batches": ("idle", "ClientRead"),
    "between two statements of a batch": ("idle in transaction", "ClientRead"),
    "in the middle of a copy": ("active", "ClientRead"),
    "in the middle of an answer": ("active", "ClientWrite"),
}


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_leader_that_is_stopped_is_sent_away_and_writes_nothing_when_it_wakes(
    start_follower: Start, end: int, follower: Connection, administrator: Connection, moment: str
) -> None:
    first = start_follower()
    led = stopped(first, administrator, *MOMENTS[moment])
    assert now(follower) < end, "there was too little to do"
    start_follower()
    wait_until(lambda: leader(administrator) not in {None, led})
    wait_until(lambda: now(follower) == end)
    leads, rows = leader(administrator), tables(follower)
    first.send_signal(signal.SIGCONT)
    wait_until(lambda: sessions(administrator) == 3)  # both, and this one
    time.sleep(LEASE)
    assert (leader(administrator), now(follower), tables(follower)) == (leads, end, rows)
    assert_like_one_that_was_never_stopped(follower)


@pytest.mark.slow
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.usefixtures("end")
def test_without_a_lease_a_stopped_leader_holds_everybody_up(
    start_follower: Start, administrator: Connection, moment: str
) -> None:
    """What the test above would see if nobody sent the leader away."""
    led = stopped(start_follower(FOREVER), administrator, *MOMENTS[moment])
    start_follower(FOREVER)
    wait_until(lambda: sessions(administrator) == 2)
    time.sleep(3 * LEASE)
    assert leader(administrator) == led


@pytest.mark.slow
def test_a_leader_that_works_or_has_nothing_to_do_is_left_alone(
    start_follower: Start, end: int, follower: Connection, administrator: Connection
) -> None:
    start_follower()
    led = wait_for(lambda: leader(administrator))
    start_follower()
    wait_until(lambda: sessions(administrator) == 3)
    wait_until(lambda: now(follower) == end)
    time.sleep(2 * LEASE)
    assert leader(administrator) == led


@pytest.mark.slow
def test_whoever_goes_to_the_end_once_is_not_held_up_by_a_stopped_leader(
    log_url: str,
    start_follower: Start,
    end: int,
    administrator: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopped(start_follower(FOREVER), administrator, *MOMENTS["in the middle of a copy"])
    monkeypatch.setattr("registry.projections.leading.LEASE", LEASE)
    monkeypatch.setattr("registry.projections.leading.TURN", 0.5)
    follow(log_url, stop=Event(), once=True)
    assert now(administrator) == end


def test_a_follower_goes_on_after_its_server_session_was_ended(
    log_url: str, append: Append, follower: Connection, administrator: Connection
) -> None:
    history, stop = commands(seed=4, many=40), Event()
    thread = Thread(target=follow, args=(log_url,), kwargs={"stop": stop})
    thread.start()
    try:
        end = append(history[:30])
        wait_until(lambda: now(follower) == end)
        administrator.execute("select pg_terminate_backend(%s)", [leader(administrator)])
        end = append(history[30:])
        wait_until(lambda: now(follower) == end)
    finally:
        stop.set()
        thread.join()
    assert_like_one_that_was_never_stopped(follower)


def stopped(process: Forked, administrator: Connection, state: str, wait_event: str) -> int:
    """Stop a leader once its session is in this state and waits for it; the session's process id."""
    chance = Random(5)  # noqa: S311 - moments, no secrets
    for _ in range(1_000):
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.02)  # what it sent already is done, and nothing more comes
        for pid, *seen, _ in administrator.execute(LEADER).fetchall():
            if seen == [state, wait_event]:
                return int(pid)
        process.send_signal(signal.SIGCONT)
        time.sleep(chance.uniform(0, 0.01))
    pytest.fail(f"it was never {state}, waiting in {wait_event}")


def assert_like_one_that_was_never_stopped(follower: Connection) -> None:
    """All rows, past ones and differences too, against shadows that followed in one go."""
    shadows = [Copy(model, shadow=True) for model in MODELS]
    prepare(follower, shadows)
    catch_up(follower, shadows)
    assert tables(follower) == tables(follower, shadow=True)


def leader(administrator: Connection) -> int | None:
    found = administrator.execute(LEADER).fetchone()
    return None if found is None else int(found[0])


def sessions(administrator: Connection) -> int:
    query = (
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and application_name = 'sijill follower'"
    )
    ((count,),) = administrator.execute(query).fetchall()
    return int(count)


def now(connection: Connection) -> int:
    """The position of the model that is furthest behind, as anybody may read it; -1 before there is any."""
    query = "select coalesce(min(position), -1) from read.follower where not shadow"
    ((position,),) = connection.execute(query).fetchall()
    return int(position)


def kill(process: Forked) -> None:
    process.kill()
    process.wait()


def wait_for(so: Callable[[], Any]) -> Any:
    for _ in range(3_000):
        if found := so():
            return found
        time.sleep(0.01)
    pytest.fail("it never came to that")


def wait_until(so: Callable[[], bool]) -> None:
    wait_for(so)
