"""Plans: whom a partner means to serve, and how far it came."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Annotated, Final, Self
from uuid import UUID

import strawberry

from registry.api.acting import acting
from registry.api.context import Asking, Once
from registry.api.cursors import checked_first
from registry.api.household import Household, household_at
from registry.api.moment import AsOf, as_number, as_uuid, page_window, window_at
from registry.api.money import Money
from registry.api.plan_check import CheckedLine, PlanCheck
from registry.api.programme import Programme
from registry.api.relay import Connection, Node, connection, global_id
from registry.api.scalars import Position
from registry.application import plans as application
from registry.application import rights
from registry.application.plan_now import Now, as_of_now
from registry.domain.errors import Refused
from registry.domain.planning import OverrideReason, PlanStage
from registry.domain.vocabulary import BenefitFamily
from registry.projections import plan_lines
from registry.projections import plans as read_model
from registry.projections.plan_lines import ShownLine
from registry.projections.plans import PlanRow
from registry.projections.reading import Page

IN_FORCE: Final = frozenset({PlanStage.RESERVED, PlanStage.RELEASED})
_OVER: Final = frozenset({PlanStage.CLOSED, PlanStage.CANCELLED})


async def _now(info: Asking, plan: UUID) -> Now:
    context = info.context
    writer, partner = context.services.writer, context.viewer.partner
    connection, visible = await context.connection(), (await context.standing()).visible
    async with context.comparing:
        return await as_of_now(writer, connection, plan, partner, visible_to=visible)


@strawberry.type(description="A line of a plan.")
class PlanLine:
    row: strawberry.Private[ShownLine]
    position: strawberry.Private[int]
    now: strawberry.Private[Once[Now] | None]
    id: strawberry.ID = strawberry.field(description="By which a delivery names it.")
    number: int
    reserved: bool
    unknown: bool = strawberry.field(
        description="Nobody knows of it, so that it holds up the release."
    )
    overridden: OverrideReason | None
    delivered: bool = strawberry.field(description="It has a delivery that stands.")

    @classmethod
    def of(cls, row: ShownLine, position: int, now: Once[Now] | None) -> Self:
        return cls(
            row=row,
            position=position,
            now=now,
            id=global_id("PlanLine", row.line),
            number=row.number,
            reserved=row.reserved,
            unknown=row.unknown,
            overridden=row.overridden,
            delivered=row.delivered,
        )

    @strawberry.field(description="Null where nobody in the register is meant.")
    async def household(
        self, info: Asking
    ) -> Annotated[Household, strawberry.lazy("registry.api.household")] | None:
        household = self.row.household
        return None if household is None else await household_at(info, household, self.position)

    @strawberry.field(
        description="What a check finds of it now, and why. Null once the plan is over, and for whoever may not check."
    )
    async def found(self, info: Asking) -> CheckedLine | None:
        if self.now is None or not _may_check(info):
            return None
        now = await self.now()
        return CheckedLine.of(now.line(self.number), now.checked.position)


def _may_check(info: Asking) -> bool:
    acts = acting(info.context.viewer, "plan.check")
    try:
        rights.check("plan.check", acts.role, acts.purpose)
    except Refused:
        return False
    return True


def _counts(row: PlanRow) -> dict[str, int | None]:
    checked = row.seen is not None
    names = ("clear", "conflict", "not_eligible", "unknown", "by_id_alone")
    return {name: getattr(row, name) if checked else None for name in names}


@strawberry.type(description="Whom a partner means to serve with a programme, over a period.")
class Plan(Node):
    row: strawberry.Private[PlanRow]
    at: strawberry.Private[int]
    now: strawberry.Private[Once[Now]]
    family: BenefitFamily
    serves_from: date
    serves_until: date
    value: Money | None = strawberry.field(description="What a line is worth.")
    length: int = strawberry.field(description="How many lines it has.")
    stage: PlanStage
    until: datetime | None = strawberry.field(
        description="Reserved until then, unless it is released."
    )
    expired: bool = strawberry.field(description="Reserved, and free again.")
    drafted_at: datetime
    changed_at: datetime
    seen: Position | None = strawberry.field(description="Up to which it was compared last.")
    clear: int | None = strawberry.field(
        description="Lines of the last check, as the four that follow; null before the first."
    )
    conflict: int | None
    not_eligible: int | None
    unknown: int | None
    by_id_alone: int | None
    undelivered: int | None = strawberry.field(
        description="Lines that were not served, once it is closed."
    )

    @classmethod
    def of(cls, row: PlanRow, info: Asking, position: int) -> Self:
        now = info.context.services.writer.mint.clock()
        return cls(
            id=global_id("Plan", row.plan),
            row=row,
            at=position,
            now=Once(partial(_now, info, row.plan)),
            family=row.family,
            serves_from=row.serves_from,
            serves_until=row.serves_until,
            value=Money.of(row.amount, row.currency),
            length=row.length,
            stage=row.stage,
            until=row.until,
            expired=row.stage is PlanStage.RESERVED and row.until is not None and row.until <= now,
            drafted_at=row.drafted_at,
            changed_at=row.changed_at,
            seen=None if row.seen is None else Position(row.seen),
            **_counts(row),
            undelivered=row.undelivered,
        )

    @strawberry.field
    async def programme(self, info: Asking) -> Programme | None:
        row = await (await info.context.at(self.at)).programmes.load(self.row.programme)
        return None if row is None else Programme.of(row, self.at)

    @strawberry.field(
        description="Lines that were served: by now while it is handed out, and once it is closed by then."
    )
    async def delivered(self, info: Asking) -> int | None:
        if self.stage is not PlanStage.RELEASED:
            return self.row.delivered
        return await (await info.context.at(self.at)).handed_out.load(self.row.plan)

    @strawberry.field(description="Lines that it reserves, or serves whatever was found of them.")
    async def served(self, info: Asking) -> int:
        return await plan_lines.count_served(
            await info.context.connection(), self.row.plan, self.at
        )

    @strawberry.field(description="Of these, lines that have a delivery that stands.")
    async def handed_out(self, info: Asking) -> int:
        return await plan_lines.count_delivered(
            await info.context.connection(), self.row.plan, self.at
        )

    @strawberry.field(description="In their order.")
    async def lines(
        self, info: Asking, first: int = 50, after: str | None = None
    ) -> Connection[PlanLine]:
        window = window_at(self.at, checked_first(first), after, as_number)
        page = await plan_lines.page(await info.context.connection(), window, self.row.plan)
        now = None if self.stage in _OVER else self.now
        return connection(
            page,
            lambda row: PlanLine.of(row, window.position, now),
            lambda row: row.number,
            window,
        )

    @strawberry.field(description="What a check finds now: links and deliveries since are in it.")
    async def check(self, info: Asking) -> PlanCheck:
        context = info.context
        writer, viewer = context.services.writer, context.viewer
        stands = await application.standing(writer, self.row.plan, viewer.partner)
        connection, visible = await context.connection(), (await context.standing()).visible
        acts = acting(viewer, "plan.check")
        async with context.comparing:
            compared = await application.compare(
                writer, connection, stands.wanted, stands.rows, acts, visible_to=visible
            )
        return PlanCheck.of(compared, await context.refusals("plan.check"))

    @strawberry.field(
        description="Lines that wait to be handed out and are in conflict by now, overridden ones aside: links and "
        "deliveries came since. Null where it serves nothing, where nothing could be compared, and where none is known "
        "of while matching is behind."
    )
    async def overtaken(self) -> int | None:
        if self.expired or self.stage not in IN_FORCE:
            return None
        return (await self.now()).overtaken


async def plans(
    info: Asking,
    stage: PlanStage | None = None,
    as_of: AsOf | None = None,
    first: int = 50,
    after: str | None = None,
) -> Connection[Plan]:
    """The plans of the viewer's partner, in the order in which they were drafted."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_uuid)
    refusals = await info.context.refusals("plan.list")
    scope = (await info.context.standing()).scope
    page: Page[PlanRow] = Page()
    if scope.own:
        page = await read_model.page(
            await info.context.connection(), window, partner=scope.viewer.partner, stage=stage
        )
    return connection(
        page,
        lambda row: Plan.of(row, info, window.position),
        lambda row: row.plan,
        window,
        refusals,
    )


async def plan_at(info: Asking, plan: UUID, position: int) -> Plan | None:
    scope = (await info.context.standing()).scope
    if not scope.own:
        return None
    found = await read_model.by_ids(
        await info.context.connection(), [plan], position=position, partner=scope.viewer.partner
    )
    return Plan.of(found[plan], info, position) if found else None
