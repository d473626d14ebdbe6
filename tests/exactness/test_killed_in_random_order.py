"""PostgreSQL, follower, importer and API are killed with SIGKILL in random order while 20,000 facts come in.

Each is simply started again. To have the order and the moments of a run again, give EXACTNESS_SEED the number that it
printed; EXACTNESS_ROUNDS says how often each of the four is killed.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random, SystemRandom
from typing import Any, Final, LiteralString

import psycopg
import pytest

from registry.projections.rebuild import rebuild
from tests.command import PATIENCE
from tests.crashes.rounds import LONGEST_WAIT, PARTNER, Row
from tests.crashes.survey import DEMO, Survey, brought, write_survey
from tests.eventlog.sessions import Session
from tests.exactness.applicants import Acknowledged, Applicants, Window
from tests.exactness.conftest import MakeRegister
from tests.exactness.supervised import Postgres, Program
from tests.forking import QuickDesk

pytestmark = pytest.mark.slow

HOUSEHOLDS: Final = 5_000
"""A little more than 20,000 facts."""
ROUNDS: Final = int(os.environ.get("EXACTNESS_ROUNDS", "2"))
SEED: Final = int(os.environ.get("EXACTNESS_SEED", SystemRandom().randrange(2**32)))

FACTS: Final[LiteralString] = (
    "select notification_id, originator_id::text, originator_version, topic, md5(state) from log.facts"
)


@dataclass
class Scene:
    """A register with everything running, and what an onlooker saw of its log before each kill."""

    postgres: Postgres
    desk: QuickDesk
    programs: dict[str, Program]
    began: int = 0
    seen: set[Row] = field(default_factory=set)
    _looking: Session | None = None

    def rows(self, query: LiteralString, *values: object) -> list[Any]:
        if self._looking is None or self._looking.broken:
            self._looking = psycopg.connect(self.postgres.url("log"), autocommit=True)
        return self._looking.execute(query, values).fetchall()

    def facts(self) -> list[Row]:
        return self.rows(FACTS + " order by notification_id")

    def households(self) -> int:
        query = "select count(*) from log.facts where topic = 'household.registered.v1' and notification_id > %s"
        ((count,),) = self.rows(query, self.began)
        return int(count)

    def tend(self) -> None:
        for program in self.programs.values():
            program.tend()

    def kill(self, victim: str, *, after: int, wait: float) -> None:
        """Kill it that many seconds after the log holds so many households; then start it again."""
        deadline = time.monotonic() + PATIENCE
        while self.households() < after:
            assert time.monotonic() < deadline, f"the log never came to {after} households"
            self.tend()
            time.sleep(0.02)
        self.seen |= set(self.facts())
        time.sleep(wait)
        if victim == "postgres":
            self._close()
            self.postgres.kill()
            self.postgres.begin()
        else:
            assert not self.programs[victim].done, f"{victim} had ended before its moment"
            self.programs[victim].kill()
        self.tend()

    def await_import(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while not self.programs["importer"].done:
            assert time.monotonic() < deadline, "the import never came to its end"
            self.tend()
            time.sleep(0.05)

    def _close(self) -> None:
        if self._looking is not None:
            self._looking.close()
            self._looking = None

    def stop(self) -> None:
        self._close()
        for program in self.programs.values():
            program.kill(signal.SIGTERM)


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    return write_survey(tmp_path_factory.mktemp("survey") / "survey.xlsx", HOUSEHOLDS, SEED)


@pytest.fixture
def scene(make_register: MakeRegister, survey: Survey, port: int) -> Iterator[Scene]:
    postgres, desk = make_register("killed")
    typed: dict[str, tuple[str, ...]] = {
        "follower": ("follow",),
        "api": ("serve", "--port", str(port)),
        "importer": ("import", str(survey.path), "--partner", PARTNER),
    }
    scene = Scene(postgres, desk, {name: Program(desk, words) for name, words in typed.items()})
    ((scene.began,),) = scene.rows("select max(notification_id) from log.facts")
    yield scene
    scene.stop()


@pytest.fixture
def applicants(scene: Scene, port: int) -> Iterator[Applicants]:
    applying = Applicants(Window.of(scene.desk, port), rest=0.3)
    yield applying
    with suppress(Exception):
        applying.end()


def test_nothing_acknowledged_is_lost_nothing_is_applied_twice_and_nobody_has_to_help(
    scene: Scene, applicants: Applicants, survey: Survey
) -> None:
    print(f"EXACTNESS_SEED={SEED} EXACTNESS_ROUNDS={ROUNDS}")  # noqa: T201
    scene.tend()
    applicants.begin()
    for victim, moment in plan(Random(SEED)):  # noqa: S311 - moments, not secrets
        print(victim, moment)  # noqa: T201
        scene.kill(victim, **moment)
    scene.await_import()
    acknowledged = applicants.end()
    print({name: program.starts for name, program in scene.programs.items()})  # noqa: T201
    print(len(acknowledged), "acknowledged;", Counter(one.asked for one in acknowledged))  # noqa: T201

    assert_answered_as_before(applicants, acknowledged)
    scene.programs["api"].kill(signal.SIGTERM)
    scene.programs["follower"].kill(signal.SIGTERM)
    assert scene.seen <= set(scene.facts()), "what was committed once is there for good"
    assert_each_is_in_the_log_once(scene, acknowledged, survey)
    assert_read_models_are_whole(scene, acknowledged, survey)


def plan(random: Random) -> list[tuple[str, dict[str, Any]]]:
    """Who is killed when, in the order of the moments: all within the first four fifths of the import."""
    victims = ["postgres", "follower", "importer", "api"] * ROUNDS
    random.shuffle(victims)
    moments = sorted(random.sample(range(HOUSEHOLDS * 4 // 5), len(victims)))
    return [
        (victim, {"after": after, "wait": random.uniform(0, LONGEST_WAIT)})
        for victim, after in zip(victims, moments, strict=True)
    ]


def assert_answered_as_before(applicants: Applicants, answers: list[Acknowledged]) -> None:
    """Of those who had to ask more than once all, of the others some."""
    assert len(answers) > 4 * 4 * ROUNDS, "they were at it all the time"
    sample = sorted(answers, key=lambda one: -one.asked)[:100]
    again = [applicants.window.register(one.head, one.key) for one in sample]
    assert [one.household for one in again] == [one.household for one in sample]
    assert all(one.repeated for one in again)


def assert_each_is_in_the_log_once(
    scene: Scene, acknowledged: list[Acknowledged], survey: Survey
) -> None:
    facts = [fact for fact in scene.facts() if fact[0] > scene.began]
    households = {str(one.household) for one in acknowledged}
    assert len(households) == len(acknowledged)
    of_survey = brought(name for _, stream, _, name, _ in facts if stream not in households)
    assert of_survey == survey.facts_by_name()
    assert Counter(name for _, stream, _, name, _ in facts if stream in households) == Counter(
        {"household.registered.v1": len(households), "household.member_joined.v1": len(households)}
    )


def assert_read_models_are_whole(
    scene: Scene, acknowledged: list[Acknowledged], survey: Survey
) -> None:
    """The live rows are what a rebuild from the first fact gives, which is refused where their digests differ."""
    scene.desk.sijill("follow", "--once")
    rows = {one.model: one.rows for one in rebuild(scene.postgres.url("log"))}
    brought = len(acknowledged)
    assert rows["household_contact"] == DEMO.households + survey.households + brought
    assert rows["household_members"] == DEMO.members + survey.members + brought
    assert rows["delivery_ledger"] == DEMO.deliveries + survey.deliveries
    assert scene.rows("select count(*) from read.dead_letter") == [(0,)]
