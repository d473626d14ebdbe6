"""What waits for somebody at the viewer's partner: households, what persons request, and plans that links overtook."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Final, Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.household import Household, household_at
from registry.api.ids import BadRequest
from registry.api.moment import AsOf, as_number, page_window, position_of
from registry.api.pair import today_of
from registry.api.plan import Plan, plan_at
from registry.api.relay import Connection, connection
from registry.api.subject_request import SubjectRequest, request_at
from registry.application.plans_overtaken import Overtaken, overtaken
from registry.domain.casework import ClosingReason
from registry.domain.vocabulary import HoldReason
from registry.projections import pair_queue, referrals, work
from registry.projections.pair_queue import PairFilters
from registry.projections.reading import Page
from registry.projections.work import OF_PAIRS, Clock, WaitingRow, WorkKind

LATELY: Final = timedelta(days=90)
"""How long a closed household is on the list of those closed lately."""
LISTING: Final = "work.list"


@strawberry.type(
    description="A household or a plan that waits for somebody, or a household that was closed lately."
)
class WorkItem:
    since: datetime = strawberry.field(description="When it came on this list.")
    on_hold: HoldReason | None = strawberry.field(description="Why it is on hold, where it is.")
    closed: ClosingReason | None = strawberry.field(description="Why it was closed, where it was.")
    warnings: int = strawberry.field(description="How many warnings are open.")
    lines: int | None = strawberry.field(
        description="On the list of plans: lines in conflict by now, not handed out, that links touched since the plan "
        "was reserved. Null where they could not be compared."
    )
    row: strawberry.Private[WaitingRow]
    position: strawberry.Private[int]

    @classmethod
    def of(cls, row: WaitingRow, position: int) -> Self:
        return cls(
            since=row.at,
            on_hold=row.on_hold,
            closed=row.closed,
            warnings=row.warnings,
            lines=row.lines,
            row=row,
            position=position,
        )

    @strawberry.field
    async def household(
        self, info: Asking
    ) -> Annotated[Household, strawberry.lazy("registry.api.household")] | None:
        household = self.row.household
        return None if household is None else await household_at(info, household, self.position)

    @strawberry.field(description="On the list of plans.")
    async def plan(self, info: Asking) -> Plan | None:
        plan = self.row.plan
        return None if plan is None else await plan_at(info, plan, self.position)

    @strawberry.field(description="What a person asks, on the lists of requests.")
    async def request(self, info: Asking) -> SubjectRequest | None:
        request = self.row.request
        return None if request is None else await request_at(info, request, self.position)


@strawberry.type(
    description="How many households, requests, referrals, pairs or plans are on a list."
)
class WorkCount:
    kind: WorkKind
    count: int


async def work_list(
    info: Asking,
    kind: WorkKind,
    as_of: AsOf | None = None,
    first: int = 50,
    after: str | None = None,
) -> Connection[WorkItem]:
    """The households or plans of the viewer's partner on a list, the longest wait first.

    Raises:
        BadRequest: `work_list_of_referrals`, `work_list_of_pairs`: they are asked for as `referrals` and `pairs`.
    """
    if kind is WorkKind.REFERRALS_OVERDUE:
        raise BadRequest("work_list_of_referrals")
    if kind in OF_PAIRS:
        raise BadRequest("work_list_of_pairs")
    if kind is WorkKind.PLANS_OVERTAKEN:
        return await _plans_overtaken(info, as_of, first, after)
    window = await page_window(info.context, as_of, checked_first(first), after, as_number)
    refusals = await info.context.refusals(LISTING)
    scope = (await info.context.standing()).scope
    page: Page[WaitingRow] = Page()
    if scope.own:
        page = await work.page(
            await info.context.connection(),
            window,
            kind,
            partner=scope.viewer.partner,
            clock=_clock(info),
        )
    return connection(
        page,
        lambda row: WorkItem.of(row, window.position),
        lambda row: row.since,
        window,
        refusals,
    )


async def _plans_overtaken(
    info: Asking, as_of: AsOf | None, first: int, after: str | None
) -> Connection[WorkItem]:
    window = await page_window(info.context, as_of, checked_first(first), after, _as_place)
    refusals = await info.context.refusals(LISTING)
    waiting = await _overtaken(info, window.position)
    rows = [
        WaitingRow(plan=one.plan, since=one.since, at=one.at, lines=one.lines)
        for one in waiting
        if window.after is None or (one.since, one.plan) > window.after
    ]
    return connection(
        window.page(rows[: window.first + 1]),
        lambda row: WorkItem.of(row, window.position),
        lambda row: f"{row.since} {row.plan}",
        window,
        refusals,
    )


def _as_place(key: str | int) -> tuple[int, UUID]:
    """Raises `ValueError`: it is no place on the list of plans."""
    since, plan = str(key).split(" ")
    return as_number(since), UUID(plan)


async def _overtaken(info: Asking, position: int) -> list[Overtaken]:
    """None for whoever is shown no record of the partner's."""
    context, standing = info.context, await info.context.standing()
    if not standing.scope.own:
        return []
    connected = await context.connection()
    async with context.comparing:
        return await overtaken(
            context.services.writer,
            connected,
            context.viewer.partner,
            position=position,
            visible_to=standing.visible,
        )


async def work_counts(info: Asking, as_of: AsOf | None = None) -> list[WorkCount]:
    """How much waits at the viewer's partner, list by list."""
    position = await position_of(info.context, as_of)
    await info.context.refusals(LISTING)
    standing = await info.context.standing()
    scope = standing.scope
    if not scope.own:
        return []
    connected, partner = await info.context.connection(), scope.viewer.partner
    found = await work.counts(connected, position=position, partner=partner, clock=_clock(info))
    found[WorkKind.REFERRALS_OVERDUE] = await referrals.count_overdue(
        connected, position=position, partner=partner, at=info.context.services.writer.mint.clock()
    )
    for kind, filters in _of_pairs(partner, scope.viewer.actor).items():
        found[kind] = await pair_queue.count(
            connected,
            position=position,
            visible_to=standing.visible,
            filters=filters,
            today=today_of(info),
        )
    found[WorkKind.PLANS_OVERTAKEN] = len(await _overtaken(info, position))
    return [WorkCount(kind=kind, count=count) for kind, count in found.items()]


def _of_pairs(partner: UUID, actor: UUID) -> dict[WorkKind, PairFilters]:
    """The lists of pairs with a registration of the partner's."""
    return {
        WorkKind.PAIRS_OPEN: PairFilters(open=True, with_own=partner),
        WorkKind.PAIRS_OVERDUE: PairFilters(open=True, with_own=partner, overdue=True),
        WorkKind.PAIRS_TO_SECOND: PairFilters(with_own=partner, second_by=actor),
        WorkKind.PAIRS_ASKED: PairFilters(with_own=partner, asked=partner),
    }


def _clock(info: Asking) -> Clock:
    mint = info.context.services.writer.mint
    return Clock(lately=mint.clock() - LATELY, today=mint.today())
