"""From claims to identities: candidates, two rounds of scores, clusters. One definition, for a list and a record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from registry.matching.candidates import Pairs, candidate_pairs
from registry.matching.clustering import Constraints, Decided, clusters
from registry.matching.columns import Columns
from registry.matching.comparison import compare, contradicting
from registry.matching.context import (
    Sure,
    add_context,
    ends,
    pairs_across,
    pairs_beside,
    sure_pairs,
)
from registry.matching.hashing import Hashes
from registry.matching.levels import Levels
from registry.matching.name_levels import Numbers, Truths
from registry.matching.weights import Model, Scores, evidence, probabilities, scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Of one pair: what speaks for and against it, all of it in bits, and what became of it."""

    evidence: list[tuple[str, str, float]]  # feature, level, bits
    before: float  # bits of any two of so many, before they are compared
    bits: float
    probability: float
    one_person: bool


Told: TypeAlias = Callable[[str], None]
"""Is told the name of every stage that begins."""

NOBODY_DECIDED: Final = Decided()
_ROUNDS: Final = 2
_NEGLIGIBLE: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What belongs to a version and not to the records of the moment, so that the order of arrival changes nothing."""

    population: int
    common_keys: Hashes  # ascending; keys that too many records share to say anything


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs in ascending order with their levels and bits; `sure` are those that speak for their households."""

    pairs: Pairs
    levels: Levels
    bits: Scores
    sure: Sure

    @property
    def ends(self) -> tuple[Numbers, Numbers]:
        return ends(self.pairs)

    def touching(self, rows: Truths) -> Found:
        """The pairs with one of the rows or two."""
        first, second = self.ends
        kept = rows[first] | rows[second]
        return Found(self.pairs[kept], self.levels[kept], self.bits[kept], self.sure)


@dataclass(frozen=True, slots=True)
class Identities:
    """`identity` names for every row the row that its identity is called by, itself where it is alone."""

    found: Found
    probability: Scores
    identity: NDArray[np.int64]


def judged(  # noqa: PLR0913, PLR0917 - which two, among whom, by what
    columns: Columns,
    told: Identities,
    model: Model,
    one: int,
    other: int,
    population: int | None = None,
) -> Judgement:
    """What is known of a pair of rows: as it was judged, or, where nothing brought it together, by itself.

    The rows are everybody, unless they are told to be of a larger `population`.
    """
    low, high = sorted((one, other))
    pair = np.array([low << 32 | high], dtype=np.int64)
    at = int(np.searchsorted(told.found.pairs, pair[0]))
    if at < len(told.found.pairs) and told.found.pairs[at] == pair[0]:
        levels, bits, by = told.found.levels[at], told.found.bits[at], model.second
    else:
        levels, by = compare(columns, *ends(pair))[0], model.first
        bits = scores(levels[None, :], by)[0]
    shift = model.shift(len(columns) if population is None else population)
    bits += shift
    return Judgement(
        evidence=evidence(levels, by),
        before=round(by.prior + shift, 2),
        bits=round(float(bits), 2),
        probability=round(float(probabilities(np.array([bits]))[0]), 4),
        one_person=bool(told.identity[one] == told.identity[other]),
    )


def identify(
    columns: Columns,
    model: Model,
    frozen: Frozen | None = None,
    told: Told = lambda _: None,
    *,
    decided: Decided = NOBODY_DECIDED,
) -> Identities:
    """The identities of the claims. Without `frozen` it follows from the claims themselves.

    `decided` is what people said of pairs of rows, the smaller first.
    """
    found = find(columns, model, frozen, told=told)
    told("clusters")
    population = len(columns) if frozen is None else frozen.population
    return identities(columns, model, found, population, decided=decided)


def identities(
    columns: Columns,
    model: Model,
    found: Found,
    population: int,
    *,
    decided: Decided = NOBODY_DECIDED,
) -> Identities:
    """The identities that come of pairs as they were found in a register of so many."""
    probability = probabilities(found.bits + model.shift(population))
    identity = _clustered(columns, model, found, probability, decided)
    return Identities(found, probability, identity)


def find(
    columns: Columns,
    model: Model,
    frozen: Frozen | None = None,
    *,
    told: Told = lambda _: None,
) -> Found:
    """Pairs worth a judgement, and the judgement in the light of their registrations."""
    found = find_alone(columns, model, frozen, told=told)
    told("context")
    return in_context(columns, model, found)


def find_alone(
    columns: Columns,
    model: Model,
    frozen: Frozen | None = None,
    *,
    hide_numbers: bool = False,
    told: Told = lambda _: None,
) -> Found:
    """Pairs that share a key, judged by what the two records say."""
    told("candidates")
    pairs = _worth_a_look(columns, frozen)
    told("comparison")
    levels = compare(columns, *ends(pairs), hide_numbers=hide_numbers)
    bits = scores(levels, model.first)
    kept = bits >= model.floor
    return Found(pairs[kept], levels[kept], bits[kept], Sure.none())


def _worth_a_look(columns: Columns, frozen: Frozen | None) -> Pairs:
    return candidate_pairs(columns, None if frozen is None else frozen.common_keys)


def in_context(
    columns: Columns, model: Model, found: Found, *, hide_numbers: bool = False
) -> Found:
    """Pairs judged again by what their registrations say, with pairs that only those bring together."""
    search = _Search(columns, model, hide_numbers)
    for turn in range(_ROUNDS):
        sure = sure_pairs(columns, found.pairs, found.bits, model.sure)
        across = pairs_across(columns, sure, found.pairs)
        if turn and not len(across) and sure.same_as(found.sure):
            break  # it would be judged by just what it was judged by
        found = search.judged(found, sure, across)
    beside = pairs_beside(columns, found.pairs[found.bits > 0], found.pairs)
    return search.judged(found, found.sure, beside) if len(beside) else found


@dataclass(frozen=True, slots=True)
class _Search:
    columns: Columns
    model: Model
    hide_numbers: bool

    def judged(self, found: Found, sure: Sure, more: Pairs) -> Found:
        """The pairs and some more, judged again in the light of the sure ones."""
        pairs, levels = found.pairs, found.levels.copy()
        if len(more):
            compared = compare(self.columns, *ends(more), hide_numbers=self.hide_numbers)
            pairs = np.concatenate([pairs, more])
            order = np.argsort(pairs, kind="stable")
            pairs, levels = pairs[order], np.concatenate([levels, compared])[order]
        alone = scores(levels, self.model.first)
        add_context(self.columns, pairs, alone, sure, levels)
        return Found(pairs, levels, scores(levels, self.model.second), sure)


def _clustered(
    columns: Columns, model: Model, found: Found, probability: Scores, decided: Decided
) -> NDArray[np.int64]:
    worth = probability >= _NEGLIGIBLE
    first, second = ends(found.pairs[worth])
    rows = zip(first.tolist(), second.tolist(), strict=True)
    likely = dict(zip(rows, probability[worth].tolist(), strict=True))
    held_to = Constraints(
        records=columns.records,
        registration=columns.registration.tolist(),
        contradict=lambda a, b: contradicting(columns, a, b),
        decided=decided,
    )
    identity = np.arange(len(columns), dtype=np.int64)
    for row, called in clusters(likely, model.link, held_to).items():
        identity[row] = called
    return identity
