"""How long whoever asked waited and how much was done in its time: totals, of which those of few are hidden."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.ids import read_uuid
from registry.api.moment import AsOf, as_number, page_window
from registry.api.partner import Partner, partner_of
from registry.api.relay import Connection, numbered
from registry.application.indicators import Part
from registry.domain.small_cells import counts_for
from registry.domain.vocabulary import BenefitFamily
from registry.projections import service_quality as read_model
from registry.projections.reading import Page
from registry.projections.service_quality import AskedAs, QualityBy, QualityFilters, QualityRow


@strawberry.type(
    description="Referrals or requests of persons. To whoever may not see small cells counts from 1 to 9 are null with "
    "what hangs on them, and others to the nearest ten."
)
class QualityCell:
    kind: AskedAs
    need: BenefitFamily | None = strawberry.field(description="Null, too, for a request.")
    year: int | None = strawberry.field(description="In which it was asked.")
    asked: int | None = strawberry.field(description="Less referrals that were revoked.")
    done: int | None = strawberry.field(description="A result is said, or the request answered.")
    in_time: int | None = strawberry.field(description="Of these, by the day on which it was due.")
    median_days: float | None = strawberry.field(description="From asking to doing; null of none.")
    p90_days: float | None = strawberry.field(description="Nine in ten took no longer.")
    completion: float | None = strawberry.field(
        description="Those done in their time, of those that are done or should be."
    )
    satisfaction: float | None = strawberry.field(description="Null: nobody records it.")
    missing: list[Part] = strawberry.field(description="For want of what something is null.")
    row: strawberry.Private[QualityRow]
    position: strawberry.Private[int]

    @classmethod
    def of(cls, row: QualityRow, position: int, told: Callable[[int], int | None]) -> QualityCell:
        done, due, in_time = told(row.done), told(row.due), told(row.in_time)
        days = (None, None) if done is None else (row.median_days, row.p90_days)
        return cls(
            kind=row.kind,
            need=row.need,
            year=row.year,
            asked=told(row.asked),
            done=done,
            in_time=in_time,
            median_days=days[0],
            p90_days=days[1],
            completion=None if in_time is None or not due else min(1.0, round(in_time / due, 4)),
            satisfaction=None,
            missing=list(_missing(row, (done, due, in_time))),
            row=row,
            position=position,
        )

    @strawberry.field(description="That was asked.")
    async def centre(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.centre, self.position) if self.row.centre else None


def _missing(row: QualityRow, shown: tuple[int | None, ...]) -> Iterator[Part]:
    if None in shown:
        yield Part.FEW_PEOPLE
    if not row.due:
        yield Part.DENOMINATOR
    yield Part.SATISFACTION


async def service_quality(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    by: list[QualityBy] = [QualityBy.CENTRE, QualityBy.YEAR],  # noqa: B006 - strawberry reads the default; nobody changes it
    centre: strawberry.ID | None = None,
    year: int | None = None,
    as_of: AsOf | None = None,
    first: int = 100,
    after: str | None = None,
    *,
    own: bool = False,
) -> Connection[QualityCell]:
    """Everybody's referrals and requests, or with `own` what the viewer's partner was asked, each count as it is."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_number)
    scope = (await info.context.standing()).scope
    page: Page[QualityRow] = Page()
    refusals = []
    if scope.own if own else scope.totals:
        wanted = None if centre is None else read_uuid(centre, "Partner")
        at = info.context.services.writer.mint.clock()
        if as_of is not None and as_of.date:
            at = datetime.combine(as_of.date.value, time.max, UTC)
        mine = scope.viewer.partner if own else None
        if mine is None or wanted in {None, mine}:
            filters = QualityFilters(at=at, centre=mine or wanted, year=year)
            page = await read_model.page(
                await info.context.connection(), window, by=by, filters=filters
            )
    else:
        refusals = await info.context.refusals("statistics.read")
    told = counts_for(exactly=own or scope.small_cells)
    return numbered(page, lambda row: QualityCell.of(row, window.position, told), window, refusals)
