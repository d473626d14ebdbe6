"""Of two followers the leader is stopped in mid-batch with SIGSTOP, and wakes up when all has been done without it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import pytest

from registry.projections.leading import NAME
from tests.command import PATIENCE
from tests.crashes.rounds import PARTNER, Registry, Stable
from tests.crashes.survey import Survey
from tests.forking import Forked
from tests.localpg.processes import alive

pytestmark = pytest.mark.slow

STOPPED: Final = float(os.environ.get("CRASHES_STOPPED", "0"))
"""Seconds that the leader sleeps at least; it always sleeps until the other one has come to the end."""

TAKEN_OVER: Final = 15.0
"""Seconds, of which the lease takes ten."""


def test_the_other_takes_over_and_nothing_is_written_late_or_twice(
    stable: Stable, survey: Survey
) -> None:
    with stable.registry("stopped") as registry, following(registry) as first:
        led = leader(registry)
        with following(registry), registry.desk.begin("import", survey.path, "--partner", PARTNER):
            wait_until(lambda: sessions(registry) >= 2)
            stop_in_mid_batch(registry, first)
            slept = time.monotonic()
            wait_until(lambda: leader(registry) not in {None, led})
            assert time.monotonic() - slept < TAKEN_OVER
            wait_until(lambda: registry.imported() == survey.facts_by_name())
            wait_until(lambda: registry.followed() == registry.logged())
            leads = leader(registry)
            time.sleep(max(0.0, slept + STOPPED - time.monotonic()))
            first.send_signal(signal.SIGCONT)
            wait_until(lambda: sessions(registry) == 2)
            registry.assert_whole(survey)
            assert leader(registry) == leads
            assert alive(first.process)


@contextmanager
def following(registry: Registry) -> Iterator[Forked]:
    """`sijill follow` in a process of its own, once it has a session."""
    before = sessions(registry)
    process = registry.desk.fork("follow")
    try:
        wait_until(lambda: sessions(registry) > before)
        yield process
    finally:
        process.kill()
        process.wait()


def stop_in_mid_batch(registry: Registry, process: Forked) -> None:
    """Stop the leader where its session is in a transaction, and waits for it."""
    for _ in range(2_000):
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.01)  # what it sent already is done, and nothing more comes
        in_a_batch = (
            "select from pg_stat_activity join pg_locks using (pid) where locktype = 'advisory' and granted"
            " and datname = current_database() and application_name = %s"
            " and state <> 'idle' and wait_event_type = 'Client'"
        )
        if registry.rows(in_a_batch, NAME):
            return
        process.send_signal(signal.SIGCONT)
        time.sleep(0.005)
    pytest.fail("it was never stopped in the middle of a batch")


def leader(registry: Registry) -> int | None:
    query = (
        "select pid from pg_stat_activity join pg_locks using (pid) where locktype = 'advisory' and granted"
        " and datname = current_database() and application_name = %s"
    )
    found = registry.rows(query, NAME)
    return int(found[0][0]) if found else None


def sessions(registry: Registry) -> int:
    query = (
        "select from pg_stat_activity where datname = current_database() and application_name = %s"
    )
    return len(registry.rows(query, NAME))


def wait_until(so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not so():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.02)
