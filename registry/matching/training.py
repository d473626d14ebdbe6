"""How weights are found: logistic regression over levels, from labels or from what identity numbers say.

Without labels, *silver* pairs teach: both sides have a number that fits its own record, so they are one person or two,
and the numbers are hidden from the comparison while it learns. What people decided of pairs moves weights that are
there already, by as much as so few can tell: they were asked about the doubtful ones alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from math import log
from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from registry.domain.errors import SijillError
from registry.matching.clustering import Decided
from registry.matching.columns import Columns
from registry.matching.comparison import number_levels
from registry.matching.identities import Found, find, find_alone, in_context
from registry.matching.levels import CONTEXT, FEATURES, POSITION, Levels, level
from registry.matching.weights import Model, Round, Training, probabilities

Labels: TypeAlias = NDArray[np.float64]

LEAST_SILVER: Final = 100
"""Pairs of one person, and of two, below which numbers teach nothing that would hold tomorrow."""
LEAST_DECIDED: Final = 30
"""The same of pairs that people decided, where the weights before are the beginning."""
_STEPS: Final = 40
_STRIDE: Final = 5.0
"""How far one step goes at most: from weights that are there, labels that contradict them would throw it about."""
_MOST: Final = 60.0
_ENOUGH: Final = 1e-4
_PENALTY: Final = 1.0
_BITS: Final = 1 / log(2)


def blank(version: str, trained_on: str, population: int) -> Model:
    """A model that knows nothing yet; its thresholds are ours."""
    nothing = Round(prior=0.0, weights={})
    return Model(
        version=version,
        trained_on=trained_on,
        training_digest="",
        population=population,
        sure=2.9,
        floor=-3.0,
        link=0.5,
        case=0.1,
        first=nothing,
        second=nothing,
    )


def fit(
    levels: Levels, labels: Labels, *, without: tuple[str, ...] = (), start: Round | None = None
) -> Round:
    """The weights that explain the labels (1 one person, 0 two) best; some features may be left out.

    They stay as near to those of `start` as the labels let them, or to nothing. The first level of a feature says
    nothing, nor does one that was never seen. Deterministic: pairs are counted by pattern, and patterns are sorted.
    """
    sizes = [len(names) for names in FEATURES.values()]
    offsets = np.cumsum([0, *sizes[:-1]])
    used = [place for place, feature in enumerate(FEATURES) if feature not in without]
    patterns, where = np.unique(levels[:, used], axis=0, return_inverse=True)
    total = np.bincount(where.reshape(-1)).astype(np.float64)
    ones = np.bincount(where.reshape(-1), weights=labels).astype(np.float64)
    design = np.zeros((len(patterns), sum(sizes) + 1), dtype=np.float32)
    design[np.arange(len(patterns))[:, None], patterns + offsets[used]] = 1
    design[:, offsets] = 0  # the first level, as a rule that a value is missing, says nothing
    design[:, -1] = 1
    found = _newton(design, ones, total, _begun(start, sum(sizes)))
    weights = {
        feature: {
            name: round(float(found[start + place]) * _BITS, 2) for place, name in enumerate(names)
        }
        for start, (feature, names) in zip(offsets, FEATURES.items(), strict=True)
        if feature not in without
    }
    return Round(prior=round(float(found[-1]) * _BITS, 2), weights=weights)


class _Begun(NamedTuple):
    weights: NDArray[np.float64]
    penalty: NDArray[np.float64]


def _begun(start: Round | None, size: int) -> _Begun:
    """Where the search for weights begins, in natural logarithms, and what it costs to leave it; the prior is last."""
    penalty = np.full(size + 1, _PENALTY)
    if start is None:
        penalty[-1] = 1e-3
        return _Begun(np.zeros(size + 1), penalty)
    weights = [
        start.weights.get(feature, {}).get(name, 0.0)
        for feature, names in FEATURES.items()
        for name in names
    ]
    return _Begun(np.array([*weights, start.prior]) / _BITS, penalty)


def _newton(
    design: NDArray[np.float32],
    ones: NDArray[np.float64],
    total: NDArray[np.float64],
    begun: _Begun,
) -> NDArray[np.float64]:
    found, penalty = begun.weights.copy(), begun.penalty
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(np.clip(-(design @ found), -_MOST, _MOST)))
        slope = design.T @ (ones - total * expected) - penalty * (found - begun.weights)
        spread = (total * expected * (1 - expected)).astype(np.float32)
        curve = (design.T @ (design * spread[:, None])).astype(np.float64) + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        found += step * min(1.0, _STRIDE / max(np.abs(step).max(), _ENOUGH))
        if np.abs(step).max() < _ENOUGH:
            break
    return found


Label: TypeAlias = Callable[[Columns, Found], tuple[NDArray[np.bool_], Labels]]
"""Which of the pairs found are known, and what those are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """From which labels is learned, of one person and of two `least` of each, and with numbers or without."""

    labels: str = "truth"
    least: int = 1
    hide_numbers: bool = False


def train(
    registers: list[Columns], label: list[Label], blank: Model, lesson: Lesson | None = None
) -> Model:
    """Weights from registers whose pairs are labelled, in three passes: alone, with context, with better context.

    Raises:
        SijillError: `too_few_pairs`.
    """
    lesson = lesson or Lesson()
    model = blank
    for passing in ("first", "second", "second"):
        known: list[tuple[Levels, Labels]] = []
        for columns, tell in zip(registers, label, strict=True):
            found = find_alone(columns, model, hide_numbers=lesson.hide_numbers)
            if passing == "second":
                found = in_context(columns, model, found, hide_numbers=lesson.hide_numbers)
            rows, labels = tell(columns, found)
            known.append((found.levels[rows], labels[rows]))
        levels = np.concatenate([each for each, _ in known])
        labels = np.concatenate([each for _, each in known])
        taught = _taught(labels, lesson)
        judged = fit(levels, labels, without=CONTEXT if passing == "first" else ())
        digest = sha256(levels.tobytes() + labels.tobytes()).hexdigest()
        model = (
            replace(model, first=judged, second=judged)
            if passing == "first"
            else replace(model, second=judged, training_digest=digest, training=taught)
        )
    return model


def _taught(labels: Labels, lesson: Lesson) -> Training:
    """How many there are to learn from.

    Raises:
        SijillError: `too_few_pairs`.
    """
    one = int(labels.sum())
    two = len(labels) - one
    if min(one, two) < lesson.least:
        raise SijillError("too_few_pairs", one=one, two=two, least=lesson.least)
    return Training(labels=lesson.labels, pairs=len(labels), one_person=one)


def train_silver(columns: Columns, blank: Model) -> Model:
    """Weights from one register and no label at all.

    Raises:
        SijillError: `too_few_pairs`.
    """
    lesson = Lesson(labels="silver", least=LEAST_SILVER, hide_numbers=True)
    model = train([columns], [_silver], blank, lesson)
    alone = find_alone(columns, model, hide_numbers=True)
    found = in_context(columns, model, alone, hide_numbers=True)
    levels = found.levels.copy()
    levels[:, POSITION["number"]] = number_levels(columns, *found.ends)
    likely = probabilities(found.bits)
    weights = {
        "number": _from_two_groups(levels[:, POSITION["number"]], likely),
        "born": {**model.second.weights["born"]},
    }
    weights["born"]["same_day_by_number"] = weights["born"]["same_day"]
    return replace(
        model,
        first=replace(model.first, weights={**model.first.weights, **weights}),
        second=replace(model.second, weights={**model.second.weights, **weights}),
    )


def train_decided(columns: Columns, decided: Decided, before: Model) -> Model:
    """The weights of a model, moved by what people decided of pairs of rows, as far as the model finds those.

    Raises:
        SijillError: `too_few_pairs`.
    """
    found = find(columns, before)
    one, two = (
        np.isin(found.pairs, [low << 32 | high for low, high in those])
        for those in (decided.one, decided.two)
    )
    rows = one | two
    levels, labels = found.levels[rows], one[rows].astype(np.float64)
    taught = _taught(labels, Lesson(labels="adjudicated", least=LEAST_DECIDED))
    return replace(
        before,
        first=fit(levels, labels, without=CONTEXT, start=before.first),
        second=fit(levels, labels, start=before.second),
        training_digest=sha256(levels.tobytes() + labels.tobytes()).hexdigest(),
        training=taught,
    )


def _silver(columns: Columns, found: Found) -> tuple[NDArray[np.bool_], Labels]:
    first, second = found.ends
    said = number_levels(columns, first, second)
    same = said == level("number", "same_and_fits")
    differ = said == level("number", "contradict")
    return same | differ, same.astype(np.float64)


def _from_two_groups(levels: NDArray[np.uint8], likely: Labels) -> dict[str, float]:
    """Fellegi and Sunter's own estimate: how much more often a level occurs with one person than with two."""
    names = FEATURES["number"]
    one = np.bincount(levels, weights=likely, minlength=len(names))
    two = np.bincount(levels, weights=1 - likely, minlength=len(names))
    one[0] = two[0] = 0
    ratio = ((one + 1) / (one.sum() + len(names))) / ((two + 1) / (two.sum() + len(names)))
    bits = np.clip(np.log2(ratio), -12, 12)
    return {
        name: 0.0 if not place else round(float(bits[place]), 2) for place, name in enumerate(names)
    }
