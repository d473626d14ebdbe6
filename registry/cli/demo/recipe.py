"""The recipe of a country's registry: partners, lines of services, and what was published, as the files give them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from importlib.resources import files
from itertools import chain
from typing import Final, NamedTuple, Self, TypeAlias

from registry.cli.demo.founding import PartnerToEnrol, ProgrammeToOpen
from registry.domain.entitlement_document import DocumentKind
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Channel,
    Cycle,
    MoneySource,
    NationalityGroup,
    OrganisationKind,
    Sex,
    Unit,
)

Names: TypeAlias = Mapping[str, Sequence[str]]
"""Given names of women and men, and families by nationality group."""


@dataclass(frozen=True, slots=True)
class Group:
    """People of a centre who are counted together."""

    sex: Sex
    nationality: NationalityGroup


GROUPS: Final[Mapping[str, Group]] = {
    "women_national": Group(Sex.FEMALE, NationalityGroup.NATIONAL),
    "women_other": Group(Sex.FEMALE, NationalityGroup.NON_NATIONAL),
    "men_national": Group(Sex.MALE, NationalityGroup.NATIONAL),
    "men_other": Group(Sex.MALE, NationalityGroup.NON_NATIONAL),
}
"""By the column that says how many of them there are."""


class Person(NamedTuple):
    """Somebody whom a centre serves, by their number in a group of it."""

    centre: str
    group: Group
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """A partner, with the years between which the people whom it serves were born."""

    enrolled: PartnerToEnrol
    born: range
    protected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A service in a year. `heads` are people whom nobody named, at so many `events`; amounts are for one service."""

    centre: str
    service: str
    opened: ProgrammeToOpen | None
    year: int
    channel: Channel
    people: Mapping[Group, range]
    heads: int
    events: int
    visit_of: str | None
    cost: Decimal
    sources: Mapping[MoneySource, Decimal]

    @property
    def named(self) -> Iterator[Person]:
        """Whom it serves by name, in the order of the groups."""
        for group, numbers in self.people.items():
            yield from (Person(self.centre, group, number) for number in numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A figure as it was printed; `row` is where the use cases have it, `services` what it is about."""

    row: str
    about_ar: str
    about_en: str
    reported: int
    services: tuple[str, ...]
    sex: Sex | None
    year: int


class Saying(StrEnum):
    """What may be published in words."""

    RISING = "rising"
    RANKING = "ranking"
    BOTH_NATIONALITIES = "both_nationalities"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What was published in words: of a service since a year, or of services of a year, the first one first."""

    row: str
    about_ar: str
    about_en: str
    saying: Saying
    services: tuple[str, ...]
    year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """Cards or plates of a kind that a centre issued over a year, and how many it says there are."""

    row: str
    centre: str
    kind: DocumentKind
    about_ar: str
    about_en: str
    reported: int
    approximate: bool
    year: int
    valid_years: int
    people: Mapping[Group, range]

    @property
    def holders(self) -> Iterator[Person]:
        for group, numbers in self.people.items():
            yield from (Person(self.centre, group, number) for number in numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    centres: Sequence[Centre]
    lines: Sequence[Line] = ()
    published: Sequence[Published] = ()
    claims: Sequence[Claim] = ()
    documents: Sequence[Documents] = ()
    names: Names

    @property
    def partners(self) -> list[PartnerToEnrol]:
        return [one.enrolled for one in self.centres]

    @property
    def programmes(self) -> list[ProgrammeToOpen]:
        return [line.opened for line in self.lines if line.opened is not None]

    @property
    def named(self) -> set[Person]:
        """Everybody who is named."""
        served = (line.named for line in self.lines)
        return set(chain(*served, *(one.holders for one in self.documents)))

    @property
    def last_year(self) -> int:
        return max(line.year for line in self.lines)

    def place_of(self, centre: str) -> int:
        """Where the centre stands among the partners."""
        return next(at for at, one in enumerate(self.centres) if one.enrolled.code == centre)

    @classmethod
    def of(cls, country: str) -> Self:
        return cls(
            centres=[_centre(row) for row in _rows(f"{country}_partners.csv")],
            lines=[_line(row) for row in _rows(f"{country}_services.csv")],
            published=[_published(row) for row in _rows(f"{country}_published.csv")],
            claims=[_claim(row) for row in _rows(f"{country}_claims.csv")],
            documents=[_documents(row) for row in _rows(f"{country}_documents.csv")],
            names={row["list"]: row["names"].split() for row in _rows(f"{country}_names.csv")},
        )


def _centre(row: Mapping[str, str]) -> Centre:
    return Centre(
        enrolled=PartnerToEnrol(
            code=row["code"],
            kind=OrganisationKind(row["kind"]),
            name_ar=row["name_ar"],
            name_en=row["name_en"],
            parent=row["parent"] or None,
        ),
        born=range(_number(row["born_from"]), _number(row["born_until"])),
        protected=bool(row["protected"]),
    )


def _line(row: Mapping[str, str]) -> Line:
    paid = [one.split(":") for one in row["sources"].split("|")]
    return Line(
        centre=row["centre"],
        service=row["service"],
        opened=_programme(row) if row["name_ar"] else None,
        year=_number(row["year"]),
        channel=Channel(row["channel"]),
        people=_people(row),
        heads=_number(row["heads"]),
        events=_number(row["events"]),
        visit_of=row["visit_of"] or None,
        cost=Decimal(row["cost"]),
        sources={MoneySource(kind): Decimal(amount) for kind, amount in paid},
    )


def _people(row: Mapping[str, str]) -> dict[Group, range]:
    skip = _number(row["skip"])
    return {group: range(skip, skip + _number(row[column])) for column, group in GROUPS.items()}


def _claim(row: Mapping[str, str]) -> Claim:
    return Claim(
        row=row["row"],
        about_ar=row["about_ar"],
        about_en=row["about_en"],
        saying=Saying(row["claim"]),
        services=tuple(row["services"].split("|")),
        year=_number(row["year"]),
    )


def _documents(row: Mapping[str, str]) -> Documents:
    return Documents(
        row=row["row"],
        centre=row["centre"],
        kind=DocumentKind(row["kind"]),
        about_ar=row["about_ar"],
        about_en=row["about_en"],
        reported=_number(row["published"]),
        approximate=bool(row["approximate"]),
        year=_number(row["year"]),
        valid_years=_number(row["valid_years"]),
        people=_people(row),
    )


def _programme(row: Mapping[str, str]) -> ProgrammeToOpen:
    return ProgrammeToOpen(
        owner=row["centre"],
        code=row["service"],
        name_ar=row["name_ar"],
        name_en=row["name_en"],
        family=BenefitFamily(row["family"]),
        kind=BenefitKind(row["kind"]),
        unit=Unit(row["unit"]),
        cycle=Cycle.ON_DEMAND,
        tags=tuple(filter(None, row["tags"].split("|"))),
    )


def _published(row: Mapping[str, str]) -> Published:
    return Published(
        row=row["row"],
        about_ar=row["about_ar"],
        about_en=row["about_en"],
        reported=_number(row["reported"]),
        services=tuple(row["services"].split("|")),
        sex=Sex(row["sex"]) if row["sex"] else None,
        year=_number(row["year"]),
    )


def _number(cell: str) -> int:
    return int(cell or 0)


def _rows(name: str) -> Iterator[dict[str, str]]:
    """Nothing where the country has no such file."""
    file = files("registry.cli.demo") / "recipes" / name
    if file.is_file():
        yield from csv.DictReader(file.read_text(encoding="utf-8").splitlines())
