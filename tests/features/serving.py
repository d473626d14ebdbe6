"""What `sijill serve` and `sijill follow` run, in threads of the story's own process, and asked over HTTP.

That the commands begin, answer and end as processes is for the command's own tests to show: two processes took a third
of what most stories take.
"""

from __future__ import annotations

import socket
from asyncio import AbstractEventLoop, get_running_loop, run_coroutine_threadsafe
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from ssl import PROTOCOL_TLS_CLIENT, SSLContext
from typing import Any, Final

import httpx
import uvicorn

from registry.bootstrap import Registry, databases, open_registry
from registry.cli.serve import run_serving, server_of
from registry.cli.token import mint
from registry.domain.vocabulary import Purpose
from registry.privacy.staff import Login
from registry.settings import Settings

PATIENCE: Final = 30.0
TTL: Final = timedelta(hours=1)
NOBODY: Final = SSLContext(PROTOCOL_TLS_CLIENT)
"""Whom a client trusts that speaks to its own process alone: to read all whom the world trusts takes 20 ms."""


@dataclass(frozen=True)
class Served:
    """A register that answers: `http` asks it."""

    http: httpx.Client
    registry: Registry
    loop: AbstractEventLoop

    def token(self, who: str, why: str) -> str:
        """As `sijill token` prints it, of the register that answers."""
        minted = mint(self.registry, Login.read(who), Purpose(why), TTL)
        return run_coroutine_threadsafe(minted, self.loop).result(PATIENCE)


@contextmanager
def serving(settings: Settings) -> Iterator[Served]:
    """Serve the register of these settings, which is migrated, for as long as the context lasts."""
    begun: Future[tuple[uvicorn.Server, Registry, AbstractEventLoop]] = Future()

    async def run() -> None:
        async with open_registry(settings, where) as registry:
            server = server_of(registry)
            begun.set_result((server, registry, get_running_loop()))
            await server.serve(sockets=[door])

    with (
        databases(settings) as where,
        socket.create_server(("127.0.0.1", 0)) as door,
        ThreadPoolExecutor(1) as thread,
    ):
        ended = thread.submit(run_serving, run())
        either: list[Future[Any]] = [begun, ended]
        wait(either, return_when=FIRST_COMPLETED)
        if ended.done():
            ended.result()
        server, registry, loop = begun.result()
        try:
            address = f"http://127.0.0.1:{door.getsockname()[1]}"
            with httpx.Client(base_url=address, timeout=PATIENCE, verify=NOBODY) as client:
                yield Served(client, registry, loop)
        finally:
            server.should_exit = True
            ended.result()
