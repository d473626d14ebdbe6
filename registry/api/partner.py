"""Organisations. They are public; the list of them is for parties of an agreement."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.moment import AsOf, as_uuid, page_window
from registry.api.relay import Connection, Node, connection, global_id
from registry.domain.vocabulary import OrganisationKind
from registry.projections import partner_directory
from registry.projections.partner_directory import PartnerRow
from registry.projections.reading import Page

if TYPE_CHECKING:
    from registry.api.agreement import Agreement


@strawberry.type(description="An organisation that registers and serves.")
class Partner(Node):
    code: str
    kind: OrganisationKind
    name_ar: str
    name_en: str
    suspended: bool
    parent_id: strawberry.ID | None
    reports_every: int | None = strawberry.field(
        description="Within how many days it agreed to report what it gives; null where it did not."
    )
    reported_up_to: date | None = strawberry.field(
        description="The day up to which it said that all that it gave is on record."
    )
    row: strawberry.Private[PartnerRow]

    @strawberry.field(
        description="Those that bind it and the viewer's partner, past ones too; see their `state`."
    )
    async def agreements(
        self, info: Asking
    ) -> list[Annotated[Agreement, strawberry.lazy("registry.api.agreement")]]:
        from registry.api.agreement import agreements_with  # noqa: PLC0415 - each has the other

        return await agreements_with(info, self.row.partner)

    @classmethod
    def of(cls, row: PartnerRow) -> Self:
        return cls(
            id=global_id("Partner", row.partner),
            code=row.code,
            kind=row.kind,
            name_ar=row.name_ar,
            name_en=row.name_en,
            suspended=row.suspended,
            parent_id=None if row.parent is None else global_id("Partner", row.parent),
            reports_every=row.reports_every,
            reported_up_to=row.reported_up_to,
            row=row,
        )


async def partner_of(asking: Asking, partner: UUID, position: int) -> Partner | None:
    row = await (await asking.context.at(position)).partners.load(partner)
    return None if row is None else Partner.of(row)


async def partners(
    info: Asking, as_of: AsOf | None = None, first: int = 50, after: str | None = None
) -> Connection[Partner]:
    """Every partner, to whoever is bound by an agreement in force."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_uuid)
    standing = await info.context.standing()
    page: Page[PartnerRow] = Page()
    if not standing.scope.totals:
        refusals = await info.context.refusals("partner.list")
    else:
        refusals = []
        page = await partner_directory.page(await info.context.connection(), window)
    return connection(page, Partner.of, lambda row: row.partner, window, refusals)
