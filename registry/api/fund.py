"""Funds of the viewer's partner: how they stand as of a moment, and what was entered in their books."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.ids import read_uuid
from registry.api.moment import AsOf, as_number, as_uuid, page_window, position_of, window_at
from registry.api.money import Money
from registry.api.partner import Partner, partner_of
from registry.api.relay import Connection, Node, connection, global_id
from registry.domain.money import Currency
from registry.domain.vocabulary import FundReversalReason, MoneySource
from registry.projections import fund_book
from registry.projections.fund_book import FundEntryKind, FundRow
from registry.projections.reading import Page, Window


@strawberry.type(description="An entry of a fund's book, with what the fund came to by it.")
class FundEntry:
    row: strawberry.Private[FundRow]
    at: strawberry.Private[int]
    number: int = strawberry.field(description="Counted from 0, the opening.")
    kind: FundEntryKind
    recorded_at: datetime
    amount: Money | None = strawberry.field(
        description="Of a settlement, what was paid. Where an entry is taken back, what comes in by that, below zero "
        "where it goes out."
    )
    freed: Money | None = strawberry.field(description="The commitment that a settlement ended.")
    on: date | None = strawberry.field(description="The day on which money came or went.")
    source: MoneySource | None
    plan: strawberry.ID | None
    paid_for: str | None
    delivery: strawberry.ID | None
    reverses: int | None = strawberry.field(description="The number of the entry taken back.")
    reason: FundReversalReason | None
    balance: Money
    free: Money

    @classmethod
    def of(cls, row: FundRow, position: int) -> Self:
        return cls(
            row=row,
            at=position,
            number=row.number,
            kind=row.kind,
            recorded_at=row.written_at,
            amount=Money.of(row.amount, row.currency),
            freed=Money.of(row.freed, row.currency),
            on=row.day,
            source=row.source,
            plan=None if row.plan is None else global_id("Plan", row.plan),
            paid_for=row.paid_for,
            delivery=None if row.delivery is None else global_id("Delivery", row.delivery),
            reverses=row.reverses,
            reason=row.reason,
            balance=_in(row, row.balance),
            free=_in(row, row.free),
        )

    @strawberry.field(description="The partner that gave it, where it was one.")
    async def given_by(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.given_by, self.at) if self.row.given_by else None


@strawberry.type(description="Money of a partner for its help, in one currency.")
class Fund(Node):
    row: strawberry.Private[FundRow]
    at: strawberry.Private[int]
    code: str
    name_ar: str
    name_en: str
    currency: Currency
    contributed: Money
    committed: Money = strawberry.field(description="What plans hold that are not settled.")
    disbursed: Money
    balance: Money = strawberry.field(description="What was contributed and not disbursed.")
    free: Money = strawberry.field(description="The balance, less what is committed.")

    @classmethod
    def of(cls, row: FundRow, position: int) -> Self:
        return cls(
            id=global_id("Fund", row.fund),
            row=row,
            at=position,
            code=row.code,
            name_ar=row.name_ar,
            name_en=row.name_en,
            currency=row.currency,
            contributed=_in(row, row.contributed),
            committed=_in(row, row.committed),
            disbursed=_in(row, row.disbursed),
            balance=_in(row, row.balance),
            free=_in(row, row.free),
        )

    @strawberry.field(description="What was entered in its book, the oldest first.")
    async def entries(
        self, info: Asking, first: int = 50, after: str | None = None
    ) -> Connection[FundEntry]:
        window = window_at(self.at, checked_first(first), after, as_number)
        page = await fund_book.entries(await info.context.connection(), window, self.row.fund)
        return connection(
            page, lambda row: FundEntry.of(row, self.at), lambda row: row.number, window
        )


def _in(row: FundRow, amount: Decimal) -> Money:
    return Money(amount=amount, currency=row.currency)


async def funds(
    info: Asking,
    code: str | None = None,
    as_of: AsOf | None = None,
    first: int = 50,
    after: str | None = None,
) -> Connection[Fund]:
    """The funds of the viewer's partner, by their ids."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_uuid)
    refusals = await info.context.refusals("fund.list")
    scope = (await info.context.standing()).scope
    page: Page[FundRow] = Page()
    if scope.own:
        page = await fund_book.page(
            await info.context.connection(), window, owner=scope.viewer.partner, code=code
        )
    return connection(
        page, lambda row: Fund.of(row, window.position), lambda row: row.fund, window, refusals
    )


async def fund(info: Asking, id: strawberry.ID, as_of: AsOf | None = None) -> Fund | None:  # noqa: A002 - as elsewhere in the schema
    """Null where there is none of the viewer's partner at that moment."""
    found = read_uuid(id, "Fund")
    await info.context.refusals("record.read")
    return await fund_at(info, found, await position_of(info.context, as_of))


async def fund_at(info: Asking, fund: UUID, position: int) -> Fund | None:
    scope = (await info.context.standing()).scope
    if not scope.own:
        return None
    owner, one = scope.viewer.partner, Window[UUID](position, first=1)
    page = await fund_book.page(await info.context.connection(), one, owner=owner, fund=fund)
    return Fund.of(page.rows[0], position) if page.rows else None
