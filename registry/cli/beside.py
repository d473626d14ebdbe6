"""Those who follow the log beside a server, each in a process of its own, so that no request waits for them.

The server starts them, tells them where the log is, and starts another where one ends before its time. They go when the
server goes, however that ends. What runs in them stands in `follower_process` and `reactions_process`.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from typing import Final

import structlog

from registry.bootstrap import Databases, Registry, may_follow, may_match
from registry.cli import follower_process, reactions_process
from registry.eventlog.apart import begin

AGAIN: Final = 1.0
"""Seconds until one that ended before its time is followed by another."""

_log = structlog.get_logger()


@contextmanager
def following(where: Databases) -> Iterator[None]:
    """Keep the read models up with the log for as long as the context lasts, where this login may."""
    with _beside("follower", follower_process.__name__, where.log_url, may=may_follow(where)):
        yield


@contextmanager
def reacting(registry: Registry) -> Iterator[None]:
    """Match and judge whom facts concern for as long as the context lasts, where login and settings allow it."""
    where = registry.databases
    told = reactions_process.Told(
        log_url=where.log_url,
        keys_url=where.keys_url,
        data=str(where.data),
        settings=registry.settings.model_dump_json(),
    )
    may = registry.settings.matching == "here" and may_match(where)
    with _beside("reactions", reactions_process.__name__, told.written(), may=may):
        yield


@contextmanager
def _beside(name: str, program: str, told: str, *, may: bool) -> Iterator[None]:
    if not may:
        yield
        return
    beside = _Beside(name, program, told)
    beside.start()
    try:
        yield
    finally:
        beside.end()


class _Beside(Thread):
    """Has one process running until it is told to end."""

    def __init__(self, name: str, program: str, told: str) -> None:
        super().__init__(name=name)
        self._program = program
        self._told = told
        self._alone = Lock()
        self._ending = Event()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        while (process := self._begun()) is not None:
            process.wait()
            if not self._ending.wait(AGAIN):
                _log.warning(
                    f"the {self.name} ended and is started again", status=process.returncode
                )

    def end(self) -> None:
        """Tell it to end, and wait for it."""
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
            self._process = _begin(self._program, self._told)
            return self._process


def _begin(program: str, told: str) -> subprocess.Popen[bytes]:
    process = begin(program, answers=subprocess.DEVNULL)
    if process.stdin is None:
        raise AssertionError("it is piped")
    with suppress(BrokenPipeError):  # it has ended already, which is noticed soon enough
        process.stdin.write(f"{told}\n".encode())
        process.stdin.flush()
    return process


def _hang_up(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        with suppress(BrokenPipeError):
            process.stdin.close()
