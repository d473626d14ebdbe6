"""A register in Qena, made once for all of these tests by the command itself, on an embedded server."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import as_file, files
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, LiteralString, Protocol

import psycopg
import pytest
from psycopg import sql

from registry.localpg import Server
from tests.command import MATCHED
from tests.conftest import in_haste
from tests.forking import Commands, QuickDesk

ELSEWHERE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True)
class Qena:
    """A register of the demo's. `first` is what its first run printed, `server` the PostgreSQL that all of them use."""

    desk: QuickDesk
    server: Server
    first: dict[str, Any]
    database: str = "sijill"

    @property
    def position(self) -> int:
        ((position,),) = self.asked("select max(notification_id) from log.facts")
        assert isinstance(position, int)
        return position

    def asked(self, question: LiteralString, database: str | None = None) -> list[tuple[Any, ...]]:
        url = self.server.url(database or self.database)
        with psycopg.connect(url, autocommit=True) as connection:
            cursor = connection.execute(question)
            return cursor.fetchall() if cursor.description else []

    def query(
        self, document: str, who: str, purpose: str = "delivery", **variables: Any
    ) -> dict[str, Any]:
        """The data of an answer in which nothing went wrong."""
        asked = ("--as", who, "--purpose", purpose, "--variables", json.dumps(variables))
        said = self.desk.sijill("query", document, *asked)
        data = json.loads(said)["data"]
        assert isinstance(data, dict)
        return data


class Beside(Protocol):
    """Makes the desk of a register of that name."""

    def __call__(self, name: str, settings: Mapping[str, str] = ...) -> QuickDesk: ...


class Copied(Protocol):
    """Makes a register of that name."""

    def __call__(self, name: str, settings: Mapping[str, str] = ...) -> Qena: ...


@pytest.fixture(scope="session")
def home(quick_folder: Path) -> Path:
    folder = quick_folder / "home"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def qena(home: Path, quick_folder: Path, forked: Commands) -> Iterator[Qena]:
    """The demo's register in a data folder, as the first run made it: nobody adds a household to it."""
    desk = QuickDesk(home, quick_folder / "qena", MATCHED, commands=forked)
    with in_haste(desk.data) as server:
        first = json.loads(desk.sijill("demo", "--once", "--json"))
        yield Qena(desk, server, first)


@pytest.fixture(scope="session")
def beside(qena: Qena, quick_folder: Path) -> Beside:
    """Desks of registers beside Qena's: two databases on the same server, keys in a folder of their own."""

    def desk(name: str, settings: Mapping[str, str] = ELSEWHERE) -> QuickDesk:
        where = {"SIJILL_DATABASE_URL": qena.server.url(name)}
        return replace(qena.desk, data=quick_folder / name, settings={**where, **settings})

    return desk


@pytest.fixture(scope="session")
def spare(qena: Qena, beside: Beside) -> Qena:
    """A register with the sample files in it that a test may change, if it leaves it sound."""
    desk = beside("spare", MATCHED)
    first = json.loads(desk.sijill("demo", "--once", "--json"))
    return Qena(desk, qena.server, first, "spare")


@pytest.fixture(scope="session")
def without_households(qena: Qena, beside: Beside) -> Copied:
    """Registers with Qena's partners and programmes: each a copy of one that nobody opens again."""
    blank = beside("blank")
    first = json.loads(blank.sijill("demo", "--once", "--bare", "--json"))

    def copied(name: str, settings: Mapping[str, str] = ELSEWHERE) -> Qena:
        # A module whose tests come to a process in two parts has its register made twice.
        name = f"{name}_{next(_COPIES)}"
        desk = beside(name, settings)
        shutil.copytree(blank.data, desk.data)
        statement = sql.SQL("create database {} template {} strategy file_copy")
        with psycopg.connect(qena.server.url(), autocommit=True) as connection:
            for end in ("", "_keys"):
                both = (sql.Identifier(one + end) for one in (name, "blank"))
                connection.execute(statement.format(*both))
        return Qena(desk, qena.server, first, name)

    return copied


@pytest.fixture(scope="session")
def bare(without_households: Copied) -> Qena:
    """A register with Qena's partners and programmes, for tests that bring households of their own."""
    return without_households("bare")


@pytest.fixture
def alone(without_households: Copied) -> Qena:
    """As `bare`, with no household in it but those of the one test."""
    return without_households("alone")


_COPIES = count(1)


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """Copies of the sample files, to be changed."""
    with as_file(files("registry") / "samples") as folder:
        for file in folder.glob("*.xlsx"):
            shutil.copy(file, tmp_path)
    return tmp_path


@pytest.fixture
def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        number = door.getsockname()[1]
    assert isinstance(number, int)
    return number
