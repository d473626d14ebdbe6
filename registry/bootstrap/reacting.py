"""What matches and judges in a register that is open."""

from __future__ import annotations

from asyncio import to_thread
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from threading import Event

from registry.bootstrap import Databases, Registry, may_follow, may_match
from registry.matching import weights
from registry.projections.leading import follow
from registry.reactions import following
from registry.reactions.judging import Judge
from registry.reactions.matching import Matcher, machine
from registry.reactions.numbering import number_up


@asynccontextmanager
async def matcher(registry: Registry, *, followed: bool = False) -> AsyncIterator[Matcher]:
    """What matches in this register, acting as the registry itself.

    The read models are brought along by it where this login may, unless they are `followed` anyway.
    """
    url = registry.databases.log_url
    async with (
        registry.readers.connection() as reader,
        following.planned_once(reader),
        following.connected(url) as index,
        following.planned_once(index),
    ):
        yield Matcher(
            writer=registry.writer,
            reader=reader,
            index=index,
            model=weights.load(),
            context=machine(await registry.staff.actor_for("matcher"), registry.keys.registry_id),
            keep_up=None if followed else _keeps_up(registry.databases),
        )


@asynccontextmanager
async def judge(registry: Registry, *, followed: bool = False) -> AsyncIterator[Judge]:
    """What judges entitlement in this register by itself. The read models are brought along as by the matcher."""
    async with registry.readers.connection() as reader:
        yield Judge(
            writer=registry.writer,
            reader=reader,
            actor=await registry.staff.actor_for("judge"),
            keep_up=None if followed else _keeps_up(registry.databases),
        )


def _keeps_up(where: Databases) -> Callable[[], Awaitable[object]] | None:
    if not may_follow(where):
        return None
    return partial(to_thread, follow, where.log_url, stop=Event(), once=True)


async def take_numbers(registry: Registry) -> None:
    """Take the numbers of documents up to the end of the log where this login may."""
    if may_match(registry.databases):
        async with following.connected(registry.databases.log_url) as index:
            await number_up(index, registry.keys, await registry.log.head())


async def match_up(registry: Registry, told: following.Told = following.silent) -> Counter[str]:
    """Match up to the end of the log where this login may; what it came to."""
    if not may_match(registry.databases):
        return Counter()
    async with matcher(registry) as ready:
        return await following.to_the_end(ready, told)
