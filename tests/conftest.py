"""Servers and databases for the tests: every PostgreSQL on this machine, and two fresh databases for each."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any, Final, TypeVar

import psycopg
import pytest
from hypothesis import settings
from psycopg import sql

from registry.eventlog.migrate import migrate
from registry.localpg import Server, find_binaries, start, system_binaries
from registry.projections.leading import follow
from tests.forking import Commands, commands

IN_HASTE: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "jit": "off",  # to compile a query takes longer than any of them runs
    "autovacuum": "off",  # a worker in a template makes the next copy of it wait
}
FOLLOWED: Final = "followed"
ROUNDS_SINCE: Final = 160000
"""The first PostgreSQL that lets one say how often a password is hashed."""
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a private folder is made below it
ROOM: Final = 2 * 1024**3
NOT_SHOWN: Final = "NOT SHOWN HERE"
"""What the reason begins with where a test is skipped that this machine cannot run: root, a network, a disk."""
ONE_IS_ENOUGH: Final = (
    "api",
    "application",
    "intake",
    "projections/test_follower.py",
    "projections/test_rebuild_faults.py",
    "projections/test_retrying.py",
    "reactions/test_killed.py",
    "reactions/test_one_by_one.py",
    "startup",
)
"""Tests that ask no SQL of their own: what they ask stands in layers that are tested on every PostgreSQL."""
_NUMBERS = count(1)
T = TypeVar("T")
settings.register_profile(
    "unhurried", deadline=None
)  # how long something takes is for `bench/` to say
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--every-server",
        action="store_true",
        help="every test on every PostgreSQL of this machine, also where the embedded one is enough",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--every-server"):
        return
    embedded = find_binaries()
    spared = {one for one in items if _is_spared(one, embedded)}
    config.hook.pytest_deselected(items=list(spared))
    items[:] = [one for one in items if one not in spared]


def _is_spared(item: pytest.Item, embedded: Path) -> bool:
    asked: Mapping[str, object] = getattr(getattr(item, "callspec", None), "params", {})
    return asked.get("programs", embedded) != embedded and _is_enough(item.path)


@cache
def _is_enough(path: Path) -> bool:
    here = Path(__file__).parent
    return any(path.is_relative_to(here / one) for one in ONE_IS_ENOUGH)


@dataclass(frozen=True)
class Databases:
    """A pair of databases with this release's schema and nothing in them."""

    log_url: str
    keys_url: str


@dataclass(frozen=True)
class Templates:
    """Migrated once a server, copied for each test."""

    server: Server
    connection: psycopg.Connection[Any]
    _made: dict[str, Any] = field(default_factory=dict)

    def make_followed(self) -> None:
        """A log that was followed from its beginning: to make all that reads takes longer than most tests."""
        self.make(FOLLOWED, "log", lambda url: follow(url, stop=Event(), once=True))

    def make(self, name: str, template: str, fill: Callable[[str], T]) -> T:
        """Another template: a copy of one that `fill` puts something into, the first time, and what it said of it."""
        if name not in self._made:
            self._copy_as(name, template)
            self._made[name] = fill(self.server.url(name))
        said: T = self._made[name]
        return said

    def copy(self, template: str) -> str:
        name = f"{template}_{next(_NUMBERS)}"
        self._copy_as(name, template)
        return name

    def _copy_as(self, name: str, template: str) -> None:
        # Copied as files: a third of the time that copying through the log takes.
        statement = sql.SQL("create database {} template {} strategy file_copy")
        self.connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))

    def drop(self, name: str) -> None:
        statement = sql.SQL("drop database if exists {} with (force)")
        self.connection.execute(statement.format(sql.Identifier(name)))


@contextmanager
def in_haste(data: Path, binaries: Path | None = None) -> Iterator[Server]:
    """A server that thousands of connections are made to, for which a password of one round is as good as any."""
    with start(data, binaries=binaries, settings=IN_HASTE) as server:
        with psycopg.connect(server.url(), autocommit=True) as connection:
            if connection.info.server_version >= ROUNDS_SINCE:
                connection.execute("set scram_iterations = 1")
                role = sql.Identifier(server.user)
                connection.execute(
                    sql.SQL("alter role {} password {}").format(role, sql.Literal(server.password))
                )
        yield server


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def quick_folder() -> Iterator[Path]:
    """In memory where there is room: a database is three hundred files, half a second of a busy disk."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    with TemporaryDirectory(prefix="sijill-tests-", dir=MEMORY if roomy else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def forked(quick_folder: Path) -> Iterator[Commands]:
    """The command, ready to be forked."""
    folder = quick_folder / "typed"
    folder.mkdir()
    with commands(folder) as ready:
        yield ready


@pytest.fixture(
    scope="session",
    params=[find_binaries(), *system_binaries()],
    ids=lambda programs: "embedded" if programs == find_binaries() else "system",
)
def programs(request: pytest.FixtureRequest) -> Path:
    """The embedded PostgreSQL, and the system's where there is one: what passes on one alone is not done."""
    chosen = request.param
    assert isinstance(chosen, Path)
    return chosen


@pytest.fixture(scope="session")
def running(quick_folder: Path) -> Iterator[Callable[[Path], Templates]]:
    """Servers by their programs, each started when it is first asked for and kept to the end."""
    with ExitStack() as stack:

        @cache
        def templates_of(programs: Path) -> Templates:
            data = quick_folder / f"server-{programs.parent.name}"
            server = stack.enter_context(in_haste(data, programs))
            migrate(server.url("log"), server.url("keys"))
            connection = stack.enter_context(psycopg.connect(server.url(), autocommit=True))
            templates = Templates(server, connection)
            templates.make_followed()
            return templates

        yield templates_of


@pytest.fixture(scope="session")
def templates(programs: Path, running: Callable[[Path], Templates]) -> Templates:
    return running(programs)


@pytest.fixture(scope="session")
def server(templates: Templates) -> Server:
    return templates.server


@pytest.fixture
def empty_server(programs: Path, quick_folder: Path) -> Iterator[Server]:
    """A server of the test's own, without roles and databases of ours: a second to start."""
    data = quick_folder / f"empty-{next(_NUMBERS)}"
    with start(data, binaries=programs, settings=IN_HASTE) as server:
        yield server


@pytest.fixture
def log_template() -> str:
    """What a test's log is a copy of: nothing was ever followed there, unless a folder's tests say `FOLLOWED`."""
    return "log"


@pytest.fixture
def log_url(templates: Templates, log_template: str) -> Iterator[str]:
    name = templates.copy(log_template)
    yield templates.server.url(name)
    templates.drop(name)


@pytest.fixture
def keys_template() -> str:
    """What its keys are a copy of."""
    return "keys"


@pytest.fixture
def keys_url(templates: Templates, keys_template: str) -> Iterator[str]:
    name = templates.copy(keys_template)
    yield templates.server.url(name)
    templates.drop(name)


@pytest.fixture
def databases(log_url: str, keys_url: str) -> Databases:
    """The pair of this test, some 50 ms."""
    return Databases(log_url, keys_url)
