"""What members are found by in the index: sixty-four keyed bits for each compound key, and for each number.

Whoever has the index and not the key learns nothing of a value, and cannot look one up.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Final

import numpy as np

from registry.matching.candidates import BY_PHONE, common_keys, made_of
from registry.matching.columns import Columns
from registry.matching.hashing import NOTHING, Hashes, hash_of, mixed
from registry.privacy.keyed import keyed_token

ANY_NUMBER: Final = "any_number"
PHONE: Final = "phone"
NAMES_MARKAZ: Final = "names_markaz"
UNFIT_NUMBER: Final = "unfit_number"
"""The number of somebody whose birth or sex is another than the number says."""
SEARCH_ALONE: Final = frozenset({ANY_NUMBER, UNFIT_NUMBER, PHONE, NAMES_MARKAZ})
"""Kinds that a search looks up and matching never does."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of one row, by kind; the kinds of `candidates` and those of `SEARCH_ALONE`."""

    by_kind: Mapping[str, Sequence[int]]

    @property
    def every(self) -> list[int]:
        return sorted({token for those in self.by_kind.values() for token in those})

    def to_match(self, *, by_phone: bool = True) -> list[int]:
        """Those by which matching finds whom a row is worth comparing with; without a phone that says nothing."""
        kept = SEARCH_ALONE if by_phone else SEARCH_ALONE | BY_PHONE
        kinds = self.by_kind.items()
        return sorted({one for kind, those in kinds if kind not in kept for one in those})

    @property
    def of_phone(self) -> int | None:
        """By how many registrations share it is told whether a phone says anything."""
        return next(iter(self.by_kind.get(PHONE, ())), None)


def tokens_of(
    columns: Columns,
    numbers: Sequence[Iterable[str]],
    key: bytes,
    wanted: Container[str] | None = None,
) -> list[Tokens]:
    """The tokens of every row. `numbers` are all identity numbers of each row, those of households too.

    They hang on the row alone: whether a phone says anything is looked at when it is looked up. Where not all kinds are
    `wanted`, the others are not made.
    """
    columns = replace(columns, phone_shared=np.zeros_like(columns.phone_shared))
    made = cache(
        partial(keyed_token, key)
    )  # rows of one family, or of one query, have most of it in common
    rows: list[dict[str, list[int]]] = [{} for _ in range(len(columns))]
    for kind, hashes in _kinds(columns, wanted):
        for kinds, one in zip(rows, hashes.tolist(), strict=True):
            if one:
                kinds.setdefault(kind, []).append(made(one))
    each = [(row, number) for row, those in enumerate(numbers) for number in those]
    said = np.array([hash_of(number) for _, number in each], dtype=np.uint64)
    for (row, _), found in zip(each, mixed(hash_of(ANY_NUMBER), said).tolist(), strict=True):
        rows[row].setdefault(ANY_NUMBER, []).append(made(found))
    return [Tokens(row) for row in rows]


def number_tokens(numbers: Sequence[str], key: bytes) -> list[tuple[int, int]]:
    """Of each number the token of whoever has it, and that of whoever has it beside another's birth or sex."""
    said = np.array([hash_of(number) for number in numbers], dtype=np.uint64)
    kinds = (mixed(hash_of(kind), said).tolist() for kind in (ANY_NUMBER, UNFIT_NUMBER))
    each = [[keyed_token(key, one) for one in kind] for kind in kinds]
    return list(zip(*each, strict=True))


def too_common(columns: Columns, key: bytes) -> list[int]:
    """The tokens of keys and phones that so many of the rows share that they say nothing."""
    shared = columns.hashed.phone[np.flatnonzero(columns.phone_shared[: len(columns.phones)])]
    phones = mixed(hash_of(PHONE), shared)
    return [keyed_token(key, one) for one in (*common_keys(columns).tolist(), *phones.tolist())]


def _kinds(columns: Columns, wanted: Container[str] | None) -> list[tuple[str, Hashes]]:
    """As `candidates.keys`, and what a search has beside; those of as many parts are mixed together.

    A registration has a handful of rows, so that the number of calls is what takes time.
    """
    made = [*made_of(columns, wanted), *_of_search(columns)]
    found = dict[int, Hashes]()
    for many in {len(parts) for _, parts in made}:
        alike = [place for place, (_, parts) in enumerate(made) if len(parts) == many]
        kinds = np.array([[hash_of(made[place][0])] for place in alike], dtype=np.uint64)
        parts = np.array([made[place][1] for place in alike], dtype=np.uint64)
        for place, hashes in zip(alike, mixed(kinds, *parts.swapaxes(0, 1)), strict=True):
            found[place] = hashes
    return [(kind, found[place]) for place, (kind, _) in enumerate(made)]


def _of_search(columns: Columns) -> Iterator[tuple[str, tuple[Hashes, ...]]]:
    hashed, sounds = columns.hashed, columns.parts.sounds
    unfit = np.where(columns.number_fits < 0, hashed.number[columns.number], NOTHING)
    yield UNFIT_NUMBER, (unfit,)
    yield PHONE, (hashed.phone[columns.phone],)
    markaz = hashed.markaz[columns.markaz]
    for one, other in ((0, 0), (0, 1), (1, 0)):
        names = sounds[columns.name[:, 0], one], sounds[columns.name[:, 1], other]
        yield NAMES_MARKAZ, (*names, markaz)
