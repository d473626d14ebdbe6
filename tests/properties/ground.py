"""A PostgreSQL of the properties' own, which may be killed, and fresh databases on it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from registry.eventlog.migrate import migrate
from registry.localpg import Server, find_binaries, start

SETTINGS: Final = {
    # The machine stays up, so what PostgreSQL wrote is there after a kill without ever reaching the disk. Commits are
    # written before they are answered, as with the settings people have, or a kill would take acknowledged facts away.
    "fsync": "off",
    "synchronous_commit": "on",
    "full_page_writes": "off",
    "autovacuum": "off",
}


class Ground:
    """Databases by name. Their URLs change when the server is killed: the next one has another socket."""

    def __init__(self, data: Path, **other: str) -> None:
        self._data = data
        self._settings = {**SETTINGS, **other}
        self._numbers = count(1)
        self._server = self._start()
        migrate(self._server.url("log"), self._server.url("keys"))

    def _start(self) -> Server:
        return start(self._data, binaries=find_binaries(), settings=self._settings)

    def url(self, name: str) -> str:
        return self._server.url(name)

    @contextmanager
    def databases(self) -> Iterator[tuple[str, str]]:
        """The names of a log and of its keys, with this release's schema and nothing in them."""
        number = next(self._numbers)
        names = (f"log_{number}", f"keys_{number}")
        self._each("create database {} template {} strategy file_copy", names, ("log", "keys"))
        try:
            yield names
        finally:
            self._each("drop database if exists {} with (force)", names)

    def kill(self) -> None:
        """SIGKILL to the postmaster: its sessions end where they are, and nobody tidies up."""
        said = (self._data / "pgdata" / "postmaster.pid").read_text(encoding="utf-8")
        os.kill(int(said.split()[0]), signal.SIGKILL)

    def start_again(self) -> None:
        killed, self._server = self._server, self._start()
        killed.stop()

    def stop(self) -> None:
        self._server.stop()

    def _each(self, statement: LiteralString, *names: tuple[str, ...]) -> None:
        with self._connection() as connection:
            for those in zip(*names, strict=True):
                connection.execute(sql.SQL(statement).format(*map(sql.Identifier, those)))

    def _connection(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.url("postgres"), autocommit=True)
