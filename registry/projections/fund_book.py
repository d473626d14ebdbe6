"""The book of each fund: a row an entry, with what the fund came to by it, so that the last one says how it stands.

It is what the log held at a position, whatever day an entry says that money came or went.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.fund import (
    FundCode,
    FundCommitted,
    FundContributed,
    FundEntryReversed,
    FundOpened,
    FundSettled,
    FundSpent,
    PaymentCode,
)
from registry.domain.money import Currency, Money
from registry.domain.partner import PublicName
from registry.domain.vocabulary import FundReversalReason, MoneySource
from registry.projections.model import Copy, Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows


class FundEntryKind(StrEnum):
    OPENED = "opened"
    CONTRIBUTED = "contributed"
    COMMITTED = "committed"
    SETTLED = "settled"
    SPENT = "spent"
    REVERSED = "reversed"


class FundRow(Row, frozen=True, kw_only=True):
    """A fund as an entry left it. `number` counts entries from 0, the opening; from `kind` on it is the entry's own.

    `freed` is the commitment that a settlement ended, its `amount` what was paid of it. Where the entry `reverses`
    another, its `amount` is what comes in by that, below zero where it goes out.
    """

    fund: UUID
    owner: UUID
    code: FundCode
    name_ar: PublicName
    name_en: PublicName
    currency: Currency
    contributed: Decimal = Decimal(0)
    committed: Decimal = Decimal(0)
    disbursed: Decimal = Decimal(0)
    number: int = 0
    kind: FundEntryKind = FundEntryKind.OPENED
    written_at: datetime
    amount: Decimal | None = None
    freed: Decimal | None = None
    day: date | None = None
    source: MoneySource | None = None
    given_by: UUID | None = None
    plan: UUID | None = None
    paid_for: PaymentCode | None = None
    delivery: UUID | None = None
    reverses: int | None = None
    reason: FundReversalReason | None = None

    @property
    def balance(self) -> Decimal:
        return self.contributed - self.disbursed

    @property
    def free(self) -> Decimal:
        return self.balance - self.committed


def evolve(row: FundRow | None, recorded: Recorded[AnyFact]) -> FundRow | None:
    if isinstance(recorded.fact, FundOpened):
        opened = recorded.fact
        return FundRow(
            fund=recorded.stream,
            owner=opened.owner,
            code=opened.code,
            name_ar=opened.name_ar,
            name_en=opened.name_en,
            currency=opened.currency,
            written_at=recorded.recorded_at,
        )
    return None if row is None else _entered(row, recorded)


def _entered(row: FundRow, recorded: Recorded[AnyFact]) -> FundRow:
    match recorded.fact:
        case FundContributed(amount=amount, source=source, given_by=giver, on=on):
            came = _entry(row, recorded, FundEntryKind.CONTRIBUTED, amount)
            total = row.contributed + amount.amount
            return replace(came, contributed=total, day=on, source=source, given_by=giver)
        case FundCommitted(plan=plan, amount=amount):
            held = _entry(row, recorded, FundEntryKind.COMMITTED, amount)
            return replace(held, committed=row.committed + amount.amount, plan=plan)
        case FundSettled(plan=plan, committed=freed, spent=spent):
            return replace(
                _entry(row, recorded, FundEntryKind.SETTLED, spent),
                committed=row.committed - freed.amount,
                disbursed=row.disbursed + spent.amount,
                freed=freed.amount,
                plan=plan,
            )
        case FundSpent(amount=amount, on=on, paid_for=paid_for, delivery=delivery):
            paid = _entry(row, recorded, FundEntryKind.SPENT, amount)
            total = row.disbursed + amount.amount
            return replace(paid, disbursed=total, day=on, paid_for=paid_for, delivery=delivery)
        case FundEntryReversed(entry=entry, amount=amount, plan=plan, reason=reason):
            back = _entry(row, recorded, FundEntryKind.REVERSED, amount)
            moved, nothing = amount.amount, Decimal(0)
            return replace(
                back,
                contributed=row.contributed + min(moved, nothing),
                disbursed=row.disbursed - max(moved, nothing),
                plan=plan,
                reverses=entry,
                reason=reason,
            )
        case _:
            return row


def _entry(
    row: FundRow, recorded: Recorded[AnyFact], kind: FundEntryKind, amount: Money
) -> FundRow:
    """The next entry, of nothing but its kind and amount: what the entry before said of itself is left behind."""
    return FundRow(
        fund=row.fund,
        owner=row.owner,
        code=row.code,
        name_ar=row.name_ar,
        name_en=row.name_en,
        currency=row.currency,
        contributed=row.contributed,
        committed=row.committed,
        disbursed=row.disbursed,
        number=row.number + 1,
        kind=kind,
        written_at=recorded.recorded_at,
        amount=amount.amount,
    )


MODEL: Final = HeldRows(
    name="fund_book",
    version=2,
    about=frozenset(
        {
            FundOpened,
            FundContributed,
            FundCommitted,
            FundSettled,
            FundSpent,
            FundEntryReversed,
        }
    ),
    row=FundRow,
    key="fund",
    evolve=evolve,
    ddl="""
        create table {table} (
            fund        uuid not null,
            owner       uuid not null,
            code        text not null,
            name_ar     text not null,
            name_en     text not null,
            currency    text not null,
            contributed numeric not null,
            committed   numeric not null,
            disbursed   numeric not null,
            number      bigint not null,
            kind        text not null,
            written_at  timestamptz not null,
            amount      numeric,
            freed       numeric,
            day         date,
            source      text,
            given_by    uuid,
            plan        uuid,
            paid_for    text,
            delivery    uuid,
            reverses    bigint,
            reason      text,
            held        int8range not null
        )
    """,
    indexes=(
        "create index on {table} (owner, fund)",
        "create unique index on {table} (fund, number)",
    ),
)
_OF_OWNER: Final = sql.SQL("""
    select * from {table} where held @> %(position)s::bigint and owner = %(owner)s
      and (%(code)s::text is null or code = %(code)s) and (%(fund)s::uuid is null or fund = %(fund)s)
      and (%(after)s::uuid is null or fund > %(after)s)
    order by fund limit %(limit)s
""").format(table=Copy(MODEL).table)
_ENTRIES: Final = sql.SQL("""
    select * from {table} where fund = %(fund)s and lower(held) <= %(position)s::bigint
      and (%(after)s::bigint is null or number > %(after)s)
    order by number limit %(limit)s
""").format(table=Copy(MODEL).table)


async def page(
    connection: AsyncConnection[Any],
    window: Window[UUID],
    *,
    owner: UUID,
    code: str | None = None,
    fund: UUID | None = None,
) -> Page[FundRow]:
    """The funds of their owner as they stand; of one code or id there is one at most."""
    asked = window.parameters | {"owner": owner, "code": code, "fund": fund}
    return window.page(await fetch(connection, FundRow, _OF_OWNER, asked))


async def entries(
    connection: AsyncConnection[Any], window: Window[int], fund: UUID
) -> Page[FundRow]:
    """What was entered in a fund's book, in its order, each with what the fund came to by it."""
    asked = window.parameters | {"fund": fund}
    rows: Sequence[FundRow] = await fetch(connection, FundRow, _ENTRIES, asked)
    return window.page(rows)
