"""Whether matching has looked at whoever the log holds: before that nobody can say that a household has had nothing."""

from __future__ import annotations

from asyncio import sleep
from functools import partial
from typing import Any, Final, TypeAlias

from psycopg import AsyncConnection

from registry.application.writer import Writer
from registry.eventlog.reading import has_any
from registry.matching import index
from registry.matching.concerns import CONCERNS

Reader: TypeAlias = AsyncConnection[Any]

_LOOKS, _APART = 20, 0.05
PATIENCE: Final = _LOOKS * _APART
"""Seconds that matching is waited for, which is behind by a moment as a rule."""


async def matched_up_to(connection: Reader) -> int:
    """The position up to which matching has looked.

    To be read before the end of the log: what was found up to it was recorded before.
    """
    return (await index.state(connection)).position


async def is_behind(writer: Writer, matched: int, position: int) -> bool:
    """Whether anything that concerns matching was recorded past `matched` and up to the position."""
    if matched >= position:
        return False
    asked = partial(has_any, names=CONCERNS, after=matched, until=position)
    return await writer.log.ask(asked)


async def wait_for_matching(writer: Writer, connection: Reader) -> None:
    """Until it has looked at all that is recorded now, or for as long as anybody waits."""
    head = await writer.log.head()
    for _ in range(_LOOKS):
        if not await is_behind(writer, await matched_up_to(connection), head):
            return
        await sleep(_APART)
