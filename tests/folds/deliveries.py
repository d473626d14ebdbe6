"""Deliveries, and those reached, counted from the facts each time anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from registry.domain.dates import PreciseDate
from registry.domain.delivery import DeliveryRecorded
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import HouseholdRegistered
from registry.domain.places import governorate_of, markaz_of
from registry.domain.vocabulary import Claim, CountsAs
from tests.folds.households import Rows, bytes_of, where


def ledger(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    return {
        one.stream: _line(one, one.fact) for one in facts if isinstance(one.fact, DeliveryRecorded)
    }


def _line(one: Recorded[AnyFact], fact: DeliveryRecorded) -> dict[str, Any]:
    as_they_are = (
        "household", "member", "headcount", "programme", "family", "kind", "unit", "quantity",
        "counts_as", "service_point", "visit", "plan_line", "claim",
    )  # fmt: skip
    return {
        "delivery": one.stream,
        "partner": one.envelope.partner,
        "recorded_at": one.recorded_at,
        **{name: getattr(fact, name) for name in as_they_are},
        "money_sources": tuple(source.kind for source in fact.sources),
        "amount": fact.value.amount if fact.value else None,
        "currency": fact.value.currency if fact.value else None,
        "on_first": fact.on.first,
        "on_last": fact.on.last,
        "on_precision": fact.on.precision,
        **_written("serves_from", fact.serves_from),
        **_written("serves_until", fact.serves_until),
        **where(fact.place),
        "giver": bytes_of(fact.giver) if fact.giver is not None else None,
        "collector": bytes_of(fact.collector) if fact.collector is not None else None,
        "partner_reference": bytes_of(fact.partner_reference) if fact.partner_reference else None,
    }


def _written(name: str, day: PreciseDate | None) -> dict[str, Any]:
    return {
        name: day.first if day else None,
        f"{name}_last": day.last if day else None,
        f"{name}_precision": day.precision if day else None,
    }


def presence(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    """Who was where through which delivery: nobody's report but the giver's own, and nobody unnamed."""
    rows: Rows = {}
    for one in facts:
        fact = one.fact
        if not isinstance(fact, DeliveryRecorded) or fact.claim is not Claim.OWN_RECORD:
            continue
        if fact.headcount is None:
            known = fact.on.month
            rows[one.stream] = {
                "delivery": one.stream,
                "recipient": fact.member or fact.household,
                "visit": fact.visit or one.stream,
                "programme": fact.programme,
                "month": date.fromisoformat(f"{known}-01") if known else None,
                **where(fact.place),
            }
    return rows


@dataclass
class Counts:
    persons: set[UUID] = field(default_factory=set)
    visits: set[UUID] = field(default_factory=set)
    more_visits: int = 0
    services: int = 0
    unnamed: int = 0

    @property
    def figures(self) -> tuple[int, int, int, int]:
        return len(self.persons), len(self.visits) + self.more_visits, self.services, self.unnamed


Cell = tuple[str | None, UUID | None, date | None]


def reached(
    facts: Iterable[Recorded[AnyFact]], *, by: Iterable[str]
) -> dict[Cell, tuple[int, int, int, int]]:
    """Persons, visits, services and unnamed heads by place, programme and month, as far as asked for."""
    dimensions = set(by)
    heads: dict[UUID, UUID] = {}
    cells: dict[Cell, Counts] = defaultdict(Counts)
    for one in facts:
        match one.fact:
            case HouseholdRegistered(head=head):
                heads[one.stream] = head
            case DeliveryRecorded(claim=Claim.OWN_RECORD) as fact:
                _count(cells[_cell(fact, dimensions)], one.stream, fact)
            case _:
                pass
    for counts in cells.values():
        counts.persons = {heads.get(person, person) for person in counts.persons}
    return {cell: counts.figures for cell, counts in cells.items()}


def _count(counts: Counts, delivery: UUID, fact: DeliveryRecorded) -> None:
    if fact.headcount is None:
        person = fact.member or fact.household
        assert person is not None
        counts.persons.add(person)
        counts.visits.add(fact.visit or delivery)
        counts.services += 1
    elif fact.counts_as is CountsAs.VISIT:
        counts.more_visits += fact.headcount
    elif fact.counts_as is CountsAs.SERVICE:
        counts.services += fact.headcount
    else:
        counts.unnamed += fact.headcount


def _cell(fact: DeliveryRecorded, by: set[str]) -> Cell:
    governorate = governorate_of(fact.place)
    markaz = markaz_of(fact.place) or governorate
    place = markaz if "markaz" in by else governorate if "governorate" in by else None
    year_and_month = fact.on.month if "month" in by else None
    return (
        place.code if place else None,
        fact.programme if "programme" in by else None,
        date.fromisoformat(f"{year_and_month}-01") if year_and_month else None,
    )
