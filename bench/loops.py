"""Clients in closed loops: each begins its next job when its last one is answered."""

from __future__ import annotations

import gc
from asyncio import TaskGroup
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import cycle
from time import perf_counter
from typing import Final
from uuid import UUID

from bench.figures import per_second
from bench.register import Making, Register, accepted
from bench.server import Opened
from registry.application import writer as writing
from registry.eventlog.gathering import Gathering
from registry.eventlog.log import Prepared

TOGETHER: Final = 500
"""Commands that are submitted at once where they come in bulk: some 3,000 facts."""


class Act(StrEnum):
    """What whole commands do."""

    REGISTER = "register a household of five"
    JOIN = "a member joins"
    SERVE = "a delivery to a household"


@dataclass(frozen=True, slots=True)
class Loops:
    """The clients of one process."""

    opened: Opened
    register: Register

    def alone(self, clients: int, many: int) -> float:
        """Facts a second that the writer stores: members who join, sealed beforehand, each in a stream of its own."""
        commands = (
            self.register.registration(number, 1)() for number in self.register.numbers(many)
        )
        sealed = self.opened.run(self.register.sealed(commands))
        line = Gathering(self._appended, most=writing.TOGETHER, lanes=writing.LANES)
        jobs = [partial(line.add, Prepared([one.pending[1]])) for one in sealed]
        return closed_loop(self.opened, clients, jobs)

    async def _appended(self, prepared: Sequence[Prepared]) -> Sequence[int | Exception]:
        return await self.register.registry.log.append(prepared)

    def whole(
        self,
        act: Act,
        clients: int,
        many: int,
        homes: Sequence[UUID] = (),
        begin: Callable[[], object] = lambda: None,
    ) -> float:
        """Commands a second, each made from its draft within the time; those of one person about each home in turn.

        `begin` is called when all is ready and the clock is about to start.
        """
        numbers = self.register.numbers(many)
        pairs = list(zip(numbers, cycle(homes), strict=False))
        makings: list[Making]
        match act:
            case Act.REGISTER:
                makings = [self.register.registration(number) for number in numbers]
            case Act.JOIN:
                makings = [self.register.joining(number, home) for number, home in pairs]
            case Act.SERVE:
                makings = [self.register.serving(number, home) for number, home in pairs]
        writer = self.register.registry.writer

        async def carry_out(making: Making) -> None:
            await writer.submit(making())

        jobs = [partial(carry_out, one) for one in makings]
        begin()
        return closed_loop(self.opened, clients, jobs)

    def in_bulk(self, families: int, begin: Callable[[], object] = lambda: None) -> float:
        """Families of five a second, submitted `TOGETHER` and each made from its draft within the time.

        `begin` is called when all is ready and the clock is about to start.
        """
        makings = [self.register.registration(number) for number in self.register.numbers(families)]
        writer = self.register.registry.writer

        async def submit() -> None:
            for start in range(0, families, TOGETHER):
                commands = [making() for making in makings[start : start + TOGETHER]]
                for outcome in await writer.submit_many(commands):
                    accepted(outcome)

        begin()
        return per_second(families, lambda: self.opened.run(submit()))


def closed_loop(
    opened: Opened, clients: int, jobs: Sequence[Callable[[], Awaitable[object]]]
) -> float:
    """Jobs a second."""

    async def everyone() -> float:
        waiting = iter(jobs)

        async def client() -> None:
            for job in waiting:
                await job()

        began = perf_counter()
        async with TaskGroup() as group:
            for _ in range(clients):
                group.create_task(client())
        return perf_counter() - began

    gc.collect()
    gc.freeze()  # what was made before the clock is no work of the writer's
    try:
        return len(jobs) / opened.run(everyone())
    finally:
        gc.unfreeze()
