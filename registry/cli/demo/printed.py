"""The figures of a country's demo, counted from the read models: services, what was published of them, calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any, Final

from psycopg import AsyncConnection

from registry.cli.demo.country import Founded
from registry.cli.demo.recipe import Claim, Line, Published, Recipe, Saying
from registry.domain.published import Reading, reading_of
from registry.domain.vocabulary import Channel, CountsAs, NationalityGroup, Sex
from registry.projections import spending, statistics
from registry.projections.reading import all_pages
from registry.projections.spending import SpendingRow
from registry.projections.statistics import By, StatisticsFilters, StatisticsRow
from registry.projections.visibility import RecordFilter

_EVERYTHING: Final = RecordFilter(everything=True)


@dataclass(frozen=True, slots=True)
class Three:
    """The three counts, which are never mixed."""

    persons: int = 0
    visits: int = 0
    services: int = 0

    def which(self, reported: int) -> Reading:
        return reading_of(
            reported,
            {
                CountsAs.PERSON: self.persons,
                CountsAs.VISIT: self.visits,
                CountsAs.SERVICE: self.services,
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A service of a centre in a year; the two splits are of services, and each comes to all of them."""

    centre: str
    service: str
    year: int
    three: Three
    sex: Counter[Sex] = field(default_factory=Counter)
    nationality: Counter[NationalityGroup] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Compared:
    """A published figure beside what the facts come to."""

    published: Published
    three: Three
    reading: Reading


@dataclass(frozen=True, slots=True)
class Said:
    """What was published in words beside the counts that it is about, in the order in which it names them."""

    claim: Claim
    counts: Sequence[int]

    @property
    def holds(self) -> bool:
        steps = list(pairwise(self.counts))
        match self.claim.saying:
            case Saying.RISING:
                return bool(steps) and all(one < after for one, after in steps)
            case Saying.RANKING:
                return bool(steps) and all(one > after for one, after in steps)
            case Saying.BOTH_NATIONALITIES:
                return all(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """`totals` are by year, each person once, however many centres served them.

    `calls` are the phone consultations of unknown callers by service, the most wanted first; `spent` is by centre, of
    the last year.
    """

    lines: Sequence[Served]
    totals: Mapping[int, Three]
    compared: Sequence[Compared]
    said: Sequence[Said]
    calls: Mapping[str, int]
    spent: Mapping[str, SpendingRow]


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts everything as of one position."""

    connection: AsyncConnection[Any]
    recipe: Recipe
    founded: Founded
    position: int

    async def printed(self) -> Printed:
        years = await self._rows((By.YEAR,))
        lines = [await self._line(one) for one in self.recipe.lines]
        return Printed(
            lines=lines,
            totals={one.year: _three([one]) for one in years if one.year is not None},
            compared=[await self._compared(one) for one in self.recipe.published],
            said=[Said(one, _counts_of(one, lines)) for one in self.recipe.claims],
            calls=await self._calls(),
            spent=await self._spent(),
        )

    async def _rows(self, by: Collection[By], **filters: Any) -> list[StatisticsRow]:
        page = partial(
            statistics.page,
            self.connection,
            visible_to=_EVERYTHING,
            by=by,
            filters=StatisticsFilters(**filters),
        )
        return await all_pages(page, len, position=self.position)

    async def _line(self, line: Line) -> Served:
        asked = {
            "centres": (self.founded.partners[line.centre],),
            "services": (self.founded.programmes[line.centre, line.service],),
            "year_from": line.year,
            "year_until": line.year,
        }
        served = Served(
            centre=line.centre,
            service=line.service,
            year=line.year,
            three=_three(await self._rows((), **asked)),
        )
        for row in await self._rows((By.SEX, By.NATIONALITY), **asked):
            if row.sex is not None and row.nationality is not None:
                served.sex[row.sex] += row.services
                served.nationality[row.nationality] += row.services
        return served

    async def _compared(self, one: Published) -> Compared:
        meant = [key for key in self.founded.programmes if key[1] in one.services]
        rows = await self._rows(
            (),
            services=tuple(self.founded.programmes[key] for key in meant),
            sex=one.sex,
            year_from=one.year,
            year_until=one.year,
        )
        three = _three(rows)
        return Compared(one, three, three.which(one.reported))

    async def _calls(self) -> Mapping[str, int]:
        named = {programme: code for (_, code), programme in self.founded.programmes.items()}
        rows = await self._rows((By.SERVICE,), channel=Channel.PHONE)
        found = Counter({named[row.service]: row.services for row in rows if row.service})
        return dict(found.most_common())

    async def _spent(self) -> Mapping[str, SpendingRow]:
        codes = {partner: code for code, partner in self.founded.partners.items()}
        page = partial(
            spending.page, self.connection, visible_to=_EVERYTHING, year=self.recipe.last_year
        )
        rows = await all_pages(page, len, position=self.position)
        return {codes[row.centre]: row for row in rows if row.centre}


def _counts_of(claim: Claim, lines: Sequence[Served]) -> list[int]:
    """Services year by year, service by service, or by nationality group."""
    named = [one for one in lines if one.service in claim.services]
    if claim.saying is Saying.RISING:
        return [one.three.services for one in named if one.year >= claim.year]
    of_year = {one.service: one for one in named if one.year == claim.year}
    if claim.saying is Saying.RANKING:
        return [of_year[one].three.services for one in claim.services if one in of_year]
    groups = (NationalityGroup.NATIONAL, NationalityGroup.NON_NATIONAL)
    return [sum(one.nationality[group] for one in of_year.values()) for group in groups]


def _three(rows: Sequence[StatisticsRow]) -> Three:
    """Of one row; nothing recorded has none."""
    return Three(rows[0].persons, rows[0].visits, rows[0].services) if rows else Three()
