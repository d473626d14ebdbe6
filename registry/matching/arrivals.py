"""Records that come one by one, with a model and its lists frozen: the identities of one batch, in whatever order.

What a record can change is closed in itself: the records that a pair of the first round or a registration ties to it,
and theirs in turn. Those are judged again by the one definition that there is; everybody else stays as they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from registry.matching.candidates import keys
from registry.matching.columns import Columns
from registry.matching.comparison import compare
from registry.matching.identities import Frozen, identify
from registry.matching.weights import Model, scores


class Arrivals:
    """`columns` holds everybody who will ever come; only who has arrived is looked at."""

    def __init__(self, columns: Columns, model: Model, frozen: Frozen) -> None:
        self._columns = columns
        self._model = model
        self._frozen = frozen
        self._keys = _keys_by_row(columns, frozen)
        self._index: defaultdict[int, list[int]] = defaultdict(list)
        self._registered: defaultdict[int, list[int]] = defaultdict(list)
        self._tied: defaultdict[int, list[int]] = defaultdict(list)
        self.identity: dict[int, int] = {}

    def arrive(self, row: int) -> None:
        """Take in one record and judge again whoever it may concern."""
        registration = int(self._columns.registration[row])
        for other in self._looking_alike(row):
            self._tied[row].append(other)
            self._tied[other].append(row)
        self._registered[registration].append(row)
        for key in self._keys[row]:
            self._index[key].append(row)
        self._judge(sorted(self._concerned(row)))

    def _looking_alike(self, row: int) -> list[int]:
        mates = self._registered[int(self._columns.registration[row])]
        found = {other for key in self._keys[row] for other in self._index[key]}
        others = np.array(sorted(found.difference(mates)), dtype=np.int32)
        levels = compare(self._columns, np.minimum(others, row), np.maximum(others, row))
        alike = scores(levels, self._model.first) >= self._model.floor
        return [int(other) for other in others[alike]]

    def _concerned(self, row: int) -> set[int]:
        found = {row}
        waiting = [row]
        while waiting:
            one = waiting.pop()
            mates = self._registered[int(self._columns.registration[one])]
            fresh = {*self._tied[one], *mates} - found
            found |= fresh
            waiting.extend(fresh)
        return found

    def _judge(self, rows: list[int]) -> None:
        part = self._columns.take(np.array(rows, dtype=np.int64))
        told = identify(part, self._model, self._frozen).identity
        for place, row in enumerate(rows):
            self.identity[row] = rows[int(told[place])]


def _keys_by_row(columns: Columns, frozen: Frozen) -> list[set[int]]:
    found: list[set[int]] = [set() for _ in range(len(columns))]
    for _, hashes in keys(columns):
        telling: NDArray[np.bool_] = (hashes != 0) & ~np.isin(hashes, frozen.common_keys)
        for row in np.flatnonzero(telling):
            found[row].add(int(hashes[row]))
    return found


def one_by_one(
    columns: Columns, model: Model, frozen: Frozen, order: Iterable[int]
) -> dict[int, int]:
    """The identity of every row, once all have arrived in this order."""
    arrivals = Arrivals(columns, model, frozen)
    for row in order:
        arrivals.arrive(row)
    return arrivals.identity
