"""The follower beside a server, in a process of its own: in one process it and the requests would wait for one another.

The server starts it, tells it where the log is, and starts another where it ends before its time. It goes when the
server goes, however that ends. What runs in it stands in `follower_process`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from typing import Final

import structlog

from registry.bootstrap import Databases, may_follow
from registry.cli import follower_process

AGAIN: Final = 1.0
"""Seconds until a follower that ended before its time is followed by another."""

_log = structlog.get_logger()


@contextmanager
def following(where: Databases) -> Iterator[None]:
    """Keep the read models up with the log for as long as the context lasts, where this login may."""
    if not may_follow(where):
        yield
        return
    beside = _Beside(where.log_url)
    beside.start()
    try:
        yield
    finally:
        beside.end()


class _Beside(Thread):
    """Has one follower running until it is told to end."""

    def __init__(self, url: str) -> None:
        super().__init__(name="follower")
        self._url = url
        self._alone = Lock()
        self._ending = Event()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        while (process := self._begun()) is not None:
            process.wait()
            if not self._ending.wait(AGAIN):
                _log.warning("the follower ended and is started again", status=process.returncode)

    def end(self) -> None:
        """Let the follower finish what it is at, and wait for it."""
        with self._alone:
            self._ending.set()
            if self._process is not None:
                _hang_up(self._process)
        self.join()

    def _begun(self) -> subprocess.Popen[bytes] | None:
        with self._alone:
            if self._ending.is_set():
                return None
            if self._process is not None:
                _hang_up(self._process)
            self._process = _begin(self._url)
            return self._process


def _begin(url: str) -> subprocess.Popen[bytes]:
    """Say where the log is through a pipe, which nobody else reads, as they might arguments."""
    paths = os.pathsep.join(filter(None, sys.path))
    process = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-P", "-m", follower_process.__name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": paths},
    )
    if process.stdin is None:
        raise AssertionError("it is piped")
    with suppress(BrokenPipeError):  # it has ended already, which is noticed soon enough
        process.stdin.write(f"{url}\n".encode())
        process.stdin.flush()
    return process


def _hang_up(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        with suppress(BrokenPipeError):
            process.stdin.close()
