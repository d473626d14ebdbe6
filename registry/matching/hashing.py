"""Sixty-four bits that stand for a text or for several of them, the same on every machine and in every run."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Final, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Hashes: TypeAlias = NDArray[np.uint64]
ScalarT = TypeVar("ScalarT", np.uint64, np.int64)
NOTHING: Final = np.uint64(0)
"""Stands for a missing value; whatever is mixed with it is nothing as well."""


def distinct(values: NDArray[ScalarT]) -> NDArray[ScalarT]:
    """What `numpy.unique` answers, by sorting: its table of hashes takes several times as long on many values."""
    found = np.sort(values)
    return found[np.append(True, found[1:] != found[:-1])] if len(found) else found


_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_FIRST: Final = np.uint64(0xBF58476D1CE4E5B9)
_SECOND: Final = np.uint64(0x94D049BB133111EB)
_ONE, _TWENTY_SEVEN, _THIRTY, _THIRTY_ONE = map(np.uint64, (1, 27, 30, 31))


@lru_cache(maxsize=300_000)
def hash_of(text: str) -> int:
    """0 for no text, and for a text alone never 0."""
    return (
        int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") | 1 if text else 0
    )


def mixed(kind: int | Hashes, *parts: Hashes) -> Hashes:
    """One hash of several, in order, or nothing where one of them is missing (splitmix64).

    Many kinds at once are a column, and each of the parts has a row a kind.
    """
    found = np.empty(parts[0].shape, dtype=np.uint64)
    found[...] = kind
    missing = np.zeros(parts[0].shape, dtype=np.bool_)
    for part in parts:
        missing |= part == NOTHING
        found ^= part
        found *= _STEP  # what goes over is let go, which arrays do without a word
        found ^= found >> _THIRTY
        found *= _FIRST
        found ^= found >> _TWENTY_SEVEN
        found *= _SECOND
        found ^= found >> _THIRTY_ONE
    found |= _ONE
    found[missing] = NOTHING
    return found
