"""What is left out of the comparison of names because it is seen at a glance to be nothing."""

from __future__ import annotations

import numpy as np
import pytest

from registry.matching.columns import Columns
from registry.matching.name_levels import Alike, may_be_alike, name_levels


def test_names_that_are_passed_over_have_nothing_in_common(register: Columns) -> None:
    names = register.parts
    count = len(names.texts) - 1
    first, second = (side.astype(np.int32) for side in np.triu_indices(count, 1))
    levels = name_levels(names, first, second)
    glanced = may_be_alike(names, first, second)
    assert (levels[~glanced] == Alike.DIFFERENT).all()
    assert set(levels.tolist()) >= {*Alike} - {Alike.SAME}, "the register has names of every kind"
    assert glanced.mean() < 0.25, "most pairs of names are seen at a glance to be two"


@pytest.mark.parametrize("row", range(3))
def test_a_glance_is_the_same_from_either_side(register: Columns, row: int) -> None:
    names = register.parts
    others = np.arange(len(names.texts) - 1, dtype=np.int32)
    one = np.full(len(others), row, dtype=np.int32)
    assert (may_be_alike(names, one, others) == may_be_alike(names, others, one)).all()
