"""What two registrations say about a pair of their members: who else is shared, and who else might be meant.

One sure member makes every pair across the two registrations a candidate. That others are shared speaks for a pair and
its lack against none, for brides move. A member who suits better is a rival.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from registry.matching.candidates import Pairs
from registry.matching.columns import Columns
from registry.matching.hashing import distinct
from registry.matching.levels import FEATURES, POSITION, Levels
from registry.matching.name_levels import Numbers, Truths

Scores = NDArray[np.float64]

_MANY: Final = len(FEATURES["household"]) - 1
MOST_MEMBERS: Final = 30
"""A registration with more members is no household (a school, a list): its pairs are found by keys alone."""


@dataclass(frozen=True, slots=True)
class Sure:
    """Pairs that suit each other best and well, by registration: nobody is in two pairs of the same registrations."""

    first: Numbers
    second: Numbers

    @classmethod
    def none(cls) -> Sure:
        return cls(np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32))

    def same_as(self, other: Sure) -> bool:
        return np.array_equal(self.first, other.first) and np.array_equal(self.second, other.second)


def ends(pairs: Pairs) -> tuple[Numbers, Numbers]:
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)


def sure_pairs(columns: Columns, pairs: Pairs, scores: Scores, least: float) -> Sure:
    """Pairs scored `least` or more, each the only best one of both members in the other's registration."""
    first, second = ends(pairs)
    good = (scores >= least) & (_rivals(columns, first, second, scores, ties=True) == 0)
    return Sure(first[good], second[good])


def pairs_across(columns: Columns, sure: Sure, known: Pairs) -> Pairs:
    """Every pair of members of registrations that share a sure one, without those already known. Ascending."""
    one, other = columns.registration[sure.first], columns.registration[sure.second]
    codes = distinct(np.minimum(one, other).astype(np.int64) << 32 | np.maximum(one, other))
    order = np.argsort(columns.registration, kind="stable")
    sizes = np.bincount(columns.registration, minlength=len(columns.registrations))
    starts = np.cumsum(sizes) - sizes
    left, right = codes >> 32, codes & 0xFFFFFFFF
    small = (sizes[left] <= MOST_MEMBERS) & (sizes[right] <= MOST_MEMBERS)
    left, right = left[small], right[small]
    counts = sizes[left] * sizes[right]
    group = np.repeat(np.arange(len(left)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    width = sizes[right][group]
    a = order[starts[left][group] + within // width].astype(np.int64)
    b = order[starts[right][group] + within % width].astype(np.int64)
    across = np.minimum(a, b) << 32 | np.maximum(a, b)
    return _unknown(across, known)


def pairs_beside(columns: Columns, strong: Pairs, known: Pairs) -> Pairs:
    """Pairs of records that both hold well with a third one, without those already known. Ascending."""
    first, second = ends(strong)
    centre = np.concatenate([first, second])
    other = np.concatenate([second, first])
    order = np.lexsort((other, centre))
    centre, other = centre[order], other[order]
    starts = np.flatnonzero(np.append(True, centre[1:] != centre[:-1])) if len(centre) else centre
    sizes = np.diff(np.append(starts, len(centre)))
    found = [np.empty(0, dtype=np.int64)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= MOST_MEMBERS)]):
        rows = starts[sizes == size]
        one, another = np.triu_indices(int(size), 1)
        left = other[rows[:, None] + one].reshape(-1).astype(np.int64)
        right = other[rows[:, None] + another].reshape(-1).astype(np.int64)
        apart = columns.registration[left] != columns.registration[right]
        found.append((np.minimum(left, right) << 32 | np.maximum(left, right))[apart])
    return _unknown(np.concatenate(found), known)


def _unknown(pairs: Pairs, known: Pairs) -> Pairs:
    """Those that are not known, each once; both ascend."""
    found = distinct(pairs)
    if not len(known):
        return found
    at = np.minimum(np.searchsorted(known, found), len(known) - 1)
    fresh: Pairs = found[known[at] != found]
    return fresh


def add_context(columns: Columns, pairs: Pairs, scores: Scores, sure: Sure, levels: Levels) -> None:
    """Fill in the two features of the context, in place."""
    first, second = ends(pairs)
    levels[:, POSITION["household"]] = _shared_beside(columns, first, second, sure)
    levels[:, POSITION["rival"]] = _rivals(columns, first, second, scores)


def _shared_beside(columns: Columns, first: Numbers, second: Numbers, sure: Sure) -> Levels:
    """How many sure pairs the two registrations have that touch neither member."""
    together = _codes(columns, sure.first, sure.second)
    shared, counts = np.unique(together, return_counts=True)
    found = _looked_up(shared, counts, _codes(columns, first, second))
    taken = np.concatenate(
        [_towards(columns, sure.first, sure.second), _towards(columns, sure.second, sure.first)]
    )
    partner = np.concatenate([sure.second, sure.first])
    order = np.argsort(taken)
    taken, partner = taken[order], partner[order]
    of_first = _looked_up(taken, partner + 1, _towards(columns, first, second)) - 1
    of_second = _looked_up(taken, partner + 1, _towards(columns, second, first)) - 1
    own = of_first == second
    touching = np.where(own, 1, (of_first >= 0).astype(np.int64) + (of_second >= 0))
    return np.clip(found - touching, 0, _MANY).astype(np.uint8)


def _looked_up(
    keys: Pairs, values: NDArray[np.int64] | Numbers, wanted: Pairs
) -> NDArray[np.int64]:
    """The value of each wanted key, 0 where there is none; keys ascend."""
    if not len(keys):
        return np.zeros(len(wanted), dtype=np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], 0).astype(np.int64)


def _codes(columns: Columns, first: Numbers, second: Numbers) -> Pairs:
    one, other = columns.registration[first], columns.registration[second]
    return np.minimum(one, other).astype(np.int64) << 32 | np.maximum(one, other)


def _towards(columns: Columns, members: Numbers, others: Numbers) -> Pairs:
    return members.astype(np.int64) << 32 | columns.registration[others]


def _rivals(
    columns: Columns, first: Numbers, second: Numbers, scores: Scores, *, ties: bool = False
) -> Levels:
    """On how many sides another member of the registration suits better (or as well, with `ties`)."""
    groups = np.concatenate([_towards(columns, first, second), _towards(columns, second, first)])
    outdone = _outdone(groups, np.concatenate([scores, scores]), ties=ties)
    of_first, of_second = outdone[: len(first)], outdone[len(first) :]
    return of_first.astype(np.uint8) + of_second.astype(np.uint8)


def _outdone(groups: Pairs, scores: Scores, *, ties: bool) -> Truths:
    _, where, counts = np.unique(groups, return_inverse=True, return_counts=True)
    best = np.full(len(counts), -np.inf)
    np.maximum.at(best, where, scores)
    worse = scores < best[where]
    if ties:
        top = np.bincount(where, weights=~worse, minlength=len(counts))
        worse |= top[where] > 1
    return np.asarray(worse, dtype=np.bool_)
