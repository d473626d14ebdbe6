"""Views of figures: everybody's records as whoever has no part in them is told of them, small counts hidden."""

from __future__ import annotations

from datetime import date
from typing import Final

from psycopg import sql

from registry.projections import coverage, partner_directory, programme_directory, who_what_where
from registry.projections.coverage import Asked, CoverageBy, Period
from registry.projections.distinct import Per
from registry.projections.reporting.view import (
    LAST_YEAR,
    SHOWN,
    SHOWN_TOTAL,
    Column,
    View,
    filled,
    live,
    of,
    shown,
)

_JUDGED: Final = ("judged", "entitled", "reached", "covered", "unserved")
_ON_LISTS: Final = ("planned", "enrolled")
_EVER: Final = Asked(year=0)
_IN_MONTHS: Final = Asked(year=0, period=Period(first=date.min, last=date.max))
"""Which months, `LAST_YEAR` says when somebody looks."""


def _cells(*by: CoverageBy) -> sql.SQL:
    if CoverageBy.MONTH in by:
        return filled(coverage.divided(coverage.TABLE, by, _IN_MONTHS), **LAST_YEAR)
    return filled(coverage.divided(coverage.TABLE, by, _EVER))


_OF_DECISIONS: Final = sql.SQL("""
    {shown}(cell.judged), case when cell.judged > 0 then {shown}(cell.entitled) end, {shown}(cell.reached),
    case when cell.judged > 0 then {shown}(cell.covered) end,
    case when cell.judged > 0 then {shown}(cell.entitled - cell.covered) end
""").format(shown=SHOWN)
"""Where nobody was judged there is nobody to be entitled, which is not the same as that nobody is."""

_PROGRAMME: Final = sql.SQL("""
    left join {programmes} as scheme on scheme.programme = cell.programme and scheme.held @> %(position)s::bigint
    left join {partners} as owner on owner.partner = scheme.owner and owner.held @> %(position)s::bigint
""").format(programmes=live(programme_directory.MODEL), partners=live(partner_directory.MODEL))

_COVERAGE: Final = View(
    "coverage_v1",
    (*of("text", "place", "sex"), *of("bigint", *_JUDGED, *_ON_LISTS)),
    sql.SQL("""
        select cell.place, cell.sex, {figures}, {lists} from ({cells}) as cell
        where cell.judged + cell.planned + cell.reached > 0
    """).format(
        figures=_OF_DECISIONS,
        lists=shown(*_ON_LISTS),
        cells=_cells(CoverageBy.MARKAZ, CoverageBy.SEX),
    ),
)
_BY_PROGRAMME: Final = View(
    "coverage_by_programme_v1",
    (*of("text", "place", "programme_partner", "programme", "family"), *of("bigint", *_JUDGED)),
    sql.SQL("""
        select cell.place, owner.code, scheme.code, cell.family, {figures} from ({cells}) as cell {programme}
        where cell.judged + cell.reached > 0
    """).format(
        figures=_OF_DECISIONS,
        cells=_cells(CoverageBy.MARKAZ, CoverageBy.PROGRAMME, CoverageBy.FAMILY),
        programme=_PROGRAMME,
    ),
)
"""Without lists: whose plans are whose is told by agreement alone."""

_BY_MONTH: Final = View(
    "coverage_by_month_v1",
    (Column("month", "date"), *of("text", "place"), *of("bigint", *_JUDGED, *_ON_LISTS)),
    sql.SQL("""
        select cell.month, cell.place, {figures}, {lists} from ({cells}) as cell
        where cell.judged + cell.planned + cell.reached > 0
    """).format(
        figures=_OF_DECISIONS,
        lists=shown(*_ON_LISTS),
        cells=_cells(CoverageBy.MARKAZ, CoverageBy.MONTH),
    ),
)

_BY_SEX: Final = ("female", "male", "sex_unknown")
_EACH: Final = ("households", "visits", "services", "unnamed")
_DELIVERIES: Final = View(
    "deliveries_by_month_v1",
    (
        Column("month", "date"),
        *of("text", "place", "partner", "programme_partner", "programme", "family"),
        *of("bigint", "persons", *_BY_SEX, *_EACH),
    ),
    sql.SQL("""
        select cell.month, cell.place, giver.code, owner.code, scheme.code, cell.family,
               {total}(cell.persons, array[cell.female, cell.male, cell.sex_unknown]), {counts}
        from ({cells}) as cell
        left join {partners} as giver on giver.partner = cell.partner and giver.held @> %(position)s::bigint
        {programme}
    """).format(
        total=SHOWN_TOTAL,
        counts=shown(*_BY_SEX, *_EACH),
        cells=filled(who_what_where.table(Per.IDENTITY, own=False)),
        partners=live(partner_directory.MODEL),
        programme=_PROGRAMME,
    ),
)

VIEWS: Final = (_COVERAGE, _BY_PROGRAMME, _BY_MONTH, _DELIVERIES)
