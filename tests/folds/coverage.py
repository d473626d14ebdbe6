"""Who is judged, entitled, on a list and reached, counted from the facts each time anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from registry.domain.casework import Presence
from registry.domain.eligibility import EligibilityDecided
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.programme import ProgrammeOpened
from registry.domain.rules import Entitlement
from registry.domain.vocabulary import CountsAs
from tests.folds import deliveries, households, identities, plans

Facts = Iterable[Recorded[AnyFact]]
Months = tuple[date, date] | None
"""The first and the last day, or at any time."""
OF_ENTITLED = {"covered": "reached", "entitled_planned": "planned", "entitled_enrolled": "enrolled"}
FIGURES = (
    "judged", "entitled", "planned", "enrolled", "reached", *OF_ENTITLED, "visits", "services", "unnamed",
)  # fmt: skip

ADDS = {CountsAs.VISIT: "visits", CountsAs.SERVICE: "services"}


class Said(NamedTuple):
    """Something of a person, or of nobody who is named, between two days; None for no last day."""

    kind: str
    subject: UUID | None
    programme: UUID | None
    begins: date | None
    ends: date | None
    where: Mapping[str, str | None]
    visit: UUID | None = None
    visits: int = 0
    services: int = 0
    unnamed: int = 0


@dataclass
class Counts:
    of: dict[str, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    visits: set[UUID] = field(default_factory=set)
    more: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, said: Said, person: UUID | None) -> None:
        if person is not None:
            self.of[said.kind].add(person)
        if said.visit is not None:
            self.visits.add(said.visit)
        for name in ("visits", "services", "unnamed"):
            self.more[name] += getattr(said, name)

    @property
    def figures(self) -> dict[str, int]:
        of_entitled = {
            name: len(self.of["entitled"] & self.of[kind]) for name, kind in OF_ENTITLED.items()
        }
        persons = {name: len(self.of[name]) for name in FIGURES[:5]}
        visits = len(self.visits) + self.more["visits"]
        rest = {name: self.more[name] for name in ("services", "unnamed")}
        return persons | of_entitled | {"visits": visits} | rest


class Coverage:
    """The register as of its last fact, ready to be counted."""

    def __init__(self, facts: Facts, *, linked: bool = True) -> None:
        facts = list(facts)
        self.roll = households.roll(facts)
        self.members = list(households.members(facts).values())
        self.identity = identities.persons(facts) if linked else {}
        self.families = {
            one.stream: one.fact.family for one in facts if isinstance(one.fact, ProgrammeOpened)
        }
        self.said = [
            *_judged(facts, self.roll),
            *_listed(facts, self.roll),
            *_reached(facts, self.roll),
        ]
        self._known: dict[UUID, dict[str, Any]] = {}

    def table(
        self,
        by: Iterable[str],
        *,
        year: int,
        months: Months = None,
        fitting: Callable[[dict[str, Any]], bool] = lambda _: True,
    ) -> dict[tuple[Any, ...], dict[str, int]]:
        """Figures by the values of what divides the table, in the order of `by`."""
        cells: dict[tuple[Any, ...], Counts] = defaultdict(Counts)
        names = tuple(by)
        for one in self.said:
            if not _overlaps(one, months):
                continue
            person = None if one.subject is None else self.person(one.subject)
            known = self.known(one, person, year)
            if not fitting(known):
                continue
            for month in _months(one, months) if "month" in names else [None]:
                cell = tuple(month if name == "month" else known[name] for name in names)
                cells[cell].add(one, person)
        figures = {cell: counts.figures for cell, counts in cells.items()}
        return {cell: those for cell, those in figures.items() if any(those.values())}

    def person(self, subject: UUID) -> UUID:
        return self.identity.get(subject, subject)

    def covered(self, months: Months) -> set[UUID]:
        """Persons who are entitled and reached in the months."""
        of: dict[str, set[UUID]] = defaultdict(set)
        for one in self.said:
            if one.subject is not None and _overlaps(one, months):
                of[one.kind].add(self.person(one.subject))
        return of["entitled"] & of["reached"]

    def known(self, one: Said, person: UUID | None, year: int) -> dict[str, Any]:
        divided = dict(one.where)
        described: dict[str, Any] = {"sex": None, "nationality": None, "age_group": None}
        if person is not None:
            told = self._described(person)
            divided = told["where"] or divided
            described = {
                "sex": told["sex"],
                "nationality": told["nationality"],
                "age_group": _age_group(told["birth_band"], year),
            }
        return {
            **described,
            "village": divided["place"],
            "markaz": divided["markaz"] or divided["governorate"] or divided["place"],
            "governorate": divided["governorate"] or divided["place"],
            "programme": one.programme,
            "family": self.families.get(one.programme) if one.programme else None,
        }

    def _described(self, person: UUID) -> dict[str, Any]:
        if person not in self._known:
            rows = [row for row in self.members if self.person(row["member"]) == person]
            rows.sort(key=lambda row: (row["member"], _moved(row), row["household"]))
            homes = sorted(
                rows,
                key=lambda row: (self._gone(row), row["member"], _moved(row), row["household"]),
            )
            self._known[person] = {
                "sex": _first(row["sex"] for row in rows) or "unknown",
                "nationality": _first(row["nationality"] for row in rows) or "unknown",
                "birth_band": _first(row["birth_band"] for row in rows),
                "where": self.roll[homes[0]["household"]] if homes else None,
            }
        return self._known[person]

    def _gone(self, row: dict[str, Any]) -> bool:
        home = self.roll[row["household"]]
        return row["presence"] is Presence.WITHDRAWN or home["withdrawn"] is not None


def _moved(row: dict[str, Any]) -> bool:
    return row["presence"] is Presence.MOVED


def _first(values: Iterable[Any]) -> Any:
    return next((one for one in values if one not in {None, "unknown"}), None)


def _age_group(band: int | None, year: int) -> str:
    if band is None:
        return "unknown"
    age = year - (band + 2)
    return "child" if age < 18 else "adult" if age < 60 else "older"


def _overlaps(one: Said, months: Months) -> bool:
    if months is None:
        return True
    if one.begins is None:
        return False
    return one.begins <= months[1] and (one.ends is None or one.ends >= months[0])


def _months(one: Said, months: Months) -> Iterator[date]:
    assert months is not None
    month, last = months[0].replace(day=1), months[1]
    while month <= last:
        following = (month + timedelta(days=31)).replace(day=1)
        if _overlaps(one, (month, following - timedelta(days=1))):
            yield month
        month = following


def _judged(facts: list[Recorded[AnyFact]], roll: households.Rows) -> Iterator[Said]:
    decisions: dict[UUID, list[EligibilityDecided]] = defaultdict(list)
    for one in facts:
        if isinstance(one.fact, EligibilityDecided):
            decisions[one.stream].append(one.fact)
    for those in decisions.values():
        for at, decided in enumerate(those):
            limits = [
                decided.until,
                *(after.on - timedelta(days=1) for after in those[at + 1 : at + 2]),
            ]
            ends = min((day for day in limits if day is not None), default=None)
            home = roll[decided.household]
            if home["withdrawn"] is not None or (ends is not None and ends < decided.on):
                continue
            last = home["last_day"]
            if home["closed"] is not None:
                if last is None or last < decided.on:
                    continue
                ends = last if ends is None else min(ends, last)
            told = (home["head"], decided.programme, decided.on, ends, home)
            yield Said("judged", *told)
            if decided.entitlement is Entitlement.ENTITLED:
                yield Said("entitled", *told)


def _listed(facts: list[Recorded[AnyFact]], roll: households.Rows) -> Iterator[Said]:
    drafted = plans.plans(facts)
    for line in plans.lines(facts).values():
        plan, home = drafted[line["plan"]], roll.get(line["household"])
        if home is None or home["withdrawn"] is not None or plan["stage"] == "cancelled":
            continue
        subject = line["member"] or home["head"]
        told = (subject, plan["programme"], plan["serves_from"], plan["serves_until"], home)
        served = line["reserved"] or line["overridden"] is not None
        if plan["stage"] == "drafted" or served or line["unknown"]:
            yield Said("planned", *told)
        if plan["stage"] in {"released", "closed"} and served:
            yield Said("enrolled", *told)


def _reached(facts: list[Recorded[AnyFact]], roll: households.Rows) -> Iterator[Said]:
    for stream, fact in deliveries.counted(facts).items():
        begins = date.fromisoformat(f"{fact.on.month}-01") if fact.on.month else None
        ends = begins and (begins + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        when = (fact.programme, begins, ends)
        where = households.where(fact.place)
        if fact.headcount is None:
            served = fact.member or fact.household
            home = roll.get(served) if served else None
            person = home["head"] if home else served
            yield Said("reached", person, *when, home or where, fact.visit or stream, services=1)
        else:
            heads: dict[str, Any] = {ADDS.get(fact.counts_as, "unnamed"): fact.headcount}
            yield Said("headcount", None, *when, where, **heads)
