"""The table of services as centres publish it: centre × service × sex × nationality × year, three counts apart.

It is read from the ledger and from who the recipients are. A service is one thing done for somebody, so services add
up over every dimension; persons and visits are counted each once in whatever is asked for, and add up over none but
those that a person has one of.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.domain.statistics import Dimension as By
from registry.domain.vocabulary import Channel, NationalityGroup, Sex
from registry.projections import (
    delivery_ledger,
    distinct,
    household_members,
    household_roll,
    programme_directory,
)
from registry.projections.distinct import Per
from registry.projections.model import Copy, Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.visibility import RecordFilter


@dataclass(frozen=True, slots=True, kw_only=True)
class StatisticsFilters:
    """None and nothing filter nothing; both years are included. What is not known of somebody is `unknown`.

    `partner` is whose records they are. Services of a `tag` are those that the viewer may know by their names.
    """

    centres: tuple[UUID, ...] = ()
    services: tuple[UUID, ...] = ()
    sex: Sex | None = None
    nationality: NationalityGroup | None = None
    year_from: int | None = None
    year_until: int | None = None
    channel: Channel | None = None
    partner: UUID | None = None
    tag: str | None = None


class StatisticsRow(Row, frozen=True, kw_only=True):
    """None stands in what was not asked for, for what is protected from the viewer, and for years not known.

    `centre` is the service point where one is recorded, otherwise the partner whose record it is. `unnamed` are heads
    counted as persons whom nobody named: they are in no other count.
    """

    centre: UUID | None
    service: UUID | None
    sex: Sex | None
    nationality: NationalityGroup | None
    year: int | None
    channel: Channel | None
    persons: int
    visits: int
    services: int
    unnamed: int


__all__ = ["SERVED", "By", "StatisticsFilters", "StatisticsRow", "page"]

SERVED: Final = sql.SQL("""
    select delivery.*,
           coalesce(delivery.member, home.head, delivery.household) as recipient,
           coalesce(person.sex, 'unknown') as sex,
           coalesce(person.nationality, 'unknown') as nationality,
           coalesce(delivery.service_point, delivery.partner) as at_centre,
           case when date_trunc('year', delivery.on_first) = date_trunc('year', delivery.on_last)
                then extract(year from delivery.on_first)::bigint end as year,
           scheme.tags,
           (%(everything)s or scheme.owner = %(own)s or not coalesce(scheme.protected, false)) as known
    from {ledger} as delivery
    left join {roll} as home
        on home.household = delivery.household and home.held @> %(position)s::bigint
    left join {members} as person
        on person.member = coalesce(delivery.member, home.head)
           and person.held @> %(position)s::bigint and person.presence <> 'moved'
    left join {programmes} as scheme
        on scheme.programme = delivery.programme and upper_inf(scheme.held)
    where delivery.held @> %(position)s::bigint
      and delivery.claim = 'own_record' and delivery.reversal is null
""").format(
    ledger=Copy(delivery_ledger.MODEL).table,
    roll=Copy(household_roll.MODEL).table,
    members=Copy(household_members.MODEL).table,
    programmes=Copy(programme_directory.MODEL).table,
)
"""Own records that stand, each with who was served and where. Needs `position`, and those of `RecordFilter`."""

_TABLE: Final = sql.SQL("""
    with {identities} served as ({served}), counted as (
        select case when known then at_centre end as centre,
               case when known then programme end as service,
               served.sex, served.nationality, served.year, served.channel,
               case when headcount is null then {person} end as person,
               case when headcount is null then coalesce(visit, delivery) end as visit,
               case when counts_as = 'visit' then coalesce(headcount, 0) else 0 end as visits,
               case when headcount is null then 1 when counts_as = 'service' then headcount else 0 end as services,
               case when counts_as = 'person' then coalesce(headcount, 0) else 0 end as unnamed
        from served {joined}
        where (%(only_partner)s::uuid is null or served.partner = %(only_partner)s)
          and (%(only_tag)s::text is null or known and %(only_tag)s = any(served.tags))
    )
    select case when %(by_centre)s then centre end as centre,
           case when %(by_service)s then service end as service,
           case when %(by_sex)s then sex end as sex,
           case when %(by_nationality)s then nationality end as nationality,
           case when %(by_year)s then year end as year,
           case when %(by_channel)s then channel end as channel,
           count(distinct person)::bigint as persons,
           (count(distinct visit) + sum(visits))::bigint as visits,
           sum(services)::bigint as services,
           sum(unnamed)::bigint as unnamed
    from counted
    where (cardinality(%(centres)s::uuid[]) = 0 or centre = any(%(centres)s))
      and (cardinality(%(services)s::uuid[]) = 0 or service = any(%(services)s))
      and (%(only_sex)s::text is null or sex = %(only_sex)s)
      and (%(only_nationality)s::text is null or nationality = %(only_nationality)s)
      and (%(year_from)s::bigint is null or year >= %(year_from)s)
      and (%(year_until)s::bigint is null or year <= %(year_until)s)
      and (%(only_channel)s::text is null or channel = %(only_channel)s)
    group by 1, 2, 3, 4, 5, 6
    having count(*) > 0
    order by 1, 2, 3, 4, 5, 6
    limit %(limit)s offset coalesce(%(after)s, 0)
""")

_TABLES: Final = {
    Per.REGISTRATION: _TABLE.format(
        identities=sql.SQL(""),
        served=SERVED,
        person=sql.SQL("recipient"),
        joined=sql.SQL(""),
    ),
    Per.IDENTITY: _TABLE.format(
        identities=sql.SQL("recursive {},").format(distinct.persons(distinct.EVERYBODY)),
        served=SERVED,
        person=sql.SQL("coalesce(person.identity, recipient)"),
        joined=sql.SQL("left join person on person.one = recipient"),
    ),
}


async def page(  # noqa: PLR0913 - what a table may be asked for
    connection: AsyncConnection[Any],
    window: Window[int],
    *,
    visible_to: RecordFilter,
    by: Collection[By] = (By.CENTRE, By.SERVICE),
    filters: StatisticsFilters | None = None,
    per: Per = Per.REGISTRATION,
) -> Page[StatisticsRow]:
    """A table of what was done, past as many rows as `after` says; as in `reached`, totals hold everybody's records.

    `visible_to` decides only which protected programmes are named, and where they are given. An empty `by` gives one
    row with the totals, or none where nothing was recorded. Per identity a person counts once whoever registered them.
    """
    wanted = filters or StatisticsFilters()
    parameters = {
        **window.parameters,
        **{f"by_{dimension}": dimension in by for dimension in By},
        **visible_to.parameters,
        "centres": list(wanted.centres),
        "services": list(wanted.services),
        "only_sex": wanted.sex,
        "only_nationality": wanted.nationality,
        "year_from": wanted.year_from,
        "year_until": wanted.year_until,
        "only_channel": wanted.channel,
        "only_partner": wanted.partner,
        "only_tag": wanted.tag,
    }
    return window.page(await fetch(connection, StatisticsRow, _TABLES[per], parameters))
