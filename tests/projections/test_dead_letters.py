"""A fact that a model cannot handle stops its stream in that model, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import HouseholdPutOnHold, HouseholdRegistered
from registry.domain.partner import PartnerCode, PartnerEnrolled
from registry.eventlog.mapper import Pending
from registry.eventlog.reading import read_stored
from registry.projections import household_members, household_roll, partner_directory
from registry.projections.follower import Connection, catch_up, hold, prepare
from registry.projections.household_roll import RollRow
from registry.projections.model import Copy
from tests.projections.expected import folded, rows_at
from tests.projections.histories import commands
from tests.projections.register import Register

Append = Callable[[Sequence[Sequence[Pending]]], int]
Facts = Callable[[], list[Recorded[AnyFact]]]

MEMBERS = household_members.MODEL


def _unable_to_hold(row: RollRow | None, recorded: Recorded[AnyFact]) -> RollRow | None:
    match recorded.fact:
        case HouseholdPutOnHold():
            raise LookupError("الاسم: فاطمة")
        case _:
            return household_roll.evolve(row, recorded)


UNABLE_TO_HOLD = replace(household_roll.MODEL, evolve=_unable_to_hold)


def letters(connection: Connection) -> list[tuple[Any, ...]]:
    query = "select model, stream, position, cause from read.dead_letter order by model, position"
    return connection.execute(query).fetchall()


@pytest.mark.parametrize("batch", [1, 7, 5_000])
def test_a_fact_that_a_fold_cannot_handle_stops_that_stream_in_that_model(
    append: Append, facts: Facts, follower: Connection, batch: int
) -> None:
    append(commands(seed=34, many=320))
    copies = [Copy(UNABLE_TO_HOLD), Copy(MEMBERS)]
    prepare(follower, copies)
    with capture_logs() as logged:
        catch_up(follower, copies, batch)
    recorded = facts()
    end = recorded[-1].position
    held = (one for one in reversed(recorded) if isinstance(one.fact, HouseholdPutOnHold))
    holds = {one.stream: one for one in held}  # the first of each
    assert len(holds) > 3
    assert {(model, stream, position) for model, stream, position, _ in letters(follower)} == {
        ("household_roll", stream, one.position) for stream, one in holds.items()
    }
    without_what_was_put_aside = [
        one
        for one in recorded
        if one.stream not in holds or one.position < holds[one.stream].position
    ]
    assert rows_at(follower, UNABLE_TO_HOLD, end) == folded(
        UNABLE_TO_HOLD, without_what_was_put_aside, end
    )
    assert rows_at(follower, MEMBERS, end) == folded(MEMBERS, recorded, end)
    assert set(hold(follower, copies).values()) == {end}
    assert sum(one["log_level"] == "error" for one in logged) == len(holds)
    assert "فاطمة" not in f"{logged}{letters(follower)}", "the cause said more than its kind"


def test_a_value_that_its_table_does_not_take_stops_its_stream_alone(
    append: Append, facts: Facts, follower: Connection
) -> None:
    history = commands(seed=32, many=40)
    ((spoilt, *rest), *_) = history
    assert isinstance(spoilt.fact, PartnerEnrolled)
    nul = replace(spoilt, fact=replace(spoilt.fact, code=PartnerCode("a\x00b")))
    append([[nul, *rest], *history[1:]])
    copies = [Copy(partner_directory.MODEL)]
    prepare(follower, copies)
    catch_up(follower, copies)
    end = facts()[-1].position
    ((model, stream, _, cause),) = letters(follower)
    assert (model, stream, cause) == (
        "partner_directory",
        spoilt.stream,
        "CharacterNotInRepertoire",
    )
    others = [one for one in facts() if one.stream != spoilt.stream]
    assert rows_at(follower, partner_directory.MODEL, end) == folded(
        partner_directory.MODEL, others, end
    )


@pytest.mark.parametrize("batch", [1, 5_000])
def test_a_fact_that_nobody_can_read_stops_its_stream_in_every_model(
    append: Append, follower: Connection, administrator: Connection, batch: int
) -> None:
    history = commands(seed=33, many=40)
    registered = next(
        at for at, (one, *_) in enumerate(history) if isinstance(one.fact, HouseholdRegistered)
    )
    append(history[: registered + 1])
    stream = history[registered][0].stream
    administrator.execute(
        "insert into log.facts (originator_id, originator_version, topic, state, recorded_at)"
        " values (%s, 99, 'household.raptured.v7', '\\x00', now())",
        [stream],
    )
    append(history[registered + 1 :])
    copies = [Copy(household_roll.MODEL), Copy(MEMBERS)]
    prepare(follower, copies)
    catch_up(follower, copies, batch)
    assert [(model, where, cause) for model, where, _, cause in letters(follower)] == [
        ("household_members", stream, "SijillError"),
        ("household_roll", stream, "SijillError"),
    ]
    ((_, _, aside, _), _) = letters(follower)
    read = [
        stored.read()
        for stored in read_stored(administrator, after=0)
        if stored.stream != stream or stored.position < aside
    ]
    end = max(hold(follower, copies).values())
    for model in (household_roll.MODEL, MEMBERS):
        assert rows_at(follower, model, end) == folded(model, read, end)
    assert any(one.stream == stream for one in read), "what came before it was lost too"


def test_a_stream_stands_still_at_the_first_of_two_facts_that_are_put_aside(
    append: Append, facts: Facts, follower: Connection, administrator: Connection
) -> None:
    register = Register()
    owner = register.enrolled("amal")
    home = register.registered(owner)
    register.put_on_hold(owner, home)
    register.joined(owner, home)
    end = append(register.told)
    recorded = facts()
    (held,) = [one for one in recorded if isinstance(one.fact, HouseholdPutOnHold)]
    administrator.execute(
        "insert into log.facts (originator_id, originator_version, topic, state, recorded_at)"
        " values (%s, 99, 'household.raptured.v7', '\\x00', now())",
        [home],
    )
    copies = [Copy(UNABLE_TO_HOLD)]
    prepare(follower, copies)
    catch_up(follower, copies)
    assert letters(follower) == [("household_roll", home, held.position, "LookupError")]
    before = [one for one in recorded if one.position < held.position]
    assert rows_at(follower, UNABLE_TO_HOLD, end) == folded(UNABLE_TO_HOLD, before, end)
