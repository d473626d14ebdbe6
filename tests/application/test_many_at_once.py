"""Commands of many tasks at once: gathered, each failing by itself alone, turned away when too many wait."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from uuid import UUID

import pytest

from registry.application.command import Command, Elsewhere, Histories, Outcome
from registry.application.households import MemberDraft, add_member
from registry.application.writer import Writer
from registry.domain.errors import Refused, SijillError, Unavailable
from registry.domain.facts import AnyFact
from registry.domain.household import PersonName
from registry.domain.vocabulary import Relation, Role
from tests.application.conftest import Office

pytestmark = pytest.mark.anyio


def joining(office: Office, household: UUID, name: str, key: str | None = None) -> Command:
    draft = MemberDraft(name=PersonName(written=name), relation=Relation.CHILD)
    return add_member(household, draft, replace(office.context, key=key), office.writer.mint)


async def versions(office: Office, household: UUID) -> list[int]:
    return [one.version for one in await office.writer.log.load(household)]


async def test_a_household_and_its_members_are_registered_in_one_batch(office: Office) -> None:
    home = office.registration("فاطمة عبد الرحيم")
    children = [joining(office, home.stream, name) for name in ("علي", "زينب", "نورا")]
    outcomes = await office.writer.submit_many([home, *children])
    assert [type(outcome) for outcome in outcomes] == [Outcome] * 4
    assert await versions(office, home.stream) == [1, 2, 3, 4, 5]
    facts = await office.writer.log.load(home.stream)
    assert len({one.recorded_at for one in facts}) == 1, "it was one transaction"
    last = {one.stream: one.position for one in facts}
    assert isinstance(outcomes[-1], Outcome)
    assert outcomes[-1].position == last[home.stream]


async def test_members_of_a_household_that_is_refused_are_refused_with_it(office: Office) -> None:
    await office.writer.submit(office.registration("فاطمة", reference="uuid:1"))
    home = office.registration("هدى", reference="uuid:1")
    outcomes = await office.writer.submit_many([home, joining(office, home.stream, "علي")])
    assert [one.code for one in outcomes if isinstance(one, SijillError)] == [
        "partner_reference_claimed",
        "household_unknown",
    ]


async def test_what_one_may_do_says_nothing_of_the_next_in_the_batch(office: Office) -> None:
    auditor = replace(office, context=replace(office.context, role=Role.AUDITOR))
    stranger = replace(office, context=replace(office.context, partner=office.writer.mint.id()))
    asked = [one.registration("فاطمة") for one in (office, office, auditor, stranger, office)]
    outcomes = await office.writer.submit_many(asked)
    assert [getattr(one, "code", None) for one in outcomes] == [
        None,
        None,
        "act_not_allowed",
        "partner_not_enrolled",
        None,
    ]


async def test_of_many_at_once_one_in_conflict_decides_again_and_the_others_are_stored(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = await office.writer.submit(office.registration("فاطمة"))
    another = Writer(office.writer.log, office.writer.keys, office.writer.mint)
    known, loop = office.writer.log.known_now, asyncio.get_running_loop()

    def overtaken(*asked: object) -> object:
        found = known(*asked)  # type: ignore[arg-type]  # whatever was asked
        monkeypatch.undo()
        other = another.submit(joining(office, home.stream, "علي"))
        asyncio.run_coroutine_threadsafe(other, loop).result()
        return found

    monkeypatch.setattr(office.writer.log, "known_now", overtaken)
    others = [office.registration(name) for name in ("سعاد", "هدى", "كريمة", "نورا")]
    outcomes = await office.writer.submit_many(
        [*others[:2], joining(office, home.stream, "زينب"), *others[2:]]
    )
    assert [type(outcome) for outcome in outcomes] == [Outcome] * 5
    assert await versions(office, home.stream) == [1, 2, 3, 4]
    for other in others:
        assert await versions(office, other.stream) == [1, 2]


async def test_while_a_batch_is_decided_no_other_is(office: Office) -> None:
    """Commands of several batches may have something in common that changes while they are decided."""
    home = await office.writer.submit(office.registration("فاطمة"))
    turn = Lock()
    entered: list[bool] = []

    def slowly(command: Command) -> Command:
        def decide(histories: Histories) -> Sequence[AnyFact | Elsewhere]:
            entered.append(turn.acquire(blocking=False))
            time.sleep(0.02)  # lets other threads go on
            if entered[-1]:
                turn.release()
            return command.decide(histories)

        return replace(command, decide=decide)

    batches = [[slowly(joining(office, home.stream, f"طفل {one}"))] for one in range(6)]
    await asyncio.gather(*(office.writer.submit_many(batch) for batch in batches))
    assert await versions(office, home.stream) == [1, 2, *range(3, 9)]
    assert all(entered)


async def test_two_processes_at_one_household_both_get_their_members_in(office: Office) -> None:
    home = await office.writer.submit(office.registration("فاطمة"))
    another = Writer(office.writer.log, office.writer.keys, office.writer.mint)
    await asyncio.gather(
        *(
            writer.submit(joining(office, home.stream, f"طفل {number}", key=f"{number}"))
            for number in range(12)
            for writer in (office.writer, another)
        )
    )
    assert await versions(office, home.stream) == list(range(1, 15))


async def test_too_many_are_told_that_the_registry_is_busy_and_nothing_of_theirs_is_stored(
    office: Office,
) -> None:
    writer = Writer(office.writer.log, office.writer.keys, office.writer.mint, room=3)
    commands = [office.registration("فاطمة", key=f"form-{number}") for number in range(6)]
    outcomes = await asyncio.gather(
        *(writer.submit(command) for command in commands), return_exceptions=True
    )
    busy = [one for one in outcomes if isinstance(one, Unavailable)]
    assert [one.code for one in busy] == ["registry_busy"] * len(busy)
    assert 1 <= len(busy) <= 5
    stored = [await versions(office, command.stream) for command in commands]
    assert [bool(one) for one in stored] == [isinstance(one, Outcome) for one in outcomes]
    again = [
        await writer.submit(command)
        for command, outcome in zip(commands, outcomes, strict=True)
        if isinstance(outcome, Unavailable)
    ]
    assert not any(one.repeated for one in again)


async def test_draining_ends_when_everything_taken_in_is_stored(office: Office) -> None:
    commands = [office.registration("فاطمة") for _ in range(20)]
    tasks = [asyncio.create_task(office.writer.submit(command)) for command in commands]
    await asyncio.sleep(0)
    await office.writer.drain()
    assert all(task.done() for task in tasks)
    assert office.writer.waiting == 0


async def test_a_refusal_among_many_is_its_own(office: Office) -> None:
    strangers = joining(office, office.writer.mint.id(), "غريب")
    outcomes = await asyncio.gather(
        office.writer.submit(office.registration("فاطمة")),
        office.writer.submit(strangers),
        office.writer.submit(office.registration("هدى")),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [Outcome, Refused, Outcome]
