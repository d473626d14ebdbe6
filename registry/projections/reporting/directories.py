"""Views of what figures are of: places, partners, programmes, and how far the figures go."""

from __future__ import annotations

from typing import Final

from psycopg import sql

from registry.domain.places import Place, every_place, governorate_of
from registry.projections import partner_directory, programme_directory
from registry.projections.reporting.view import Column, View, live, of

_AS_OF: Final = View(
    "as_of_v1",
    (*of("bigint", "position"), Column("recorded_at", "timestamptz")),
    sql.SQL("""
        select %(position)s::bigint, (select recorded_at from log.facts where notification_id <= %(position)s
                                      order by notification_id desc limit 1)
    """),
)


def _row(place: Place) -> sql.Composed:
    governorate = governorate_of(place.code)
    values = (place.name_ar, place.name_en, place.parent, governorate and governorate.code)
    return sql.SQL("({}::text, {}::integer, {}::text, {}::text, {}::text, {}::text)").format(
        sql.Literal(str(place.code)), sql.Literal(place.level), *map(sql.Literal, values)
    )


_PLACES: Final = View(
    "places_v1",
    (
        Column("code", "text"),
        Column("level", "integer"),
        *of("text", "name_ar", "name_en", "parent", "governorate"),
    ),
    sql.SQL("values {}").format(sql.SQL(", ").join(map(_row, every_place()))),
)
_PARTNERS: Final = View(
    "partners_v1",
    (*of("text", "code", "kind", "name_ar", "name_en"), Column("suspended", "boolean")),
    sql.SQL("""
        select code, kind, name_ar, name_en, suspended from {} where held @> %(position)s::bigint order by code
    """).format(live(partner_directory.MODEL)),
)
_PROGRAMMES: Final = View(
    "programmes_v1",
    (*of("text", "partner", "code", "family", "name_ar", "name_en"), Column("closed", "boolean")),
    sql.SQL("""
        select owner.code, scheme.code, scheme.family, scheme.name_ar, scheme.name_en, scheme.closed
        from {programmes} as scheme
        join {partners} as owner on owner.partner = scheme.owner and owner.held @> %(position)s::bigint
        where scheme.held @> %(position)s::bigint and not scheme.protected
        order by owner.code, scheme.code
    """).format(programmes=live(programme_directory.MODEL), partners=live(partner_directory.MODEL)),
)

VIEWS: Final = (_AS_OF, _PLACES, _PARTNERS, _PROGRAMMES)
