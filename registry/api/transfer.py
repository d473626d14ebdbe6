"""Households that a partner offers to another, as long as nobody has answered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.moment import AsOf, as_uuid, page_window
from registry.api.partner import Partner, partner_of
from registry.api.relay import Connection, connection, global_id
from registry.projections import transfers as read_model
from registry.projections.reading import Page
from registry.projections.transfers import TransferRow

if TYPE_CHECKING:
    from registry.api.household import Household


@strawberry.type(description="A household that its partner asks another to take over.")
class Transfer:
    row: strawberry.Private[TransferRow]
    position: strawberry.Private[int]
    household_id: strawberry.ID
    received: bool = strawberry.field(description="Whether the viewer's partner is asked.")
    offered_at: datetime

    @classmethod
    def of(cls, row: TransferRow, info: Asking, position: int) -> Self:
        return cls(
            row=row,
            position=position,
            household_id=global_id("Household", row.household),
            received=row.asked == info.context.viewer.partner,
            offered_at=row.offered_at,
        )

    @strawberry.field(description="Null where there is none for the viewer.")
    async def household(
        self, info: Asking
    ) -> Annotated[Household, strawberry.lazy("registry.api.household")] | None:
        from registry.api.household import household_at  # noqa: PLC0415 - each has the other

        return await household_at(info, self.row.household, self.position)

    @strawberry.field(description="Whose household it is.")
    async def sender(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.sender, self.position)

    @strawberry.field(description="Who is asked to take it over.")
    async def asked(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.asked, self.position)


async def transfers(
    info: Asking, as_of: AsOf | None = None, first: int = 50, after: str | None = None
) -> Connection[Transfer]:
    """What waits for an answer, to and from the viewer's partner."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_uuid)
    refusals = await info.context.refusals("transfer.list")
    standing = await info.context.standing()
    page: Page[TransferRow] = Page()
    if standing.scope.own:
        connected = await info.context.connection()
        page = await read_model.page(connected, window, standing.scope.viewer.partner)
    return connection(
        page,
        lambda row: Transfer.of(row, info, window.position),
        lambda row: row.household,
        window,
        refusals,
    )
