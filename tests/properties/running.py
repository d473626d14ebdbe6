"""Runs the machine from a seed, so that whatever it found is found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.errors import Flaky, FlakyStrategyDefinition
from hypothesis.stateful import run_state_machine_as_test
from psycopg_pool.base import AttemptWithBackoff

from tests.properties.ground import Ground
from tests.properties.machine import Journal, Machine
from tests.properties.office import Parts

FLAKY: Final = (Flaky, FlakyStrategyDefinition)


@dataclass(frozen=True)
class Programme:
    """So many lives of so many steps, which a seed draws."""

    seed: int
    lives: int
    steps: int
    shrink: bool = True

    @property
    def again(self) -> str:
        return f'make soak ARGS="--seed {self.seed} --lives {self.lives} --steps {self.steps}"'


def run(programme: Programme, ground: Ground, journal: Journal, parts: Parts | None = None) -> None:
    """Live the programme; the journal has what was done, also of what breaks.

    Raises:
        Exception: what broke, with the story and the command that finds it again.
    """

    @seed(programme.seed)
    def begin() -> Machine:
        return Machine(ground, parts or Parts(), journal)

    with pytest.MonkeyPatch.context() as library:
        # A pool that finds a dead connection waits a second before it asks for another; a life has no seconds.
        library.setattr(AttemptWithBackoff, "INITIAL_DELAY", 0.01)
        try:
            run_state_machine_as_test(begin, settings=_settings(programme))  # type: ignore[arg-type]  # as documented
        except FLAKY:
            # What hangs on the moment does not come back when it is tried again: it is told as it was found.
            if journal.failure is None:
                raise
            journal.failure.add_note("\n".join(("it came of:", *journal.story, programme.again)))
            raise journal.failure from None
        except Exception as found:
            found.add_note(f"again: {programme.again}")
            raise


def _settings(programme: Programme) -> settings:
    return settings(
        max_examples=programme.lives,
        stateful_step_count=programme.steps,
        phases=[Phase.generate, *([Phase.shrink] if programme.shrink else [])],
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
