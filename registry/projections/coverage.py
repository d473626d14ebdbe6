"""Who is entitled, on a list, reached, and covered, which is entitled and reached, in a table of cells.

Persons add up over what divides persons: places, sex, age group, disability, nationality. In programmes, families and
months somebody may be several times, so that a total is less than its parts there. Services add up over everything.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, LiteralString
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.domain.families import below
from registry.domain.places import PCode
from registry.domain.vocabulary import BenefitFamily, NationalityGroup, Sex
from registry.projections import coverage_facts
from registry.projections.area import within
from registry.projections.coverage_facts import TABLES
from registry.projections.distinct import Per
from registry.projections.model import Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.visibility import RecordFilter

Reader = AsyncConnection[Any]


class CoverageBy(StrEnum):
    """What a table has a row for each of. Of places the finest that is asked for divides."""

    VILLAGE = "village"
    MARKAZ = "markaz"
    GOVERNORATE = "governorate"
    PROGRAMME = "programme"
    FAMILY = "family"
    MONTH = "month"
    SEX = "sex"
    AGE_GROUP = "age_group"
    DISABILITY = "disability"
    NATIONALITY = "nationality"


PLACES: Final = (CoverageBy.VILLAGE, CoverageBy.MARKAZ, CoverageBy.GOVERNORATE)
DIVIDING_PERSONS: Final = frozenset(
    {
        *PLACES,
        *(CoverageBy.SEX, CoverageBy.AGE_GROUP, CoverageBy.DISABILITY, CoverageBy.NATIONALITY),
    }
)


class AgeGroup(StrEnum):
    """By the middle year of the five in which somebody was born, so that it may be two years too early or late."""

    CHILD = "child"  # under 18
    ADULT = "adult"
    OLDER = "older"  # 60 and over
    UNKNOWN = "unknown"


class DisabilityGroup(StrEnum):
    WITH = "with"
    WITHOUT = "without"
    UNKNOWN = "unknown"  # not asked, or answers are missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the first day of a month to the last day of another."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What of the register is counted: None filters nothing, and no `period` means at any time.

    `year` is the one in which somebody is as old as a table says. `own` is the viewer's partner's own: its households,
    judged for its programmes and on its lists, and what it delivered.
    """

    year: int
    period: Period | None = None
    place: PCode | None = None
    programme: UUID | None = None
    family: BenefitFamily | None = None
    per: Per = Per.IDENTITY
    own: bool = False
    disability: Mapping[UUID, DisabilityGroup] | None = None

    def parameters(self, position: int, visible_to: RecordFilter) -> dict[str, Any]:
        disability = self.disability or {}
        return {
            **visible_to.parameters,
            "position": position,
            "year": self.year,
            "first": None if self.period is None else self.period.first,
            "last": None if self.period is None else self.period.last,
            "within": within(self.place),
            "only_programme": self.programme,
            "only_families": None if self.family is None else sorted(below([self.family])),
            "persons": list(disability),
            "disabilities": list(disability.values()),
        }


class Cell(Row, frozen=True, kw_only=True):
    """None stands in what was not asked for, and for what a viewer may not know of.

    Headcounts have none of what divides persons but a place, which is coarser than asked for where that is all that is
    known.
    """

    place: PCode | None = None
    programme: UUID | None = None
    family: BenefitFamily | None = None
    month: date | None = None
    sex: Sex | None = None
    age_group: AgeGroup | None = None
    disability: DisabilityGroup | None = None
    nationality: NationalityGroup | None = None


class CoverageRow(Cell, frozen=True, kw_only=True):
    """Persons, but for the last three. `covered` are those of the row who are entitled and reached, both.

    `entitled_planned` and `entitled_enrolled` are those of the entitled who are on a list, or on one that was released.
    """

    judged: int = 0
    entitled: int = 0
    planned: int = 0
    enrolled: int = 0
    reached: int = 0
    covered: int = 0
    entitled_planned: int = 0
    entitled_enrolled: int = 0
    visits: int = 0
    services: int = 0
    unnamed: int = 0


_PLACE: Final[Mapping[CoverageBy, LiteralString]] = {
    CoverageBy.VILLAGE: "located.village",
    CoverageBy.MARKAZ: "coalesce(located.in_markaz, located.in_governorate, located.village)",
    CoverageBy.GOVERNORATE: "coalesce(located.in_governorate, located.village)",
}
_KNOWN: Final = "case when %(everything)s or not scheme.protected or scheme.owner = %(own)s then"
"""A protected programme is named to its owner alone, and so is its family."""
_CELLS: Final[Mapping[CoverageBy, LiteralString]] = {
    CoverageBy.PROGRAMME: f"{_KNOWN} scheme.programme end",
    CoverageBy.FAMILY: f"{_KNOWN} scheme.family end",
    CoverageBy.MONTH: "counted.month::date",
    CoverageBy.SEX: "located.sex",
    CoverageBy.AGE_GROUP: """
        case when located.person is null then null
             when located.birth_band is null then 'unknown'
             when %(year)s::integer - located.birth_band - 2 < 18 then 'child'
             when %(year)s::integer - located.birth_band - 2 < 60 then 'adult'
             else 'older' end
    """,
    CoverageBy.DISABILITY: "case when located.person is not null then coalesce(told.disability, 'unknown') end",
    CoverageBy.NATIONALITY: "located.nationality",
}
_MONTHS: Final = sql.SQL("""
    cross join lateral generate_series(
        date_trunc('month', greatest(located.begins, %(first)s::date)::timestamp),
        least(located.ends, %(last)s::date)::timestamp, interval '1 month'
    ) as counted (month)
""")
_TOLD: Final = sql.SQL("""
    left join unnest(%(persons)s::uuid[], %(disabilities)s::text[]) as told (person, disability)
        on told.person = located.person
""")
_WANTED: Final = sql.SQL("""
    {located}, wanted as (
        select {cells}, {dated} located.person, located.visit, located.judged, located.entitled, located.planned,
               located.enrolled, located.reached, located.visits, located.services, located.unnamed
        from located
        left join {programmes} as scheme on scheme.programme = located.programme and upper_inf(scheme.held)
        {months} {told}
        where (%(only_programme)s::uuid is null or {programme} = %(only_programme)s)
          and (%(only_families)s::text[] is null or {family} = any(%(only_families)s))
          {within}
    )
""")
_WITHIN: Final = sql.SQL("""
    and array[located.village, located.in_markaz, located.in_governorate] && %(within)s::text[]
""")


def columns(by: Collection[CoverageBy]) -> dict[str, sql.SQL]:
    """What divides a table, by the name of its column; one constant where nothing does."""
    finest = next((one for one in PLACES if one in by), None)
    place = {} if finest is None else {"place": sql.SQL(_PLACE[finest])}
    rest = {one.value: sql.SQL(of) for one, of in _CELLS.items() if one in by}
    return {**place, **rest} or {"whole": sql.SQL("true")}


def wanted(by: Collection[CoverageBy], asked: Asked, *, dated: bool = False) -> sql.Composed:
    """The beginning of a query, up to a table `wanted` with those columns, and where it is `dated` with days."""
    if CoverageBy.MONTH in by and asked.period is None:
        raise AssertionError("an entitlement may have no end, so months are those of a period")
    described = asked.place is not None or not DIVIDING_PERSONS.isdisjoint(by)
    return _WANTED.format(
        **TABLES,
        located=coverage_facts.located(
            asked.per,
            own=asked.own,
            described=described,
            dated=dated or CoverageBy.MONTH in by,
        ),
        dated=sql.SQL("located.begins, located.ends," if dated else ""),
        cells=sql.SQL(", ").join(
            sql.SQL("{} as {}").format(of, sql.Identifier(name)) for name, of in columns(by).items()
        ),
        months=_MONTHS if CoverageBy.MONTH in by else sql.SQL(""),
        told=_TOLD if CoverageBy.DISABILITY in by else sql.SQL(""),
        within=_WITHIN if asked.place is not None else sql.SQL(""),
        programme=sql.SQL(_CELLS[CoverageBy.PROGRAMME]),
        family=sql.SQL(_CELLS[CoverageBy.FAMILY]),
    )


TABLE: Final = sql.SQL("""
    {wanted}, one as (
        select {names}, person,
               bool_or(judged) as judged, bool_or(entitled) as entitled, bool_or(planned) as planned,
               bool_or(enrolled) as enrolled, bool_or(reached) as reached, false as visiting,
               sum(visits) as visits, sum(services) as services, sum(unnamed) as unnamed
        from wanted group by {names}, person
        union all
        select distinct {names}, visit, false, false, false, false, false, true, 0, 0, 0
        from wanted where visit is not null
    )
    select {names},
           count(*) filter (where judged) as judged, count(*) filter (where entitled) as entitled,
           count(*) filter (where planned) as planned, count(*) filter (where enrolled) as enrolled,
           count(*) filter (where reached) as reached,
           count(*) filter (where entitled and reached) as covered,
           count(*) filter (where entitled and planned) as entitled_planned,
           count(*) filter (where entitled and enrolled) as entitled_enrolled,
           count(*) filter (where visiting) + sum(visits)::bigint as visits,
           sum(services)::bigint as services, sum(unnamed)::bigint as unnamed
    from one
    group by {names}
    having bool_or(judged or planned or reached) or sum(visits + services + unnamed) > 0
    order by {names} limit %(limit)s offset coalesce(%(after)s, 0)
""")


async def page(
    connection: Reader,
    window: Window[int],
    *,
    visible_to: RecordFilter,
    by: Collection[CoverageBy],
    asked: Asked,
) -> Page[CoverageRow]:
    """A table of coverage, past as many rows as `after` says; an empty `by` gives one row with the total.

    It counts everybody's records, also of households that refused sharing; `visible_to` decides which protected
    programmes are named, and whose records `own` ones are.
    """
    query = divided(TABLE, by, asked)
    parameters = asked.parameters(window.position, visible_to) | window.parameters
    return window.page(await fetch(connection, CoverageRow, query, parameters))


def divided(
    table: sql.SQL, by: Collection[CoverageBy], asked: Asked, *, dated: bool = False
) -> sql.Composed:
    """A query over `wanted`, divided by its columns."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns(by)))
    return table.format(wanted=wanted(by, asked, dated=dated), names=names)


_STRATA: Final = sql.SQL("""
    {located}
    select registrations.person, one.stratum
    from registrations
    join {members} as one on one.member = registrations.member and one.held @> %(position)s::bigint
    order by registrations.person, {oldest}
""")


async def strata(
    connection: Reader, *, position: int, visible_to: RecordFilter, asked: Asked
) -> list[tuple[UUID, bytes]]:
    """What is sealed for statistics of everybody who is counted, of each person's oldest registration first."""
    query = _STRATA.format(
        **TABLES,
        located=coverage_facts.located(asked.per, own=asked.own),
        oldest=coverage_facts.OLDEST,
    )
    cursor = await connection.execute(query, asked.parameters(position, visible_to))
    return [(person, bytes(record)) for person, record in await cursor.fetchall()]
