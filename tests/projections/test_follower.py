"""What a follower promises: each fact once, in order, whatever happens to it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from random import Random
from threading import Event, Thread

import pytest

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.eventlog.mapper import Pending
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection, advance, catch_up, hold, prepare
from registry.projections.leading import follow
from registry.projections.model import Copy
from tests.forking import Commands, Forked
from tests.projections.expected import HELD, folded, rows_at, tables
from tests.projections.histories import commands

Append = Callable[[Sequence[Sequence[Pending]]], int]
Facts = Callable[[], list[Recorded[AnyFact]]]
Start = Callable[[int], Forked]

COPIES = [Copy(model) for model in MODELS]
FOLLOW = """
import sys
from threading import Event
from registry.projections.leading import follow
follow(sys.argv[1], stop=Event(), batch=int(sys.argv[2]))
"""


@pytest.fixture
def log_template() -> str:
    """As on a first day: what is followed is made here."""
    return "log"


@pytest.fixture
def start_follower(log_url: str, forked: Commands) -> Iterator[Start]:
    """Followers in processes of their own, killed at the end at the latest."""
    processes: list[Forked] = []

    def start(batch: int) -> Forked:
        processes.append(forked.begin(os.environ, log_url, str(batch), program=FOLLOW))
        return processes[-1]

    yield start
    for process in processes:
        kill(process)


def kill(process: Forked) -> None:
    process.kill()
    process.wait()


def wait_until(so: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if so():
            return
        time.sleep(0.01)
    pytest.fail("it never came to that")


@pytest.fixture
def following(log_url: str) -> Iterator[Callable[..., Thread]]:
    """Followers in threads of this process, stopped at the end."""
    stop = Event()
    threads: list[Thread] = []

    def follow_along() -> Thread:
        threads.append(Thread(target=follow, args=(log_url,), kwargs={"stop": stop}))
        threads[-1].start()
        return threads[-1]

    yield follow_along
    stop.set()
    for thread in threads:
        thread.join()


@pytest.mark.slow
def test_a_follower_killed_at_any_moment_neither_loses_a_fact_nor_applies_one_twice(
    start_follower: Start, append: Append, facts: Facts, follower: Connection
) -> None:
    append(commands(seed=1, many=250))
    prepare(follower, COPIES)
    end, chance = facts()[-1].position, Random(9)  # noqa: S311 - moments, no secrets
    killed: list[int] = []
    while len(killed) < 10 and now(follower) < end:
        before = now(follower)
        process = start_follower(3)
        wait_until(partial(moved_past, follower, before))
        time.sleep(chance.uniform(0, 0.05))
        kill(process)
        killed.append(now(follower))
    assert len([position for position in killed if position < end]) >= 3, (
        "there was too little to do"
    )
    catch_up(follower, COPIES)
    for model in HELD:
        assert rows_at(follower, model, end) == folded(model, facts(), end)
    assert_like_one_that_was_never_killed(follower)


def assert_like_one_that_was_never_killed(follower: Connection) -> None:
    """All rows, past ones and differences too, against shadows that followed in one go."""
    shadows = [Copy(model, shadow=True) for model in MODELS]
    prepare(follower, shadows)
    catch_up(follower, shadows)
    assert tables(follower) == tables(follower, shadow=True)


def test_a_follower_hears_of_a_fact_at_once(
    append: Append, follower: Connection, following: Callable[[], Thread]
) -> None:
    history = commands(seed=3, many=41)
    end = append(history[:40])
    following()
    wait_until(lambda: now(follower) == end)
    end, began = append(history[40:]), time.monotonic()
    wait_until(lambda: now(follower) == end)
    assert time.monotonic() - began < 0.3, "it looked by the clock, and not when it was told"


def test_once_goes_to_the_end_of_the_log_and_returns(
    log_url: str, append: Append, follower: Connection
) -> None:
    end = append(commands(seed=5, many=40))
    follow(log_url, stop=Event(), once=True)
    assert now(follower) == end


def test_a_model_that_joins_later_catches_up_and_disturbs_nobody(
    append: Append, follower: Connection
) -> None:
    history = commands(seed=6, many=60)
    append(history[:30])
    prepare(follower, COPIES[1:])
    catch_up(follower, COPIES[1:])
    append(history[30:])
    prepare(follower, COPIES)
    while advance(follower, COPIES, 7) is not None:
        pass
    assert len(set(hold(follower, COPIES).values())) == 1
    assert_like_one_that_was_never_killed(follower)


def now(connection: Connection) -> int:
    """The position of the model that is furthest behind; -1 before there is any."""
    ((position,),) = connection.execute(
        "select coalesce(min(position), -1) from read.follower where not shadow"
    ).fetchall()
    return int(position)


def moved_past(connection: Connection, position: int) -> bool:
    return now(connection) > position
