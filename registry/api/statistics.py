"""The table of services as centres publish it: totals, which every party of an agreement may see."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.ids import read_uuid
from registry.api.moment import AsOf, as_number, page_window
from registry.api.partner import Partner, partner_of
from registry.api.programme import Programme, programme_of
from registry.api.relay import Connection, numbered
from registry.domain.small_cells import counts_for
from registry.domain.vocabulary import Channel, NationalityGroup, Sex
from registry.projections import statistics as read_model
from registry.projections.distinct import Per
from registry.projections.reading import Page
from registry.projections.statistics import By, StatisticsFilters, StatisticsRow


@strawberry.type(
    description="Three counts that are never mixed, of one row of the table asked for; null in what was not asked for. "
    "To whoever may not see small cells counts from 1 to 9 are null, and others to the nearest ten."
)
class StatisticsCell:
    sex: Sex | None
    nationality: NationalityGroup | None
    year: int | None = strawberry.field(description="Null, too, where it is not known.")
    channel: Channel | None
    persons: int | None = strawberry.field(
        description="Each once, however often and wherever served."
    )
    visits: int | None
    services: int | None = strawberry.field(
        description="The only count that adds up over every column."
    )
    unnamed: int | None = strawberry.field(
        description="Heads counted as persons whom nobody named."
    )
    row: strawberry.Private[StatisticsRow]
    position: strawberry.Private[int]

    @strawberry.field(description="Where it was done; null, too, for what is protected.")
    async def centre(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.centre, self.position) if self.row.centre else None

    @strawberry.field(description="Null, too, for another partner's protected one.")
    async def service(self, info: Asking) -> Programme | None:
        return await programme_of(info, self.row.service, self.position)


@strawberry.input(description="What to count; nothing counts everything.")
class StatisticsFilter:
    centre: strawberry.ID | None = None
    service: strawberry.ID | None = None
    sex: Sex | None = None
    nationality: NationalityGroup | None = None
    year_from: int | None = None
    year_until: int | None = strawberry.field(default=None, description="Included.")
    channel: Channel | None = None
    tag: str | None = strawberry.field(
        default=None,
        description="Of services with this tag, as far as they are named to the viewer.",
    )
    own: bool = strawberry.field(
        default=False,
        description="The viewer's partner's own records alone, and each count as it is.",
    )


async def statistics(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    by: list[By] = [By.CENTRE, By.SERVICE],  # noqa: B006 - strawberry reads the default; nobody changes it
    filter: StatisticsFilter | None = None,  # noqa: A002 - the argument's name in the schema
    as_of: AsOf | None = None,
    first: int = 100,
    after: str | None = None,
    per: Per = Per.REGISTRATION,
) -> Connection[StatisticsCell]:
    """A table with a row for each of `by`; everybody's own records, whoever may see them."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_number)
    standing, wanted = await info.context.standing(), filter or StatisticsFilter()
    scope = standing.scope
    page: Page[StatisticsRow] = Page()
    refusals = []
    if scope.own if wanted.own else scope.totals:
        page = await read_model.page(
            await info.context.connection(),
            window,
            visible_to=standing.visible,
            by=by,
            filters=_filters(wanted, scope.viewer.partner),
            per=per,
        )
    else:
        refusals = await info.context.refusals("statistics.read")
    told = counts_for(exactly=wanted.own or scope.small_cells)
    return numbered(page, lambda row: _cell(row, window.position, told), window, refusals)


def _filters(asked: StatisticsFilter, viewer: UUID) -> StatisticsFilters:
    return StatisticsFilters(
        centres=() if asked.centre is None else (read_uuid(asked.centre, "Partner"),),
        services=() if asked.service is None else (read_uuid(asked.service, "Programme"),),
        sex=asked.sex,
        nationality=asked.nationality,
        year_from=asked.year_from,
        year_until=asked.year_until,
        channel=asked.channel,
        partner=viewer if asked.own else None,
        tag=asked.tag,
    )


def _cell(row: StatisticsRow, position: int, told: Callable[[int], int | None]) -> StatisticsCell:
    return StatisticsCell(
        sex=row.sex,
        nationality=row.nationality,
        year=row.year,
        channel=row.channel,
        persons=told(row.persons),
        visits=told(row.visits),
        services=told(row.services),
        unnamed=told(row.unnamed),
        row=row,
        position=position,
    )
