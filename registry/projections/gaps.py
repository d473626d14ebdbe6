"""Where help is missing: who is entitled and not reached, needs that nobody met, villages without a service point."""

from __future__ import annotations

from collections.abc import Awaitable
from enum import StrEnum
from typing import Final, Protocol

from psycopg import sql
from psycopg.types.json import Jsonb

from registry.domain.families import TREE, alike
from registry.domain.places import PCode, villages_in
from registry.domain.vocabulary import BenefitFamily
from registry.projections import distinct, pairs, referrals
from registry.projections.coverage import Asked, CoverageBy, Reader, divided
from registry.projections.coverage_facts import TABLES
from registry.projections.model import Copy, Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.visibility import RecordFilter


class GapKind(StrEnum):
    ENTITLED_NOT_REACHED = "entitled_not_reached"
    NEED_WITHOUT_SERVICE = "need_without_service"
    VILLAGE_WITHOUT_SERVICE_POINT = "village_without_service_point"


class GapRow(Row, frozen=True, kw_only=True):
    """How many persons are without what; in a village those who head a household there."""

    place: PCode
    family: BenefitFamily | None = None
    persons: int


class GapPage(Protocol):
    def __call__(
        self, connection: Reader, window: Window[int], *, visible_to: RecordFilter, asked: Asked
    ) -> Awaitable[Page[GapRow]]: ...


ALIKE: Final = {"alike": Jsonb({family: sorted(alike([family])) for family in TREE})}
"""Which families of help meet a need of each."""
WITHOUT: Final = sql.SQL("""
    {wanted}, one as (
        select {names}, person, bool_or(entitled) as entitled, bool_or(reached) as reached
        from wanted where person is not null group by {names}, person
    ), without as (
        select {names}, person from one
        where entitled and not exists (
            select from one as other where other.person = one.person and other.reached
                and (other.family is not distinct from one.family
                     or %(alike)s::jsonb -> one.family ? other.family)
        )
    )
""")
"""The persons who are entitled to help of a family and have none of it; divided by family at least."""
_UNSERVED: Final = sql.SQL("""
    {without} select place, family, count(*) as persons from without
    group by place, family order by place, family limit %(limit)s offset coalesce(%(after)s, 0)
""")
_BY: Final = (CoverageBy.MARKAZ, CoverageBy.FAMILY)


async def unserved(
    connection: Reader, window: Window[int], *, visible_to: RecordFilter, asked: Asked
) -> Page[GapRow]:
    """Entitled to help of a family and reached with none of it, whoever gave it, by markaz and family."""
    parameters = asked.parameters(window.position, visible_to) | window.parameters | ALIKE
    query = _UNSERVED.format(without=divided(WITHOUT, _BY, asked))
    return window.page(await fetch(connection, GapRow, query, parameters))


_NEEDING: Final = sql.SQL("""
    with recursive {persons}, served as (
        select coalesce(person.identity, coalesce(delivery.member, home.head)) as person, delivery.family,
               delivery.on_last
        from {ledger} as delivery
        left join {roll} as home on home.household = delivery.household and home.held @> %(position)s::bigint
        left join person on person.one = coalesce(delivery.member, home.head)
        where delivery.held @> %(position)s::bigint and delivery.reversal is null and delivery.claim = 'own_record'
          and delivery.headcount is null and {own_help}
    ), needing as (
        select referral.household, coalesce(home.markaz, home.governorate, home.place) as place,
               referral.need as family, coalesce(person.identity, coalesce(referral.member, home.head)) as person,
               (referral.sent_at at time zone 'UTC')::date as since
        from {referrals} as referral
        join {roll} as home on home.household = referral.household and home.held @> %(position)s::bigint
        left join person on person.one = coalesce(referral.member, home.head)
        where referral.held @> %(position)s::bigint and home.withdrawn is null and referral.stage <> 'revoked'
          and (referral.result is null or referral.result not in {ended})
          and (%(only_families)s::text[] is null or referral.need = any(%(only_families)s))
          and (%(within)s::text[] is null or array[home.place, home.markaz, home.governorate] && %(within)s)
          and {own}
    )
""")
UNMET: Final = sql.SQL("""
    not exists (select from served where served.person = needing.person and served.on_last >= needing.since
                and %(alike)s::jsonb -> needing.family ? served.family)
""")
_NEEDS: Final = sql.SQL("""
    {needing}
    select needing.place, needing.family, count(distinct needing.person) as persons
    from needing
    where {unmet}
    group by 1, 2 order by 1, 2 limit %(limit)s offset coalesce(%(after)s, 0)
""")
_ENDED: Final = sql.SQL("('served', 'served_elsewhere', 'person_declined')")
"""With these there is no need any more."""
_OWN: Final = sql.SQL("home.partner = %(own)s")
_OWN_HELP: Final = sql.SQL("delivery.partner = %(own)s")
"""What others gave is told by agreement alone, and so no own count hangs on it."""


def needing(*, own: bool) -> sql.Composed:
    """The beginning of a query, up to a table of needs and one of what was given."""
    everything = sql.SQL("true")
    return _NEEDING.format(
        **TABLES,
        referrals=Copy(referrals.MODEL).table,
        persons=distinct.persons(pairs.BOTH_VISIBLE if own else distinct.EVERYBODY),
        own=_OWN if own else everything,
        own_help=_OWN_HELP if own else everything,
        ended=_ENDED,
    )


async def needs(
    connection: Reader, window: Window[int], *, visible_to: RecordFilter, asked: Asked
) -> Page[GapRow]:
    """Persons for whom somebody asked help of a family that nobody gave since, by markaz and family."""
    parameters = asked.parameters(window.position, visible_to) | window.parameters | ALIKE
    query = _NEEDS.format(needing=needing(own=asked.own), unmet=UNMET)
    return window.page(await fetch(connection, GapRow, query, parameters))


_VILLAGES: Final = sql.SQL("""
    with recursive {persons}
    select village.code as place,
           (select count(distinct coalesce(person.identity, home.head))
            from {roll} as stay join {roll} as home using (household, here_since)
            left join person on person.one = home.head
            where stay.arrived and stay.place = village.code
              and home.held @> %(position)s::bigint and home.withdrawn is null and {own}) as persons
    from unnest(%(villages)s::text[]) as village (code)
    where {no_point}
    order by 1 limit %(limit)s offset coalesce(%(after)s, 0)
""")

_NO_POINT: Final = sql.SQL("""
    not exists (
        select from {ledger} as delivery
        where delivery.place = {village} and delivery.held @> %(position)s::bigint
          and delivery.service_point is not null and delivery.reversal is null and delivery.claim = 'own_record'
    )
""")


def no_point_in(village: sql.SQL) -> sql.Composed:
    """Nothing was handed over there at a service point."""
    return _NO_POINT.format(village=village, **TABLES)


async def villages(
    connection: Reader, window: Window[int], *, visible_to: RecordFilter, asked: Asked
) -> Page[GapRow]:
    """Villages of the tree in which nothing was handed over at a service point, whether anybody lives there or not."""
    query = _VILLAGES.format(
        **TABLES,
        persons=distinct.persons(pairs.BOTH_VISIBLE if asked.own else distinct.EVERYBODY),
        own=_OWN if asked.own else sql.SQL("true"),
        no_point=no_point_in(sql.SQL("village.code")),
    )
    parameters = {
        **asked.parameters(window.position, visible_to),
        **window.parameters,
        "villages": villages_in(asked.place),
    }
    return window.page(await fetch(connection, GapRow, query, parameters))
