"""A register that is open on real databases, with those who write, follow and read; any of them may die."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Thread
from time import sleep
from typing import Any, Final, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import psycopg
from psycopg import sql

from registry.application.command import Mint
from registry.application.forgetting import forget_member
from registry.bootstrap import Databases, Registry, open_registry
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.eventlog.reading import read_facts
from registry.projections.catalogue import MODELS
from registry.projections.follower import advance, hold, prepare
from registry.projections.leading import connected
from registry.projections.model import Copy, ReadModel
from registry.settings import Settings
from tests.properties.ground import Ground
from tests.properties.witness import Alter, Notes, Witness, as_it_is

T = TypeVar("T")
Connection: TypeAlias = psycopg.Connection[Any]
Advance: TypeAlias = Callable[[Connection, Sequence[Copy], int], int | None]
Read: TypeAlias = Callable[[Connection, int, int], list[Recorded[AnyFact]]]
Forget: TypeAlias = Callable[..., Coroutine[Any, Any, object]]

BEGAN: Final = datetime(2026, 11, 15, 8, tzinfo=UTC)
SOON: Final = 0.002
PATIENCE: Final = 10.0
"""Seconds within which a follower comes to a table that is locked, or to the end."""


@dataclass(frozen=True)
class Parts:
    """What a register is made of. A control puts a faulty part in."""

    models: Sequence[ReadModel] = MODELS
    advance: Advance = advance
    read: Read = read_facts
    forget: Forget = forget_member
    alter: Alter = as_it_is


def ticking(seed: int) -> Mint:
    """Ids and days that are the same whenever the seed is."""
    random = Random(seed)  # noqa: S311 - ids of a test
    ticks = 0

    def clock() -> datetime:
        nonlocal ticks
        ticks += 1
        return BEGAN + timedelta(milliseconds=ticks)

    return Mint(clock, random.randbytes, ZoneInfo("Africa/Cairo"))


class Office:
    """Everything that is open at a time. After a kill of the server all of it is opened again."""

    registry: Registry
    writer: Witness
    administrator: Connection
    follower: Connection
    reader: Connection

    def __init__(self, ground: Ground, names: tuple[str, str], data: Path, parts: Parts) -> None:
        self.notes: Final = Notes()
        self.parts: Final = parts
        self.copies: Final = [Copy(model) for model in parts.models]
        self.mint: Final = ticking(0)
        self._ground = ground
        self._names = names
        self._data = data
        self._runner = asyncio.Runner()
        self._open = AsyncExitStack()

    @property
    def log_url(self) -> str:
        return self._ground.url(self._names[0])

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(doing)

    def open(self) -> None:
        self.run(self._open_all())
        prepare(self.follower, self.copies)

    async def _open_all(self) -> None:
        log, keys = map(self._ground.url, self._names)
        where = Databases(log, keys, self._data)
        opening = open_registry(Settings(data=self._data), where)
        self.registry = await self._open.enter_async_context(opening)
        self.writer = Witness(
            self.registry.log, self.registry.keys, self.mint, self.notes, self.parts.alter
        )
        self.administrator = psycopg.connect(log, autocommit=True)
        self.follower = self._open.enter_context(connected(log))
        self.reader = self._open.enter_context(connected(log))
        self._open.callback(self.administrator.close)

    def close(self) -> None:
        self.run(self._open.aclose())

    def leave(self) -> None:
        self.close()
        self._runner.close()

    # Who dies

    def cut(self) -> None:
        """End every session but those of who looks on: the writer's, its keys', its readers'.

        Each is waited for: whoever is only asked to end may still be given to a reader, who then hears of it.
        """
        ours = (self.administrator, self.follower, self.reader)
        self.administrator.execute(
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
            " where datname = any(%s) and pid <> all(%s)",
            [list(self._names), [one.info.backend_pid for one in ours]],
        )

    def kill_follower_at(self, model: str | None, batch: int) -> bool:
        """End the follower's session when it is about to write to a model; whether it came to that.

        It has then written to the models before it, and has yet to say how far it is. At None it is about to say so.
        """
        table, mode = sql.Identifier("read", "follower"), sql.SQL("share")
        for copy in self.copies:
            if copy.model.name == model:
                table, mode = copy.table, sql.SQL("access exclusive")
        died: list[BaseException] = []

        def follow() -> None:
            try:
                while self.parts.advance(self.follower, self.copies, batch):
                    pass
            except psycopg.OperationalError as end:
                died.append(end)

        with self.administrator.transaction():
            lock = sql.SQL("lock table {} in {} mode").format(table, mode)
            self.administrator.execute(lock)
            following = Thread(target=follow)
            following.start()
            self._until_it_waits(following)
            kill = "select pg_terminate_backend(%s)"
            self.administrator.execute(kill, [self.follower.info.backend_pid])
        following.join()
        self.follower.close()
        self.follower = self._open.enter_context(connected(self.log_url))
        return bool(died)

    def _until_it_waits(self, following: Thread) -> None:
        for _ in range(int(PATIENCE / SOON)):
            query = "select cardinality(pg_blocking_pids(%s))"
            ((blocked,),) = self.administrator.execute(query, [self.follower.info.backend_pid])
            if blocked or not following.is_alive():
                return
            sleep(SOON)

    def kill_server(self) -> None:
        self._ground.kill()

    def start_again(self) -> None:
        """With a server that was killed goes everything that was connected to it."""
        with suppress(psycopg.Error):
            self.close()
        self._open = AsyncExitStack()
        self._ground.start_again()
        self.open()

    # Who reads

    def present(self) -> int:
        """The position that every read model has come to."""
        with self.follower.transaction():
            return min(hold(self.follower, self.copies).values())

    def follow(self, batch: int, times: int) -> None:
        for _ in range(times):
            if self.parts.advance(self.follower, self.copies, batch) is None:
                return
