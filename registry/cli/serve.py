"""`sijill serve`: GraphQL over HTTP, with those who follow the log beside it where this login may."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import Coroutine
from typing import Annotated, Any, Final

import typer
import uvicorn
import uvloop

from registry.api.app import create_app
from registry.bootstrap import Registry
from registry.bootstrap.answering import services
from registry.cli import options, output
from registry.cli.beside import following, reacting
from registry.domain.errors import SijillError

OFTEN: Final = (2_000, 5, 5)
"""Thresholds of the garbage collector: what GraphQL leaves behind for it took a tenth of a second at once."""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. / العنوان.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port. / المنفذ.")] = None,
    data: options.Data = None,
) -> None:
    """Serve GraphQL until stopped. / شغّل واجهة GraphQL."""

    async def run() -> None:
        async with options.registry(data) as registry:
            await listen(registry, host=host, port=port)

    run_serving(run())


def run_serving(work: Coroutine[Any, Any, None]) -> None:
    """Run what serves, in a loop that costs a request less than the standard library's."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(work)


async def listen(registry: Registry, *, host: str | None = None, port: int | None = None) -> None:
    """Answer requests until a signal says stop; what is under way is finished first.

    Raises:
        SijillError: `port_closed`.
    """
    door = _door(host or registry.settings.host, registry.settings.port if port is None else port)
    server = server_of(registry)
    _collect_often()
    with door, following(registry.databases), reacting(registry):
        output.talk("serving", **_address(door))
        await server.serve(sockets=[door])


def server_of(registry: Registry) -> uvicorn.Server:
    """What answers for an open register, once it is given a socket."""
    config = uvicorn.Config(
        create_app(services(registry), graphiql=True),
        log_config=None,  # what it logs of a fault goes through ours, without the fault's words
        access_log=False,
        http="httptools",
        ws="none",
        lifespan="off",
        timeout_graceful_shutdown=10,
    )
    return uvicorn.Server(config)


def _collect_often() -> None:
    """Look for garbage often and among little: whoever asks meanwhile waits for it.

    What is there by now stays, and is not looked through again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*OFTEN)


def _door(host: str, port: int) -> socket.socket:
    try:
        family, *_, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server((str(where[0]), port), family=family, backlog=2048)
    except OSError:
        raise SijillError("port_closed", host=host, port=port) from None


def _address(door: socket.socket) -> dict[str, object]:
    host, port, *_ = door.getsockname()
    return {"host": f"[{host}]" if ":" in host else host, "port": port}
