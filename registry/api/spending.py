"""What services cost, and who paid for them: totals, which every party of an agreement may see."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.moment import AsOf, as_number, page_window
from registry.api.partner import Partner, partner_of
from registry.api.programme import Programme, programme_of
from registry.api.relay import Connection, numbered
from registry.domain.money import Currency
from registry.domain.small_cells import THRESHOLD, counts_for, money_shown
from registry.domain.vocabulary import MoneySource
from registry.projections import spending as read_model
from registry.projections.reading import Page
from registry.projections.spending import SpendingRow, SpentBy


@strawberry.type(description="What a kind of source paid; of no kind, what no source is named for.")
class PaidBy:
    kind: MoneySource | None
    amount: Decimal | None = strawberry.field(
        description="In the round figures of the total; null where it is too little to be told in them."
    )


@strawberry.type(
    description="What was spent in one currency; null in what was not asked for. Without a currency: what has no "
    "value. To whoever may not see small cells counts from 1 to 9 are null, with all money spent on so few, others to "
    "the nearest ten, and money in round figures of what ten of the dearest that was given come to."
)
class Spending:
    year: int | None
    currency: Currency | None
    total: Decimal | None
    persons: int | None = strawberry.field(
        description="Each once, as their partner registered them."
    )
    services: int | None
    per_person: Decimal | None = strawberry.field(
        description="Of what was spent on those who are named; null where nobody is, and where round figures tell "
        "too little of it."
    )
    per_service: Decimal | None
    deliveries: int | None
    unsourced: int | None = strawberry.field(description="Deliveries that name no source at all.")
    row: strawberry.Private[SpendingRow]
    money: strawberry.Private[Callable[[Decimal], Decimal | None]]
    position: strawberry.Private[int]

    @strawberry.field(description="They come to the total, exactly where that is exact.")
    def sources(self) -> list[PaidBy]:
        if self.total is None:
            return []
        pairs = zip(self.row.sources, self.row.amounts, strict=True)
        return [PaidBy(kind=kind, amount=self.money(amount)) for kind, amount in pairs]

    @strawberry.field(description="Where it was done; null, too, for what is protected.")
    async def centre(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.centre, self.position) if self.row.centre else None

    @strawberry.field(description="Null, too, for another partner's protected one.")
    async def service(self, info: Asking) -> Programme | None:
        return await programme_of(info, self.row.service, self.position)


async def spending(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    by: list[SpentBy] = [SpentBy.CENTRE],  # noqa: B006 - strawberry reads the default; nobody changes it
    year: int | None = None,
    own: bool = False,  # noqa: FBT001, FBT002 - an argument of the field
    tag: str | None = None,
    as_of: AsOf | None = None,
    first: int = 100,
    after: str | None = None,
) -> Connection[Spending]:
    """A table with a row for each of `by` and each currency; nothing is converted. `tag` is one of the service's."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_number)
    standing = await info.context.standing()
    scope = standing.scope
    page: Page[SpendingRow] = Page()
    refusals = []
    if scope.own if own else scope.totals:
        connection = await info.context.connection()
        page = await read_model.page(
            connection,
            window,
            visible_to=standing.visible,
            by=by,
            year=year,
            partner=scope.viewer.partner if own else None,
            tag=tag,
        )
    else:
        refusals = await info.context.refusals("spending.read")
    exactly = own or scope.small_cells
    return numbered(
        page, lambda row: _shown(row, window.position, exactly=exactly), window, refusals
    )


def _shown(row: SpendingRow, position: int, *, exactly: bool) -> Spending:
    """What was spent on a few is as telling as how many they are; and so is what each came to of a sum."""
    told = counts_for(exactly=exactly)
    persons, services = told(row.persons), told(row.services)
    deliveries = told(row.deliveries)
    few = None in {persons, services, deliveries}

    def money(amount: Decimal) -> Decimal | None:
        return amount if exactly else money_shown(amount, row.dearest)

    def each(amount: Decimal, many: int | None) -> Decimal | None:
        """Of round figures on both sides, only where they are off by little."""
        spent = money(amount)
        if few or spent is None or not (exactly or spent >= THRESHOLD * THRESHOLD * row.dearest):
            return None
        return row.each(spent, many)

    return Spending(
        year=row.year,
        currency=row.currency,
        total=None if few else money(row.total),
        persons=persons,
        services=services,
        per_person=each(row.on_named, persons),
        per_service=each(row.total, services),
        deliveries=deliveries,
        unsourced=told(row.unsourced),
        row=row,
        money=money,
        position=position,
    )
