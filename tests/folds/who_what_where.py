"""Who did what where and when, counted from the facts each time anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.places import governorate_of, markaz_of
from registry.domain.vocabulary import Sex
from tests.folds import identities
from tests.folds.coverage import Coverage
from tests.folds.deliveries import Counts, count, counted, heads_of, standing
from tests.folds.households import homes

Cell = tuple[Any, ...]
"""Partner, programme, family, place, month."""


def table(facts: Iterable[Recorded[AnyFact]], *, linked: bool = True) -> dict[Cell, dict[str, int]]:
    seen = list(facts)
    described, heads, lived, made = (
        Coverage(seen, linked=linked),
        heads_of(seen),
        homes(seen),
        standing(seen),
    )
    home = identities.households(seen) if linked else {}
    cells: dict[Cell, Counts] = defaultdict(Counts)
    reached: dict[Cell, set[UUID]] = defaultdict(set)
    for stream, fact in counted(seen).items():
        if fact.on.month is None:
            continue
        place = markaz_of(fact.place) or governorate_of(fact.place)
        assert place is not None
        cell = (
            made[stream].first.envelope.partner,
            fact.programme,
            fact.family,
            place.code,
            date.fromisoformat(f"{fact.on.month}-01"),
        )
        count(cells[cell], stream, fact)
        if fact.headcount is None:
            served = fact.household or lived[fact.member or UUID(int=0)]
            reached[cell].add(home.get(served, served))
    return {
        cell: _figures(counts, described, heads) | {"households": len(reached[cell])}
        for cell, counts in cells.items()
    }


def _figures(counts: Counts, described: Coverage, heads: dict[UUID, UUID]) -> dict[str, int]:
    persons = {described.person(heads.get(one, one)) for one in counts.persons}
    sexes = Counter(described._described(one)["sex"] for one in persons)
    _, visits, services, unnamed = counts.figures
    return {
        "persons": len(persons),
        "female": sexes[Sex.FEMALE],
        "male": sexes[Sex.MALE],
        "sex_unknown": len(persons) - sexes[Sex.FEMALE] - sexes[Sex.MALE],
        "visits": visits,
        "services": services,
        "unnamed": unnamed,
    }
