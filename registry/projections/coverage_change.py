"""Who is covered anew and who no more, between two periods: what was, more those, less these, is what is, exactly."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from psycopg import sql

from registry.projections.coverage import (
    Asked,
    Cell,
    CoverageBy,
    Period,
    Reader,
    divided,
)
from registry.projections.reading import Page, Window, fetch
from registry.projections.visibility import RecordFilter


class ChangeRow(Cell, frozen=True, kw_only=True):
    """Persons who are entitled and reached, in the period before, in the one after, and in one of them alone."""

    before: int = 0
    newly: int = 0
    dropped: int = 0
    after: int = 0


_CHANGE: Final = sql.SQL("""
    {wanted}, one as (
        select {names}, person,
               bool_or(entitled and before) and bool_or(reached and before) as before,
               bool_or(entitled and after) and bool_or(reached and after) as after
        from wanted
        cross join lateral (
            select coalesce(begins <= %(before_last)s::date, false)
                       and coalesce(ends, 'infinity') >= %(before_first)s::date,
                   coalesce(begins <= %(after_last)s::date, false)
                       and coalesce(ends, 'infinity') >= %(after_first)s::date
        ) as at (before, after)
        where person is not null
        group by {names}, person
    )
    select {names}, count(*) filter (where before) as before,
           count(*) filter (where after and not before) as newly,
           count(*) filter (where before and not after) as dropped,
           count(*) filter (where after) as after
    from one group by {names} having bool_or(before or after)
    order by {names} limit %(limit)s offset coalesce(%(offset)s, 0)
""")


async def page(  # noqa: PLR0913 - what a table may be asked for, of which two periods
    connection: Reader,
    window: Window[int],
    before: Period,
    after: Period,
    *,
    visible_to: RecordFilter,
    by: Collection[CoverageBy],
    asked: Asked,
) -> Page[ChangeRow]:
    """As `coverage.page`, without months, of two periods as the log held both at one position.

    Persons and what divides them are those of that position, so that nobody is new who was only linked or has moved.
    """
    parameters = {
        **asked.parameters(window.position, visible_to),
        "before_first": before.first,
        "before_last": before.last,
        "after_first": after.first,
        "after_last": after.last,
        "limit": window.parameters["limit"],
        "offset": window.after,
    }
    query = divided(_CHANGE, by, asked, dated=True)
    return window.page(await fetch(connection, ChangeRow, query, parameters))
