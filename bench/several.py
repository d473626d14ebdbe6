"""The same clients spread over several processes that write, as an API with several workers has them."""

from __future__ import annotations

from asyncio import Runner
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import AsyncExitStack, contextmanager
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Final
from uuid import UUID

from bench.loops import Act, Loops
from bench.register import Register
from bench.server import Opened
from registry.bootstrap import Databases, open_registry
from registry.settings import Settings

APART: Final = 100_000_000
"""Numbers that each process has for itself."""

_here: list[tuple[Loops, Barrier, AsyncExitStack]] = []
"""What a process opened when it began, and where all of them meet before each round."""


class Writers:
    """Processes with a register open in each, over the same databases."""

    def __init__(self, pool: ProcessPoolExecutor, many: int) -> None:
        self._pool = pool
        self.many = many

    def whole(self, act: Act, clients: int, many: int, homes: Sequence[UUID] = ()) -> float:
        """Commands a second of all processes together, from the moment at which all begin."""
        share = many // self.many
        rounds = [
            self._pool.submit(_whole, act, clients // self.many, share, homes[one :: self.many])
            for one in range(self.many)
        ]
        return self._together(rounds)

    def in_bulk(self, families: int) -> float:
        """Families of five a second of all processes together, each with its share of them."""
        ends = [families * one // self.many for one in range(self.many + 1)]
        shares = [end - start for start, end in pairwise(ends)]
        return self._together([self._pool.submit(_in_bulk, share) for share in shares])

    def _together(self, rounds: Sequence[Future[float]]) -> float:
        """As fast as the slowest, since the others have nothing left to do."""
        return self.many * min([one.result() for one in rounds])


@contextmanager
def writers(folder: Path, where: Databases, many: int) -> Iterator[Writers]:
    context = get_context("spawn")
    barrier, turn = context.Barrier(many), context.Value("q", 0)
    with ProcessPoolExecutor(
        many, mp_context=context, initializer=_begin, initargs=(folder, where, turn, barrier)
    ) as pool:
        yield Writers(pool, many)


def _begin(folder: Path, where: Databases, turn: Synchronized[int], barrier: Barrier) -> None:
    """Open a register for as long as the process lasts."""
    with turn.get_lock():
        turn.value += 1
        first = turn.value * APART
    runner = Runner()
    stack = AsyncExitStack()
    opening = open_registry(Settings(data=folder, database_url=None), where)
    registry = runner.run(stack.enter_async_context(opening))
    register = runner.run(Register.set_up(registry, first))
    # With the stack: let go of, it would close the register.
    _here.append((Loops(Opened(registry, runner), register), barrier, stack))


def _whole(act: Act, clients: int, many: int, homes: Sequence[UUID]) -> float:
    ((loops, barrier, _),) = _here
    return loops.whole(act, clients, many, homes, begin=barrier.wait)


def _in_bulk(families: int) -> float:
    ((loops, barrier, _),) = _here
    return loops.in_bulk(families, begin=barrier.wait)
