"""The same file, taken in by two processes at once."""

from __future__ import annotations

import json

import pytest

from tests.command import PATIENCE
from tests.crashes.conftest import Undisturbed
from tests.crashes.rounds import PARTNER, Stable
from tests.crashes.survey import Survey

pytestmark = pytest.mark.slow


def test_two_imports_of_one_file_at_once_bring_every_row_once(
    stable: Stable, survey: Survey, undisturbed: Undisturbed
) -> None:
    with stable.registry("two_at_once") as registry:
        command = ("import", survey.path, "--partner", PARTNER, "--json")
        both = [registry.desk.begin(*command) for _ in range(2)]
        ended = [(*process.communicate(timeout=PATIENCE), process.returncode) for process in both]
        assert [status for _, _, status in ended] == [0, 0], [said for _, said, _ in ended]
        assert registry.imported() == undisturbed.imported
        assert registry.rebuilt() == undisturbed.rows
    for said, _, _ in ended:
        totals = json.loads(said)
        assert (totals["registrations"], totals["members"], totals["deliveries"]) == (
            survey.households, survey.members, survey.deliveries
        )  # fmt: skip
