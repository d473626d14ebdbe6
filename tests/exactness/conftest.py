"""Registers to kill programs of, and a port for their API."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.exactness.supervised import Postgres
from tests.forking import Commands, QuickDesk

MakeRegister: TypeAlias = Callable[[str], tuple[Postgres, QuickDesk]]


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def make_register(
    quick_folder: Path, tmp_path_factory: pytest.TempPathFactory, forked: Commands
) -> Iterator[MakeRegister]:
    """Makes the demo's register on a PostgreSQL of its own, with nothing running but that."""
    with ExitStack() as stack:

        def make(name: str) -> tuple[Postgres, QuickDesk]:
            postgres = Postgres(quick_folder / name)
            stack.callback(postgres.stop)
            home = tmp_path_factory.mktemp(name)
            address = {"SIJILL_DATABASE_URL": postgres.url("log")}
            desk = QuickDesk(home, home / "data", address, commands=forked)
            desk.sijill("demo", "--once")
            return postgres, desk

        yield make
