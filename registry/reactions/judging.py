"""Entitlement judged again by itself: of whom something changed, by a rule that did, and of everybody as days pass.

Where it was is kept nowhere: whoever begins looks at everybody on whom no decision stands, and deciding again records
nothing again.
"""

from __future__ import annotations

from asyncio import to_thread
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any, Final, TypeAlias
from uuid import UUID

import structlog
from psycopg import AsyncConnection

from registry.application.command import Context
from registry.application.judging import Whom, judge
from registry.application.writer import Writer
from registry.domain.envelope import Actor
from registry.domain.errors import Refused
from registry.domain.facts import STORED_NAMES
from registry.domain.vocabulary import Channel, Purpose, Role
from registry.eventlog.known import streams_between
from registry.projections.as_of import present
from registry.projections.programme_rules import Ruled, in_force

Connection: TypeAlias = AsyncConnection[Any]

JUDGING: Final = int.from_bytes(b"judging")
"""Key of the advisory lock that is held while somebody judges."""
PATIENCE: Final = 0.5
"""Seconds between two looks at the log."""
MANY: Final = 5_000
"""Households changed since the last look from which on all are looked at that are due."""
_CONCERNS: Final = [name for name in STORED_NAMES if name.startswith("household.")]
_RULED: Final = "programme.rule_set.v1"

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Judge:
    """`reader` reads the read models; `keep_up` brings them to the log's end, where nobody else does."""

    writer: Writer
    reader: Connection
    actor: Actor
    keep_up: Callable[[], Awaitable[object]] | None = None

    def context(self, partner: UUID) -> Context:
        """In whose name the registry judges: of the programme's owner."""
        return Context(
            actor=self.actor,
            partner=partner,
            role=Role.SYSTEM,
            purpose=Purpose.ELIGIBILITY,
            channel=Channel.CONSOLE,
        )

    async def everybody(self) -> Counter[str]:
        """Judge whoever may be entitled otherwise today: days change ages, and nobody records that."""
        return await self._judged(Whom(as_days_pass=True))

    async def due(self, households: Collection[UUID] | None = None) -> Counter[str]:
        """Judge those, or some of them, on whom no decision stands."""
        return await self._judged(Whom(households=households, due=True))

    async def _judged(self, whom: Whom) -> Counter[str]:
        if self.keep_up is not None:
            await self.keep_up()
        done: Counter[str] = Counter()
        for one in await in_force(self.reader, position=await present(self.reader)):
            done["decided"] += await self._of_programme(one, whom)
        return done

    async def _of_programme(self, ruled: Ruled, whom: Whom) -> int:
        context = self.context(ruled.owner)
        try:
            found = await judge(self.writer, self.reader, ruled.programme, context, whom)
        except Refused as refusal:  # of a partner that is suspended: nobody decides for it
            _log.warning("nobody was judged", programme=str(ruled.programme), cause=refusal.code)
            return 0
        return found.recorded


async def follow(judge: Judge, stop: Event) -> None:
    """Judge whom every commit concerns, and everybody at the beginning and with each day, until `stop` is set.

    One at a time goes on; the others stand by.

    Raises:
        psycopg.Error, SijillError: the server went away; begin again.
    """
    async with _alone(judge.reader, stop) as chosen:
        if not chosen:
            return
        reached, day = await judge.writer.log.head(), judge.writer.mint.today()
        await judge.everybody()
        while not stop.is_set():
            head, today = await judge.writer.log.head(), judge.writer.mint.today()
            if today != day:
                await judge.everybody()
            elif head > reached:
                await _react(judge, reached, head)
            else:
                await to_thread(stop.wait, PATIENCE)
            reached, day = head, today


@asynccontextmanager
async def _alone(connection: Connection, stop: Event) -> AsyncIterator[bool]:
    """Whether this is the one that judges, once nobody else is; False where it was stopped before."""
    chosen = False
    while not (chosen or stop.is_set()):
        asked = await connection.execute("select pg_try_advisory_lock(%s)", [JUDGING])
        chosen = await asked.fetchone() == (True,)
        if not chosen:
            await to_thread(stop.wait, PATIENCE)
    try:
        yield chosen
    finally:
        if chosen and not connection.broken:
            await connection.execute("select pg_advisory_unlock(%s)", [JUDGING])


async def _react(judge: Judge, after: int, head: int) -> None:
    told = await judge.writer.log.ask(streams_between(after, head, [*_CONCERNS, _RULED]))
    changed = {stream for stream, name in told if name != _RULED}
    if len(changed) > MANY or any(name == _RULED for _, name in told):
        await judge.due()
    elif changed:
        await judge.due(changed)
