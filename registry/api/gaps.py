"""Gaps: where help is missing, in totals of which small ones are hidden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import strawberry

from registry.api.context import Asking
from registry.api.counting import CoverageFilter, counting
from registry.api.coverage import paged
from registry.api.cursors import checked_first
from registry.api.moment import AsOf, as_number, page_window
from registry.api.places import Place
from registry.api.relay import Connection
from registry.domain.vocabulary import BenefitFamily
from registry.projections import gaps as read_model
from registry.projections.distinct import Per
from registry.projections.gaps import GapKind, GapPage, GapRow
from registry.projections.reading import Page
from registry.texts import label

_PAGES: Final[Mapping[GapKind, GapPage]] = {
    GapKind.ENTITLED_NOT_REACHED: read_model.unserved,
    GapKind.NEED_WITHOUT_SERVICE: read_model.needs,
    GapKind.VILLAGE_WITHOUT_SERVICE_POINT: read_model.villages,
}


@strawberry.type(description="How many persons are without what, and where.")
class Gap:
    kind: GapKind
    place: Place
    family: BenefitFamily | None = strawberry.field(description="Null for a service point.")
    persons: int | None = strawberry.field(
        description="Heads of households for a service point. To most viewers null from 1 to 9, and otherwise to the "
        "nearest ten."
    )
    meaning_ar: str
    meaning_en: str


async def gaps(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    kind: GapKind,
    filter: CoverageFilter | None = None,  # noqa: A002 - as other lists call it
    as_of: AsOf | None = None,
    first: int = 100,
    after: str | None = None,
) -> Connection[Gap]:
    """By markaz and family, or village by village; whoever registered somebody, it is one person."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_number)
    found = await counting(
        info, "gaps.read", window.position, by=(), given=filter, per=Per.IDENTITY, as_of=as_of
    )
    page: Page[GapRow] = Page()
    if not found.refusals:
        page = await _PAGES[kind](
            await info.context.connection(), window, visible_to=found.visible, asked=found.asked
        )
    cells = {
        row: Gap(
            kind=kind,
            place=Place.of(row.place),
            family=row.family,
            persons=found.told(row.persons),
            meaning_ar=label("gap_meaning", kind, "ar"),
            meaning_en=label("gap_meaning", kind, "en"),
        )
        for row in page.rows
    }
    return paged(page, window, found, cells)
