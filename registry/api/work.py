"""What waits for somebody at the viewer's partner: households, what persons request, and plans."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Final, NamedTuple, Self
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
from registry.application.plans_overtaken import overtaken
from registry.domain.casework import ClosingReason
from registry.domain.vocabulary import HoldReason
from registry.projections import pair_queue, plans, referrals, work
from registry.projections.pair_queue import PairFilters
from registry.projections.reading import Page
from registry.projections.work import OF_PAIRS, OF_PLANS, Clock, WaitingRow, WorkKind

LATELY: Final = timedelta(days=90)
"""How long a closed household is on the list of those closed lately."""
LISTING: Final = "work.list"


class WaitingPlan(NamedTuple):
    """A plan on a list since a moment; `lines` as of a `WorkItem`."""

    at: datetime
    plan: UUID
    lines: int | None = None


@strawberry.type(
    description="A household or a plan that waits for somebody, or a household that was closed lately."
)
class WorkItem:
    since: datetime = strawberry.field(description="When it came on this list.")
    on_hold: HoldReason | None = strawberry.field(description="Why it is on hold, where it is.")
    closed: ClosingReason | None = strawberry.field(description="Why it was closed, where it was.")
    warnings: int = strawberry.field(description="How many warnings are open.")
    lines: int | None = strawberry.field(
        description="Of a plan that links have overtaken: lines in conflict by now, not handed out, that links touched "
        "since it was reserved. Null where they could not be compared."
    )
    waiting: strawberry.Private[WaitingRow | WaitingPlan]
    position: strawberry.Private[int]

    @classmethod
    def of(cls, row: WaitingRow, position: int) -> Self:
        return cls(
            since=row.at,
            on_hold=row.on_hold,
            closed=row.closed,
            warnings=row.warnings,
            lines=None,
            waiting=row,
            position=position,
        )

    @classmethod
    def of_plan(cls, plan: WaitingPlan, position: int) -> Self:
        return cls(
            since=plan.at,
            on_hold=None,
            closed=None,
            warnings=0,
            lines=plan.lines,
            waiting=plan,
            position=position,
        )

    @strawberry.field
    async def household(
        self, info: Asking
    ) -> Annotated[Household, strawberry.lazy("registry.api.household")] | None:
        if isinstance(self.waiting, WaitingPlan):
            return None
        return await household_at(info, self.waiting.household, self.position)

    @strawberry.field(description="On the lists of plans.")
    async def plan(self, info: Asking) -> Plan | None:
        if isinstance(self.waiting, WaitingPlan):
            return await plan_at(info, self.waiting.plan, self.position)
        return None

    @strawberry.field(description="What a person asks, on the lists of requests.")
    async def request(self, info: Asking) -> SubjectRequest | None:
        request = None if isinstance(self.waiting, WaitingPlan) else self.waiting.request
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
    if kind in OF_PLANS:
        return await _plans(info, kind, as_of, first, after)
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


async def _plans(
    info: Asking, kind: WorkKind, as_of: AsOf | None, first: int, after: str | None
) -> Connection[WorkItem]:
    window = await page_window(info.context, as_of, checked_first(first), after, _as_place)
    refusals = await info.context.refusals(LISTING)
    waiting = sorted(await _waiting(info, kind, window.position), key=_place)
    following = [one for one in waiting if window.after is None or _place(one) > window.after]
    return connection(
        window.page(following[: window.first + 1]),
        lambda plan: WorkItem.of_plan(plan, window.position),
        lambda plan: f"{plan.at.isoformat()} {plan.plan}",
        window,
        refusals,
    )


def _place(plan: WaitingPlan) -> tuple[datetime, UUID]:
    return plan.at, plan.plan


def _as_place(key: str | int) -> tuple[datetime, UUID]:
    """Raises `ValueError`: it is no place on a list of plans."""
    at, plan = str(key).split(" ")
    return datetime.fromisoformat(at), UUID(plan)


async def _waiting(info: Asking, kind: WorkKind, position: int) -> list[WaitingPlan]:
    """The partner's plans on a list; none for whoever is shown no record of it."""
    context, standing = info.context, await info.context.standing()
    if not standing.scope.own:
        return []
    connected, partner = await context.connection(), context.viewer.partner
    writer = context.services.writer
    if kind is WorkKind.PLANS_EXPIRED:
        now, today = writer.mint.clock(), writer.mint.today()
        expired = await plans.expired(
            connected, position=position, partner=partner, now=now, today=today
        )
        return [WaitingPlan(one.until, one.plan) for one in expired if one.until is not None]
    async with context.comparing:
        found = await overtaken(
            writer, connected, partner, position=position, visible_to=standing.visible
        )
    return [WaitingPlan(one.at, one.plan, one.lines) for one in found]


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
    for kind in (WorkKind.PLANS_OVERTAKEN, WorkKind.PLANS_EXPIRED):
        found[kind] = len(await _waiting(info, kind, position))
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
