"""Which of the viewer's own households are to be judged anew by a programme's rule, and why."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from registry.api.acting import acting
from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.household import Household, household_at
from registry.api.ids import BadRequest, read_uuid
from registry.api.moment import AsOf, as_uuid, page_window
from registry.api.relay import Connection, connection
from registry.application import rights
from registry.application.judging import DueHousehold as DueRow
from registry.application.judging import due
from registry.domain.eligibility import DueReason
from registry.domain.errors import Refused
from registry.domain.rules import Entitlement
from registry.projections import programme_rules
from registry.projections.judged import Due


@strawberry.type(description="A household on which no decision by the programme's rule stands.")
class DueHousehold:
    row: strawberry.Private[DueRow]
    position: strawberry.Private[int]
    why: DueReason
    entitlement: Entitlement | None = strawberry.field(
        description="What was decided last; null, like the two below, where nothing was."
    )
    decided_on: date | None
    rule_version: int | None = strawberry.field(description="That it was decided under.")

    @classmethod
    def of(cls, row: DueRow, position: int) -> DueHousehold:
        last = row.last
        return cls(
            row=row,
            position=position,
            why=row.why,
            entitlement=None if last is None else last.entitlement,
            decided_on=None if last is None else last.decided_on,
            rule_version=None if last is None else last.rule,
        )

    @strawberry.field
    async def household(
        self, info: Asking
    ) -> Annotated[Household, strawberry.lazy("registry.api.household")] | None:
        return await household_at(info, self.row.household, self.position)


async def eligibility_due(
    info: Asking,
    programme: strawberry.ID,
    as_of: AsOf | None = None,
    first: int = 50,
    after: str | None = None,
) -> Connection[DueHousehold]:
    """In the order in which they were registered, for whoever may judge them; as of today by the clock.

    Raises:
        BadRequest: with the code of what is refused.
    """
    window = await page_window(info.context, as_of, checked_first(first), after, as_uuid)
    try:
        wanted = await _wanted(info, read_uuid(programme, "Programme"), window.position)
    except Refused as refused:
        raise BadRequest(refused.code, **refused.details) from None
    partner = info.context.viewer.partner
    page = await due(await info.context.connection(), partner, wanted, window)
    return connection(
        page,
        lambda row: DueHousehold.of(row, window.position),
        lambda row: row.household,
        window,
        await info.context.refusals("record.read"),
    )


async def _wanted(info: Asking, programme: UUID, position: int) -> Due:
    """What a decision must be to stand.

    Raises:
        Refused: `act_not_allowed`, `purpose_only_reads`, `programme_unknown`, `programme_without_rule`.
    """
    context = info.context
    who = acting(context.viewer, "eligibility.judge")
    rights.check("eligibility.judge", who.role, who.purpose)
    scheme = await (await context.at(position)).programmes.load(programme)
    if scheme is None or scheme.owner != context.viewer.partner:
        raise Refused("programme_unknown", code=str(programme))
    ruled = await programme_rules.of_programme(
        await context.connection(), programme, position=position
    )
    if ruled is None:
        raise Refused("programme_without_rule")
    today = context.services.writer.mint.today()
    return Due(programme, ruled.version, ruled.rule.outdated(today))
