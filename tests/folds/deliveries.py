"""Deliveries, and those reached, counted from the facts each time anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from registry.domain.dates import PreciseDate
from registry.domain.delivery import (
    Delivery,
    DeliveryCorrected,
    DeliveryRecorded,
    DeliveryReversed,
    evolve,
)
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import HeadChanged, HouseholdRegistered
from registry.domain.places import governorate_of, markaz_of
from registry.domain.vocabulary import Claim, CountsAs
from tests.folds.households import Rows, bytes_of, homes, where


@dataclass
class Standing:
    """A delivery as it stands: who recorded it first, what is said of it now, and what was done to it."""

    first: Recorded[AnyFact]
    state: Delivery
    corrected_at: datetime | None = None
    reversed_at: datetime | None = None

    @property
    def fact(self) -> DeliveryRecorded:
        return self.state.recorded


def standing(facts: Iterable[Recorded[AnyFact]]) -> dict[UUID, Standing]:
    found: dict[UUID, Standing] = {}
    for one in facts:
        match one.fact:
            case DeliveryRecorded() as fact:
                found[one.stream] = Standing(one, evolve(None, fact))
            case DeliveryCorrected() as fact:
                found[one.stream].state = evolve(found[one.stream].state, fact)
                found[one.stream].corrected_at = one.recorded_at
            case DeliveryReversed() as fact:
                found[one.stream].state = evolve(found[one.stream].state, fact)
                found[one.stream].reversed_at = one.recorded_at
            case _:
                pass
    return found


def ledger(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    return {stream: _line(one, one.fact) for stream, one in standing(facts).items()}


def _line(one: Standing, fact: DeliveryRecorded) -> dict[str, Any]:
    as_they_are = (
        "household", "member", "headcount", "programme", "family", "kind", "unit", "quantity",
        "counts_as", "service_point", "visit", "plan_line", "claim",
    )  # fmt: skip
    amounts = [source.amount for source in fact.sources]
    return {
        "delivery": one.first.stream,
        "partner": one.first.envelope.partner,
        "recorded_at": one.first.recorded_at,
        "channel": one.first.envelope.channel,
        **{name: getattr(fact, name) for name in as_they_are},
        "money_sources": tuple(source.kind for source in fact.sources),
        "source_partners": tuple(source.partner for source in fact.sources),
        "source_amounts": tuple(money.amount if money else None for money in amounts),
        "source_currencies": tuple(money.currency if money else None for money in amounts),
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
        "corrected_at": one.corrected_at,
        "reversed_at": one.reversed_at,
        "reversal": one.state.reversed,
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
    for stream, fact in counted(facts).items():
        if fact.headcount is None:
            known = fact.on.month
            rows[stream] = {
                "delivery": stream,
                "recipient": fact.member or fact.household,
                "visit": fact.visit or stream,
                "programme": fact.programme,
                "month": date.fromisoformat(f"{known}-01") if known else None,
                **where(fact.place),
            }
    return rows


def counted(facts: Iterable[Recorded[AnyFact]]) -> dict[UUID, DeliveryRecorded]:
    """Own records that were not taken back, as they were mended."""
    return {
        stream: one.fact
        for stream, one in standing(facts).items()
        if one.state.reversed is None and one.fact.claim is Claim.OWN_RECORD
    }


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
    facts: Iterable[Recorded[AnyFact]], *, by: Iterable[str], person: Mapping[UUID, UUID] = {}
) -> dict[Cell, tuple[int, int, int, int]]:
    """Persons, visits, services and unnamed heads by place, programme and month, as far as asked for.

    `person` has the identities of those who are linked, where each person is to count once whoever registered them.
    """
    dimensions, seen = set(by), list(facts)
    heads = heads_of(seen)
    cells: dict[Cell, Counts] = defaultdict(Counts)
    for stream, fact in counted(seen).items():
        count(cells[_cell(fact, dimensions)], stream, fact)
    for counts in cells.values():
        served = {heads.get(one, one) for one in counts.persons}
        counts.persons = {person.get(one, one) for one in served}
    return {cell: counts.figures for cell, counts in cells.items()}


def heads_of(facts: Iterable[Recorded[AnyFact]]) -> dict[UUID, UUID]:
    """The head of each household, by its stream."""
    heads: dict[UUID, UUID] = {}
    for one in facts:
        match one.fact:
            case HouseholdRegistered(head=head):
                heads[one.stream] = head
            case HeadChanged(head=head):
                heads[one.stream] = head
            case _:
                pass
    return heads


def homes_reached(
    facts: Iterable[Recorded[AnyFact]], *, by: Iterable[str], home: Mapping[UUID, UUID] = {}
) -> dict[Cell, int]:
    """Households, themselves or through a member, each once in a cell; `home` as `person` above."""
    dimensions, seen = set(by), list(facts)
    lived, cells = homes(seen), defaultdict[Cell, set[UUID]](set)
    for fact in counted(seen).values():
        if fact.headcount is None:
            served = fact.household or lived[fact.member or UUID(int=0)]
            cells[_cell(fact, dimensions)].add(home.get(served, served))
    return {cell: len(those) for cell, those in cells.items()}


def count(counts: Counts, delivery: UUID, fact: DeliveryRecorded) -> None:
    if fact.headcount is None:
        served = fact.member or fact.household
        assert served is not None
        counts.persons.add(served)
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
