"""From pairs to identities: greedy, best pairs first, and never against what the constraints say.

Connected components are forbidden here: one wrong pair would chain two families. Two clusters become one only where no
registration has a member in both, no identity numbers contradict, and the pairs between them hold on average.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, TypeAlias

LEAST_MEAN: Final = 0.5


Pair: TypeAlias = tuple[int, int]
"""Two rows, the smaller first."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What people said of pairs: it holds whatever the scores are."""

    one: AbstractSet[Pair] = frozenset()
    two: AbstractSet[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Constraints:
    """What clusters are held to; all by row."""

    records: Sequence[str]  # their names, by which ties are broken
    registration: Sequence[int]
    contradict: Callable[[int, int], bool]
    decided: Decided = Decided()


@dataclass(frozen=True, slots=True)
class _Cluster:
    members: list[int]
    registrations: set[int]


def clusters(
    probability: Mapping[Pair, float], least: float, held_to: Constraints
) -> dict[int, int]:
    """The identity of every row that has company, as the row of its first record by name.

    Deterministic: pairs of equal probability go by the names of their records, never by arrival.
    """
    names = held_to.records
    strong = [pair for pair, likely in probability.items() if likely >= least]
    strong.sort(key=lambda pair: (-probability[pair], *sorted((names[pair[0]], names[pair[1]]))))
    cluster: dict[int, _Cluster] = {}
    said = held_to.decided.one
    for a, b in (*sorted(said), *strong):
        one = cluster.get(a) or _Cluster([a], {held_to.registration[a]})
        other = cluster.get(b) or _Cluster([b], {held_to.registration[b]})
        if one is other:
            continue
        if (a, b) not in said and not _may_join(one, other, probability, held_to):
            continue
        joined = _Cluster(one.members + other.members, one.registrations | other.registrations)
        for member in joined.members:
            cluster[member] = joined
    found: dict[int, int] = {}
    for member, each in cluster.items():
        if member not in found:
            called = min(each.members, key=names.__getitem__)
            found.update(dict.fromkeys(each.members, called))
    return found


def _may_join(
    one: _Cluster, other: _Cluster, probability: Mapping[Pair, float], held_to: Constraints
) -> bool:
    if not one.registrations.isdisjoint(other.registrations):
        return False
    total = 0.0
    for a in one.members:
        for b in other.members:
            # A pair that nothing brought together counts as unlikely.
            pair = (a, b) if a < b else (b, a)
            total += probability.get(pair, 0.0)
            if pair in held_to.decided.two or held_to.contradict(a, b):
                return False
    return total >= LEAST_MEAN * len(one.members) * len(other.members)
