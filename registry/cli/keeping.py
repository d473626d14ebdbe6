"""What a register does by itself, kept up from a terminal or beside a server, whatever becomes of its connections."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from registry.bootstrap import Registry
from registry.cli import options, output
from registry.cli.waiting import until_stopped
from registry.reactions import following


@dataclass(frozen=True, slots=True)
class Reaction:
    """`at_once` does what there is to do now and says what it came to; `attend` goes on until it is stopped.

    `name` is what it is called in texts and in logs, `done` the text of what it came to.
    """

    name: str
    done: str
    at_once: Callable[[Registry], Awaitable[dict[str, int]]]
    attend: Callable[[Registry, Event, bool], Awaitable[None]]

    async def keep_up(self, registry: Registry, stop: Event, *, followed: bool = False) -> None:
        """Go on until `stop` is set, also past a server that goes away and comes back.

        Somebody else keeps the read models up where they are `followed`.
        """
        while not stop.is_set():
            try:
                await self.attend(registry, stop, followed)
            except following.LOST as problem:
                following.lost(self.name, problem)
                await asyncio.to_thread(stop.wait, following.PATIENCE)

    def run(self, data: Path | None, *, once: bool, json: bool) -> None:
        """The command of it."""

        async def work(stop: Event) -> None:
            async with options.registry(data) as registry:
                if once:
                    self._tell(await self.at_once(registry), json=json)
                    return
                output.talk(self.name)
                await self.keep_up(registry, stop)
                output.talk(f"{self.name}_ended")

        asyncio.run(work(Event() if once else until_stopped()))

    def _tell(self, done: dict[str, int], *, json: bool) -> None:
        if json:
            output.as_json(done)
        else:
            output.talk(self.done, **done)
