"""The table of services, counted from the facts each time anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from registry.domain.casework import Presence
from registry.domain.delivery import DeliveryRecorded
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.vocabulary import NationalityGroup, Sex
from tests.folds import households
from tests.folds.deliveries import Counts, count, counted, heads_of, standing

Cell = tuple[Any, ...]


def table(
    facts: Iterable[Recorded[AnyFact]], *, by: Iterable[str], person: Mapping[UUID, UUID] = {}
) -> dict[Cell, tuple[int, int, int, int]]:
    """Persons, visits, services and unnamed heads by what was asked for, in its order; `person` as in `reached`."""
    seen, dimensions = list(facts), list(by)
    heads, people = heads_of(seen), _people(seen)
    made = standing(seen)
    cells: dict[Cell, Counts] = defaultdict(Counts)
    for stream, fact in counted(seen).items():
        served = fact.member or heads.get(fact.household or stream)
        known_as = people.get(served or stream, {})
        first = made[stream].first
        known = {
            "centre": fact.service_point or first.envelope.partner,
            "service": fact.programme,
            "sex": known_as.get("sex", Sex.UNKNOWN),
            "nationality": known_as.get("nationality", NationalityGroup.UNKNOWN),
            "year": _year(fact),
            "channel": first.envelope.channel,
        }
        count(cells[tuple(known[one] for one in dimensions)], stream, fact)
    for counts in cells.values():
        served_there = {heads.get(one, one) for one in counts.persons}
        counts.persons = {person.get(one, one) for one in served_there}
    return {cell: counts.figures for cell, counts in cells.items()}


def _people(facts: Iterable[Recorded[AnyFact]]) -> dict[UUID, dict[str, Any]]:
    rows = households.members(facts).values()
    return {row["member"]: row for row in rows if row["presence"] is not Presence.MOVED}


def _year(fact: DeliveryRecorded) -> int | None:
    return fact.on.first.year if fact.on.first.year == fact.on.last.year else None
