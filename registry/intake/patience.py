"""A database that is away for a while does not end an import: the same is asked again, under the same keys."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, TypeAlias, TypeVar

from registry.domain.errors import Unavailable

PATIENCE: Final = 60.0
"""Seconds that are spent waiting for the database before an import stops, to be gone on with."""
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 10.0

WAITS: Final = "import_waits"
STOPPED: Final = "import_stopped"
"""What is said when an import waits for the database, and when it has waited long enough."""

T = TypeVar("T")
Told: TypeAlias = Callable[[Unavailable, float], None]
"""Told why nothing can be written now, and after how many seconds it is tried again."""


async def patiently(ask: Callable[[], Awaitable[T]], told: Told | None = None) -> T:
    """Ask until there is an answer.

    Raises:
        Unavailable: there was none for `PATIENCE` seconds. Under the same keys the same may be asked later.
    """
    for pause in _pauses():
        try:
            return await ask()
        except Unavailable as outage:
            if told is not None:
                told(outage, pause)
        await asyncio.sleep(pause)
    return await ask()


def _pauses() -> Iterator[float]:
    """Growing, as long as all of them together are."""
    pause, left = FIRST_PAUSE, PATIENCE
    while left > 0:
        yield min(pause, left)
        left -= pause
        pause = min(2 * pause, LONGEST_PAUSE)
