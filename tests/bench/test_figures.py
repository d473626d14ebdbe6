"""What the bench makes of the rates that it took."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bench.figures import Figure, Latency, alternating, in_turn, per_second, percentile


def figure(*, rate: float, raw: float, bound: float | None = None) -> Figure:
    return Figure(what="", limit="", unit="facts", rate=rate, raw=raw, bound=bound)


def rates(name: str, values: list[float], asked: list[str]) -> Callable[[], float]:
    def rate() -> float:
        asked.append(name)
        return values.pop(0)

    return rate


def test_a_ratio_is_our_rate_of_the_limits() -> None:
    assert figure(rate=30, raw=120).ratio == pytest.approx(0.25)


def test_a_bound_is_met_from_it_on() -> None:
    assert figure(rate=30, raw=120, bound=0.25).met is True
    assert figure(rate=29, raw=120, bound=0.25).met is False
    assert figure(rate=29, raw=120).met is None


def test_ours_and_the_limit_are_taken_in_turn_and_the_middle_of_each_counts() -> None:
    asked: list[str] = []
    ours = rates("ours", [1.0, 100.0, 7.0], asked)
    limit = rates("limit", [50.0, 2.0, 9.0], asked)
    assert alternating(ours, limit, rounds=3) == (7.0, 9.0)
    assert asked == ["ours", "limit"] * 3


def test_several_limits_are_taken_in_one_round() -> None:
    asked: list[str] = []
    three = [rates(name, [1.0, 3.0, 2.0], asked) for name in "abc"]
    assert in_turn(three, rounds=3) == [2.0, 2.0, 2.0]
    assert asked == ["a", "b", "c"] * 3


def test_a_percentile_is_a_value_that_was_seen() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert [percentile(values, part) for part in (0.5, 0.95, 0.99, 1.0)] == [50, 95, 99, 100]
    assert percentile([8.0], 0.5) == 8


def test_a_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


def test_a_latency_is_told_in_milliseconds_and_held_to_its_p95() -> None:
    seen = Latency.of("an answer", [0.001] * 94 + [0.2] * 6, bound=100)
    assert (seen.p50, seen.p95, seen.met) == (1, 200, False)
    assert Latency.of("an answer", [0.001] * 95 + [0.2] * 5, bound=100).met is True


def test_a_rate_is_units_by_the_time_they_took() -> None:
    assert 0 < per_second(3, lambda: None) < float("inf")
