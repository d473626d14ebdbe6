"""Whom own records say were reached: totals, which every party of an agreement may see, small ones hidden."""

from __future__ import annotations

from collections.abc import Callable

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.days import read_month
from registry.api.ids import read_uuid
from registry.api.moment import AsOf, as_number, page_window
from registry.api.places import Place
from registry.api.programme import Programme, programme_of
from registry.api.relay import Connection, numbered
from registry.api.selection import below
from registry.domain.small_cells import counts_for
from registry.projections import reached as read_model
from registry.projections.distinct import Per
from registry.projections.reached import By, ReachedFilters, ReachedRow
from registry.projections.reading import Page


@strawberry.type(
    description="Three counts that are never mixed, of one row of the table asked for. To all but auditors null from "
    "1 to 9 and otherwise to the nearest ten; one's own are exact."
)
class ReachedCell:
    persons: int | None = strawberry.field(
        description="Each once, however often and wherever served."
    )
    visits: int | None
    services: int | None
    unnamed: int | None = strawberry.field(
        description="Heads counted as persons whom nobody named."
    )
    households: int | None = strawberry.field(
        description="Each once, itself or through a member; per identity whoever registered it."
    )
    month: str | None = strawberry.field(description="2026-10; null if not asked for or unknown.")
    row: strawberry.Private[ReachedRow]
    position: strawberry.Private[int]

    @strawberry.field(description="Coarser than asked for where that is all that is known.")
    def place(self) -> Place | None:
        return None if self.row.place is None else Place.of(self.row.place)

    @strawberry.field(description="Null if not asked for, or another partner's protected one.")
    async def programme(self, info: Asking) -> Programme | None:
        return await programme_of(info, self.row.programme, self.position)


async def reached(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    by: list[By] = [By.MARKAZ],  # noqa: B006 - strawberry reads the default; nobody changes it
    programme: strawberry.ID | None = None,
    month: str | None = None,
    as_of: AsOf | None = None,
    first: int = 100,
    after: str | None = None,
    per: Per = Per.REGISTRATION,
    *,
    own: bool = False,
) -> Connection[ReachedCell]:
    """A table with a row for each of `by`; everybody's own records, whoever may see them, or the viewer's `own`.

    Per identity a person counts once whoever registered them, by all links, as it is everybody's records; of one's own
    by those links alone of which the viewer may know both sides.
    """
    window = await page_window(info.context, as_of, checked_first(first), after, as_number)
    standing = await info.context.standing()
    page: Page[ReachedRow] = Page()
    refusals = []
    scope = standing.scope
    if scope.own if own else scope.totals:
        page = await read_model.page(
            await info.context.connection(),
            window,
            visible_to=standing.visible,
            by=by,
            per=per,
            own=own,
            households="households" in {one.name.value for one in below(info, "edges", "node")},
            filters=_filters(programme, month),
        )
    else:
        refusals = await info.context.refusals("reached.read")
    told = counts_for(exactly=own or scope.small_cells)
    return numbered(page, lambda row: _cell(row, window.position, told), window, refusals)


def _filters(programme: str | None, month: str | None) -> ReachedFilters:
    within = None if month is None else read_month(month)
    return ReachedFilters(
        programme=None if programme is None else read_uuid(programme, "Programme"),
        month_from=within,
        month_until=within,
    )


def _cell(row: ReachedRow, position: int, told: Callable[[int], int | None]) -> ReachedCell:
    return ReachedCell(
        persons=told(row.persons),
        visits=told(row.visits),
        services=told(row.services),
        unnamed=told(row.unnamed),
        households=None if row.households is None else told(row.households),
        month=None if row.month is None else row.month.isoformat()[:7],
        row=row,
        position=position,
    )
