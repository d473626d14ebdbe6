"""Who does what where and when: own records by partner, programme, place and month, with persons apart by sex.

Persons, households and visits count once in each row, services each time: so rows add up in services alone. Persons add
up over their sex, which is what their oldest registration says that knows it.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.domain.families import below
from registry.domain.places import PCode
from registry.domain.vocabulary import BenefitFamily
from registry.projections import distinct
from registry.projections.coverage import Asked
from registry.projections.coverage_facts import TABLES, describing
from registry.projections.distinct import Per
from registry.projections.model import Row
from registry.projections.pairs import BOTH_VISIBLE
from registry.projections.reading import Page, Window, fetch
from registry.projections.statistics import SERVED
from registry.projections.visibility import RecordFilter


class ActivityRow(Row, frozen=True, kw_only=True):
    """`place` is where help was given: a markaz, or coarser where that is all that is known.

    Of a protected programme that the viewer may not know of, partner, programme and family are None. Persons are as
    many as `female`, `male` and `sex_unknown` together.
    """

    partner: UUID | None
    programme: UUID | None
    family: BenefitFamily | None
    place: PCode
    month: date
    persons: int
    female: int
    male: int
    sex_unknown: int
    households: int
    visits: int
    services: int
    unnamed: int


_TABLE: Final = sql.SQL("""
    with recursive {identities} served as ({served}), gathered as materialized (
        select case when served.known then served.partner end as partner,
               case when served.known then served.programme end as programme,
               case when served.known then served.family end as family,
               served.place, served.markaz, served.governorate,
               date_trunc('month', served.on_first::timestamp)::date as month,
               case when served.headcount is null then {person} end as person,
               case when served.headcount is null then {household} end as household,
               case when served.headcount is null then coalesce(served.visit, served.delivery) end as visit,
               case when served.counts_as = 'visit' then coalesce(served.headcount, 0) else 0 end as visits,
               case when served.headcount is null then 1
                    when served.counts_as = 'service' then served.headcount else 0 end as services,
               case when served.counts_as = 'person' then coalesce(served.headcount, 0) else 0 end as unnamed
        from served
        left join {members} as lived
            on lived.member = served.member and lived.held @> %(position)s::bigint and lived.presence <> 'moved'
        {joined}
        where served.on_first >= date_trunc('month', served.on_last::timestamp)::date
          and (%(first)s::date is null or served.on_first >= date_trunc('month', %(first)s::date::timestamp)::date)
          and (%(last)s::date is null or served.on_first <= %(last)s::date)
          and (%(within)s::text[] is null
               or array[served.place, served.markaz, served.governorate] && %(within)s::text[])
          and (%(only_programme)s::uuid is null or served.known and served.programme = %(only_programme)s::uuid)
          and (%(families)s::text[] is null or served.known and served.family = any(%(families)s::text[]))
          and {own}
    ), {described}
    select partner, programme, family, coalesce(markaz, governorate, place) as place, month,
           count(distinct person) as persons,
           count(distinct person) filter (where sex = 'female') as female,
           count(distinct person) filter (where sex = 'male') as male,
           count(distinct person) filter (where sex not in ('female', 'male')) as sex_unknown,
           count(distinct household) as households,
           (count(distinct visit) + sum(visits))::bigint as visits,
           sum(services)::bigint as services,
           sum(unnamed)::bigint as unnamed
    from located
    group by 1, 2, 3, 4, 5
    having count(distinct visit) + sum(visits) + sum(services) + sum(unnamed) > 0
    order by 5, 4, 1, 2, 3
    limit %(limit)s offset coalesce(%(after)s, 0)
""")
_OWN: Final = sql.SQL("served.partner = %(own)s")


def table(per: Per, *, own: bool) -> sql.Composed:
    """The query, of the viewer's own records or of everybody's."""
    parts: dict[str, sql.Composable] = {
        "identities": sql.SQL(""),
        "person": sql.SQL("served.recipient"),
        "household": sql.SQL("coalesce(served.household, lived.household)"),
        "joined": sql.SQL(""),
    }
    if per is Per.IDENTITY:
        folds = (
            distinct.persons(BOTH_VISIBLE if own else distinct.EVERYBODY),
            distinct.households(distinct.SHOWN if own else distinct.EVERYBODY),
        )
        parts = {
            "identities": sql.SQL("{},").format(sql.SQL(", ").join(folds)),
            "person": sql.SQL("coalesce(person.identity, {})").format(parts["person"]),
            "household": sql.SQL("coalesce(home.identity, {})").format(parts["household"]),
            "joined": sql.SQL(
                "left join person on person.one = {} left join home on home.one = {}"
            ).format(parts["person"], parts["household"]),
        }
    return _TABLE.format(
        **parts,
        members=TABLES["members"],
        served=SERVED,
        own=_OWN if own else sql.SQL("true"),
        described=describing(per),
    )


async def page(
    connection: AsyncConnection[Any],
    window: Window[int],
    *,
    visible_to: RecordFilter,
    asked: Asked,
) -> Page[ActivityRow]:
    """Rows by month, past as many as `after` says; what has no month of its own is in none.

    It counts everybody's records, also of households that refused sharing; `visible_to` decides which protected
    programmes are named, and whose records `own` ones are.
    """
    parameters = {
        **asked.parameters(window.position, visible_to),
        **window.parameters,
        "families": None if asked.family is None else sorted(below([asked.family])),
    }
    query = table(asked.per, own=asked.own)
    return window.page(await fetch(connection, ActivityRow, query, parameters))
