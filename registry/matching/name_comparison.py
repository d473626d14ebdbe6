"""Whole names against whole names: tokens aligned in order, given name with given name, then the chain of fathers.

The fourth word is a great-grandfather in one file and a family name in another, a grandfather may be left out, and
some files put the last word first: columns are never compared by their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from registry.matching.columns import MOST_PARTS, Columns
from registry.matching.name_levels import Alike, Numbers, Truths, may_be_alike, name_levels
from registry.matching.name_table import Bytes, NameTable

_GAIN: Final = np.array([0, 1, 2, 1, 3, 5, 6], dtype=np.int32)  # by Alike
_COUNTED: Final = np.array([0, 0, 0, 0, 1, 1, 1], dtype=np.int32)
_RARITY_GAIN: Final = np.array([1, 2, 3], dtype=np.int32)  # by Rarity
_PLACE: Final = 1000
"""One number carries the gain, how many names agree and how rare they are, so that one maximum finds all three."""


_TURNABLE: Final = 3
_CLEARLY: Final = 5
"""By how much the gain must grow before names count as turned."""


@dataclass(frozen=True, slots=True)
class NamesCompared:
    """One row a pair; `given` and `father` hold `Alike`, or MISSING_NAME where a side has none."""

    given: Bytes
    given_rarity: Bytes
    father: Bytes
    father_rarity: Bytes
    agreeing: Bytes  # of the chain without the given name
    contrary: Bytes  # names of the chain that nothing on the other side explains
    bits: Bytes  # how rare the agreeing ones are together
    turned: Truths  # one side has its last name first
    cross_script: Truths


MISSING_NAME: Final = 255


def compare_names(columns: Columns, first: Numbers, second: Numbers) -> NamesCompared:
    """Symmetric: where either side may be turned, the better alignment is taken, whichever side it is."""
    one, other = columns.name[first], columns.name[second]
    sides = _Sides(
        matrix=_level_matrix(columns.parts, one, other),
        rarity=np.minimum(
            columns.parts.rarity[one][:, :, None], columns.parts.rarity[other][:, None, :]
        ),
        count_one=(one >= 0).sum(axis=1),
        count_other=(other >= 0).sum(axis=1),
    )
    best = sides.aligned()
    turned = np.zeros(len(one), dtype=np.bool_)
    least = best.gain + _CLEARLY
    rank = np.zeros(len(one), dtype=np.int64)
    unlike = best.given <= Alike.NEAR_KNOWN
    for axis, count in ((1, sides.count_one), (2, sides.count_other)):
        rows = np.flatnonzero(unlike & (count >= _TURNABLE))
        if not len(rows):
            continue
        again = sides.turned(rows, axis).aligned()
        better = (again.given >= Alike.NEAR) & (again.gain > least[rows])
        better &= again.rank() > rank[rows]
        best.take(rows[better], again, better)
        rank[rows[better]] = again.rank()[better]
        turned[rows[better]] = True
    for levels, position in ((best.given, 0), (best.father, 1)):
        levels[(one[:, position] < 0) | (other[:, position] < 0)] = MISSING_NAME
    latin = columns.parts.latin
    return NamesCompared(
        given=best.given,
        given_rarity=best.given_rarity,
        father=best.father,
        father_rarity=best.father_rarity,
        agreeing=best.agreeing,
        contrary=best.contrary,
        bits=best.bits,
        turned=turned,
        cross_script=latin[one[:, 0]] != latin[other[:, 0]],
    )


@dataclass(frozen=True, slots=True)
class _Alignment:
    given: Bytes
    given_rarity: Bytes
    father: Bytes
    father_rarity: Bytes
    agreeing: Bytes
    contrary: Bytes
    bits: Bytes
    gain: Bytes

    def rank(self) -> NDArray[np.int64]:
        """Orders alignments, whichever side was turned; equal ones have equal ranks."""
        found = self.gain.astype(np.int64)
        for each in (
            self.given,
            self.father,
            self.agreeing,
            self.bits,
            self.given_rarity,
            self.father_rarity,
        ):
            found = found << 8 | each
        return found

    def take(self, rows: NDArray[np.int64], other: _Alignment, chosen: Truths) -> None:
        """Put the chosen rows of another alignment in place of these, in order."""
        for name in self.__slots__:
            getattr(self, name)[rows] = getattr(other, name)[chosen]


@dataclass(frozen=True, slots=True)
class _Sides:
    """`matrix` and `rarity` have a row for every name of one side, a column for every name of the other."""

    matrix: Bytes
    rarity: Bytes
    count_one: NDArray[np.int64]
    count_other: NDArray[np.int64]

    def turned(self, rows: NDArray[np.int64], axis: int) -> _Sides:
        """Some pairs, with the first name of one side put after its last one."""
        count_one, count_other = self.count_one[rows], self.count_other[rows]
        count = (count_one if axis == 1 else count_other)[:, None]
        place = np.arange(MOST_PARTS)[None, :]
        order = np.where(place < count - 1, place + 1, np.where(place == count - 1, 0, place))
        order = order[:, :, None] if axis == 1 else order[:, None, :]
        return _Sides(
            matrix=np.take_along_axis(self.matrix[rows], order, axis),
            rarity=np.take_along_axis(self.rarity[rows], order, axis),
            count_one=count_one,
            count_other=count_other,
        )

    def aligned(self) -> _Alignment:
        """Given name with given name, and of the rest as much as agrees in order."""
        packed = _GAIN[self.matrix] * _PLACE * _PLACE + _COUNTED[self.matrix] * (
            _PLACE + _RARITY_GAIN[self.rarity]
        )
        best = np.zeros((MOST_PARTS, MOST_PARTS, len(packed)), dtype=np.int32)
        for i in range(1, MOST_PARTS):
            for j in range(1, MOST_PARTS):
                skipping = np.maximum(best[i - 1, j], best[i, j - 1])
                best[i, j] = np.maximum(skipping, best[i - 1, j - 1] + packed[:, i, j])
        chain = best[-1, -1]
        agreeing = chain // _PLACE % _PLACE
        shorter = np.minimum(self.count_one, self.count_other) - 1
        given = self.matrix[:, 0, 0]
        return _Alignment(
            given=given.copy(),
            given_rarity=self.rarity[:, 0, 0].copy(),
            father=self.matrix[:, 1, 1].copy(),
            father_rarity=self.rarity[:, 1, 1].copy(),
            agreeing=agreeing.astype(np.uint8),
            contrary=np.maximum(shorter - agreeing, 0).astype(np.uint8),
            bits=(chain % _PLACE).astype(np.uint8),
            gain=(_GAIN[given] * 2 + chain // (_PLACE * _PLACE)).astype(np.uint8),
        )


def _level_matrix(parts: NameTable, one: Numbers, other: Numbers) -> Bytes:
    """`Alike` of every name of one side with every name of the other, each distinct pair compared once."""
    shape = (len(one), MOST_PARTS, MOST_PARTS)
    left = np.broadcast_to(one[:, :, None], shape).reshape(-1)
    right = np.broadcast_to(other[:, None, :], shape).reshape(-1)
    levels = np.zeros(len(left), dtype=np.uint8)
    levels[(left == right) & (left >= 0)] = Alike.SAME
    rows = np.flatnonzero((left != right) & (left >= 0) & (right >= 0))
    rows = rows[may_be_alike(parts, left[rows], right[rows])]
    low, high = np.minimum(left[rows], right[rows]), np.maximum(left[rows], right[rows])
    codes, where = np.unique(low.astype(np.int64) << 32 | high, return_inverse=True)
    distinct = name_levels(
        parts, (codes >> 32).astype(np.int32), (codes & 0xFFFFFFFF).astype(np.int32)
    )
    levels[rows] = distinct[where]
    return levels.reshape(shape)
