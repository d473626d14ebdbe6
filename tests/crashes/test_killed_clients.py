"""The import and the follower are killed with SIGKILL at ten moments each; a second run completes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from tests.crashes.conftest import Undisturbed
from tests.crashes.rounds import Round
from tests.crashes.survey import Survey

pytestmark = pytest.mark.slow

REGISTERED = "household.registered.v1"
JOINED = "household.member_joined.v1"
DELIVERED = "delivery.recorded.v1"


def test_an_import_that_nobody_kills_brings_every_row_once(
    undisturbed: Undisturbed, survey: Survey
) -> None:
    """What the rounds are held to."""
    assert undisturbed.imported == Counter(
        {
            "import.started.v1": 1,
            REGISTERED: survey.households,
            JOINED: survey.members,
            DELIVERED: survey.deliveries,
            "import.finished.v1": 1,
        }
    )


def test_the_moments_lie_in_the_middle_of_the_work(rounds: Sequence[Round], survey: Survey) -> None:
    """An import killed after its last fact would prove nothing, nor would a follower killed while it waits."""
    assert len([one for one in rounds if 0 < one.logged < survey.facts]) >= 3
    assert len([one for one in rounds if one.behind > 0]) >= 3
    assert len({one.logged for one in rounds}) > 1


def test_nothing_that_the_log_held_is_lost(rounds: Sequence[Round]) -> None:
    for one in rounds:
        assert Counter(one.left) - Counter(one.facts) == Counter()


def test_after_the_second_run_the_log_holds_every_row_once(
    rounds: Sequence[Round], undisturbed: Undisturbed
) -> None:
    for one in rounds:
        assert one.imported == undisturbed.imported


def test_the_second_run_gives_the_totals_of_the_whole_file(
    rounds: Sequence[Round], survey: Survey
) -> None:
    """Whichever run brought the rows; an import that was killed after its last fact has nothing left to do."""
    whole = {
        "registrations": survey.households,
        "members": survey.members,
        "deliveries": survey.deliveries,
        "unchanged": 0,
    }
    nothing = {**dict.fromkeys(whole, 0), "unchanged": survey.rows}
    for one in rounds:
        finished = one.logged == survey.facts
        assert one.totals["already"] is finished
        assert {name: one.totals[name] for name in whole} == (nothing if finished else whole)
        assert one.totals["rejects"] == 0


def test_the_read_models_equal_rebuilt_ones_and_hold_every_fact_once(
    rounds: Sequence[Round], undisturbed: Undisturbed
) -> None:
    """`sijill rebuild` has compared digests already; equal counts say that both are not wrong in the same way."""
    for one in rounds:
        assert one.rows == undisturbed.rows
        assert one.dead_letters == 0
