"""The same rows, taken in by two processes at once."""

from __future__ import annotations

import json

import pytest

from registry.domain.errors import VersionConflict
from registry.eventlog.log import Log
from tests.crashes.rounds import PARTNER, Stable
from tests.crashes.survey import Survey
from tests.eventlog.facts import enrolment

pytestmark = pytest.mark.slow


def test_two_imports_of_one_file_at_once_bring_every_row_once(
    stable: Stable, survey: Survey
) -> None:
    with stable.registry("two_at_once") as registry:
        desk, command = registry.desk, ("import", str(survey.path), "--partner", PARTNER, "--json")
        ended = desk.commands.run_at_once(desk.environment(), command, command)
        assert [one.code for one in ended] == [0, 0], "\n".join(one.complained for one in ended)
        registry.assert_whole(survey)
    for one in ended:
        totals = json.loads(one.said)
        assert (totals["registrations"], totals["members"], totals["deliveries"]) == (
            survey.households, survey.members, survey.deliveries
        )  # fmt: skip


@pytest.mark.anyio
async def test_a_batch_that_another_process_was_first_with_is_a_conflict_however_large_it_is(
    log_url: str,
) -> None:
    """What the slower of two imports meets. As an error of the connection it would end the import."""
    with Log(log_url) as log:
        for many in (1, 100, 1_000):
            keys = [f"{many}:{number}".encode() for number in range(many)]
            await log.append([enrolment(key=key) for key in keys])
            with pytest.raises(VersionConflict):
                await log.append([enrolment(key=key) for key in keys])
