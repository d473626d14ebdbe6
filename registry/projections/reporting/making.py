"""Makes the views of the schema `reporting`, as the follower makes the tables that they are read from.

A view in PostgreSQL holds on to the very table that it was made over, and a rebuild puts another in its place. So each
stands on a function whose query is put together when it runs, and finds tables by their names; it runs with the
follower's rights, and whoever looks has none but to look. Dashboards keep their views, their grants and what they have
built on them through every rebuild, and through every release.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import Final

from psycopg import sql

from registry.domain.small_cells import LEFT_OPEN, THRESHOLD
from registry.projections.as_of import EVERY_MODEL, PRESENT
from registry.projections.follower import Connection
from registry.projections.reporting import directories, figures
from registry.projections.reporting.view import SHOWN, SHOWN_TOTAL, View, filled
from registry.texts import TEXTS

VIEWS: Final = (*directories.VIEWS, *figures.VIEWS)
MAKING: Final = int.from_bytes(b"reports")
"""Key of the advisory lock of whoever makes them."""

_MADE: Final = """
    select view.relname, obj_description(behind.oid, 'pg_proc') from pg_class as view
    join pg_proc as behind on behind.proname = 'report_' || view.relname
    where view.relnamespace = 'reporting'::regnamespace and behind.pronamespace = 'read'::regnamespace
"""
_VIEW_OVER: Final = sql.SQL("create view {view} as select * from {function}();")
"""Made once: whoever makes it again would wait for a dashboard that takes its time, and the follower with it."""

_SMALL_CELLS: Final = sql.SQL("""
    create or replace function {shown}(count bigint) returns bigint
    language sql immutable set search_path = pg_catalog as $$
        -- Halves go to the even ten, as double precision is rounded, and numeric is not.
        select case when count > 0 and count < {threshold} then null
                    else {threshold} * round(count / {threshold}::double precision)::bigint end
    $$;
    create or replace function {total}(total bigint, parts bigint[]) returns bigint
    language sql immutable set search_path = pg_catalog as $$
        with seen (shown, is_total) as (
            select {shown}(part), false from unnest(parts) as part
            union all select {shown}(total), true
        ), spans as (
            select is_total, shown is null as hidden,
                   case when shown > 0 then greatest({threshold}, shown - half) else shown end as least,
                   case when shown > 0 then shown + half else shown end as most
            from (select *, {threshold} / 2 - shown / {threshold} % 2 as half from seen) as halved
        ), bounds as (
            select (select least from spans where is_total) - coalesce(sum(most), 0)
                   - (count(*) filter (where hidden) - 1) * ({threshold} - 1) as low,
                   (select most from spans where is_total) - coalesce(sum(least), 0)
                   - (count(*) filter (where hidden) - 1) as high,
                   count(*) filter (where hidden) as hidden
            from spans where not is_total
        )
        select {shown}(total) from bounds
        where hidden = 0 or least(high, {threshold} - 1) - greatest(low, 1) + 1 >= {left_open}
    $$;
    revoke execute on function {shown}(bigint), {total}(bigint, bigint[]) from public;
""").format(
    shown=SHOWN,
    total=SHOWN_TOTAL,
    threshold=sql.Literal(THRESHOLD),
    left_open=sql.Literal(LEFT_OPEN),
)

_VIEW: Final = sql.SQL("""
    create or replace function {function}() returns table ({columns})
    language plpgsql stable security definer set search_path = pg_catalog, pg_temp set work_mem = '64MB' as $function$
    #variable_conflict use_column
    declare
        reached bigint := ({present});
    begin
        return query execute $query$ {query} $query$ using reached;
    end
    $function$;
    comment on function {function}() is {digest};
    revoke execute on function {function}() from public;
    grant execute on function {function}() to sijill_reporter;
    {made}
    grant select on {view} to sijill_reporter;
    comment on view {view} is {told};
    {told_of_columns}
""")


def make_views(connection: Connection) -> list[str]:
    """Make the views that are not there as this release has them; their names. One process at a time does so."""
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", (MAKING,))
        made = dict(connection.execute(_MADE).fetchall())
        wanted = [view for view in VIEWS if made.get(view.name) != digests()[view.name]]
        if wanted:
            new = (_stating(one, digests()[one.name], new=one.name not in made) for one in wanted)
            connection.execute(sql.SQL("\n").join((_SMALL_CELLS, *new)))
    return [view.name for view in wanted]


def listing() -> str:
    """What is promised: every column of every view, with its type."""
    return "".join(f"{view.name}.{name} {kind}\n" for view in VIEWS for name, kind in view.columns)


def told(code: str) -> str:
    """What a comment says, in both languages."""
    text = TEXTS[code]
    return f"{text.en} / {text.ar}"


def told_of_column(view: View, name: str) -> str:
    own = f"reporting_column.{view.name}.{name}"
    return told(own if own in TEXTS else f"reporting_column.{name}")


@cache
def digests() -> dict[str, str]:
    """Of all that is said to make a view, by its name."""
    statements = {view.name: (_SMALL_CELLS + _stating(view, "", new=True)) for view in VIEWS}
    return {
        name: sha256(statement.as_string(None).encode()).hexdigest()
        for name, statement in statements.items()
    }


def _stating(view: View, digest: str, *, new: bool) -> sql.Composed:
    named = sql.Identifier("reporting", view.name)
    columns = (
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in view.columns
    )
    told_of_columns = (
        sql.SQL("comment on column {} is {};").format(
            sql.Identifier("reporting", view.name, name), sql.Literal(told_of_column(view, name))
        )
        for name, _ in view.columns
    )
    present = {name: sql.Literal(value).as_string(None) for name, value in EVERY_MODEL.items()}
    function = sql.Identifier("read", view.function)
    return _VIEW.format(
        function=function,
        made=_VIEW_OVER.format(view=named, function=function) if new else sql.SQL(""),
        columns=sql.SQL(", ").join(columns),
        present=filled(PRESENT, **present),
        query=filled(view.query),
        digest=sql.Literal(digest),
        view=named,
        told=sql.Literal(told(f"reporting.{view.name}")),
        told_of_columns=sql.SQL("\n").join(told_of_columns),
    )
