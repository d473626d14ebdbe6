"""What can be done with a fund: opened, contributed to, committed to a plan, settled with it, paid from, mended."""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias
from uuid import UUID

import strawberry

from registry.api.carrying import answered, carried_out
from registry.api.changed import Changed
from registry.api.context import Asking
from registry.api.delivery_drafts import amount_given, money_given
from registry.api.delivery_inputs import MoneyInput
from registry.api.drafts import text_of
from registry.api.fund import Fund, fund_at
from registry.api.ids import BadRequest, read_uuid
from registry.api.refusal import Refusal
from registry.application import funds
from registry.application.command import Command, Context, Outcome
from registry.application.funds import Settling
from registry.domain.fund import FundCode, FundContributed, FundOpened, FundSpent, PaymentCode
from registry.domain.money import Currency
from registry.domain.partner import PublicName
from registry.domain.vocabulary import FundReversalReason, MoneySource


@strawberry.type(description="A fund is as it was asked for.")
class FundChanged(Changed):
    @strawberry.field(
        description="Null where the viewer may not read it, or the read models are behind."
    )
    async def fund(self, info: Asking) -> Fund | None:
        return await self.read(info, fund_at)


FundResult: TypeAlias = Annotated[FundChanged | Refusal, strawberry.union("FundResult")]


async def open_fund(  # noqa: PLR0913, PLR0917 - what a fund is called
    info: Asking,
    code: str,
    name_ar: str,
    name_en: str,
    currency: Currency,
    idempotency_key: strawberry.ID,
) -> FundResult:
    """Open a fund of the viewer's partner."""

    def command(context: Context) -> Command:
        opened = FundOpened(
            owner=context.partner,
            code=FundCode(code),
            name_ar=_name("nameAr", name_ar),
            name_en=_name("nameEn", name_en),
            currency=currency,
        )
        return funds.open_fund(opened, context)

    return FundChanged.by("Fund", await carried_out(info, "fund.open", idempotency_key, command))


async def contribute(  # noqa: PLR0913, PLR0917 - what came in, from whom and when
    info: Asking,
    fund: strawberry.ID,
    amount: MoneyInput,
    source: MoneySource,
    on: date,
    idempotency_key: strawberry.ID,
    given_by: strawberry.ID | None = None,
) -> FundResult:
    """Take in what came to a fund on a day, and from where; the partner that gave it, where it was one."""

    def command(context: Context) -> Command:
        contributed = FundContributed(
            amount=amount_given(amount),
            source=source,
            given_by=None if given_by is None else read_uuid(given_by, "Partner"),
            on=on,
        )
        mint = info.context.services.writer.mint
        return funds.contribute(_id(fund), contributed, context, mint)

    done = await carried_out(info, "fund.contribute", idempotency_key, command)
    return FundChanged.by("Fund", done)


async def commit_fund(
    info: Asking,
    fund: strawberry.ID,
    plan: strawberry.ID,
    idempotency_key: strawberry.ID,
    amount: MoneyInput | None = None,
) -> FundResult:
    """Hold money for a plan: the amount, or what the lines are worth that it serves."""
    done = await carried_out(
        info,
        "fund.commit",
        idempotency_key,
        lambda context: funds.commit(
            _id(fund), read_uuid(plan, "Plan"), money_given(amount), context
        ),
    )
    return FundChanged.by("Fund", done)


async def settle_fund(
    info: Asking,
    fund: strawberry.ID,
    plan: strawberry.ID,
    idempotency_key: strawberry.ID,
    spent: MoneyInput | None = None,
) -> FundResult:
    """End what a plan holds by what was paid of it: the amount, or what the delivered lines of a closed one come to."""

    async def settle(context: Context) -> Outcome:
        writer, connection = info.context.services.writer, await info.context.connection()
        settling = Settling(plan=read_uuid(plan, "Plan"), spent=money_given(spent))
        return await funds.settle(writer, connection, _id(fund), settling, context)

    return FundChanged.by("Fund", await answered(info, "fund.settle", idempotency_key, settle))


async def spend_fund(  # noqa: PLR0913, PLR0917 - what was paid, when and for what
    info: Asking,
    fund: strawberry.ID,
    amount: MoneyInput,
    on: date,
    idempotency_key: strawberry.ID,
    paid_for: str | None = None,
    delivery: strawberry.ID | None = None,
) -> FundResult:
    """Pay without a plan: for a delivery, or for what a code stands for."""

    def command(context: Context) -> Command:
        spent = FundSpent(
            amount=amount_given(amount),
            on=on,
            paid_for=None if paid_for is None else PaymentCode(paid_for),
            delivery=None if delivery is None else read_uuid(delivery, "Delivery"),
        )
        return funds.spend(_id(fund), spent, context, info.context.services.writer.mint)

    return FundChanged.by("Fund", await carried_out(info, "fund.spend", idempotency_key, command))


async def reverse_fund_entry(
    info: Asking,
    fund: strawberry.ID,
    number: int,
    reason: FundReversalReason,
    idempotency_key: strawberry.ID,
) -> FundResult:
    """Take back an entry by which money came in or went out; both stay in the book."""
    done = await carried_out(
        info,
        "fund.reverse",
        idempotency_key,
        lambda context: funds.reverse(_id(fund), number, reason, context),
    )
    return FundChanged.by("Fund", done)


def _id(fund: str) -> UUID:
    return read_uuid(fund, "Fund")


def _name(field: str, given: str) -> PublicName:
    name = text_of(field, given)
    if name is None:
        raise BadRequest("name_blank")
    return PublicName(name)
