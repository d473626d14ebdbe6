"""Who does what where and when: totals of everybody's own records, of which small ones are hidden."""

from __future__ import annotations

from typing import Self

import strawberry

from registry.api.context import Asking
from registry.api.counting import Counting, CoverageFilter, counting
from registry.api.coverage import paged
from registry.api.cursors import checked_first
from registry.api.moment import AsOf, as_number, page_window
from registry.api.partner import Partner, partner_of
from registry.api.places import Place
from registry.api.programme import Programme, programme_of
from registry.api.relay import Connection
from registry.domain.places import governorate_of
from registry.domain.small_cells import total_shown
from registry.domain.vocabulary import BenefitFamily
from registry.projections import who_what_where as read_model
from registry.projections.coverage import CoverageBy
from registry.projections.distinct import Per
from registry.projections.reading import Page
from registry.projections.who_what_where import ActivityRow


@strawberry.type(
    description="What a partner did of a programme in a place in a month. To most viewers a count is null from 1 to 9, "
    "and otherwise to the nearest ten; the three counts, of persons, visits and services, are never mixed."
)
class Activity:
    family: BenefitFamily | None = strawberry.field(
        description="Null for another partner's protected programme, as partner and programme."
    )
    month: str = strawberry.field(description="2026-10.")
    place: Place = strawberry.field(
        description="Where it was given: a markaz, or coarser where that is all that is known."
    )
    governorate: Place | None
    persons: int | None = strawberry.field(description="Named persons, each once.")
    female: int | None
    male: int | None
    sex_unknown: int | None
    households: int | None = strawberry.field(description="Each once, itself or through a member.")
    visits: int | None
    services: int | None = strawberry.field(description="The only count that adds up over rows.")
    unnamed: int | None = strawberry.field(
        description="Heads counted as persons whom nobody named."
    )
    exact: bool = strawberry.field(description="Whether counts are told as they are.")
    row: strawberry.Private[ActivityRow]
    position: strawberry.Private[int]

    @strawberry.field
    async def partner(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.partner, self.position) if self.row.partner else None

    @strawberry.field(description="Null, too, for help outside any programme.")
    async def programme(self, info: Asking) -> Programme | None:
        return await programme_of(info, self.row.programme, self.position)

    @classmethod
    def told(cls, row: ActivityRow, counting: Counting) -> Self:
        by_sex = (row.female, row.male, row.sex_unknown)
        governorate = governorate_of(row.place)
        female, male, sex_unknown = map(counting.told, by_sex)
        return cls(
            family=row.family,
            month=row.month.isoformat()[:7],
            place=Place.of(row.place),
            governorate=None if governorate is None else Place.shown(governorate),
            persons=row.persons if counting.small_cells else total_shown(row.persons, by_sex),
            female=female,
            male=male,
            sex_unknown=sex_unknown,
            households=counting.told(row.households),
            visits=counting.told(row.visits),
            services=counting.told(row.services),
            unnamed=counting.told(row.unnamed),
            exact=counting.small_cells,
            row=row,
            position=counting.position,
        )


async def who_what_where(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    filter: CoverageFilter | None = None,  # noqa: A002 - as other lists call it
    as_of: AsOf | None = None,
    first: int = 100,
    after: str | None = None,
    per: Per = Per.IDENTITY,
) -> Connection[Activity]:
    """By partner, programme, place and month: of the last twelve months, or of up to 36 that are named."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_number)
    found = await counting(
        info,
        "who_what_where.read",
        window.position,
        by=(CoverageBy.MONTH,),
        given=filter,
        per=per,
        as_of=as_of,
    )
    page: Page[ActivityRow] = Page()
    if not found.refusals:
        page = await read_model.page(
            await info.context.connection(), window, visible_to=found.visible, asked=found.asked
        )
    return paged(page, window, found, {row: Activity.told(row, found) for row in page.rows})
