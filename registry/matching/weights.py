"""The model: what every level adds to the odds that two records are one person, in bits, for everybody to read.

The weights are of Fellegi and Sunter's form: they add. A file of weights is JSON, never code, and is loaded only where
its digest is known: it ships, or somebody trusted it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from math import log2
from typing import Any, Final, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from registry.domain.errors import SijillError
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


@dataclass(frozen=True, kw_only=True)  # no slots: what is made of the weights is kept
class Round:
    """`prior` and weights in bits: the odds that a pair is one person, before and for each level."""

    prior: float
    weights: Weights

    @cached_property
    def by_level(self) -> list[NDArray[np.float64]]:
        """The bits of each feature's levels, in the order of both."""
        return [
            np.array([self.weights.get(feature, {}).get(name, 0.0) for name in names])
            for feature, names in FEATURES.items()
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What a model learned from: `pairs` that `labels` tell, so many of one person; their digest is beside it.

    `position` is how far the log was read; None of a list.
    """

    labels: str
    pairs: int
    one_person: int
    position: int | None = None


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
    training: Training | None = None

    def shift(self, population: int) -> float:
        """Bits that are taken from every score in a larger register."""
        return -_DILUTION * max(0.0, log2(max(population, 1) / self.population))


def load(version: str = DEFAULT) -> Model:
    """The weights of a version.

    Raises:
        SijillError: `model_unknown`, where the version is not known, or the file is not what it was.
    """
    name = f"weights-{version}.json"
    try:
        content = (files("registry.matching") / "data" / name).read_bytes()
    except FileNotFoundError:
        raise SijillError("model_unknown", version=version) from None
    if KNOWN.get(version) != sha256(content).hexdigest():
        raise SijillError("model_unknown", version=version)
    return decoded(content)


def decoded(content: bytes) -> Model:
    return msgspec.json.decode(content, type=Model)


def encoded(model: Model) -> bytes:
    """The weights as they are digested: the same bytes of the same model."""
    return _as_json(_told(model))


def digest_of(model: Model) -> str:
    return sha256(encoded(model)).hexdigest()


def written(model: Model) -> bytes:
    """The file of a model, which names its own digest."""
    return _as_json({"digest": digest_of(model), **_told(model)})


def read(content: bytes, known: Container[str]) -> Model:
    """The model of a file, where the file gives its digest and that is `known`.

    Raises:
        SijillError: `model_unreadable`, `model_altered`, `model_unknown`.
    """
    try:
        model = decoded(content)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise SijillError("model_unreadable") from None
    if not _is_ours(model):
        raise SijillError("model_unreadable")
    digest = digest_of(model)
    if content not in (written(model), encoded(model)):
        raise SijillError("model_altered", version=model.version)
    if digest not in known:
        raise SijillError("model_unknown", version=model.version, digest=digest)
    return model


def _is_ours(model: Model) -> bool:
    """Whether it weighs levels that there are, and its thresholds are in order."""
    return 0 < model.case <= model.link < 1 <= model.population and all(
        set(levels) <= set(FEATURES.get(feature, ()))
        for judged in (model.first, model.second)
        for feature, levels in judged.weights.items()
    )


def _told(model: Model) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(model)
    return {name: value for name, value in told.items() if value is not None}


def _as_json(told: Mapping[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def scores(levels: Levels, judged: Round) -> Scores:
    """Bits for each pair."""
    found = np.full(len(levels), judged.prior)
    for place, bits in enumerate(judged.by_level):
        found += bits[levels[:, place]]
    return found


def likeliest(judged: Round, feature: str) -> int:
    """The level of a feature that speaks most for one person: whatever it is in truth, the score is no higher."""
    names, weights = FEATURES[feature], judged.weights.get(feature, {})
    return max(range(len(names)), key=lambda level: weights.get(names[level], 0.0))


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
