"""PostgreSQL and the programs of a register, killed by a test and started again as a supervisor does."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from psycopg.conninfo import make_conninfo

from registry.localpg import Server, start
from tests.forking import Forked, QuickDesk
from tests.localpg.processes import alive, postmaster, wait_until

NO_FSYNC: Final = {"fsync": "off"}
"""A killed program leaves what it gave to the kernel. A commit still waits until it was given."""


class Postgres:
    """A server that comes back at the same address."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._uses = ExitStack()
        self._server = self.begin()

    def begin(self) -> Server:
        self._server = self._uses.enter_context(start(self._data, settings=NO_FSYNC))
        return self._server

    def kill(self) -> None:
        os.kill(postmaster(self._data), signal.SIGKILL)

    def url(self, name: str) -> str:
        # A link that is led to wherever the socket now is.
        return make_conninfo(self._server.url(name), host=str(self._data / "socket"))

    def stop(self) -> None:
        self._uses.close()


@dataclass
class Program:
    """`sijill` with these arguments, kept running until it ends well."""

    desk: QuickDesk
    arguments: tuple[str, ...]
    starts: int = 0
    done: bool = False
    _process: Forked | None = None

    @property
    def runs(self) -> bool:
        return self._process is not None and alive(self._process.process)

    def tend(self) -> None:
        """Start it where it does not run, unless it is done."""
        if self._process is not None and not self.runs:
            self.done = self._ended(self._process) == 0
        if self._process is None and not self.done:
            self.starts += 1
            self._process = self.desk.fork(*self.arguments)

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        """Send it a signal that it ends with, and wait until it has."""
        if self._process is not None:
            self._process.send_signal(number)
            self._ended(self._process)

    def _ended(self, process: Forked) -> int:
        self._process = None
        return process.wait()


@contextmanager
def serving(desk: QuickDesk, port: int) -> Iterator[Program]:
    """The API, once it is ready."""
    program = Program(desk, ("serve", "--port", str(port)))
    program.tend()
    try:
        wait_until(lambda: ready(port))
        yield program
    finally:
        program.kill(signal.SIGTERM)


def ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=10).is_success
    except httpx.HTTPError:
        return False
