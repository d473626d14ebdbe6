"""Four processes of the command begin at the same moment where there is nothing yet, and make one register."""

from __future__ import annotations

import json
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from registry.localpg import Server, start
from tests.command import Desk
from tests.forking import Commands

pytestmark = pytest.mark.slow

FOUR = (
    ("demo", "--once", "--json"),
    ("demo", "--once", "--json"),
    ("migrate", "--json"),
    ("follow", "--once"),
)
SET_UP = {
    "partner.enrolled.v1": 5,
    "agreement.signed.v1": 1,
    "programme.opened.v1": 4,
    "import.started.v1": 2,
    "import.finished.v1": 2,
    "household.registered.v1": 60,
    "household.put_on_hold.v1": 6,
    "delivery.recorded.v1": 40,
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, tmp_path / "data")


@pytest.fixture
def empty(server: Server) -> Iterator[str]:
    """The address of a database in which there is nothing; that of the keys does not even exist."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("create database empty")
        yield server.url("empty")
        for name in ("empty", "empty_keys"):
            drop = sql.SQL("drop database if exists {} with (force)")
            connection.execute(drop.format(sql.Identifier(name)))


def test_four_processes_at_once_on_an_empty_data_folder_make_one_register(
    desk: Desk, forked: Commands
) -> None:
    run_four(desk, forked)
    with start(desk.data) as server:
        assert_one_register(server.url("sijill"), server.url("sijill_keys"), desk)


def test_four_processes_at_once_on_an_empty_database_make_one_register(
    desk: Desk, forked: Commands, empty: str
) -> None:
    run_four(replace(desk, settings={"SIJILL_DATABASE_URL": empty}), forked)
    assert_one_register(empty, empty.replace("/empty?", "/empty_keys?"), desk)
    assert not (desk.data / "pgdata").exists()


def run_four(desk: Desk, forked: Commands) -> None:
    """All four succeed; of the migrations each is applied by one, and both demos show the whole.

    Forked, they come closer to one another than four that each have everything to import.
    """
    ended = forked.run_at_once(desk.environment(), *FOUR)
    assert [one.code for one in ended] == [0] * len(FOUR), "\n".join(
        one.complained for one in ended
    )
    for one in ended[:2]:
        shown = json.loads(one.said)
        assert (shown["registrations"], shown["members"], shown["deliveries"]) == (60, 143, 40)


def assert_one_register(log_url: str, keys_url: str, desk: Desk) -> None:
    with psycopg.connect(log_url) as log:
        counted = Counter(name for (name,) in log.execute("select topic from log.facts"))
        assert {name: counted[name] for name in SET_UP} == SET_UP
        behind = log.execute(
            "select model from read.follower where position < (select max(notification_id) from log.facts)"
        )
        assert behind.fetchall() == []
    with psycopg.connect(keys_url) as keys:
        assert keys.execute("select count(*) from keys.registry").fetchall() == [(1,)]
    root_key = desk.data / "root.key"
    assert stat.S_IMODE(root_key.stat().st_mode) == 0o600
    assert [path.name for path in desk.data.glob(".root*")] == []
