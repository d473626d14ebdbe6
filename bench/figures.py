"""Figures: how fast, and how that compares with a raw limit taken in the same run.

What a module of the bench offers is two functions, each asked for only where its table is: `figures(bench)` yields
`Figure` and `Latency`, `stages(bench)` yields `Stage`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from statistics import median
from time import perf_counter
from typing import Final, TypeAlias

ROUNDS: Final = 5
"""How often ours and the limit are taken in turn; what counts is the middle one of each."""

Rate: TypeAlias = Callable[[], float]
"""Does the work once and answers how many units a second it did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`ratio` is our rate divided by that of the raw limit, both in `unit` a second; `bound` what it is held to.

    One without a bound stands beside another to say what it means.
    """

    what: str
    limit: str
    unit: str
    rate: float
    raw: float
    bound: float | None = None

    @property
    def ratio(self) -> float:
        return self.rate / self.raw

    @property
    def met(self) -> bool | None:
        """None where there is nothing to meet."""
        return None if self.bound is None else self.ratio >= self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Milliseconds from the moment at which something was due to its answer; `bound` is what `p95` stays below."""

    what: str
    p50: float
    p95: float
    p99: float
    bound: float | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """None where there is nothing to meet."""
        return None if self.bound is None else self.p95 < self.bound

    @classmethod
    def of(
        cls, what: str, seconds: Sequence[float], *, bound: float | None = None, note: str = ""
    ) -> Latency:
        p50, p95, p99 = (1000 * percentile(seconds, part) for part in (0.50, 0.95, 0.99))
        return cls(what=what, p50=p50, p95=p95, p99=p99, bound=bound, note=note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What one step costs in microseconds, for each `unit` that goes through it."""

    name: str
    unit: str
    micros: float


def alternating(ours: Rate, raw: Rate, rounds: int = ROUNDS) -> tuple[float, float]:
    """The middle rate of ours and of the limit."""
    mine, limit = in_turn((ours, raw), rounds)
    return mine, limit


def in_turn(rates: Sequence[Rate], rounds: int = ROUNDS) -> list[float]:
    """The middle of each, taken in turn: a machine that is busy for a while is busy for all of them."""
    taken = [[rate() for rate in rates] for _ in range(rounds)]
    return [median(of_one) for of_one in zip(*taken, strict=True)]


def per_second(units: int, act: Callable[[], object]) -> float:
    """How many a second, where `act` does `units` of them."""
    return units / seconds(act)


class Watch:
    """Notes how long named stages take, each as often as it comes."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._micros: dict[str, list[float]] = {}

    @contextmanager
    def over(self, name: str, units: int) -> Iterator[None]:
        """Time what is done meanwhile, for so many units."""
        began = perf_counter()
        yield
        self._micros.setdefault(name, []).append((perf_counter() - began) / units * 1_000_000)

    def stages(self) -> list[Stage]:
        """The middle of each, in the order in which they came first."""
        return [
            Stage(name=name, unit=self._unit, micros=median(micros))
            for name, micros in self._micros.items()
        ]


def seconds(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that at least `part` of them do not exceed.

    Raises:
        ValueError: there are none.
    """
    if not values:
        raise ValueError("a percentile of nothing")
    ordered = sorted(values)
    return ordered[max(0, ceil(part * len(ordered)) - 1)]
