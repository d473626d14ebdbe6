"""Undoing is killed with SIGKILL at any moment: nothing is half-imported after it, and the same command goes on."""

from __future__ import annotations

import json
import time
from collections import Counter
from random import Random

import pytest

from tests.command import PATIENCE
from tests.crashes.rounds import PARTNER, Moment, Registry, Stable
from tests.crashes.survey import Survey

pytestmark = pytest.mark.slow

ROUNDS = 2
TRIES = 8
"""How often a moment is drawn again that came when all was taken back."""


@pytest.mark.parametrize("number", range(ROUNDS))
def test_killed_at_any_moment_it_goes_on_and_takes_everything_back_once(
    stable: Stable, survey: Survey, seed: int, number: int
) -> None:
    print(f"CRASHES_SEED={seed}")  # noqa: T201
    random = Random(f"undo:{seed}:{number}")  # noqa: S311 - moments, not secrets
    for attempt in range(TRIES):
        with stable.registry(f"undone_{number}_{attempt}") as registry:
            taken = registry.import_again(survey)
            # The first of some rounds comes while it looks, before anything is written.
            left = killed(registry, taken["import"], Moment.within(max(1, number * 150), random))
            print(number, left)  # noqa: T201
            if left["import.undone.v1"]:
                continue
            assert_nothing_comes_in(registry, survey)
            assert_goes_on(registry, survey, taken["import"])
            return
    pytest.fail("no moment in the middle of the work was found")


def killed(registry: Registry, file_import: str, moment: Moment) -> Counter[str]:
    before, deadline = registry.logged(), time.monotonic() + PATIENCE
    process = registry.desk.fork("import", "undo", file_import)
    while not held(registry) or registry.logged() - before < moment.after:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    time.sleep(moment.wait)
    process.kill()
    process.wait()
    return registry.imported()


def held(registry: Registry) -> bool:
    return bool(registry.rows("select from log.import_undoing")) or bool(
        registry.imported()["import.undone.v1"]
    )


def assert_nothing_comes_in(registry: Registry, survey: Survey) -> None:
    before = registry.facts()
    refused = registry.desk.run("import", survey.path, "--partner", PARTNER)
    assert refused.returncode == 1
    assert "is being undone" in refused.stderr
    assert registry.facts() == before


def assert_goes_on(registry: Registry, survey: Survey, file_import: str) -> None:
    counts = json.loads(registry.desk.sijill("import", "undo", file_import, "--json"))
    whole = (survey.households, survey.members, survey.deliveries)
    assert (counts["registrations"], counts["members"], counts["deliveries"]) == whole
    facts = registry.imported()
    assert facts == survey.facts_by_name() + Counter(
        {
            "import.undoing_started.v1": 1,
            "household.withdrawn.v1": survey.households,
            "delivery.reversed.v1": survey.deliveries,
            "import.undone.v1": 1,
        }
    )
    again = registry.import_again(survey)
    assert (again["registrations"], again["members"], again["deliveries"]) == whole
    assert registry.imported() == facts + survey.facts_by_name()
    registry.rebuilt()
    assert registry.dead_letters() == 0
