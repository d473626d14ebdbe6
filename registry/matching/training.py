"""How weights are found: logistic regression over levels, from labels or from what identity numbers say.

Without labels, *silver* pairs teach: both sides have a number that fits its own record, so they are one person or two,
and the numbers are hidden from the comparison while it learns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from math import log
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from registry.matching.columns import Columns
from registry.matching.comparison import number_levels
from registry.matching.identities import Found, find_alone, in_context
from registry.matching.levels import CONTEXT, FEATURES, POSITION, Levels, level
from registry.matching.weights import Model, Round, probabilities

Labels: TypeAlias = NDArray[np.float64]

_STEPS: Final = 40
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


def fit(levels: Levels, labels: Labels, *, without: tuple[str, ...] = ()) -> Round:
    """The weights that explain the labels (1 one person, 0 two) best; some features may be left out.

    The first level of a feature says nothing, nor does one that was never seen. Deterministic: pairs are counted by
    pattern, and patterns are sorted.
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
    found = _newton(design, ones, total)
    weights = {
        feature: {
            name: round(float(found[start + place]) * _BITS, 2) for place, name in enumerate(names)
        }
        for start, (feature, names) in zip(offsets, FEATURES.items(), strict=True)
        if feature not in without
    }
    return Round(prior=round(float(found[-1]) * _BITS, 2), weights=weights)


def _newton(
    design: NDArray[np.float32], ones: NDArray[np.float64], total: NDArray[np.float64]
) -> NDArray[np.float64]:
    found = np.zeros(design.shape[1])
    penalty = np.full(design.shape[1], _PENALTY)
    penalty[-1] = 1e-3
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(-(design @ found)))
        slope = design.T @ (ones - total * expected) - penalty * found
        spread = (total * expected * (1 - expected)).astype(np.float32)
        curve = (design.T @ (design * spread[:, None])).astype(np.float64) + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        found += step
        if np.abs(step).max() < _ENOUGH:
            break
    return found


Label: TypeAlias = Callable[[Columns, Found], tuple[NDArray[np.bool_], Labels]]
"""Which of the pairs found are known, and what those are."""


def train(
    registers: list[Columns], label: list[Label], blank: Model, *, hide_numbers: bool = False
) -> Model:
    """Weights from registers whose pairs are labelled, in three passes: alone, with context, with better context."""
    model = blank
    for passing in ("first", "second", "second"):
        known: list[tuple[Levels, Labels]] = []
        for columns, tell in zip(registers, label, strict=True):
            found = find_alone(columns, model, hide_numbers=hide_numbers)
            if passing == "second":
                found = in_context(columns, model, found, hide_numbers=hide_numbers)
            rows, labels = tell(columns, found)
            known.append((found.levels[rows], labels[rows]))
        levels = np.concatenate([each for each, _ in known])
        labels = np.concatenate([each for _, each in known])
        judged = fit(levels, labels, without=CONTEXT if passing == "first" else ())
        digest = sha256(levels.tobytes() + labels.tobytes()).hexdigest()
        model = (
            replace(model, first=judged, second=judged, training_digest=digest)
            if passing == "first"
            else replace(model, second=judged, training_digest=digest)
        )
    return model


def train_silver(columns: Columns, blank: Model) -> Model:
    """Weights from one register and no label at all."""
    model = train([columns], [_silver], blank, hide_numbers=True)
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
