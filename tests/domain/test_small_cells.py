"""What a table hides stays hidden, by whatever somebody subtracts from what it shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registry.domain.small_cells import THRESHOLD, money_shown, shown, total_shown

ENOUGH = 3
"""Values that a hidden count may have for all that a reader of its table can work out."""


def test_few_are_hidden_nobody_is_not_and_many_are_said_to_the_nearest_ten() -> None:
    assert [shown(count) for count in (0, 1, 9, 10, 14, 15, 16, 25, 26, 1_234)] == [
        0, None, None, 10, 10, 20, 20, 20, 30, 1_230,
    ]  # fmt: skip


def test_no_count_of_three_with_their_total_can_be_worked_out() -> None:
    """Every table of three counts up to 22, by what is shown of it."""
    tables: dict[tuple[int | None, ...], list[tuple[int, ...]]] = defaultdict(list)
    for counts in product(range(23), repeat=3):
        seen = tuple(map(shown, counts))
        tables[(*seen, total_shown(sum(counts), counts))].append(counts)
    hidden = 0
    for seen, alike in tables.items():
        for at, count in enumerate(seen[:-1]):
            if count is None:
                hidden += 1
                assert len({counts[at] for counts in alike}) >= ENOUGH, seen
    assert hidden > 50


@given(st.lists(st.one_of(st.integers(0, 40), st.sampled_from((1, 9))), min_size=1, max_size=30))
@example([9] * 4)
@example([1] * 14)
@example([9] * 9 + [14])
@example([1] * 19 + [15])
def test_no_count_of_many_can_be_worked_out_from_the_total_beside_them(counts: list[int]) -> None:
    parts = [shown(count) for count in counts]
    total = total_shown(sum(counts), counts)
    if total is None or None not in parts:
        return
    possible = {
        value
        for value in range(1, THRESHOLD)
        if sums(parts, but=parts.index(None)) & {one - value for one in meant_by(total)}
    }
    assert len(possible) >= ENOUGH


@pytest.mark.parametrize("counts", [[9] * 4, [1] * 14, [9] * 9 + [14]])
def test_a_total_that_says_how_large_all_its_small_parts_are_is_hidden_too(
    counts: list[int],
) -> None:
    assert shown(sum(counts)) is not None
    assert total_shown(sum(counts), counts) is None


def meant_by(seen: int | None) -> set[int]:
    """The counts that are shown so."""
    near = range(1, THRESHOLD) if seen is None else range(max(seen - 5, 0), seen + 6)
    return {count for count in near if shown(count) == seen}


def sums(parts: Iterable[int | None], *, but: int) -> set[int]:
    found = {0}
    for at, part in enumerate(parts):
        if at != but:
            found = {one + other for one in found for other in meant_by(part)}
    return found


@given(st.integers(0, 2_000), st.integers(0, 2_000))
def test_a_part_is_never_shown_larger_than_its_whole(part: int, rest: int) -> None:
    """So no share of the two, as they are shown, is above all of it."""
    seen, whole = shown(part), shown(part + rest)
    assert seen is None or (whole is not None and seen <= whole)


def test_money_is_told_in_round_figures_of_ten_of_the_dearest() -> None:
    told = [
        (amount, dearest, money_shown(Decimal(amount), Decimal(dearest)))
        for amount, dearest in (
            ("0", "350"), ("1750", "350"), ("35000", "350"), ("37450", "350"), ("36.5", "0.25"), ("900", "100"),
        )
    ]  # fmt: skip
    assert [one for *_, one in told] == [0, None, 35_000, 35_000, 35, 1_000]


@given(st.decimals("0.01", 10**9, places=2), st.decimals("0.01", 10**6, places=2))
def test_whatever_nine_of_the_dearest_cost_is_less_than_what_a_told_sum_leaves_open(
    amount: Decimal, dearest: Decimal
) -> None:
    told = money_shown(amount, dearest)
    almost_half = THRESHOLD * dearest * Decimal("0.499")
    if told is None:
        assert amount <= 50 * dearest
    else:
        assert money_shown(told - almost_half, dearest) == told
        assert money_shown(told + almost_half, dearest) == told
