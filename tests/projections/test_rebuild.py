"""A rebuild gives the rows that following gave, and takes their place under the eyes of readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event, Thread
from typing import Any

import psycopg
import pytest

from registry.domain.envelope import Recorded
from registry.domain.errors import Refused, SijillError
from registry.domain.facts import AnyFact
from registry.eventlog.mapper import Pending
from registry.projections import filling, household_roll
from registry.projections import rebuild as rebuilding
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection, catch_up, hold, prepare
from registry.projections.leading import connected, follow
from registry.projections.model import Copy
from registry.projections.rebuild import Progress, digest, rebuild
from tests.conftest import Templates
from tests.eventlog.waiting import until_somebody_waits
from tests.projections.beginning import live, template_of
from tests.projections.expected import HELD, folded, rows_at, tables
from tests.projections.histories import commands

Append = Callable[[Sequence[Sequence[Pending]]], int]
Facts = Callable[[], list[Recorded[AnyFact]]]

COPIES = [Copy(model) for model in MODELS]
ROLL = Copy(household_roll.MODEL)
UNABLE = Copy(replace(household_roll.MODEL, evolve=lambda _, recorded: divmod(recorded.version, 0)))  # type: ignore[arg-type, return-value]


@pytest.fixture
def log_template(request: pytest.FixtureRequest) -> str:
    """As on a first day: what is followed is made here."""
    return template_of(request, "halfway", otherwise="log")


@pytest.fixture
def halfway(templates: Templates) -> list[list[Pending]]:
    """What happens next, after sixty commands that the models have followed in small batches."""
    history = commands(seed=51, many=120)
    templates.make("halfway", "log", lambda url: live(url, history[:60], batch=7))
    return history[60:]


@pytest.mark.usefixtures("halfway")
def test_rebuilt_rows_are_the_followed_ones_past_ones_too(
    log_url: str, follower: Connection
) -> None:
    before = tables(follower)
    oids = table_ids(follower)
    rebuilt = rebuild(log_url)
    assert tables(follower) == before
    assert [one.model for one in rebuilt] == [model.name for model in MODELS]
    assert [one.rows for one in rebuilt] == [len(rows) for rows in before.values()]
    assert not oids & table_ids(follower), "the old tables are still there"


@pytest.mark.usefixtures("halfway")
def test_rows_of_a_rebuild_are_never_to_be_frozen_again(log_url: str, follower: Connection) -> None:
    rebuild(log_url, ROLL.model.name)
    query = "select relpages, relallvisible from pg_class where oid = %s::regclass"
    ((pages, visible),) = follower.execute(query, [f"read.{ROLL.name}"]).fetchall()
    assert 0 < pages == visible


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "BATCH", 20)
    monkeypatch.setattr(filling, "FEW", 5)


@pytest.mark.usefixtures("small_batches")
def test_facts_that_arrive_during_a_rebuild_are_in_it(
    log_url: str, append: Append, facts: Facts, follower: Connection, halfway: list[list[Pending]]
) -> None:
    """They arrive between its batches, some followed by the live rows and some not."""
    arriving = iter(halfway)

    def meanwhile(_: Progress) -> None:
        command = next(arriving, None)
        if command is not None:
            append([command])
            if len(command) > 1:
                catch_up(follower, COPIES)

    rebuild(log_url, None, meanwhile)
    assert len(list(arriving)) < len(halfway), "nothing arrived meanwhile"
    catch_up(follower, COPIES)
    end = facts()[-1].position
    for model in HELD:
        assert rows_at(follower, model, end) == folded(model, facts(), end)


def test_readers_never_go_back_in_time(
    log_url: str, append: Append, follower: Connection, halfway: list[list[Pending]], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """What arrives between the proof and the exchange, and was read already, is in the new rows too."""
    reached: list[int] = []

    def prove_slowly(*of: Any) -> tuple[int, str]:
        reached.append(append([halfway.pop(0)]))
        catch_up(follower, COPIES)
        return digest(*of)

    monkeypatch.setattr(rebuilding, "digest", prove_slowly)
    rebuild(log_url, "household_roll")
    assert hold_now(follower)[ROLL] == max(reached)


def test_a_running_follower_goes_on_with_the_new_rows(
    log_url: str, append: Append, facts: Facts, follower: Connection, halfway: list[list[Pending]]
) -> None:
    stop = Event()
    thread = Thread(target=follow, args=(log_url,), kwargs={"stop": stop})
    thread.start()
    with ThreadPoolExecutor(1) as beside:
        appended = beside.submit(append, halfway)
        rebuild(log_url)
        rebuild(log_url)
        end = appended.result()
    while min(hold_now(follower).values()) < end:
        assert thread.is_alive()
    stop.set()
    thread.join()
    for model in HELD:
        assert rows_at(follower, model, end) == folded(model, facts(), end)


@pytest.mark.usefixtures("halfway")
def test_readers_go_on_reading_while_the_rows_are_exchanged(
    log_url: str, follower: Connection
) -> None:
    ((expected,),) = follower.execute("select count(*) from read.household_roll_v3").fetchall()
    stop, counts = Event(), []

    def read() -> None:
        with psycopg.connect(log_url, autocommit=True, prepare_threshold=0) as reader:
            reader.execute("set role sijill_reader")
            while not stop.is_set():
                ((count,),) = reader.execute(
                    "select count(*) from read.household_roll_v3"
                ).fetchall()
                counts.append(count)

    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(read)
        for _ in range(3):
            rebuild(log_url, "household_roll")
        stop.set()
        reading.result()
    assert len(counts) > 10
    assert set(counts) == {expected}


@pytest.mark.usefixtures("halfway")
def test_a_reader_that_takes_its_time_is_neither_ended_nor_in_the_way_of_others(
    log_url: str, follower: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "MOMENTS", 1)
    before = tables(follower)
    with psycopg.connect(log_url) as long_reader:
        long_reader.execute("set role sijill_reader")
        long_reader.execute("select count(*) from read.household_roll_v3")
        with pytest.raises(SijillError, match="rebuild_in_the_way"):
            rebuild(log_url, "household_roll")
        long_reader.execute("select count(*) from read.household_roll_v3")
    assert tables(follower) == before
    rebuild(log_url, "household_roll")


@pytest.mark.usefixtures("halfway")
def test_what_waits_for_a_vacuum_holds_no_reader_up(
    log_url: str, follower: Connection, administrator: Connection
) -> None:
    lock = "lock table read.household_roll_v3 in share update exclusive mode"  # as a vacuum has it
    with ThreadPoolExecutor(1) as beside:
        with psycopg.connect(log_url) as vacuum:
            vacuum.execute(lock)
            rebuilt = beside.submit(rebuild, log_url, "household_roll")
            until_somebody_waits(administrator)
            follower.execute("set lock_timeout to '100ms'")
            follower.execute("select count(*) from read.household_roll_v3")
        assert rebuilt.result()


@pytest.mark.usefixtures("halfway")
def test_rows_that_differ_from_the_log_are_told_and_mended_when_asked(
    log_url: str, follower: Connection
) -> None:
    before = tables(follower)
    follower.execute(
        "update read.household_roll_v3 set declared_size = 99 where not upper_inf(held)"
    )
    tampered = tables(follower)
    with pytest.raises(SijillError, match="rebuild_differs"):
        rebuild(log_url, "household_roll")
    assert tables(follower) == tampered
    rebuild(log_url, "household_roll", mend=True)
    assert tables(follower) == before


def test_a_digest_is_of_the_rows_as_they_were_at_its_position(
    append: Append, follower: Connection, halfway: list[list[Pending]]
) -> None:
    position = hold_now(follower)[ROLL]
    then = {copy: digest(follower, copy, position) for copy in COPIES}
    append(halfway)
    catch_up(follower, COPIES)
    assert {copy: digest(follower, copy, position) for copy in COPIES} == then
    end = hold_now(follower)[ROLL]
    since = {copy.model.name for copy in COPIES if digest(follower, copy, end) != then[copy]}
    assert since >= {"household_roll", "household_members", "delivery_ledger", "reached"}


@pytest.mark.usefixtures("halfway", "small_batches")
def test_progress_runs_to_the_end_of_the_log(log_url: str, facts: Facts) -> None:
    told: list[Progress] = []
    rebuild(log_url, "household_roll", told.append)
    end = facts()[-1].position
    assert {one.model for one in told} == {"household_roll"}
    assert [one.position for one in told] == sorted({one.position for one in told})
    assert len(told) > 3
    assert told[-1].position == told[-1].end == end


@pytest.mark.usefixtures("halfway")
def test_what_a_killed_rebuild_left_behind_is_swept_away(
    log_url: str, follower: Connection
) -> None:
    shadow = Copy(household_roll.MODEL, shadow=True)
    prepare(follower, [shadow])
    follower.execute("update read.follower set position = 5 where shadow")
    before = tables(follower)
    rebuild(log_url, "household_roll")
    assert tables(follower) == before
    assert follower.execute("select from read.follower where shadow").rowcount == 0


@pytest.mark.usefixtures("halfway")
def test_one_rebuild_runs_at_a_time(log_url: str) -> None:
    with (
        connected(log_url) as other,
        rebuilding._alone(other),
        pytest.raises(SijillError, match="rebuild_running"),
    ):
        rebuild(log_url, "household_roll")
    rebuild(log_url, "household_roll")


def test_once_a_fold_was_mended_a_rebuild_brings_back_what_was_put_aside(
    log_url: str, append: Append, facts: Facts, follower: Connection
) -> None:
    end = append(commands(seed=52, many=60))
    prepare(follower, [UNABLE])
    catch_up(follower, [UNABLE])
    assert follower.execute("select from read.dead_letter").rowcount > 0
    with pytest.raises(SijillError, match="rebuild_differs"):
        rebuild(log_url, "household_roll")
    rebuild(log_url, "household_roll", mend=True)
    assert follower.execute("select from read.dead_letter").rowcount == 0
    assert rows_at(follower, household_roll.MODEL, end) == folded(
        household_roll.MODEL, facts(), end
    )


def test_a_model_that_does_not_exist_is_refused(log_url: str) -> None:
    with pytest.raises(Refused, match="read_model_unknown"):
        rebuild(log_url, "household_rolls")


def hold_now(connection: Connection) -> dict[Copy, int]:
    with connection.transaction():
        return hold(connection, COPIES)


def table_ids(connection: Connection) -> set[int]:
    query = (
        "select oid from pg_class where relnamespace = 'read'::regnamespace and relname ~ '_v1$'"
    )
    return {oid for (oid,) in connection.execute(query).fetchall()}
