"""A figure: how fast, and how that compares with the raw limit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`ratio` is our rate divided by that of the raw limit, both in `unit` a second."""

    what: str
    limit: str
    unit: str
    rate: float
    raw: float

    @property
    def ratio(self) -> float:
        return self.rate / self.raw


def seconds(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began
