"""Qena, set up once and copied for each scenario, with a server of its own."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Final

import httpx
import psycopg
import pytest
from psycopg import sql

from registry.localpg import Server
from registry.projections.leading import LEADER
from tests.conftest import in_haste
from tests.features.register import PATIENCE, Register, Scene, token
from tests.forking import Commands, commands

STEPS: Final = (
    "registering",
    "delivering",
    "visiting",
    "counting",
    "watching",
    "importing",
    "again",
    "undoing",
    "dropping",
    "viewing",
    "waiting",
    "forgetting",
    "leaving",
    "asking",
    "pairing",
    "searching",
    "matching",
    "planning",
    "adjudicating",
    "supporting",
    "judging",
    "covering",
    "reporting",
    "changing",
    "referring",
    "requesting",
    "issuing",
)
KNOWN: Final = (
    ("caseworker@moss-qena", "registration"),
    ("caseworker@moss-qena", "delivery"),
    ("caseworker@albir-qena", "registration"),
    ("caseworker@albir-qena", "delivery"),
    ("aggregate_only@qena-union", "statistics"),
    ("auditor@moss-qena", "audit"),
)
_NUMBERS: Final = count(1)


def pytest_configure(config: pytest.Config) -> None:
    for noun in STEPS:
        config.pluginmanager.import_plugin(f"tests.features.{noun}")


@dataclass(frozen=True)
class Qena:
    """A register that was set up: two databases of a name, a folder for its keys, tokens for its people."""

    postgres: Server
    folder: Path
    tokens: dict[tuple[str, str], str]
    position: int

    def environment(self, name: str, login: str | None = None) -> dict[str, str]:
        """The settings of whoever enters with that login, by default the one that may do everything."""
        url = self.postgres.url if login is None else partial(self._url, login)
        mine = {key: value for key, value in os.environ.items() if not key.startswith("SIJILL_")}
        return mine | {
            "SIJILL_DATABASE_URL": url(name),
            "SIJILL_KEYS_DATABASE_URL": url(f"{name}_keys"),
            "SIJILL_ROOT_KEY_FILE": str(self.folder / "root.key"),
            "SIJILL_DATA": str(self.folder),
            "SIJILL_MATCHING": "elsewhere",
        }

    def _url(self, login: str, name: str) -> str:
        return psycopg.conninfo.make_conninfo(self.postgres.url(name), user=login, password=login)


@pytest.fixture(scope="session")
def sijill(quick_folder: Path) -> Iterator[Commands]:
    folder = quick_folder / "said"
    folder.mkdir()
    with commands(folder) as ready:
        yield ready


@pytest.fixture(scope="session")
def qena(quick_folder: Path, sijill: Commands) -> Iterator[Qena]:
    folder = quick_folder / "scenes"
    folder.mkdir()
    with in_haste(quick_folder / "features") as postgres:
        environment = Qena(postgres, folder, {}, 0).environment("qena")
        set_up = sijill.run(environment, "demo", "--once", "--bare", "--json")
        assert set_up.code == 0, set_up.complained
        tokens = {(who, why): token(sijill, environment, who, why) for who, why in KNOWN}
        _let_in(postgres)
        yield Qena(postgres, folder, tokens, json.loads(set_up.said)["log_position"])


@pytest.fixture
def copied(qena: Qena) -> Iterator[str]:
    """The name of a copy of Qena."""
    name = f"qena_{next(_NUMBERS)}"
    create = sql.SQL("create database {} template {} strategy file_copy")
    drop = sql.SQL("drop database {} with (force)")
    with psycopg.connect(qena.postgres.url(), autocommit=True) as connection:
        for end in ("", "_keys"):
            template = sql.Identifier(f"qena{end}")
            connection.execute(create.format(sql.Identifier(name + end), template))
        yield name
        for end in ("", "_keys"):
            connection.execute(drop.format(sql.Identifier(name + end)))


@pytest.fixture
def served(sijill: Commands, qena: Qena, copied: str) -> Iterator[Callable[[], httpx.Client]]:
    """Starts the copy's `sijill serve` where it is first asked for, and its `sijill follow` apart, as in a composition.

    One that is begun beside the server has everything to import, which takes longer than most stories.
    """
    with ExitStack() as stack:

        @cache
        def started() -> httpx.Client:
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            stack.enter_context(sijill.running(qena.environment(copied), "follow"))
            environment = qena.environment(copied, "sijill_api")
            stack.enter_context(sijill.running(environment, "serve", "--port", str(port)))
            address = f"http://127.0.0.1:{port}"
            client = stack.enter_context(httpx.Client(base_url=address, timeout=PATIENCE))
            _wait_for(client)
            _wait_for_follower(qena.postgres.url(copied))
            return client

        yield started


def _let_in(postgres: Server) -> None:
    """The login of `sijill serve`, with what `deploy/roles.sql` gives it."""
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(
            "create role sijill_api login password 'sijill_api'"
            " in role sijill_writer, sijill_reader, sijill_keys"
        )


def _wait_for(client: httpx.Client) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if client.get("/readyz").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    raise AssertionError("sijill serve did not come up")


def _wait_for_follower(url: str) -> None:
    """On a busy machine it begins later than the patience of the first answer."""
    leads = (
        "select from pg_locks where locktype = 'advisory' and granted and objsubid = 1"
        " and (classid::bigint << 32 | objid::bigint) = %s"
        " and database = (select oid from pg_database where datname = current_database())"
    )
    until = time.monotonic() + PATIENCE
    with psycopg.connect(url, autocommit=True) as connection:
        while not connection.execute(leads, (LEADER,)).fetchall():
            if time.monotonic() > until:
                raise AssertionError("sijill follow did not come up")
            time.sleep(0.02)


@pytest.fixture
def scene(sijill: Commands, qena: Qena, copied: str, served: Callable[[], httpx.Client]) -> Scene:
    """A register of Qena, and nothing said yet."""
    register = Register(sijill, qena.environment(copied), served, dict(qena.tokens))
    return Scene(register, began=qena.position)
