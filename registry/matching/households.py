"""Which household registrations are of one household, derived from the identities of their members.

Two are when they share a member of the same generation in both, and none who stands in different ones: a bride, child
in one and spouse in the other, belongs to two households.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from registry.matching.columns import Columns


def households(columns: Columns, identity: NDArray[np.int64]) -> NDArray[np.int64]:
    """For every registration the smallest number of one of its household; identities as rows."""
    same: set[tuple[int, int]] = set()
    apart: set[tuple[int, int]] = set()
    for members in _with_company(identity):
        for place, one in enumerate(members):
            for other in members[place + 1 :]:
                pair = _ordered(int(columns.registration[one]), int(columns.registration[other]))
                generations = int(columns.generation[one]), int(columns.generation[other])
                if 0 not in generations:
                    (same if generations[0] == generations[1] else apart).add(pair)
    return _joined(len(columns.registrations), same - apart)


def _with_company(identity: NDArray[np.int64]) -> Iterable[list[int]]:
    order = np.argsort(identity, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(identity[order]) != 0))
    for members in np.split(order, starts[1:]):
        if len(members) > 1:
            yield members.tolist()


def _ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _joined(count: int, pairs: Iterable[tuple[int, int]]) -> NDArray[np.int64]:
    leader = list(range(count))

    def led_by(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    for one, other in pairs:
        low, high = sorted((led_by(one), led_by(other)))
        leader[high] = low
    return np.array([led_by(one) for one in range(count)], dtype=np.int64)
