"""Every read model at every position is what a plain fold of the facts up to it says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import pytest

from registry.domain.envelope import Recorded
from registry.domain.facts import STORED_NAMES, AnyFact
from registry.eventlog.mapper import Pending
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection, catch_up, prepare
from registry.projections.model import Copy
from tests.projections.expected import FOLDS, HELD, folded, rows_at
from tests.projections.histories import commands

Append = Callable[[Sequence[Sequence[Pending]]], int]
Tear = Callable[[Sequence[Pending]], None]
Facts = Callable[[], list[Recorded[AnyFact]]]

COPIES = [Copy(model) for model in MODELS]


def test_every_model_has_a_fold_to_be_held_against() -> None:
    assert {model.name for model in HELD} == FOLDS.keys()


@pytest.mark.parametrize("batch", [1, 2, 7, 5_000])
def test_rows_at_any_position_are_those_of_a_fold_up_to_it(
    append: Append, tear: Tear, facts: Facts, follower: Connection, batch: int
) -> None:
    told = commands(seed=batch, many=120)
    prepare(follower, COPIES)
    for at, command in enumerate(told):
        append([command])
        if at % 9 == 0:
            tear([*command, command[0]])
        if at % 20 == 0:
            catch_up(follower, COPIES, batch)
    catch_up(follower, COPIES, batch)
    recorded = facts()
    end = recorded[-1].position
    assert {type(one.fact) for one in recorded} == set(STORED_NAMES.values())
    assert end > len(recorded), "no holes in this history"
    for position in {0, 1, end, *Random(batch).sample(range(end), 25)}:  # noqa: S311 - a sample, no secret
        for model in HELD:
            assert rows_at(follower, model, position) == folded(model, recorded, position), (
                model.name,
                position,
            )
