"""Persons and households, each once, as a reader of the facts would make them out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import combinations
from typing import Any
from uuid import UUID

from registry.domain.casework import Presence
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.vocabulary import Relation
from tests.folds.households import Rows, members, roll
from tests.folds.pairs import pairs

Known = Collection[UUID] | None
"""The registrations that a viewer may know of; None for all."""


def persons(facts: Iterable[Recorded[AnyFact]], known: Known = None) -> dict[UUID, UUID]:
    """The identity of every member that is linked to another: the smallest id that links lead to."""
    return _joined(
        (row["first"], row["second"])
        for row in pairs(facts).values()
        if row["linked"] and _all_known(known, row["first_household"], row["second_household"])
    )


def households(facts: Iterable[Recorded[AnyFact]], known: Known = None) -> dict[UUID, UUID]:
    """The identity of every registration that is one household with another."""
    facts = list(facts)
    person = persons(facts, known)
    where: dict[UUID, list[tuple[UUID, Relation]]] = defaultdict(list)
    for row in there(facts):
        if row["member"] in person and _all_known(known, row["household"]):
            where[person[row["member"]]].append((row["household"], row["relation"]))
    same, apart = set[frozenset[UUID]](), set[frozenset[UUID]]()
    for those in where.values():
        for (one, relation), (other, another) in combinations(those, 2):
            if one != other:
                alike = _generation(relation) == _generation(another)
                (same if alike else apart).add(frozenset({one, other}))
    return _joined(tuple(two) for two in same - apart)


def there(facts: Iterable[Recorded[AnyFact]]) -> list[dict[str, Any]]:
    """Memberships of those who are there, in registrations that count."""
    facts = list(facts)
    counting = {home for home, row in roll(facts).items() if row["withdrawn"] is None}
    return [
        row
        for row in members(facts).values()
        if row["presence"] is Presence.PRESENT and row["household"] in counting
    ]


def counts(facts: Iterable[Recorded[AnyFact]], partner: UUID | None = None) -> tuple[int, int]:
    """Persons and households, of the whole register or of a partner's registrations."""
    facts = list(facts)
    person, home = persons(facts), households(facts)
    ours: Rows = {
        at: row
        for at, row in roll(facts).items()
        if row["withdrawn"] is None and partner in {None, row["partner"]}
    }
    in_ours = [row["member"] for row in there(facts) if row["household"] in ours]
    return (
        len({person.get(one, one) for one in in_ours}),
        len({home.get(one, one) for one in ours}),
    )


def _generation(relation: Relation) -> str:
    return "upper" if relation in {Relation.HEAD, Relation.SPOUSE} else relation.value


def _all_known(known: Known, *households: UUID) -> bool:
    return known is None or all(one in known for one in households)


def _joined(edges: Iterable[tuple[UUID, ...]]) -> dict[UUID, UUID]:
    """The smallest id that edges lead to from each of their ends."""
    edges = list(edges)
    found = {one: one for two in edges for one in two}
    changing = True
    while changing:
        changing = False
        for one, other in edges:
            smallest = min(found[one], found[other])
            changing |= found[one] != smallest or found[other] != smallest
            found[one] = found[other] = smallest
    return found
