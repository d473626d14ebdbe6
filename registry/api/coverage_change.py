"""Who is covered anew and who no more, between two months."""

from __future__ import annotations

import strawberry

from registry.api.context import Asking
from registry.api.counting import CoverageFilter, counting, month_called
from registry.api.coverage import ACT, CoverageOf, paged
from registry.api.cursors import checked_first
from registry.api.ids import BadRequest
from registry.api.moment import AsOf, as_number, page_window
from registry.api.relay import Connection
from registry.projections import coverage_change as read_model
from registry.projections.coverage import CoverageBy
from registry.projections.coverage_change import ChangeRow
from registry.projections.distinct import Per
from registry.projections.reading import Page


@strawberry.type(
    description="Persons who are covered, entitled and reached both: before + newly − dropped = after. To most viewers "
    "a count from 1 to 9 is null, and others are to the nearest ten."
)
class CoverageChange:
    of: CoverageOf
    before: int | None
    newly: int | None
    dropped: int | None
    after: int | None


async def change(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    before_month: str,
    after_month: str,
    by: list[CoverageBy] = [CoverageBy.MARKAZ],  # noqa: B006 - strawberry reads the default; nobody changes it
    filter: CoverageFilter | None = None,  # noqa: A002 - as other lists call it
    per: Per = Per.IDENTITY,
    as_of: AsOf | None = None,
    first: int = 100,
    after: str | None = None,
) -> Connection[CoverageChange]:
    """As the log holds both months at one position; an empty `by` gives the total."""
    given = filter or CoverageFilter()
    if CoverageBy.MONTH in by or given.month_from or given.month_until:
        raise BadRequest("months_are_given")
    window = await page_window(info.context, as_of, checked_first(first), after, as_number)
    months = [month_called(one) for one in (before_month, after_month)]
    found = await counting(info, ACT, window.position, by=by, given=given, per=per, as_of=as_of)
    page: Page[ChangeRow] = Page()
    if not found.refusals:
        page = await read_model.page(
            await info.context.connection(),
            window,
            *months,
            visible_to=found.visible,
            by=by,
            asked=found.asked,
        )
    cells = {
        row: CoverageChange(
            of=CoverageOf.told(row, window.position),
            before=found.told(row.before),
            newly=found.told(row.newly),
            dropped=found.told(row.dropped),
            after=found.told(row.after),
        )
        for row in page.rows
    }
    return paged(page, window, found, cells)
