"""What waits for somebody at the viewer's partner: households on hold or never asked, and what persons request."""

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
from registry.api.relay import Connection, connection
from registry.api.subject_request import SubjectRequest, request_at
from registry.domain.casework import ClosingReason
from registry.domain.vocabulary import HoldReason
from registry.projections import pair_queue, referrals, work
from registry.projections.pair_queue import PairFilters
from registry.projections.reading import Page
from registry.projections.work import OF_PAIRS, Clock, WaitingRow, WorkKind

LATELY: Final = timedelta(days=90)
"""How long a closed household is on the list of those closed lately."""
LISTING: Final = "work.list"


@strawberry.type(description="A household that waits for somebody, or was closed lately.")
class WorkItem:
    since: datetime = strawberry.field(description="When it came on this list.")
    on_hold: HoldReason | None = strawberry.field(description="Why it is on hold, where it is.")
    closed: ClosingReason | None = strawberry.field(description="Why it was closed, where it was.")
    warnings: int = strawberry.field(description="How many warnings are open.")
    row: strawberry.Private[WaitingRow]
    position: strawberry.Private[int]

    @classmethod
    def of(cls, row: WaitingRow, position: int) -> Self:
        return cls(
            since=row.at,
            on_hold=row.on_hold,
            closed=row.closed,
            warnings=row.warnings,
            row=row,
            position=position,
        )

    @strawberry.field
    async def household(
        self, info: Asking
    ) -> Annotated[Household, strawberry.lazy("registry.api.household")] | None:
        return await household_at(info, self.row.household, self.position)

    @strawberry.field(description="What a person asks, on the lists of requests.")
    async def request(self, info: Asking) -> SubjectRequest | None:
        request = self.row.request
        return None if request is None else await request_at(info, request, self.position)


@strawberry.type(description="How many households, requests, referrals or pairs are on a list.")
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
    """The households of the viewer's partner on a list, the longest wait first.

    Raises:
        BadRequest: `work_list_of_referrals`, `work_list_of_pairs`: they are asked for as `referrals` and `pairs`.
    """
    if kind is WorkKind.REFERRALS_OVERDUE:
        raise BadRequest("work_list_of_referrals")
    if kind in OF_PAIRS:
        raise BadRequest("work_list_of_pairs")
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
