"""Kinds of help are a tree, with codes that others report by."""

from __future__ import annotations

import re

import pytest

from registry.domain.families import TREE, alike, below, depth, top
from registry.domain.vocabulary import BenefitFamily as Is


def test_every_kind_of_help_has_its_place_and_none_lies_under_itself() -> None:
    assert set(TREE) == set(Is)
    for family, node in TREE.items():
        assert depth(family) == (0 if node.under is None else depth(node.under) + 1)
        assert node.crs is None or re.fullmatch(r"\d{5}", node.crs)


def test_the_tree_is_told_from_the_top_each_branch_together() -> None:
    told = list(TREE)
    for family in told:
        branch = below([family])
        start = told.index(family)
        assert set(told[start : start + len(branch)]) == branch


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Is.FOOD_BASKET, Is.FOOD_BASKET, True),
        (Is.FOOD_BASKET, Is.FOOD, True),
        (Is.FOOD, Is.FOOD_BASKET, True),
        (Is.FOOD_BASKET, Is.COOKED_MEAL, False),
        (Is.FOOD, Is.CASH, False),
        (Is.PENSION, Is.FOOD_BASKET, False),
    ],
)
def test_what_is_said_broadly_may_be_what_lies_under_it(one: Is, other: Is, *, same: bool) -> None:
    assert (other in alike([one])) is same
    assert (one in alike([other])) is same


def test_branches_go_by_their_top() -> None:
    assert {top(one) for one in below([Is.CASH, Is.HEALTH])} == {Is.CASH, Is.HEALTH}
    assert below([Is.RENT]) == {Is.RENT}
