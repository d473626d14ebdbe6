"""Which households are behind a gap: a viewer's own alone, held against its own help, as `gaps` counts its own."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import date
from typing import Final, Protocol
from uuid import UUID

from psycopg import sql

from registry.domain.places import villages_in
from registry.domain.vocabulary import BenefitFamily
from registry.projections import gaps
from registry.projections.coverage import Asked, CoverageBy, Reader, divided
from registry.projections.coverage_facts import TABLES
from registry.projections.model import Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.visibility import RecordFilter


class GapHouseholdRow(Row, frozen=True, kw_only=True):
    """`since` is the day from which it is entitled without a break, of the first referral, or of the registration."""

    household: UUID
    family: BenefitFamily | None = None
    programme: UUID | None = None
    since: date


class GapHouseholdPage(Protocol):
    def __call__(
        self, connection: Reader, window: Window[int], *, visible_to: RecordFilter, asked: Asked
    ) -> Awaitable[Page[GapHouseholdRow]]: ...


_STILL_OWN: Final = sql.SQL("""
    exists (select from {roll} as today
            where today.household = {household} and upper_inf(today.held) and today.partner = %(own)s)
""")


def _still_own(household: sql.SQL) -> sql.Composed:
    return _STILL_OWN.format(household=household, **TABLES)


_UNSERVED: Final = sql.SQL("""
    {unserved}, entitled as (
        select decided.household, scheme.family, decided.programme, coalesce(person.identity, home.head) as person,
               max(decided.begins) filter (where not exists (
                   select from decided as before
                   where before.household = decided.household and before.programme = decided.programme
                     and before.entitlement = 'entitled' and before.ends = decided.begins - 1
                     and before.begins <= before.ends
               )) as since
        from decided
        join {roll} as home on home.household = decided.household and home.held @> %(position)s::bigint
        join {programmes} as scheme on scheme.programme = decided.programme and upper_inf(scheme.held)
        left join person on person.one = home.head
        where decided.entitlement = 'entitled' and (decided.ends is null or decided.ends >= decided.begins)
          and home.partner = %(own)s and scheme.owner = %(own)s and home.withdrawn is null
          and (home.closed is null or home.last_day >= decided.begins)
          and (%(first)s::date is null or decided.begins <= %(last)s::date
               and coalesce(least(decided.ends, home.last_day), 'infinity') >= %(first)s::date)
          and (%(only_programme)s::uuid is null or decided.programme = %(only_programme)s)
          and {still_own}
        group by 1, 2, 3, 4
    )
    select entitled.household, entitled.family, entitled.programme, entitled.since
    from entitled join without on without.person = entitled.person and without.family = entitled.family
    order by 1, 2, 3 limit %(limit)s offset coalesce(%(after)s, 0)
""")


async def unserved(
    connection: Reader, window: Window[int], *, visible_to: RecordFilter, asked: Asked
) -> Page[GapHouseholdRow]:
    """Entitled by a programme of the viewer's own, and reached with none of its family by the viewer's partner."""
    parameters = asked.parameters(window.position, visible_to) | window.parameters | gaps.ALIKE
    query = _UNSERVED.format(
        **TABLES,
        unserved=divided(gaps.WITHOUT, (CoverageBy.FAMILY,), asked),
        still_own=_still_own(sql.SQL("decided.household")),
    )
    return window.page(await fetch(connection, GapHouseholdRow, query, parameters))


_NEEDS: Final = sql.SQL("""
    {needing}
    select needing.household, needing.family, min(needing.since) as since
    from needing
    where {unmet} and {still_own}
    group by 1, 2 order by 1, 2 limit %(limit)s offset coalesce(%(after)s, 0)
""")


async def needs(
    connection: Reader, window: Window[int], *, visible_to: RecordFilter, asked: Asked
) -> Page[GapHouseholdRow]:
    """Own ones for which somebody asked help of a family that the viewer's partner has not given since."""
    query = _NEEDS.format(
        needing=gaps.needing(own=True),
        unmet=gaps.UNMET,
        still_own=_still_own(sql.SQL("needing.household")),
    )
    parameters = asked.parameters(window.position, visible_to) | window.parameters | gaps.ALIKE
    return window.page(await fetch(connection, GapHouseholdRow, query, parameters))


_VILLAGES: Final = sql.SQL("""
    select home.household, (home.registered_at at time zone 'UTC')::date as since
    from {roll} as stay join {roll} as home using (household, here_since)
    where stay.arrived and stay.place = any(%(villages)s::text[])
      and home.held @> %(position)s::bigint and home.withdrawn is null and home.partner = %(own)s
      and {still_own} and {no_point}
    order by 1 limit %(limit)s offset coalesce(%(after)s, 0)
""")


async def villages(
    connection: Reader, window: Window[int], *, visible_to: RecordFilter, asked: Asked
) -> Page[GapHouseholdRow]:
    """Own ones in villages in which nothing was handed over at a service point, by whomever."""
    query = _VILLAGES.format(
        **TABLES,
        still_own=_still_own(sql.SQL("home.household")),
        no_point=gaps.no_point_in(sql.SQL("home.place")),
    )
    parameters = {
        **asked.parameters(window.position, visible_to),
        **window.parameters,
        "villages": villages_in(asked.place),
    }
    return window.page(await fetch(connection, GapHouseholdRow, query, parameters))
