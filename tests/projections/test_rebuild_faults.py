"""A rebuild meets facts that cannot be handled, is killed, or finds rows that are not the log's."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import HouseholdRegistered
from registry.domain.partner import PartnerCode, PartnerEnrolled
from registry.eventlog.mapper import Pending
from registry.projections import filling, household_roll
from registry.projections import rebuild as rebuilding
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection, catch_up, hold, prepare
from registry.projections.household_roll import RollRow
from registry.projections.leading import connected
from registry.projections.model import Copy, ReadModel
from registry.projections.rebuild import digest, rebuild
from tests.command import PATIENCE
from tests.forking import Commands
from tests.projections.expected import tables
from tests.projections.histories import commands
from tests.projections.register import Register

Append = Callable[[Sequence[Sequence[Pending]]], int]
Facts = Callable[[], list[Recorded[AnyFact]]]

COPIES = [Copy(model) for model in MODELS]
ROLL = Copy(household_roll.MODEL)
SHADOWS = "select relname from pg_class where relname like '%\\_v1\\_shadow%'"
REBUILD = """
import sys
from registry.projections.rebuild import rebuild
print("began", flush=True)
rebuild(sys.argv[1])
"""


def follow_all(follower: Connection) -> None:
    prepare(follower, COPIES)
    catch_up(follower, COPIES)


def letters(connection: Connection) -> list[tuple[object, ...]]:
    query = "select model, shadow, stream, position, cause from read.dead_letter order by 1, 2, 3"
    return connection.execute(query).fetchall()


def test_what_following_put_aside_a_rebuild_puts_aside_too(
    log_url: str, append: Append, follower: Connection, administrator: Connection
) -> None:
    """Of a name that nobody knows, and of a value that a table does not take, in different models."""
    history = commands(seed=71, many=60)
    ((spoilt, *_), *_) = history
    assert isinstance(spoilt.fact, PartnerEnrolled)
    nul = replace(spoilt, fact=replace(spoilt.fact, code=PartnerCode("a\x00b")))
    append([[nul], *history[1:30]])
    home = next(one.stream for (one, *_) in history if isinstance(one.fact, HouseholdRegistered))
    administrator.execute(
        "insert into log.facts (originator_id, originator_version, topic, state, recorded_at)"
        " values (%s, 99, 'household.raptured.v7', '\\x00', now())",
        [home],
    )
    append(history[30:])
    follow_all(follower)
    aside, before = letters(follower), tables(follower)
    assert len(aside) == len(MODELS) + 1, "the partner stands still in its own model alone"
    rebuild(log_url)
    assert letters(follower) == aside
    assert tables(follower) == before


def test_an_unreadable_fact_of_others_stops_nobody(
    log_url: str, append: Append, follower: Connection, administrator: Connection
) -> None:
    register = Register()
    owner = register.enrolled("amal")
    home = register.registered(owner)
    append(register.told)
    administrator.execute(
        "insert into log.facts (originator_id, originator_version, topic, state, recorded_at)"
        " values (%s, 99, 'partner.enrolled.v1', '\\x00', now())",
        [home],
    )
    register.told = []
    register.put_on_hold(owner, home)
    later = [replace(one, version=100) for (one,) in register.told]
    append([later])
    follow_all(follower)
    assert [model for model, *_ in letters(follower)] == ["partner_directory"]
    before = tables(follower)
    rebuild(log_url)
    assert tables(follower) == before
    assert follower.execute("select from read.household_roll_v3 where on_hold is not null").rowcount


def test_a_fold_that_fails_in_the_midst_of_the_log_leaves_all_to_following(
    log_url: str, append: Append, follower: Connection
) -> None:
    def fails(_row: RollRow | None, _recorded: Recorded[AnyFact]) -> RollRow | None:
        raise ZeroDivisionError

    end = append(commands(seed=78, many=400))
    unable = replace(household_roll.MODEL, evolve=fails)
    assert not filled(log_url, follower, unable, end)


def test_a_model_looks_at_no_other_fields_than_it_says(
    log_url: str, append: Append, follower: Connection
) -> None:
    """Else its rebuild would follow the log, batch after batch, as if a fact were at fault."""
    told = commands(seed=78, many=400)
    assert set(household_roll.MODEL.about) <= {
        type(one.fact) for command in told for one in command
    }
    end = append(told)
    assert not filled(
        log_url, follower, replace(household_roll.MODEL, reads=frozenset({"place"})), end
    )
    for model in MODELS:
        assert filled(log_url, follower, model, end), model.name


def filled(url: str, connection: Connection, model: ReadModel, end: int) -> bool:
    shadow = Copy(model, shadow=True)
    prepare(connection, [shadow])
    return filling.fill(url, connection, shadow, end, lambda _: None)


def test_indexes_made_at_once_that_get_the_same_name_are_made_all_the_same(
    log_url: str, follower: Connection
) -> None:
    prepare(follower, [ROLL])
    same = sql.SQL("create index on {} (reference, kind)").format(ROLL.table)
    indexes = deque([same] * 150)
    with connected(log_url) as other, ThreadPoolExecutor(1) as beside:
        made = beside.submit(rebuilding.make, other, indexes)
        rebuilding.make(follower, indexes)
        made.result()
    query = (
        "select from pg_indexes where schemaname = 'read' and indexdef like '%(reference, kind)'"
    )
    assert follower.execute(query).rowcount == 150


def test_rows_that_a_unique_index_does_not_take_are_told(
    append: Append, follower: Connection
) -> None:
    append(commands(seed=77, many=30))
    follow_all(follower)
    unique = sql.SQL("create unique index on {} (household)").format(ROLL.table)
    with pytest.raises(psycopg.errors.UniqueViolation):
        rebuilding.make(follower, deque([unique]))


@pytest.mark.slow
def test_a_rebuild_killed_at_any_moment_leaves_the_rows_as_they_were(
    log_url: str, append: Append, follower: Connection, forked: Commands
) -> None:
    append(commands(seed=72, many=250))
    follow_all(follower)
    before, chance = tables(follower), Random(5)  # noqa: S311 - moments, no secrets
    killed = 0
    for _ in range(12):
        process = forked.begin(os.environ, log_url, program=REBUILD)
        deadline = time.monotonic() + PATIENCE
        while "began" not in process.said.read_text("utf-8"):
            assert time.monotonic() < deadline
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.6))
        process.kill()
        killed += process.wait() != 0
        assert tables(follower) == before
    assert killed > 3, "they were all done before"
    rebuild(log_url)
    assert tables(follower) == before
    assert not follower.execute("select from read.follower where shadow").rowcount


def test_a_rebuild_that_goes_wrong_leaves_the_rows_as_they_were_and_no_shadow(
    log_url: str, append: Append, follower: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(commands(seed=73, many=60))
    follow_all(follower)
    before = tables(follower)

    def full(*_: object) -> None:
        raise MemoryError

    for step in ("fill", "digest", "catch_up", "_swap"):
        with monkeypatch.context() as patched:
            patched.setattr(rebuilding, step, full)
            with pytest.raises(MemoryError):
                rebuild(log_url, "household_roll")
        assert tables(follower) == before
        assert not follower.execute(SHADOWS).fetchall(), step
    rebuild(log_url, "household_roll")
    assert tables(follower) == before


@pytest.mark.parametrize(
    "change",
    [
        "update {} set declared_size = declared_size + 1 where ctid = %s",
        "update {} set head_name = set_byte(head_name, 3, 255 - get_byte(head_name, 3)) where ctid = %s",
        "update {} set held = int8range(lower(held), upper(held) + 1) where ctid = %s",
        "update {} set head_name = null where ctid = %s",
        "delete from {} where ctid = %s",
    ],
)
def test_a_digest_tells_every_change(
    append: Append, follower: Connection, change: LiteralString
) -> None:
    append(commands(seed=74, many=80))
    follow_all(follower)
    end = hold_now(follower)
    before = digest(follower, ROLL, end)
    row = sql.SQL("select min(ctid) from {} where head_name is not null and not upper_inf(held)")
    ((one,),) = follower.execute(row.format(ROLL.table)).fetchall()
    assert follower.execute(sql.SQL(change).format(ROLL.table), [one]).rowcount == 1
    assert digest(follower, ROLL, end) != before


def test_a_digest_tells_that_two_rows_have_exchanged_a_value(
    append: Append, follower: Connection
) -> None:
    append(commands(seed=77, many=80))
    follow_all(follower)
    end = hold_now(follower)
    before = digest(follower, ROLL, end)
    exchanged = sql.SQL("""
        with one as (select * from {roll} where declared_size is not null order by household, lower(held) limit 1),
             other as (select * from {roll} where declared_size <> (select declared_size from one) limit 1)
        update {roll} as row set declared_size = case row.household when one.household then other.declared_size
                                                                    else one.declared_size end
        from one, other
        where (row.household, row.held) in ((one.household, one.held), (other.household, other.held))
    """)
    assert follower.execute(exchanged.format(roll=ROLL.table)).rowcount == 2
    assert digest(follower, ROLL, end) != before


def test_a_digest_does_not_tell_where_rows_lie_and_tells_how_often_each_is_there(
    append: Append, follower: Connection
) -> None:
    append(commands(seed=75, many=80))
    follow_all(follower)
    end = hold_now(follower)
    reached = next(copy for copy in COPIES if copy.name == "reached_v2")
    before = digest(follower, reached, end)
    moved = "update read.reached_v2 set place = place where ctid in (select ctid from read.reached_v2 limit 5)"
    assert follower.execute(moved).rowcount == 5
    assert digest(follower, reached, end) == before
    for _ in range(2):
        follower.execute("insert into read.reached_v2 select * from read.reached_v2 limit 1")
    ((rows, _), (other, _)) = before, digest(follower, reached, end)
    assert other == rows + 2
    assert digest(follower, reached, end) != before


def test_a_rebuild_holds_no_more_than_a_few_streams(
    append: Append, follower: Connection, facts: Facts
) -> None:
    append(commands(seed=76, many=400))
    recorded = facts()
    longest = max(
        sum(one.stream == stream for one in recorded) for stream in {one.stream for one in recorded}
    )
    end = recorded[-1].position
    for model in MODELS:
        read = list(filling.streams(follower, model, end))
        assert max(map(len, read)) < filling.FEW + longest
        ours = {one.position for one in recorded if type(one.fact) in model.about}
        assert {one.position for few in read for one in few} == ours
        streams = [{one.stream for one in few} for few in read]
        assert sum(map(len, streams)) == len(set().union(*streams)), "a stream was cut in two"


def hold_now(connection: Connection) -> int:
    with connection.transaction():
        return hold(connection, [ROLL])[ROLL]
