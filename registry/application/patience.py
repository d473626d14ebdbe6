"""A database that is away for a while ends neither an import nor its undoing: the same is asked again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar
from uuid import UUID

from psycopg import Connection

from registry.application.command import Command, Outcome
from registry.application.writer import Writer
from registry.domain.envelope import Recorded
from registry.domain.errors import SijillError, Unavailable
from registry.domain.facts import AnyFact
from registry.privacy.sealer import Opened, open_records

PATIENCE: Final = 60.0
"""Seconds that are spent waiting for the database before it is given up, to be gone on with."""
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 10.0

T = TypeVar("T")
Told: TypeAlias = Callable[[Unavailable, float], None]
"""Told why nothing can be written now, and after how many seconds it is tried again."""


async def patiently(
    ask: Callable[[], Awaitable[T]], told: Told | None = None, *, seconds: float | None = None
) -> T:
    """Ask until there is an answer, for `PATIENCE` seconds unless others are said.

    Raises:
        Unavailable: there was none for so long. Under the same keys the same may be asked later.
    """
    for pause in _pauses(PATIENCE if seconds is None else seconds):
        try:
            return await ask()
        except Unavailable as outage:
            if told is not None:
                told(outage, pause)
        await asyncio.sleep(pause)
    return await ask()


def _pauses(left: float) -> Iterator[float]:
    """Growing, as long as all of them together are."""
    pause = FIRST_PAUSE
    while left > 0:
        yield min(pause, left)
        left -= pause
        pause = min(2 * pause, LONGEST_PAUSE)


@dataclass(frozen=True, slots=True)
class PatientWriter:
    """A writer whose answers are waited for. What is asked of it must come to the same when it is done twice.

    `told` is told of each outage that is waited out.
    """

    writer: Writer
    told: Told | None = None
    seconds: float | None = None

    async def wait(self, ask: Callable[[], Awaitable[T]]) -> T:
        return await patiently(ask, self.told, seconds=self.seconds)

    async def ask(self, question: Callable[[Connection[Any]], T]) -> T:
        return await self.wait(lambda: self.writer.log.ask(question))

    async def load(self, stream: UUID) -> list[Recorded[AnyFact]]:
        return await self.wait(lambda: self.writer.log.load(stream))

    async def load_many(self, streams: Collection[UUID]) -> dict[UUID, list[Recorded[AnyFact]]]:
        return await self.wait(lambda: self.writer.log.load_many(streams))

    async def opened(self, records: Mapping[Any, bytes]) -> Mapping[Any, Opened]:
        return await patiently(lambda: open_records(records, self.writer.keys), self.told)

    async def submit(self, command: Command) -> Outcome:
        return await self.wait(lambda: self.writer.submit(command))

    async def submit_many(self, commands: Sequence[Command]) -> list[Outcome | SijillError]:
        return await self.wait(lambda: self.writer.submit_many(commands))
