"""What stands beside help that was given twice: what a programme overlaps with, and what plans had said before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.domain.money import money_of
from registry.domain.planning import PlanWarning
from registry.domain.programme import OverlapRule
from registry.projections import household_consent, household_roll, plan_lines, plans
from registry.projections.model import Copy
from registry.projections.programme_directory import MODEL as PROGRAMMES
from registry.projections.programme_directory import ProgrammeRow
from registry.projections.reading import fetch
from registry.projections.support_given import GivenRow

_RULES: Final = sql.SQL("""
    select * from {programmes}
    where held @> %(position)s::bigint and programme = any(%(named)s)
""").format(programmes=Copy(PROGRAMMES).table)
_LONGEST: Final = sql.SQL("""
    select coalesce(max(overlap_months), 0) from {programmes} where held @> %(position)s::bigint
""").format(programmes=Copy(PROGRAMMES).table)

_WARNED: Final = sql.SQL("""
    select asked.delivery,
           case when named.overridden is not null then 'overridden'
                when named.line is not null then 'found_clear'
                when exists (
                    select from {lines} as line
                    join {plans} as plan on plan.plan = line.plan and plan.held @> %(position)s::bigint
                    where line.household = asked.household and line.held @> %(position)s::bigint
                      and not line.reserved and line.overridden is null
                      and plan.partner = asked.partner and plan.programme = asked.programme
                      and plan.stage in ('reserved', 'released', 'closed')
                      and plan.serves_from <= asked.ends and plan.serves_until >= asked.begins
                ) then 'held_back'
                else 'not_planned' end
    from unnest(
        %(deliveries)s::uuid[], %(lines)s::uuid[], %(households)s::uuid[], %(partners)s::uuid[],
        %(programmes)s::uuid[], %(begins)s::date[], %(ends)s::date[]
    ) as asked (delivery, line, household, partner, programme, begins, ends)
    left join {lines} as named on named.line = asked.line and named.held @> %(position)s::bigint
""").format(lines=Copy(plan_lines.MODEL).table, plans=Copy(plans.MODEL).table)

_REFUSED: Final = sql.SQL("""
    select count(*) from {consent} as said
    join {roll} as home on home.household = said.household and upper_inf(home.held)
    where said.answers -> 'sharing' ->> 'state' = 'refused' and upper_inf(said.held)
      and home.partner <> %(own)s and home.withdrawn is null
""").format(consent=Copy(household_consent.MODEL).table, roll=Copy(household_roll.MODEL).table)


async def rules_of(
    connection: AsyncConnection[Any], programmes: Collection[UUID], *, position: int
) -> dict[UUID, OverlapRule]:
    """What programmes overlap with, whoever's they are: asked for no viewer."""
    asked = {"position": position, "named": list(programmes)}
    return {
        row.programme: OverlapRule(
            families=row.overlap_families,
            per=row.overlap_per,
            months=row.overlap_months,
            ceiling=money_of(row.ceiling, row.ceiling_currency),
        )
        for row in await fetch(connection, ProgrammeRow, _RULES, asked)
    }


async def longest_months(connection: AsyncConnection[Any], *, position: int) -> int:
    """How many months around its period the programme looks that looks furthest."""
    ((months,),) = await (await connection.execute(_LONGEST, {"position": position})).fetchall()
    return int(months)


async def warned_of(
    connection: AsyncConnection[Any], given: Sequence[GivenRow], *, position: int
) -> dict[UUID, PlanWarning]:
    """What the giver's own plans had said of each delivery: by the line that it names, else of the household."""
    asked = {
        "position": position,
        "deliveries": [one.delivery for one in given],
        "lines": [one.plan_line for one in given],
        "households": [one.home for one in given],
        "partners": [one.partner for one in given],
        "programmes": [one.programme for one in given],
        "begins": [one.begins for one in given],
        "ends": [one.ends for one in given],
    }
    cursor = await connection.execute(_WARNED, asked)
    return {delivery: PlanWarning(said) for delivery, said in await cursor.fetchall()}


async def refused_to_share(connection: AsyncConnection[Any], partner: UUID) -> int:
    """How many registrations of others are not compared for a partner today, since the household refused."""
    ((many,),) = await (await connection.execute(_REFUSED, {"own": partner})).fetchall()
    return int(many)
