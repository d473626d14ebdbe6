"""Coverage: 100,000 households by markaz, sex and age group, beside counting the same rows without asking who they are.

The read models are filled by SQL alone: two partners, a tenth of whose heads are linked, judged, half of them planned,
and three of four reached in each of three months.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final, LiteralString

import psycopg

from bench.figures import Figure, in_turn, per_second
from bench.plans import ID, POSITION, fill
from bench.server import Bench, Opened
from registry.projections import coverage
from registry.projections.coverage import Asked, CoverageBy
from registry.projections.identities import ALL
from registry.projections.reading import Window

MONTHS: Final = 3
_FILL: Final[Sequence[LiteralString]] = (
    """
    insert into read.programme_directory_v3 (programme, owner, code, name_ar, name_en, family, kind, unit, cycle,
        protected, closed, overlap_families, overlap_per, overlap_months, tags, held)
    values (pg_temp.id(5, 0), pg_temp.id(0, 1), 'food', '', '', 'food', 'in_kind', 'basket', 'monthly', false, false,
        '{food}', 'household', 0, '{}', '[1,)')
    """,
    """
    insert into read.eligibility_v1 (decision, household, programme, rule, entitlement, decided_on, seen, decided_at,
        clauses, held)
    select pg_temp.id(6, n), pg_temp.id(1, n), pg_temp.id(5, 0), 1,
        case when n %% 5 = 0 then 'not_entitled' else 'entitled' end, '2026-07-01', 1, now(), '', '[1,)'
    from generate_series(0, %(households)s - 1) as n
    """,
    """
    insert into read.plans_v1 (plan, partner, programme, family, serves_from, serves_until, length, stage, drafted_at,
        changed_at, clear, conflict, not_eligible, unknown, by_id_alone, held)
    values (pg_temp.id(7, 0), pg_temp.id(0, 1), pg_temp.id(5, 0), 'food', '2026-09-01', '2026-09-30', 1, 'released',
        now(), now(), 0, 0, 0, 0, 0, '[1,)')
    """,
    """
    insert into read.plan_lines_v2 (line, plan, number, household, reserved, unknown, held)
    select pg_temp.id(8, n), pg_temp.id(7, 0), n, pg_temp.id(1, n), true, false, '[1,)'
    from generate_series(0, %(households)s - 1, 2) as n
    """,
    """
    insert into read.reached_presence_v1 (delivery, recipient, visit, place, markaz, governorate, programme,
        month, held)
    select pg_temp.id(10 + month, n), pg_temp.id(1, n), pg_temp.id(10 + month, n), 'EG2706', 'EG2706', 'EG27',
        pg_temp.id(5, 0), make_date(2026, month, 1), '[1,)'
    from generate_series(0, %(households)s - 1) as n, generate_series(8, 7 + %(months)s) as month where n %% 4 > 0
    """,
    """
    update read.household_members_v3 set birth_band = 1950 + 5 * (line::integer %% 13),
        name = sealed, identity_numbers = sealed, born = sealed, phones = sealed, criteria = sealed,
        functioning = sealed, warnings = sealed, stratum = sealed
    from (select decode(repeat('a7', 120), 'hex')) as one (sealed)
    """,
)
_PLAIN: Final[LiteralString] = """
    select programme, count(distinct person) from (
        select programme, recipient as person from read.reached_presence_v1 where held @> 100::bigint
        union all
        select programme, household from read.eligibility_v1 where held @> 100::bigint
    ) as each group by programme
"""


def figures(bench: Bench) -> Iterator[Figure]:
    households, where = bench.size(100_000, 400), bench.fresh()
    fill(where, households, [])
    with psycopg.connect(where.log_url, autocommit=True) as connection:
        connection.execute(ID)
        for query in _FILL:
            connection.execute(query, {"households": households, "months": MONTHS})
        connection.execute("vacuum (full, analyze) read.household_members_v3")
        connection.execute("vacuum analyze")
        with bench.opened(where) as opened:
            for by in (
                (),
                (CoverageBy.MARKAZ,),
                (CoverageBy.MARKAZ, CoverageBy.SEX, CoverageBy.AGE_GROUP),
            ):
                rate, raw = in_turn(
                    (
                        lambda: _counted(opened, households, by),  # noqa: B023 - called at once
                        lambda: per_second(households, lambda: connection.execute(_PLAIN)),
                    ),
                    bench.rounds,
                )
                yield Figure(
                    what=f"households in coverage by {', '.join(by) or 'nothing'}",
                    limit="those decided on and reached counted as they stand, one statement",
                    unit="households",
                    rate=rate,
                    raw=raw,
                    bound=0.03,
                )


def _counted(opened: Opened, households: int, by: Collection[CoverageBy]) -> float:
    async def run() -> None:
        async with opened.registry.readers.connection() as connection:
            page = await coverage.page(
                connection, Window(POSITION, 100), visible_to=ALL, by=by, asked=Asked(year=2026)
            )
        entitled = sum(row.entitled for row in page.rows)
        if not households // 2 < entitled <= households:
            raise AssertionError(f"{entitled} entitled")

    return per_second(households, lambda: opened.run(run()))
