"""Many writers at once, and followers that miss nothing of it."""

from __future__ import annotations

import asyncio
from asyncio import create_task, gather, to_thread, wait_for
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import DictRow

from registry.domain.errors import SijillError, VersionConflict
from registry.eventlog.datastore import LogDatastore
from registry.eventlog.log import Log, Prepared, ReferenceClaim, read_facts
from registry.eventlog.recorder import FactRecorder
from tests.eventlog.facts import enrolment, new_id, pending
from tests.eventlog.sessions import Session
from tests.eventlog.unlocked import unlock
from tests.eventlog.waiting import until_somebody_waits

pytestmark = pytest.mark.anyio

WRITERS, APPENDS = 8, 12


class SlowToCommit(FactRecorder):
    """Dawdles between taking positions and committing, so that commits would overtake one another if they could."""

    def _append(self, connection: Connection[DictRow], parameters: Sequence[object]) -> int:
        with connection.transaction():
            first = super()._append(connection, parameters)
            connection.execute("select pg_sleep(random() * 0.02)")
        return first


def positions_missed(log_url: str) -> set[int]:
    """Let writers write while a follower tails the log; the positions that it never saw."""
    done = Event()

    def write() -> None:
        with Log(log_url, connections=1) as log:
            log._recorder = SlowToCommit(log._datastore)
            for _ in range(APPENDS):
                asyncio.run(log.append([Prepared([pending(new_id(), 1), pending(new_id(), 1)])]))

    def follow() -> set[int]:
        seen: list[int] = []
        with psycopg.connect(log_url, autocommit=True) as follower:
            while True:
                last_round = done.is_set()
                batch = read_facts(follower, seen[-1] if seen else 0, 7)
                seen.extend(fact.position for fact in batch)
                if last_round and not batch:
                    return set(seen)

    with ThreadPoolExecutor(WRITERS + 1) as threads:
        following = threads.submit(follow)
        for writing in [threads.submit(write) for _ in range(WRITERS)]:
            writing.result()
        done.set()
        seen = following.result()
    with psycopg.connect(log_url) as session:
        stored = {row[0] for row in session.execute("select notification_id from log.facts")}
    assert len(stored) == WRITERS * APPENDS * 2
    return stored - seen


def test_a_follower_misses_nothing_of_eight_writers(log_url: str, owner: Session) -> None:
    assert positions_missed(log_url) == set()
    rows = owner.execute("select recorded_at from log.facts order by notification_id").fetchall()
    assert rows == sorted(rows)


def test_without_the_table_lock_a_follower_does_miss_facts(log_url: str, owner: Session) -> None:
    unlock(owner)
    assert positions_missed(log_url)


@pytest.mark.parametrize("value", ["y", "yes", "on", "TRUE", "1", "whatever"])
def test_nothing_starts_with_the_librarys_insert_function(
    log_url: str, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", value)
    with pytest.raises(SijillError) as refused:
        Log(log_url)
    assert refused.value.code == "db_functions_enabled"


@pytest.mark.parametrize("value", ["", "n", "off", "0"])
async def test_a_setting_that_says_no_is_none(log_url: str, value: str) -> None:
    with Log(log_url, environment={"POSTGRES_ENABLE_DB_FUNCTIONS": value}) as log:
        assert await log.head() == 0


def test_a_datastore_that_asks_for_the_function_is_refused_too(log_url: str) -> None:
    with LogDatastore(log_url) as datastore:
        datastore.enable_db_functions = True
        with pytest.raises(SijillError) as refused:
            FactRecorder(datastore)
    assert refused.value.code == "db_functions_enabled"


async def outcomes(first: Log, second: Log, one: Prepared, other: Prepared) -> list[str]:
    answers = await gather(first.append([one]), second.append([other]), return_exceptions=True)
    return sorted("stored" if isinstance(answer, list) else str(answer) for answer in answers)


async def test_of_two_commands_with_one_key_one_is_stored(log: Log, log_url: str) -> None:
    with Log(log_url) as another:
        for number in range(20):
            streams, key = (new_id(), new_id()), bytes([number])
            one, other = (enrolment(stream, key=key) for stream in streams)
            assert await outcomes(log, another, one, other) == ["stored", "version_conflict"]
            found = await log.load_many(streams)
            assert sorted(len(facts) for facts in found.values()) == [0, 1]


async def test_of_two_claims_on_one_reference_one_is_stored(log: Log, log_url: str) -> None:
    def claiming(partner: UUID) -> Prepared:
        return enrolment(references=(ReferenceClaim(partner, b"17", new_id()),))

    with Log(log_url) as another:
        for _ in range(20):
            partner = new_id()
            one, other = claiming(partner), claiming(partner)
            assert await outcomes(log, another, one, other) == ["stored", "version_conflict"]


async def test_keys_in_opposite_order_do_not_lock_each_other_out(log: Log, log_url: str) -> None:
    with Log(log_url) as another:
        for number in range(0, 20, 2):
            keys = bytes([number]), bytes([number + 1])
            appends = (
                log.append([enrolment(key=key) for key in keys]),
                another.append([enrolment(key=key) for key in reversed(keys)]),
            )
            # A deadlock would be found by PostgreSQL after one second, and retried.
            answers = await wait_for(gather(*appends, return_exceptions=True), 0.9)
            assert {type(answer) for answer in answers} == {list, VersionConflict}


async def test_an_append_of_megabytes_waits_for_its_turn(log: Log, owner: Session) -> None:
    many = [pending(new_id(), 1) for _ in range(5000)]
    with owner.transaction():
        owner.execute("lock table log.facts in exclusive mode")
        waiting = create_task(log.append([Prepared(many)]))
        await to_thread(until_somebody_waits, owner)
    (position,) = await wait_for(waiting, 30)
    assert position == await log.head()
