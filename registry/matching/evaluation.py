"""How good identities are, held against the truth: of the pairs told to be one how many are, and the reverse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from registry.matching.candidates import Pairs
from registry.matching.columns import Columns
from registry.matching.context import ends
from registry.matching.households import households
from registry.matching.identities import Identities
from registry.matching.name_levels import Truths
from registry.matching.outcome import cases
from registry.matching.weights import Model

Groups: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """For every record the person it is of, for every record's registration the household it is of."""

    person: Groups  # by record
    household: Groups  # by record
    twin: Truths


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Shares from 0 to 1, over pairs; one where there is nothing to find and nothing was told."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    pairs: int
    recall: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """`pairs` as scored, before any constraint; `clusters` as identities; `households` as derived from those."""

    pairs: Quality
    clusters: Quality
    households: Quality
    strata: Mapping[str, Stratum]
    cases: int  # pairs for a person to decide


def evaluate(columns: Columns, told: Identities, truth: Truth, model: Model) -> Evaluation:
    wanted = pairs_of(truth.person)
    joined = pairs_of(told.identity)
    likely = told.found.pairs[told.probability >= model.link]
    by_registration = np.zeros(len(columns.registrations), dtype=np.int64)
    by_registration[columns.registration] = truth.household
    return Evaluation(
        pairs=_quality(likely, wanted),
        clusters=_quality(joined, wanted),
        households=_quality(
            pairs_of(households(columns, told.identity)), pairs_of(by_registration)
        ),
        strata=_strata(columns, truth, wanted, joined),
        cases=len(cases(columns, told, model).pairs),
    )


def pairs_of(groups: Groups) -> Pairs:
    """Every pair of places with the same group, `low << 32 | high`, ascending."""
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(groups[order]) != 0)) if len(order) else order
    sizes = np.diff(np.append(starts, len(order)))
    found = [np.empty(0, dtype=np.int64)]
    for size in np.unique(sizes[sizes > 1]):
        rows = starts[sizes == size]
        one, other = np.triu_indices(int(size), 1)
        low = order[rows[:, None] + one].reshape(-1)
        high = order[rows[:, None] + other].reshape(-1)
        found.append(low << 32 | high)
    return np.unique(np.concatenate(found))


def _quality(told: Pairs, wanted: Pairs) -> Quality:
    right = int(np.isin(told, wanted).sum())
    precision = right / len(told) if len(told) else 1.0
    recall = right / len(wanted) if len(wanted) else 1.0
    f1 = 2 * precision * recall / (precision + recall) if right else float(precision == recall == 1)
    return Quality(precision=round(precision, 4), recall=round(recall, 4), f1=round(f1, 4))


def _strata(columns: Columns, truth: Truth, wanted: Pairs, joined: Pairs) -> dict[str, Stratum]:
    one, other = ends(wanted)
    number = columns.number >= 0
    latin = columns.parts.latin[columns.name[:, 0]] & (columns.name[:, 0] >= 0)
    born = columns.born[:, 0] > 0
    no_number = ~number[one] | ~number[other]
    cross = latin[one] != latin[other]
    moved = truth.household[one] != truth.household[other]
    groups = {
        "both_have_id": ~no_number,
        "no_id": no_number,
        "cross_script": cross,
        "no_id_cross_script": no_number & cross,
        "twins": truth.twin[one],
        "birth_date_missing": ~born[one] | ~born[other],
        "moved": moved,
        "moved_no_id": moved & no_number,
    }
    found = np.isin(wanted, joined)
    return {
        name: Stratum(
            pairs=int(rows.sum()), recall=round(float(found[rows].mean()), 4) if rows.any() else 1.0
        )
        for name, rows in groups.items()
    }
