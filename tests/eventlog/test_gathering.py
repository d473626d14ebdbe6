"""Tasks that line up, and what each of them hears."""

from __future__ import annotations

from asyncio import Event, create_task, gather, sleep, timeout
from collections.abc import Sequence

import pytest

from registry.domain.errors import Unavailable, VersionConflict
from registry.eventlog.gathering import Gathering

pytestmark = pytest.mark.anyio


class Desk:
    """Answers every name with its length, once it is open; it remembers who came together."""

    def __init__(self) -> None:
        self.open = Event()
        self.came: list[list[str]] = []

    async def __call__(self, names: Sequence[str]) -> list[int | Exception]:
        self.came.append(list(names))
        await self.open.wait()
        return [VersionConflict() if name == "غريب" else len(name) for name in names]


async def test_who_lines_up_while_others_are_served_comes_next_and_together() -> None:
    desk = Desk()
    line = Gathering(desk, most=10)
    first = line.add("فاطمة")
    await sleep(0.01)
    others = [line.add(name) for name in ("زينب", "غريب", "حسن")]
    assert line.waiting == 3
    desk.open.set()
    answers = await gather(first, *others, return_exceptions=True)
    assert desk.came == [["فاطمة"], ["زينب", "غريب", "حسن"]]
    assert [type(answer) for answer in answers] == [int, int, VersionConflict, int]


async def test_who_comes_back_as_soon_as_it_was_served_is_served_again() -> None:
    desk = Desk()
    desk.open.set()
    line = Gathering(desk, most=10)
    async with timeout(5):
        for _ in range(100):
            assert await line.add("فاطمة") == 5


async def test_no_batch_is_larger_than_agreed() -> None:
    desk = Desk()
    desk.open.set()
    line = Gathering(desk, most=2)
    await gather(*(line.add(name) for name in "أبتثج"))
    assert [len(batch) for batch in desk.came] == [2, 2, 1]


async def test_a_full_line_says_so_and_takes_nobody_in() -> None:
    desk = Desk()
    line = Gathering(desk, most=1, room=1)
    served = line.add("فاطمة")
    await sleep(0.01)
    waiting = line.add("زينب")
    with pytest.raises(Unavailable, match="registry_busy"):
        line.add("حسن")
    desk.open.set()
    assert list(await gather(served, waiting)) == [5, 4]
    assert desk.came == [["فاطمة"], ["زينب"]]


async def test_who_went_away_while_waiting_is_not_served() -> None:
    desk = Desk()
    line = Gathering(desk, most=1)
    served = line.add("فاطمة")
    await sleep(0.01)
    impatient = create_task(asking(line, "زينب"))
    await sleep(0.01)
    impatient.cancel()
    last = line.add("حسن")
    desk.open.set()
    assert list(await gather(served, last)) == [5, 3]
    assert desk.came == [["فاطمة"], ["حسن"]]


async def test_a_fault_is_told_to_everybody_of_the_batch_and_the_next_goes_on() -> None:
    async def falling(names: Sequence[str]) -> list[int | Exception]:
        if "سقوط" in names:
            raise LookupError
        return [len(name) for name in names]

    line = Gathering(falling, most=2)
    answers = await gather(
        line.add("سقوط"), line.add("علي"), line.add("حسن"), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [LookupError, LookupError, int]


async def test_draining_waits_for_all_that_lined_up() -> None:
    desk = Desk()
    line = Gathering(desk, most=1, lanes=2)
    answers = [line.add(name) for name in "أبتث"]
    draining = create_task(line.drain())
    await sleep(0.01)
    assert not draining.done()
    desk.open.set()
    await draining
    assert all(answer.done() for answer in answers)


async def asking(line: Gathering[str, int], name: str) -> int:
    return await line.add(name)
