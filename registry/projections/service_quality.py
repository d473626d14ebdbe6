"""How well whoever asks for something is served: how long it took, and how much was done in its time.

A referral is asked of the partner that has it now and done when its result is said; one that was revoked was never
asked, and one that was rejected stays undone. A person's request is asked of the partner whose household it is, and
done when it is answered, whatever the answer. Nobody records how satisfied people were.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.domain.vocabulary import BenefitFamily
from registry.projections import household_roll, referrals, subject_requests
from registry.projections.model import Copy, Row
from registry.projections.reading import Page, Window, fetch


class AskedAs(StrEnum):
    """What somebody waits for."""

    REFERRAL = "referral"
    REQUEST = "request"


class QualityBy(StrEnum):
    """What a table has a row for each of, beside referrals and requests, which stand apart."""

    CENTRE = "centre"
    NEED = "need"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityFilters:
    """None filters nothing; `year` is the one in which it was asked. What was due before `at` should be done."""

    at: datetime
    centre: UUID | None = None
    year: int | None = None


class QualityRow(Row, frozen=True, kw_only=True):
    """`due` are those that are done, or should be; days are of those that are done, from asking to doing."""

    kind: AskedAs
    centre: UUID | None
    need: BenefitFamily | None
    year: int | None
    asked: int
    done: int
    due: int
    in_time: int
    median_days: float | None
    p90_days: float | None


_TABLE: Final = sql.SQL("""
    with one as (
        select 'referral' as kind, asked as centre, need, sent_at as began,
               case when stage = 'done' then changed_at end as done,
               stage in ('done', 'rejected') or due < %(at)s as due,
               stage = 'done' and changed_at <= due as in_time
        from {referrals} where held @> %(position)s::bigint and stage <> 'revoked'
        union all
        select 'request', home.partner, null, request.received_at, request.answered_at,
               request.answered_at is not null or request.due < (%(at)s::timestamptz at time zone 'UTC')::date,
               coalesce((request.answered_at at time zone 'UTC')::date <= request.due, false)
        from {requests} as request
        join {roll} as home on home.household = request.household and home.held @> %(position)s::bigint
        where request.held @> %(position)s::bigint
    ), dated as (
        select one.*, extract(year from began at time zone 'UTC')::bigint as year,
               extract(epoch from done - began) / 86400 as days
        from one
    )
    select kind, case when %(by_centre)s then centre end as centre, case when %(by_need)s then need end as need,
           case when %(by_year)s then year end as year,
           count(*) as asked, count(done) as done, count(*) filter (where due) as due,
           count(*) filter (where in_time) as in_time,
           round((percentile_cont(0.5) within group (order by days))::numeric, 1)::float8 as median_days,
           round((percentile_cont(0.9) within group (order by days))::numeric, 1)::float8 as p90_days
    from dated
    where (%(only_centre)s::uuid is null or centre = %(only_centre)s)
      and (%(only_year)s::bigint is null or year = %(only_year)s)
    group by 1, 2, 3, 4 order by 1, 2, 3, 4 limit %(limit)s offset coalesce(%(after)s, 0)
""").format(
    referrals=Copy(referrals.MODEL).table,
    requests=Copy(subject_requests.MODEL).table,
    roll=Copy(household_roll.MODEL).table,
)


async def page(
    connection: AsyncConnection[Any],
    window: Window[int],
    *,
    by: Collection[QualityBy],
    filters: QualityFilters,
) -> Page[QualityRow]:
    """A table of everybody's referrals and requests, past as many rows as `after` says."""
    parameters = {
        **window.parameters,
        **{f"by_{dimension}": dimension in by for dimension in QualityBy},
        "at": filters.at,
        "only_centre": filters.centre,
        "only_year": filters.year,
    }
    return window.page(await fetch(connection, QualityRow, _TABLE, parameters))
