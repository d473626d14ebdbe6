"""Ten rounds of kills, run two at a time: each has databases of its own, and a machine that tests has two cores."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import psycopg
import pytest

from registry.localpg import start
from tests.command import Desk
from tests.conftest import IN_HASTE
from tests.crashes.rounds import Moment, Round, Stable, run_round
from tests.crashes.survey import Survey, write_survey

ROUNDS = 10
HOUSEHOLDS = 400


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """The same import and its follower, and nobody kills them."""

    totals: Mapping[str, Any]
    imported: Counter[str]
    rows: Mapping[str, int]


@pytest.fixture(scope="session")
def seed() -> int:
    """Other moments in every run. To have those of a run again, give the number that it printed."""
    drawn = SystemRandom().randrange(2**32)
    return int(os.environ.get("CRASHES_SEED", drawn))


@pytest.fixture(scope="session")
def survey(tmp_path_factory: pytest.TempPathFactory, seed: int) -> Survey:
    return write_survey(tmp_path_factory.mktemp("survey") / "survey.xlsx", HOUSEHOLDS, seed)


@pytest.fixture(scope="session")
def stable(quick_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stable]:
    home = tmp_path_factory.mktemp("home")
    with start(quick_folder / "crashes", settings=IN_HASTE) as server:
        address = {"SIJILL_DATABASE_URL": server.url("base")}
        desk = Desk(home, home / "data", address)
        desk.sijill("demo", "--once")
        with psycopg.connect(server.url("base")) as connection:
            query = "select max(notification_id) from log.facts"
            ((position,),) = connection.execute(query).fetchall()
        yield Stable(server, desk, position)


@pytest.fixture(scope="session")
def undisturbed(stable: Stable, survey: Survey) -> Undisturbed:
    with stable.registry("undisturbed") as registry:
        totals = registry.import_again(survey)
        rows = registry.rebuilt()
        return Undisturbed(totals, registry.imported(), rows)


@pytest.fixture(scope="session")
def rounds(stable: Stable, survey: Survey, seed: int) -> Sequence[Round]:
    random = Random(seed)  # noqa: S311 - moments, not secrets
    drawn = [moments(survey.facts, random) for _ in range(ROUNDS)]

    def one(number: int) -> Round:
        with stable.registry(f"round_{number}") as registry:
            return run_round(registry, survey, drawn[number])

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(ROUNDS)))


def moments(facts: int, random: Random) -> Mapping[str, Moment]:
    """The follower's comes before the import's, after which there is nothing left to follow."""
    of_import = Moment.within(facts, random)
    return {"import": of_import, "follow": Moment.within(of_import.after + 1, random)}


@pytest.fixture(autouse=True)
def printed(request: pytest.FixtureRequest) -> None:
    """Say with a failure at which moments the processes were killed."""
    if "rounds" in request.fixturenames:
        print(f"CRASHES_SEED={request.getfixturevalue('seed')}")  # noqa: T201
        for one in request.getfixturevalue("rounds"):
            print(f"{one.moments}: {one.logged} logged, follower {one.behind} behind")  # noqa: T201
