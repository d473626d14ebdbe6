"""Streams that stood still in a read model are taken up again: from where they stopped, in order, once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random
from threading import Thread
from typing import Any

import pytest

from registry.domain.envelope import Recorded
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.household import HouseholdPutOnHold
from registry.eventlog.mapper import Pending
from registry.projections import household_members, household_roll
from registry.projections.catalogue import MODELS
from registry.projections.dead_letters import letters, retry
from registry.projections.follower import Connection, catch_up, hold, prepare
from registry.projections.household_roll import RollRow
from registry.projections.leading import connected
from registry.projections.model import Copy
from tests.projections.expected import folded, rows_at, tables
from tests.projections.histories import commands
from tests.projections.register import Register

Append = Callable[[Sequence[Sequence[Pending]]], int]
Facts = Callable[[], list[Recorded[AnyFact]]]

COPIES = [Copy(model) for model in MODELS]
ROLL = household_roll.MODEL
UNKNOWN = "household.raptured.v7"


def _unable_to_hold(row: RollRow | None, recorded: Recorded[AnyFact]) -> RollRow | None:
    match recorded.fact:
        case HouseholdPutOnHold():
            raise LookupError("الاسم: فاطمة")
        case _:
            return household_roll.evolve(row, recorded)


UNABLE_TO_HOLD = replace(ROLL, evolve=_unable_to_hold)
"""The roll of a release with a fault in it; `retry` goes by the one that is mended."""


@pytest.fixture
def stopped(append: Append, facts: Facts, follower: Connection) -> list[Recorded[AnyFact]]:
    """A history in which the roll took in no hold, and nothing after one in its stream; the holds."""
    append(commands(seed=90, many=200))
    copies = [Copy(UNABLE_TO_HOLD), *(copy for copy in COPIES if copy.model is not ROLL)]
    prepare(follower, copies)
    catch_up(follower, copies)
    holds = [one for one in facts() if isinstance(one.fact, HouseholdPutOnHold)]
    assert len({one.stream for one in holds}) == len(holds) > 3
    return holds


def test_what_stands_still_is_listed_with_its_fact_its_cause_and_what_waits(
    stopped: list[Recorded[AnyFact]], facts: Facts, follower: Connection
) -> None:
    waiting = {
        held.stream: sum(
            one.stream == held.stream and one.position >= held.position for one in facts()
        )
        for held in stopped
    }
    assert max(waiting.values()) > 1, "nothing came after a hold"
    assert [
        (one.model, one.stream, one.position, one.cause, one.fact, one.waiting)
        for one in letters(follower)
    ] == [
        ("household_roll", held.stream, held.position, "LookupError", "household.put_on_hold.v1",
         waiting[held.stream])
        for held in stopped
    ]  # fmt: skip
    assert letters(follower, "household_members") == []


def test_a_retry_leaves_the_rows_as_if_nothing_had_ever_stopped(
    stopped: list[Recorded[AnyFact]], append: Append, follower: Connection
) -> None:
    retried = list(retry(follower, "household_roll"))
    assert [(one.letter.stream, one.position, one.cause) for one in retried] == [
        (held.stream, None, None) for held in stopped
    ]
    assert letters(follower) == []
    assert_as_if_nothing_had_stopped(follower)
    append(commands(seed=62, many=20))
    catch_up(follower, COPIES)
    assert_as_if_nothing_had_stopped(follower)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_stream_of_any_model_may_be_taken_up_late(
    append: Append, facts: Facts, follower: Connection, seed: int
) -> None:
    """Rows belong to their stream alone: those of others, written meanwhile, change nothing in them."""
    append(commands(seed=63 + seed, many=150))
    prepare(follower, COPIES)
    random, recorded = Random(seed), facts()  # noqa: S311 - moments, no secrets
    for copy in COPIES:
        for one in random.sample(recorded, 20):
            follower.execute(
                "insert into read.dead_letter values"
                " (%(model)s, %(version)s, false, %(stream)s, %(position)s, 'LookupError')"
                " on conflict do nothing",
                copy.key | {"stream": one.stream, "position": one.position},
            )
    catch_up(follower, COPIES, 40)
    assert tables(follower) != as_if_nothing_had_stopped(follower)
    assert {one.position for one in retry(follower)} == {None}
    assert_as_if_nothing_had_stopped(follower)


def test_a_stream_that_stops_again_keeps_what_it_got_to_and_the_new_cause(
    append: Append, facts: Facts, follower: Connection, administrator: Connection
) -> None:
    register = Register()
    owner = register.enrolled("amal")
    home = register.registered(owner)
    register.joined(owner, home)
    register.put_on_hold(owner, home)
    append(register.told)
    readable = facts()
    held = readable[-1]
    administrator.execute(
        "insert into log.facts (originator_id, originator_version, topic, state, recorded_at)"
        " values (%s, 99, %s, '\\x00', statement_timestamp())",
        [home, UNKNOWN],
    )
    prepare(follower, [Copy(ROLL)])
    catch_up(follower, [Copy(UNABLE_TO_HOLD)])
    assert [(one.position, one.cause) for one in letters(follower)] == [
        (held.position, "LookupError")
    ]
    (retried,) = retry(follower)
    (letter,) = letters(follower)
    assert (retried.applied, retried.position, retried.cause) == (1, letter.position, "SijillError")
    assert (letter.stream, letter.fact) == (home, UNKNOWN)
    assert letter.position > held.position
    assert rows_at(follower, ROLL, letter.position) == folded(ROLL, readable, letter.position)
    (retried,) = retry(follower)
    assert (retried.applied, letters(follower)) == (0, [letter])


def test_what_the_model_has_not_come_to_yet_is_left_to_its_follower(
    append: Append, follower: Connection
) -> None:
    register = Register()
    owner = register.enrolled("amal")
    home = register.registered(owner)
    register.put_on_hold(owner, home)
    append(register.told)
    prepare(follower, COPIES)
    catch_up(follower, [Copy(UNABLE_TO_HOLD)])
    register.told = []
    register.joined(owner, home)
    append(register.told)
    (retried,) = retry(follower)
    assert (retried.applied, retried.letter.waiting) == (1, 2)
    catch_up(follower, COPIES)
    assert_as_if_nothing_had_stopped(follower)


def test_a_dry_run_says_the_same_and_changes_nothing(
    stopped: list[Recorded[AnyFact]], follower: Connection
) -> None:
    before, aside = tables(follower), letters(follower)
    foreseen = list(retry(follower, dry_run=True))
    assert (tables(follower), letters(follower)) == (before, aside)
    assert list(retry(follower)) == foreseen
    assert len(foreseen) == len(stopped)


def test_two_who_retry_at_once_take_a_stream_up_once(
    log_url: str, stopped: list[Recorded[AnyFact]], follower: Connection
) -> None:
    taken: list[Any] = []

    def take_up() -> None:
        with connected(log_url) as connection:
            taken.extend(retry(connection))

    threads = [Thread(target=take_up) for _ in range(2)]
    with follower.transaction():
        hold(follower, [Copy(ROLL)])
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.letter.position for one in taken) == [held.position for held in stopped]
    assert_as_if_nothing_had_stopped(follower)


def test_other_models_go_on_as_they_were(
    append: Append, follower: Connection, stopped: list[Recorded[AnyFact]]
) -> None:
    end = append(commands(seed=64, many=10))
    catch_up(follower, [Copy(household_members.MODEL)])
    list(retry(follower, "household_roll"))
    positions = hold(follower, COPIES)
    assert positions[Copy(household_members.MODEL)] == end
    assert positions[Copy(ROLL)] < end
    assert stopped


def test_a_model_that_is_not_there_is_refused(follower: Connection) -> None:
    with pytest.raises(Refused) as refused:
        letters(follower, "household_rolls")
    assert refused.value.code == "read_model_unknown"


def as_if_nothing_had_stopped(follower: Connection) -> dict[str, list[Any]]:
    """All rows of shadows that follow in one go, past ones and differences too."""
    shadows = [Copy(model, shadow=True) for model in MODELS]
    prepare(follower, shadows)
    catch_up(follower, shadows)
    return tables(follower, shadow=True)


def assert_as_if_nothing_had_stopped(follower: Connection) -> None:
    assert tables(follower) == as_if_nothing_had_stopped(follower)
