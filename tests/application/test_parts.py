"""Parts of many commands overlap, and none begins before what it looks at is there."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import pytest

from registry.application import writer as writing
from registry.application.command import Command, Outcome
from registry.application.parts import in_lanes, parts
from registry.domain.errors import Unavailable
from tests.application.conftest import Office
from tests.application.test_many_at_once import joining

pytestmark = pytest.mark.anyio

LANES = 2


class Counter:
    """Carries out by noting which commands are at work at once."""

    def __init__(self) -> None:
        self.at_work: list[Sequence[Command]] = []
        self.together: list[tuple[Sequence[Command], ...]] = []

    async def __call__(self, commands: Sequence[Command]) -> list[UUID]:
        self.at_work.append(commands)
        self.together.append(tuple(self.at_work))
        for _ in range(5 - len(self.at_work)):  # the later of two is done first
            await asyncio.sleep(0)
        self.at_work.remove(commands)
        return [command.stream for command in commands]


async def test_parts_that_have_nothing_in_common_are_at_work_together(office: Office) -> None:
    commands = [office.registration("فاطمة", key=f"key:{number}") for number in range(12)]
    counter = Counter()
    answers = await in_lanes(parts(commands, 3), counter, LANES)
    assert answers == [command.stream for command in commands]
    assert max(map(len, counter.together)) == LANES


@pytest.mark.parametrize("common", ["stream", "other stream", "need", "key", "reference"])
async def test_a_part_waits_for_the_one_that_writes_what_it_looks_at(
    office: Office, common: str
) -> None:
    first, second = (office.registration(name, key=name) for name in ("فاطمة", "هدى"))
    match common:
        case "stream":
            second = replace(second, stream=first.stream)
        case "other stream":
            second = replace(second, also=(first.stream,))
        case "need":
            second = replace(second, needs=(first.stream,))
        case "key":
            second = office.registration("هدى", key="فاطمة")
        case _:
            first, second = (replace(one, partner_reference="uuid:1") for one in (first, second))
    between = office.registration("سعاد", key="سعاد")
    counter = Counter()
    await in_lanes(parts([first, between, second], 1), counter, 3)
    assert [first, between] in [[one for (one,) in together] for together in counter.together]
    for together in counter.together:
        assert not {id(first), id(second)} <= {id(one) for (one,) in together}


async def test_what_fails_is_told_once_all_that_was_under_way_is_done(office: Office) -> None:
    commands = [office.registration("فاطمة", key=f"key:{number}") for number in range(4)]
    done: list[UUID] = []

    async def failing(part: Sequence[Command]) -> list[UUID]:
        if part[0] is commands[0]:
            raise Unavailable("database_lost")
        await asyncio.sleep(0.01)
        done.append(part[0].stream)
        return [part[0].stream]

    with pytest.raises(Unavailable):
        await in_lanes(parts(commands, 1), failing, LANES)
    assert done == [commands[1].stream]


async def test_one_after_the_other_or_overlapping_the_same_is_recorded(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BULK", 4)
    homes = [office.registration(f"رب {number}", reference=f"uuid:{number}") for number in range(9)]
    commands = [
        command
        for home in homes
        for command in (home, joining(office, home.stream, "علي", key=f"ali:{home.stream}"))
    ]
    late = [joining(office, home.stream, "زينب") for home in homes]
    again = office.registration("رب 3", reference="uuid:3")
    outcomes = await office.writer.submit_many([*commands, *late, again, commands[1]])
    *first, refused, repeated = outcomes
    assert [type(one) for one in first] == [Outcome] * len(first)
    assert getattr(refused, "code", None) == "partner_reference_claimed"
    assert isinstance(repeated, Outcome)
    assert repeated.repeated
    for home in homes:
        facts = await office.writer.log.load(home.stream)
        assert [one.version for one in facts] == [1, 2, 3, 4]


async def test_parts_are_of_a_size_and_keep_a_household_together(office: Office) -> None:
    homes = [office.registration(f"رب {number}") for number in range(4)]
    commands = [
        command
        for home in homes
        for command in (
            home,
            joining(office, home.stream, "علي"),
            joining(office, home.stream, "هدى"),
        )
    ]
    cut = [part.commands for part in parts(commands, 5)]
    assert [command for part in cut for command in part] == commands
    assert [len(part) for part in cut] == [6, 6]
    assert list(parts([], 5)) == []


async def test_many_are_cut_so_that_some_are_committed_while_others_are_decided(
    office: Office,
) -> None:
    def sizes(many: int) -> list[int]:
        commands = [office.registration("فاطمة") for _ in range(many)]
        return [len(part.commands) for part in parts(commands, 10, few=2)]

    assert sizes(3) == [3], "too few to be worth more transactions than one"
    assert sizes(5) == [3, 2]
    assert sizes(9) == [3, 3, 3]
    assert sizes(40) == [10, 10, 10, 10]
