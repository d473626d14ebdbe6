"""What partners published of statistics: the definition, where it was counted, and whether it comes out the same."""

from __future__ import annotations

from datetime import datetime
from typing import Self

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.moment import AsOf, as_uuid, page_window
from registry.api.relay import Connection, connection
from registry.api.scalars import Position
from registry.application.releases import count
from registry.domain.statistics import Dimension as By
from registry.projections import releases as read_model
from registry.projections.reading import Page
from registry.projections.releases import ReleaseRow


@strawberry.type(description="A table of statistics that the viewer's partner published.")
class Release:
    row: strawberry.Private[ReleaseRow]
    code: str
    name_ar: str
    name_en: str
    by: list[By]
    own: bool = strawberry.field(description="Of its own records alone, each count as it is.")
    counted_at: Position
    rows: int
    digest: str = strawberry.field(description="SHA-256 of the rows.")
    made_at: datetime

    @classmethod
    def of(cls, row: ReleaseRow) -> Self:
        return cls(
            row=row,
            code=row.code,
            name_ar=row.name_ar,
            name_en=row.name_en,
            by=list(row.definition.by),
            own=row.definition.partner is not None,
            counted_at=Position(row.counted_at),
            rows=row.rows,
            digest=row.digest,
            made_at=row.made_at,
        )

    @strawberry.field(description="Whether it comes to the same digest, counted again now.")
    async def same(self, info: Asking) -> bool:
        connected = await info.context.connection()
        again = await count(connected, self.row.definition, position=self.row.counted_at)
        return again.digest == self.row.digest


async def releases(
    info: Asking, as_of: AsOf | None = None, first: int = 50, after: str | None = None
) -> Connection[Release]:
    """Those of the viewer's partner, the oldest first."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_uuid)
    page: Page[ReleaseRow] = Page()
    refusals = []
    if (await info.context.standing()).scope.totals:
        partner = info.context.viewer.partner
        page = await read_model.page(await info.context.connection(), window, partner=partner)
    else:
        refusals = await info.context.refusals("release.list")
    return connection(page, Release.of, lambda row: row.release, window, refusals)
