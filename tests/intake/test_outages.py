"""The database goes away in the middle of an import: it waits, asks again under the same keys, and brings all once."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from bench.people import Expected, write_people
from registry.application import patience
from registry.application.patience import patiently
from registry.domain.errors import Refused, Unavailable
from registry.localpg import Server, start
from tests.command import PATIENCE, PROGRAM
from tests.conftest import IN_HASTE
from tests.forking import Commands, QuickDesk
from tests.localpg.processes import postmaster

HASTY = f"""
from registry.application import patience
patience.PATIENCE, patience.FIRST_PAUSE = 1.0, 0.1
{PROGRAM}
"""
"""The command, which gives up after a second."""


class Asked:
    """Answers after so many outages."""

    def __init__(self, outages: int) -> None:
        self.outages = outages
        self.times = 0

    async def __call__(self) -> str:
        self.times += 1
        if self.times <= self.outages:
            raise Unavailable("database_lost")
        return "نعم"


@pytest.fixture
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "PATIENCE", 0.08)
    monkeypatch.setattr(patience, "FIRST_PAUSE", 0.01)


@pytest.mark.usefixtures("in_haste")
@pytest.mark.anyio
async def test_what_is_asked_is_asked_again_after_growing_pauses() -> None:
    asked, told = Asked(outages=3), list[tuple[str, float]]()
    answer = await patiently(asked, lambda outage, pause: told.append((outage.code, pause)))
    assert (answer, asked.times) == ("نعم", 4)
    assert told == [("database_lost", 0.01), ("database_lost", 0.02), ("database_lost", 0.04)]


@pytest.mark.usefixtures("in_haste")
@pytest.mark.anyio
async def test_patience_ends_and_the_pauses_together_are_as_long_as_it() -> None:
    asked, told = Asked(outages=100), list[float]()
    with pytest.raises(Unavailable):
        await patiently(asked, lambda _, pause: told.append(pause))
    assert sum(told) == pytest.approx(0.08)
    assert asked.times == len(told) + 1


@pytest.mark.usefixtures("in_haste")
@pytest.mark.anyio
async def test_what_is_refused_is_not_asked_again() -> None:
    times = 0

    async def refused() -> None:
        nonlocal times
        times += 1
        raise Refused("programme_closed")

    with pytest.raises(Refused):
        await patiently(refused)
    assert times == 1


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Expected]:
    path = tmp_path_factory.mktemp("people") / "people.csv"
    return path, write_people(path, 2_500)


@pytest.mark.slow
def test_an_import_outlives_the_database(
    tmp_path: Path, quick_folder: Path, forked: Commands, people: tuple[Path, Expected]
) -> None:
    path, expected = people
    folder = quick_folder / "outlived"
    with start(folder, settings=IN_HASTE) as server:
        desk = at_desk(forked, tmp_path, address(server))
        importing = desk.fork("import", path, "--partner", "moss-qena", "--json")
        kill_when(server, expected.persons // 3)
    _until(lambda: "is not available now" in importing.complained.read_text("utf-8"))
    with start(folder, settings=IN_HASTE) as server:
        assert importing.wait() == 1, importing.complained.read_text("utf-8")
        totals = json.loads(importing.said.read_text("utf-8"))
        assert (totals["registrations"], totals["members"], totals["rejects"]) == (
            expected.registrations, expected.members, expected.rejected
        )  # fmt: skip
        with psycopg.connect(address(server)) as log:
            query = "select count(*) from log.facts where topic = 'household.member_joined.v1'"
            assert log.execute(query).fetchall() == [(expected.members,)]


@pytest.mark.slow
def test_an_import_that_waited_long_enough_says_how_to_go_on(
    tmp_path: Path, quick_folder: Path, forked: Commands, people: tuple[Path, Expected]
) -> None:
    path, expected = people
    folder = quick_folder / "left"
    arguments = ("import", path, "--partner", "moss-qena", "--json")
    with start(folder, settings=IN_HASTE) as server:
        desk = at_desk(forked, tmp_path, address(server), HASTY)
        importing = desk.fork(*arguments)
        kill_when(server, expected.persons // 3)
    assert (importing.wait(), importing.said.read_text("utf-8")) == (1, "")
    complained = importing.complained.read_text("utf-8")
    assert "the database is not available now (database_lost)" in complained
    assert "قاعدة البيانات غير متاحة الآن (database_lost)" in complained
    assert "The import stopped" in complained
    assert "توقف الاستيراد" in complained
    assert f"hint: to go on from there: sijill import {path} --partner moss-qena" in complained
    with start(folder, settings=IN_HASTE):
        totals = json.loads(desk.run(*arguments).stdout)
    assert (totals["registrations"], totals["members"]) == (
        expected.registrations, expected.members
    )  # fmt: skip


def at_desk(forked: Commands, home: Path, url: str, program: str = PROGRAM) -> QuickDesk:
    desk = QuickDesk(home, home / "data", {"SIJILL_DATABASE_URL": url}, program, commands=forked)
    desk.sijill("demo", "--once", "--bare")
    return desk


def address(server: Server) -> str:
    """Where the log is, whatever becomes of the server: a link leads to wherever its socket is."""
    return make_conninfo(server.url("sijill"), host=str(server.data / "socket"))


def kill_when(server: Server, members: int) -> None:
    """Kill the server once the log holds so many members of households."""
    with psycopg.connect(address(server), autocommit=True) as log:
        query = "select count(*) from log.facts where topic = 'household.member_joined.v1'"
        _until(lambda: log.execute(query).fetchall()[0][0] > members)
    os.kill(postmaster(server.data), signal.SIGKILL)


def _until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.01)
