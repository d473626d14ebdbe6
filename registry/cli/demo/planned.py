"""What the demo's plan comes to: the ministry means to give food baskets in October 2026 to all whom it registered.

It is drafted once, and checked again where anything was recorded since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from hashlib import sha256
from typing import Final
from uuid import UUID

from registry.api.standing import standing_of
from registry.application import plans
from registry.application.checking import Row
from registry.application.command import Context
from registry.application.plans import PlanDraft
from registry.bootstrap import Registry, catch_up
from registry.cli.demo.qena import FOOD_BASKETS, MINISTRY, Qena
from registry.domain.plan import PlanCounts
from registry.domain.vocabulary import Purpose, Role
from registry.privacy.policy import Viewer
from registry.projections import household_roll
from registry.projections import plans as read_model
from registry.projections.household_roll import RollFilters
from registry.projections.plans import PlanRow
from registry.projections.reading import all_pages
from registry.projections.visibility import RecordFilter

BEGINS, ENDS = date(2026, 10, 1), date(2026, 10, 31)

Figures = Mapping[str, int]
_COUNTS: Final = ("clear", "conflict", "not_eligible", "unknown")


async def plan_figures(registry: Registry, qena: Qena, operator: Context) -> Figures:
    """Rows by what was found of them, and how many conflicts numbers alone would have shown."""
    position = await catch_up(registry)
    planner = replace(
        operator.for_partner(qena.partners[MINISTRY]),
        role=Role.PROGRAMME_MANAGER,
        purpose=Purpose.PLANNING,
    )
    rows = await _registered(registry, planner.partner, position)
    if not rows:
        return _said(PlanCounts())
    drafted = await registry.writer.submit(
        plans.draft_plan(
            PlanDraft(
                programme=qena.programmes[MINISTRY, FOOD_BASKETS],
                serves_from=BEGINS,
                serves_until=ENDS,
                rows=rows,
            ),
            planner.with_key(f"demo:plan:{_digest(rows)}"),
            registry.writer.mint,
        )
    )
    if drafted.repeated:
        known = await _checked_last(registry, drafted.stream, planner.partner, position)
        if known is not None:
            return _said(known)
    return await _checked(registry, drafted.stream, planner)


async def _registered(registry: Registry, partner: UUID, position: int) -> tuple[Row, ...]:
    async with registry.readers.connection() as connection:
        page = partial(
            household_roll.page,
            connection,
            visible_to=RecordFilter(everything=True),
            filters=RollFilters(partner=partner),
        )
        found = await all_pages(page, lambda rows: rows[-1].household, position=position)
    return tuple(Row(number=at, household=one.household) for at, one in enumerate(found, 1))


def _digest(rows: tuple[Row, ...]) -> str:
    """A plan for each set of households: whoever was registered since is in another."""
    return sha256(b"".join(row.household.bytes for row in rows if row.household)).hexdigest()


async def _checked_last(
    registry: Registry, plan: UUID, partner: UUID, position: int
) -> PlanRow | None:
    """The plan with what its last check found, where nothing was recorded since; None elsewhere."""
    history = await registry.log.load(plan)
    if history[-1].position < position:
        return None
    async with registry.readers.connection() as connection:
        found = await read_model.by_ids(connection, [plan], position=position, partner=partner)
    return found.get(plan)


async def _checked(registry: Registry, plan: UUID, planner: Context) -> Figures:
    await catch_up(registry)
    mint = registry.writer.mint
    viewer = Viewer(
        actor=planner.actor,
        partner=planner.partner,
        roles=frozenset({planner.role}),
        purpose=planner.purpose,
    )
    async with registry.readers.connection() as connection:
        standing = await standing_of(connection, viewer, mint.today())
        _, found = await plans.check_plan(
            registry.writer, connection, plan, planner, visible_to=standing.visible
        )
    return _said(found.counts)


def _said(found: PlanCounts | PlanRow) -> Figures:
    counts = {name.upper(): int(getattr(found, name)) for name in _COUNTS}
    return {**counts, "by_id_alone": found.by_id_alone}
