"""The import and the follower are killed with SIGKILL at ten moments each; a second run completes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from tests.crashes.rounds import Killed, Moment, Registry, Stable, kill_both
from tests.crashes.survey import Survey

pytestmark = pytest.mark.slow

TRIES = 8
"""How often a moment is drawn again that came when the import was through, or while the follower slept."""


def test_an_import_that_nobody_kills_brings_every_row_once(stable: Stable, survey: Survey) -> None:
    with stable.registry("undisturbed") as registry:
        assert_exact(registry.import_again(survey), survey)
        registry.assert_whole(survey)
        again = registry.import_again(survey)
        assert (again["already"], again["unchanged"]) == (True, survey.rows)
        assert registry.imported() == survey.facts_by_name()


@pytest.mark.parametrize("number", range(4))
def test_killed_at_any_moment_nothing_is_lost_nothing_doubled_and_a_second_run_completes(
    stable: Stable, survey: Survey, seed: int, number: int
) -> None:
    print(f"CRASHES_SEED={seed}")  # noqa: T201
    random = Random(f"{seed}:{number}")  # noqa: S311 - moments, not secrets
    for attempt in range(TRIES):
        with stable.registry(f"round_{number}_{attempt}") as registry:
            killed = kill_both(registry, survey, moments(survey.facts, random))
            print(killed.moments, f"{killed.logged} logged, follower {killed.behind} behind")  # noqa: T201
            if 0 < killed.logged < survey.facts and killed.behind > 0:
                assert_recovers(registry, killed, survey)
                return
    pytest.fail("no moment in the middle of the work was found")


def moments(facts: int, random: Random) -> Mapping[str, Moment]:
    """The follower's comes before the import's, after which there is nothing left to follow."""
    of_import = Moment.within(facts * 9 // 10, random)
    return {"import": of_import, "follow": Moment.within(of_import.after + 1, random)}


def assert_recovers(registry: Registry, killed: Killed, survey: Survey) -> None:
    assert_exact(registry.import_again(survey), survey)
    registry.assert_whole(survey)
    assert Counter(killed.left) - Counter(registry.facts()) == Counter()


def assert_exact(totals: Mapping[str, Any], survey: Survey) -> None:
    """The totals of the whole file, whichever run brought its rows."""
    exact = {
        "already": False,
        "registrations": survey.households,
        "members": survey.members,
        "deliveries": survey.deliveries,
        "unchanged": 0,
        "rejects": 0,
    }
    assert {name: totals[name] for name in exact} == exact
