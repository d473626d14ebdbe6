"""Live read models = a rebuild from zero = the plain fold, and a key stands for one thing done once, come what may."""

from __future__ import annotations

import pytest

from registry.application.rights import RIGHTS
from tests.properties.ground import Ground
from tests.properties.machine import HAPPENINGS, Journal
from tests.properties.running import Programme, run

pytestmark = pytest.mark.slow

SEEDS = (1, 2, 3, 4)
LIVES, STEPS = 5, 130
NOT_HEARD_OF = {
    **dict.fromkeys(
        ("programme.set_rule", "eligibility.judge"),
        "no life judges yet; `tests/api/test_eligibility.py` does, and read models see it in histories",
    ),
    "matching.trust_model": "no life has another model; `tests/cli/test_models.py` has, and histories do",
    **dict.fromkeys(
        (
            "fund.open",
            "fund.contribute",
            "fund.commit",
            "fund.settle",
            "fund.spend",
            "fund.reverse",
        ),
        "no life has a fund yet; `tests/api/test_funds.py` has, and read models see them in histories",
    ),
    "release.make": "no life publishes; `tests/cli/test_demo_qatar.py` does, and read models see it in histories",
    **dict.fromkeys(
        (
            "double_support.explain",
            "double_support.justify",
            "double_support.recover",
            "double_support.reopen",
        ),
        "nobody speaks of it yet; `tests/api/test_double_support.py` does, and read models see it in histories",
    ),
    **dict.fromkeys(
        ("partner.report_every", "partner.report_up_to"),
        "no life takes days; `tests/api/test_late_partners.py` does, and read models see it in histories",
    ),
    "import.undo": "where others built on every list that is taken back, no writer hears of it",
}
"""Acts that may come to no writer in all the lives of a seed, each with why."""


def test_there_are_more_than_two_thousand_steps_beside_the_first_life_of_a_seed() -> None:
    """Which is the simplest there is: nothing happens in it."""
    assert len(SEEDS) * (LIVES - 1) * STEPS > 2_000


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happens_nothing_is_lost_doubled_or_opened_and_every_reading_agrees(
    ground: Ground, seed: int
) -> None:
    journal = Journal()
    run(Programme(seed, LIVES, STEPS), ground, journal)
    print(*(f"{many:5} {name}" for name, many in journal.tally.most_common()), sep="\n")  # noqa: T201
    assert journal.tally.total() >= LIVES * STEPS
    print(*(f"{journal.done[act]:5} {act}" for act in sorted(RIGHTS)), sep="\n")  # noqa: T201
    assert journal.tally.keys() == HAPPENINGS.keys()
    assert RIGHTS.keys() - journal.asked.keys() <= NOT_HEARD_OF.keys(), "nobody asks for an act"
