"""What services cost, by centre: what they were worth, who paid for them, and what one person and one service came to.

Amounts are of own records that stand, in the currency that they were given in, and nothing is converted.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.domain.money import Currency
from registry.domain.vocabulary import MoneySource
from registry.projections.model import Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.statistics import SERVED
from registry.projections.visibility import RecordFilter


class SpentBy(StrEnum):
    """What a table of spending has a row for each of, beside the currency."""

    CENTRE = "centre"
    SERVICE = "service"
    YEAR = "year"


class SpendingRow(Row, frozen=True, kw_only=True):
    """`sources` and `amounts` are one list: what each kind of source paid, and last, of the kind None, what none did.

    Together they are the `total`, of which `on_named` was spent on persons who are named. What has no value at all is
    in rows of the currency None. `unsourced` deliveries name no source. `dearest` is what the dearest was worth of what
    was given to somebody, or to a head of many.
    """

    centre: UUID | None
    service: UUID | None
    year: int | None
    currency: Currency | None
    total: Decimal
    on_named: Decimal
    dearest: Decimal
    sources: tuple[MoneySource | None, ...]
    amounts: tuple[Decimal, ...]
    persons: int
    services: int
    unsourced: int
    deliveries: int

    def each(self, spent: Decimal, many: int | None) -> Decimal | None:
        """What it comes to for each; None where they are none, or not known, and where nothing has a value."""
        if self.currency is None or not many:
            return None
        return round(spent / many, self.currency.minor_units)


_SOURCES: Final = sql.SQL(
    "unnest(money_sources, source_amounts, source_currencies) as source (kind, amount, currency)"
)
_PAID: Final = sql.SQL("""
    case when source.currency = spent.currency then source.amount
         when source.amount is null and cardinality(money_sources) = 1 then spent.amount end
""")
"""The only source of a delivery paid all of it where nothing else is said."""

_TABLE: Final = sql.SQL("""
    with served as ({served}), spent as (
        select delivery, recipient, headcount, amount, currency, money_sources, source_amounts, source_currencies,
               case when %(by_centre)s and known then at_centre end as centre,
               case when %(by_service)s and known then programme end as service,
               case when %(by_year)s then served.year end as year,
               case when headcount is null then 1 when counts_as = 'service' then headcount else 0 end as services
        from served
        where (%(only_year)s::bigint is null or served.year = %(only_year)s)
          and (%(only_partner)s::uuid is null or served.partner = %(only_partner)s)
          and (%(only_tag)s::text is null or known and %(only_tag)s = any(served.tags))
    ), by_source as (
        select centre, service, year, spent.currency, share.kind, sum(share.amount) as amount
        from spent cross join lateral (
            select source.kind, {paid} as amount from {sources}
            union all
            select null, spent.amount - coalesce(sum({paid}), 0) from {sources}
        ) as share
        where spent.amount is not null
        group by 1, 2, 3, 4, 5 having sum(share.amount) <> 0
    ), sources as (
        select centre, service, year, currency,
               array_agg(kind order by kind nulls last) as sources,
               array_agg(amount order by kind nulls last) as amounts
        from by_source group by 1, 2, 3, 4
    ), totals as (
        select centre, service, year, currency,
               coalesce(sum(amount), 0) as total,
               coalesce(sum(amount) filter (where headcount is null), 0) as on_named,
               coalesce(max(amount / coalesce(headcount, 1)), 0) as dearest,
               count(distinct recipient)::bigint as persons,
               sum(services)::bigint as services,
               count(*) filter (where cardinality(money_sources) = 0)::bigint as unsourced,
               count(*)::bigint as deliveries
        from spent group by 1, 2, 3, 4
    )
    select totals.*, coalesce(sources, '{{}}') as sources, coalesce(amounts, '{{}}') as amounts
    from totals
    left join sources
        on sources.centre is not distinct from totals.centre
           and sources.service is not distinct from totals.service
           and sources.year is not distinct from totals.year
           and sources.currency is not distinct from totals.currency
    order by totals.centre, totals.service, totals.year, totals.currency
    limit %(limit)s offset coalesce(%(after)s, 0)
""").format(served=SERVED, paid=_PAID, sources=_SOURCES)


async def page(  # noqa: PLR0913 - what a table may be asked for
    connection: AsyncConnection[Any],
    window: Window[int],
    *,
    visible_to: RecordFilter,
    by: Collection[SpentBy] = (SpentBy.CENTRE,),
    year: int | None = None,
    partner: UUID | None = None,
    tag: str | None = None,
) -> Page[SpendingRow]:
    """A row for each of `by` and each currency, past as many rows as `after` says; see `statistics.page`."""
    parameters = {
        **window.parameters,
        **{f"by_{dimension}": dimension in by for dimension in SpentBy},
        **visible_to.parameters,
        "only_year": year,
        "only_partner": partner,
        "only_tag": tag,
    }
    return window.page(await fetch(connection, SpendingRow, _TABLE, parameters))
