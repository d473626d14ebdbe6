"""Calls of many tasks at once, made one: what a transaction costs is shared by all who wait for it."""

from __future__ import annotations

from asyncio import Future, Task, create_task, current_task, gather, get_running_loop, sleep
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeAlias, TypeVar, cast

from registry.domain.errors import Unavailable

ItemT = TypeVar("ItemT")
AnswerT = TypeVar("AnswerT")

Act: TypeAlias = Callable[[Sequence[ItemT]], Awaitable[Sequence[AnswerT | Exception]]]
"""Does for several items at once and answers for each, in their order. What it raises is everybody's answer."""


class Gathering(Generic[ItemT, AnswerT]):
    """A queue of one process, served by `lanes` tasks that take up to `most` items at a time.

    It grows its batches by itself: while a lane is at work, others line up for the next round.
    """

    def __init__(
        self, act: Act[ItemT, AnswerT], *, most: int, lanes: int = 1, room: int = 1_000
    ) -> None:
        self._act: Final = act
        self._most: Final = most
        self._lanes: Final = lanes
        self._room: Final = room
        self._waiting: deque[tuple[ItemT, Future[AnswerT]]] = deque()
        self._working: set[Task[None]] = set()

    @property
    def waiting(self) -> int:
        """How many wait for their turn; those at work are not counted."""
        return len(self._waiting)

    def add(self, item: ItemT) -> Future[AnswerT]:
        """Line up. The answer comes when the item's batch is done.

        Raises:
            Unavailable: `registry_busy`, there is no room.
        """
        if len(self._waiting) >= self._room:
            raise Unavailable("registry_busy")
        answer: Future[AnswerT] = get_running_loop().create_future()
        self._waiting.append((item, answer))
        if len(self._working) < self._lanes:
            self._working.add(create_task(self._serve()))
        return answer

    async def drain(self) -> None:
        """Wait until everything that lined up is done."""
        while self._working:
            await gather(*self._working)

    async def _serve(self) -> None:
        try:
            while self._waiting:
                await sleep(0)  # whoever is about to line up comes along
                await self._serve_batch()
        finally:
            # Here and not in a callback: who lines up once the line was found empty must find no lane at work.
            self._working.discard(cast("Task[None]", current_task()))

    async def _serve_batch(self) -> None:
        batch = self._next()
        if not batch:
            return
        try:
            answers = await self._act([item for item, _ in batch])
        except Exception as problem:  # noqa: BLE001 - it is raised where it was asked for
            answers = [problem] * len(batch)
        for (_, future), answer in zip(batch, answers, strict=True):
            _tell(future, answer)

    def _next(self) -> list[tuple[ItemT, Future[AnswerT]]]:
        """The next batch, without those who went away while they waited."""
        batch: list[tuple[ItemT, Future[AnswerT]]] = []
        while self._waiting and len(batch) < self._most:
            one = self._waiting.popleft()
            if not one[1].done():
                batch.append(one)
        return batch


def _tell(future: Future[AnswerT], answer: AnswerT | Exception) -> None:
    if future.done():  # who asked went away
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
