"""Which of the viewer's own households are behind a gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Final

import strawberry

from registry.api.context import Asking
from registry.api.counting import CoverageFilter, counting
from registry.api.coverage import paged
from registry.api.cursors import checked_first
from registry.api.household import Household, household_at
from registry.api.moment import AsOf, as_number, page_window
from registry.api.programme import Programme, programme_of
from registry.api.relay import Connection
from registry.domain.vocabulary import BenefitFamily
from registry.projections import gap_households as read_model
from registry.projections.distinct import Per
from registry.projections.gap_households import GapHouseholdPage, GapHouseholdRow
from registry.projections.gaps import GapKind
from registry.projections.reading import Page

_PAGES: Final[Mapping[GapKind, GapHouseholdPage]] = {
    GapKind.ENTITLED_NOT_REACHED: read_model.unserved,
    GapKind.NEED_WITHOUT_SERVICE: read_model.needs,
    GapKind.VILLAGE_WITHOUT_SERVICE_POINT: read_model.villages,
}


@strawberry.type(description="A household of the viewer's own that is behind a gap.")
class GapHousehold:
    row: strawberry.Private[GapHouseholdRow]
    position: strawberry.Private[int]
    family: BenefitFamily | None = strawberry.field(description="Null for a service point.")
    since: date = strawberry.field(
        description="From which it is entitled, the first referral, or for a service point the registration."
    )

    @strawberry.field
    async def household(
        self, info: Asking
    ) -> Annotated[Household, strawberry.lazy("registry.api.household")] | None:
        return await household_at(info, self.row.household, self.position)

    @strawberry.field(description="That entitles it; null for a need and a service point.")
    async def programme(self, info: Asking) -> Programme | None:
        return await programme_of(info, self.row.programme, self.position)


async def gap_households(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    kind: GapKind,
    filter: CoverageFilter | None = None,  # noqa: A002 - as other lists call it
    as_of: AsOf | None = None,
    first: int = 50,
    after: str | None = None,
) -> Connection[GapHousehold]:
    """As `gaps` counts the viewer's own: held against what its own partner gave, and against nobody else's help."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_number)
    own = replace(filter or CoverageFilter(), own=True)
    found = await counting(
        info, "gaps.read", window.position, by=(), given=own, per=Per.IDENTITY, as_of=as_of
    )
    page: Page[GapHouseholdRow] = Page()
    if not found.refusals:
        page = await _PAGES[kind](
            await info.context.connection(), window, visible_to=found.visible, asked=found.asked
        )
    cells = {
        row: GapHousehold(row=row, position=window.position, family=row.family, since=row.since)
        for row in page.rows
    }
    return paged(page, window, found, cells)
