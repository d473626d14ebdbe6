"""Which count a published figure is."""

from __future__ import annotations

import pytest

from registry.domain.published import Reading, reading_of
from registry.domain.vocabulary import CountsAs

PERSON, VISIT, SERVICE = CountsAs


@pytest.mark.parametrize(
    ("reported", "counted", "reading"),
    [
        (5835, (3357, 5716, 5835), Reading((SERVICE,))),
        (2343, (2343, 2343, 2343), Reading((PERSON, VISIT, SERVICE))),
        (12000, (9396, 11755, 11874), Reading((VISIT, SERVICE), rounded=True)),
        (12000, (10814, 14227, 15644), Reading(())),
        (12000, (12000, 11874, 12001), Reading((PERSON,))),
        (12500, (0, 0, 12499), Reading(())),
        (11500, (0, 0, 11499), Reading(())),
        (0, (1, 2, 3), Reading(())),
    ],
)
def test_a_figure_is_the_counts_that_it_is_or_those_that_it_rounds(
    reported: int, counted: tuple[int, int, int], reading: Reading
) -> None:
    assert reading_of(reported, dict(zip(CountsAs, counted, strict=True))) == reading


def test_halves_are_rounded_up() -> None:
    assert reading_of(12000, {PERSON: 11_500}) == Reading((PERSON,), rounded=True)
    assert reading_of(12000, {PERSON: 12_500}) == Reading(())
