"""A PostgreSQL at the other end of a network that can be cut, and clients of it that are processes of their own."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from registry.eventlog.migrate import migrate
from tests.command import PATIENCE, ROOT
from tests.conftest import IN_HASTE
from tests.eventlog.sessions import Session
from tests.exactness.network import SERVER, Network
from tests.localpg.processes import postmaster

KEEP: Final = """
import json, sys
from pathlib import Path
from registry.localpg import start
with start(Path(sys.argv[1]), settings=json.loads(sys.argv[2])) as server:
    print(server.url(), flush=True)
    sys.stdin.read()
"""
_NUMBERS = count(1)


@dataclass
class Client:
    """A process that registers households from the far side; `owner` looks at its log through no network."""

    process: subprocess.Popen[str]
    owner: Session

    def asks(self, head: str, *, key: str | None, pause: bool = False) -> None:
        self._say(json.dumps({"head": head, "key": key, "pause": pause}))

    def goes_on(self) -> None:
        self._say("")

    def hears(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """The next line from it; nothing after so long."""
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            return {}
        heard: dict[str, Any] = json.loads(self.process.stdout.readline())
        return heard

    def asks_until_it_is_done(self, head: str, *, key: str | None) -> dict[str, Any]:
        """As a client does that is told to send the same again."""
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            self.asks(head, key=key)
            if "code" not in (heard := self.hears()):
                return heard
        raise AssertionError("it was never done")

    def stored(self) -> int:
        query = "select from log.facts where topic = 'household.registered.v1'"
        return self.owner.execute(query).rowcount

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        print(line, file=self.process.stdin, flush=True)


@dataclass(frozen=True)
class Far:
    network: Network
    url: str
    folder: Path
    looking: Session = field(repr=False)

    @contextmanager
    def cut(self) -> Iterator[None]:
        self.network.cut()
        try:
            yield
        finally:
            self.network.mend()

    @contextmanager
    def client(self, **said: object) -> Iterator[Client]:
        """A client with a register of its own, ready; `said` goes into its URLs."""
        names = [self._copy("log"), self._copy("keys")]
        urls = [make_conninfo(self._near(name), host=SERVER, **said) for name in names]  # type: ignore[arg-type]  # libpq's
        data = self.folder / names[0]
        command = [sys.executable, "-m", "tests.exactness.far_client", *urls, str(data)]
        with psycopg.connect(self._near(names[0]), autocommit=True) as owner:
            process = subprocess.Popen(
                [*self.network.within("client"), *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
            with process:
                client = Client(process, owner)
                assert client.hears() == {"state": "ready"}
                try:
                    yield client
                finally:
                    process.kill()
        for name in names:
            drop = sql.SQL("drop database {} with (force)")
            self.looking.execute(drop.format(sql.Identifier(name)))

    def _near(self, name: str) -> str:
        return make_conninfo(self.url, dbname=name)

    def _copy(self, template: LiteralString) -> str:
        name = f"{template}_{next(_NUMBERS)}"
        statement = sql.SQL("create database {} template {} strategy file_copy")
        self.looking.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return name


@contextmanager
def far_server(network: Network, folder: Path) -> Iterator[Far]:
    """It asks for a password over TCP, and answers on its Unix socket whatever is cut."""
    settings = json.dumps({**IN_HASTE, "listen_addresses": SERVER})
    data = folder / "data"
    with subprocess.Popen(
        [*network.within("server"), sys.executable, "-c", KEEP, str(data), settings],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert url, "no server"
        _let_in(data)
        assert conninfo_to_dict(url)["host"]
        migrate(make_conninfo(url, dbname="log"), make_conninfo(url, dbname="keys"))
        with psycopg.connect(url, autocommit=True) as looking:
            yield Far(network, url, folder, looking)


def _let_in(data: Path) -> None:
    with (data / "pgdata" / "pg_hba.conf").open("a", encoding="utf-8") as rules:
        rules.write("host all all 203.0.113.0/24 scram-sha-256\n")
    os.kill(postmaster(data), signal.SIGHUP)
