"""A server with registers to copy, and a file to take in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from random import SystemRandom

import psycopg
import pytest

from tests.conftest import in_haste
from tests.crashes.rounds import Stable
from tests.crashes.survey import Survey, write_survey
from tests.forking import Commands, QuickDesk

HOUSEHOLDS = 400


@pytest.fixture(scope="session")
def seed() -> int:
    """Other moments in every run. To have those of a run again, give the number that it printed."""
    drawn = SystemRandom().randrange(2**32)
    return int(os.environ.get("CRASHES_SEED", drawn))


@pytest.fixture(scope="session")
def survey(tmp_path_factory: pytest.TempPathFactory, seed: int) -> Survey:
    return write_survey(tmp_path_factory.mktemp("survey") / "survey.xlsx", HOUSEHOLDS, seed)


@pytest.fixture(scope="session")
def stable(
    quick_folder: Path, tmp_path_factory: pytest.TempPathFactory, forked: Commands
) -> Iterator[Stable]:
    """Its commands are forked, those that are killed too: what kills them comes long after they have begun."""
    home = tmp_path_factory.mktemp("home")
    with in_haste(quick_folder / "crashes") as server:
        address = {"SIJILL_DATABASE_URL": server.url("base")}
        desk = QuickDesk(home, home / "data", address, commands=forked)
        desk.sijill("demo", "--once")
        with psycopg.connect(server.url("base")) as connection:
            query = "select max(notification_id) from log.facts"
            ((position,),) = connection.execute(query).fetchall()
        yield Stable(server, desk, position)
