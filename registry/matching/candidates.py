"""Which records are worth comparing: about twenty compound keys a record, never a name alone.

A key is sixty-four bits of what a record says, the same on every machine; the register keeps them under a secret.
A bucket with more than `MOST_IN_BUCKET` records is too common to say anything and is left out whole.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from registry.matching.columns import Columns
from registry.matching.hashing import NOTHING, Hashes, distinct, hash_of, mixed

Pairs: TypeAlias = NDArray[np.int64]

MOST_IN_BUCKET: Final = 50


def keys(columns: Columns, wanted: Container[str] | None = None) -> Iterator[tuple[str, Hashes]]:
    """Every `wanted` kind of key with one hash a record, 0 where a record has none of that kind."""
    for kind, parts in made_of(columns, wanted):
        yield kind, mixed(hash_of(kind), *parts)


def made_of(
    columns: Columns, wanted: Container[str] | None = None
) -> Iterator[tuple[str, tuple[Hashes, ...]]]:
    """Every `wanted` kind of key with what it is mixed of."""
    said = _Said(columns)
    for kind, makes in _KINDS.items():
        if wanted is None or kind in wanted:
            for parts in makes(said):
                yield kind, parts


class _Said:
    """What keys are made of, as hashes."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.year = _numbers(columns.born[:, 0])
        month, day = columns.born[:, 1], columns.born[:, 2]
        low, high = np.minimum(month, day), np.maximum(month, day)
        self.month_day = _numbers(np.where((month > 0) & (day > 0), low * 100 + high, 0))
        said = columns.number_born
        self.number_year = _numbers(said[:, 0])
        low, high = np.minimum(said[:, 1], said[:, 2]), np.maximum(said[:, 1], said[:, 2])
        self.number_month_day = _numbers(np.where(said[:, 0] > 0, low * 100 + high, 0))
        self.sex = _numbers(columns.sex)
        hashed = columns.hashed
        shared = columns.phone_shared[columns.phone]
        self.phone = np.where(shared, NOTHING, hashed.phone[columns.phone])
        self.markaz = hashed.markaz[columns.markaz]
        self.village = _sounds(columns.villages.sounds, columns.village, 0)
        self.number = hashed.number[columns.number]
        self.other_numbers = hashed.number[columns.other_numbers]
        self.number_head = hashed.number_head[columns.number]
        self.number_tail = hashed.number_tail[columns.number]

    def name(self, position: int, alternate: int = 0) -> Hashes:
        return _sounds(self.columns.parts.sounds, self.columns.name[:, position], alternate)


def _numbers(values: NDArray[np.int32] | NDArray[np.int8]) -> Hashes:
    found: Hashes = values.astype(np.uint64)
    return found


def _sounds(sounds: Hashes, index: NDArray[np.int32], alternate: int) -> Hashes:
    found: Hashes = sounds[index, alternate]
    return found


Made: TypeAlias = Iterator[tuple[Hashes, ...]]
_ALTERNATES: Final = 3


def _dates(said: _Said) -> Iterator[tuple[Hashes, Hashes]]:
    yield said.year, said.month_day
    yield said.number_year, said.number_month_day


def _given_date(said: _Said) -> Made:
    for year, month_day in _dates(said):
        for alternate in range(_ALTERNATES):
            yield said.name(0, alternate), year, month_day


def _father_date(said: _Said) -> Made:
    for year, month_day in _dates(said):
        for alternate in range(2):
            yield said.name(1, alternate), year, month_day


def _given_day_father(said: _Said) -> Made:
    for one, other in ((0, 0), (0, 1), (1, 0)):
        yield said.name(0, one), said.name(1, other), said.month_day


def _names_year(said: _Said) -> Made:
    one_more = np.where(said.year == NOTHING, NOTHING, said.year + np.uint64(1))
    for year in (said.year, one_more):
        for one, other in ((0, 0), (0, 1), (1, 0)):
            yield said.name(0, one), said.name(1, other), year
        yield said.name(1), said.name(2), year


def _names_village(said: _Said) -> Made:
    for one, other in ((0, 0), (0, 1), (1, 0)):
        yield said.name(0, one), said.name(1, other), said.village
    yield said.name(1), said.name(2), said.village


def _three_names(said: _Said) -> Made:
    for first, second, third in ((0, 0, 0), (0, 0, 1), (0, 1, 0), (1, 0, 0)):
        yield said.name(0, first), said.name(1, second), said.name(2, third)
    yield said.name(0), said.name(1), said.name(3)
    yield said.name(1), said.name(2), said.name(3)


def _number(said: _Said) -> Made:
    yield (said.number,)
    for other in said.other_numbers.T:
        yield (other,)


def _given_phone(said: _Said) -> Made:
    for alternate in range(_ALTERNATES):
        yield said.name(0, alternate), said.phone


_KINDS: Final[dict[str, Callable[[_Said], Made]]] = {
    "number": _number,
    "number_tail_given": lambda said: iter([(said.number_tail, said.name(0))]),
    "number_head_given": lambda said: iter([(said.number_head, said.name(0))]),
    "given_date": _given_date,
    "father_date": _father_date,
    "given_father_day": _given_day_father,
    "names_year": _names_year,
    "names_village": _names_village,
    "three_names": _three_names,
    "given_phone": _given_phone,
    "phone_year": lambda said: iter([(said.phone, said.year, said.sex)]),
    "date_markaz": lambda said: ((*date, said.markaz, said.sex) for date in _dates(said)),
    "given_village_year": lambda said: iter([(said.name(0), said.village, said.year, said.sex)]),
    "given_markaz_day": lambda said: iter([(said.name(0), said.markaz, said.month_day)]),
    "fathers_village": lambda said: iter([(said.name(1), said.name(2), said.village, said.sex)]),
}

BY_PHONE: Final = frozenset({"given_phone", "phone_year"})
"""Kinds that a phone which says nothing has no key of."""


def candidate_pairs(columns: Columns, common: Hashes | None = None) -> Pairs:
    """Pairs that share a key, each once, as `low << 32 | high` in ascending order.

    Two members of one registration are no candidates. `common` are the keys that say nothing, in ascending order;
    without it they are those of buckets that are too full.
    """
    found = [np.empty(0, dtype=np.int64)]
    for values, records in _buckets(columns):
        starts, sizes = _runs(values)
        if common is None:
            kept = (sizes > 1) & (sizes <= MOST_IN_BUCKET)
        else:
            kept = (sizes > 1) & ~np.isin(values[starts], common)
        pairs = _pairs_within(records, starts[kept], sizes[kept])
        low, high = pairs >> 32, pairs & 0xFFFFFFFF
        found.append(pairs[columns.registration[low] != columns.registration[high]])
    return distinct(np.concatenate(found))


def common_keys(columns: Columns) -> Hashes:
    """Keys that so many records share that they say nothing, in ascending order."""
    found = [np.empty(0, dtype=np.uint64)]
    for values, _ in _buckets(columns):
        starts, sizes = _runs(values)
        found.append(values[starts[sizes > MOST_IN_BUCKET]])
    return distinct(np.concatenate(found))


def _buckets(columns: Columns) -> Iterator[tuple[Hashes, Pairs]]:
    """For each kind of key its hashes in ascending order, and the records that have them."""
    by_kind: dict[str, list[Hashes]] = {}
    for kind, hashes in keys(columns):
        by_kind.setdefault(kind, []).append(hashes)
    for alike in by_kind.values():
        records = np.concatenate([np.flatnonzero(one) for one in alike]).astype(np.int64)
        values = np.concatenate([one[one != NOTHING] for one in alike])
        order = np.lexsort((records, values))
        values, records = values[order], records[order]
        again = np.zeros(len(values), dtype=np.bool_)
        again[1:] = (values[1:] == values[:-1]) & (records[1:] == records[:-1])
        yield values[~again], records[~again]


def _runs(values: Hashes) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each value begins, and how often it stands there."""
    if not len(values):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    starts = np.flatnonzero(np.append(True, values[1:] != values[:-1]))
    return starts, np.diff(np.append(starts, len(values)))


def _pairs_within(records: Pairs, starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> Pairs:
    pairs = [np.empty(0, dtype=np.int64)]
    for size in np.unique(sizes):
        rows = starts[sizes == size]
        one, other = np.triu_indices(int(size), 1)
        left = records[rows[:, None] + one].reshape(-1)
        right = records[rows[:, None] + other].reshape(-1)
        pairs.append(np.minimum(left, right) << 32 | np.maximum(left, right))
    return distinct(np.concatenate(pairs))
