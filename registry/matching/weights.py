"""The model: what every level adds to the odds that two records are one person, in bits, for everybody to read.

The weights are of Fellegi and Sunter's form: they add. A file of weights is JSON, never code, and is loaded only where
its digest is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from math import log2
from typing import Final, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from registry.matching.levels import CONTEXT, FEATURES, Levels

Scores: TypeAlias = NDArray[np.float64]
Weights: TypeAlias = Mapping[str, Mapping[str, float]]

DEFAULT: Final = "2026-11-28"
KNOWN: Final[Mapping[str, str]] = {
    "2026-11-28": "139c46be03e4a363c81a661de57759c93652965496d63987decfb783e76c6425",
}
"""Versions of the weights that are trusted, with the SHA-256 of their files."""

_DILUTION: Final = 0.5
"""Strangers who look alike grow with the register, and what a household says of its members does not: half a bit is
asked for more, each time that a register is twice as large as the one that the weights were made from."""


class UnknownModel(LookupError):
    """No such version is shipped, or its file is not the one whose digest is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """`prior` and weights in bits: the odds that a pair is one person, before and for each level."""

    prior: float
    weights: Weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The first round knows two records alone, the second one also what their registrations say."""

    version: str
    trained_on: str
    training_digest: str  # SHA-256 of the levels and labels
    population: int  # records of one register in training
    sure: float  # bits, from which a pair speaks for its household
    floor: float  # bits, below which a pair of the first round is dropped
    link: float  # probability from which pairs become identities
    case: float  # probability from which a person is asked
    first: Round
    second: Round

    def shift(self, population: int) -> float:
        """Bits that are taken from every score in a larger register."""
        return -_DILUTION * max(0.0, log2(max(population, 1) / self.population))


def load(version: str = DEFAULT) -> Model:
    """The weights of a version.

    Raises:
        UnknownModel: the version is not known, or the file is not what it was.
    """
    name = f"weights-{version}.json"
    try:
        content = (files("registry.matching") / "data" / name).read_bytes()
    except FileNotFoundError:
        raise UnknownModel(version) from None
    if KNOWN.get(version) != sha256(content).hexdigest():
        raise UnknownModel(version)
    return decoded(content)


def decoded(content: bytes) -> Model:
    return msgspec.json.decode(content, type=Model)


def encoded(model: Model) -> bytes:
    return msgspec.json.format(msgspec.json.encode(model), indent=1) + b"\n"


def scores(levels: Levels, judged: Round) -> Scores:
    """Bits for each pair."""
    found = np.full(len(levels), judged.prior)
    for place, (feature, names) in enumerate(FEATURES.items()):
        table = np.array([judged.weights.get(feature, {}).get(name, 0.0) for name in names])
        found += table[levels[:, place]]
    return found


def probabilities(bits: Scores) -> Scores:
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(bits, -60, 60))))


def evidence(levels: NDArray[np.uint8], judged: Round) -> list[tuple[str, str, float]]:
    """What one pair of records has for and against it: feature, level and bits, what is missing left out."""
    found: list[tuple[str, str, float]] = []
    for place, (feature, names) in enumerate(FEATURES.items()):
        name = names[levels[place]]
        bits = judged.weights.get(feature, {}).get(name, 0.0)
        if name != "missing" and (bits or feature not in CONTEXT):
            found.append((feature, name, bits))
    return found
