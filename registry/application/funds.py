"""Funds: opened, contributed to, committed to plans and settled, paid from.

A fund is a stream: of two who want the last of it at once the later one is decided again, on what the first one left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from registry.application.checking import Reader
from registry.application.command import (
    Command,
    Context,
    Histories,
    Mint,
    Outcome,
    canonical,
)
from registry.application.comparing import as_it_stands
from registry.application.plans import count_delivered, fold_plan
from registry.application.writer import Writer
from registry.domain import fund as domain
from registry.domain.delivery import DeliveryRecorded
from registry.domain.errors import Refused
from registry.domain.facts import NAME_OF, AnyFact
from registry.domain.fund import (
    Fund,
    FundCommitted,
    FundContributed,
    FundFact,
    FundOpened,
    FundSpent,
)
from registry.domain.money import Money, NotMoney
from registry.domain.partner import PartnerEnrolled
from registry.domain.plan import Plan, PlanClosed, PlanDrafted
from registry.domain.planning import PlanStage
from registry.domain.vocabulary import FundReversalReason


def open_fund(opened: FundOpened, context: Context) -> Command:
    """Open a fund of the acting partner, named by its code; refuses what `domain.fund.open_fund` refuses."""
    stream = domain.fund_id(opened.owner, opened.code)

    def decide(histories: Histories) -> Sequence[AnyFact]:
        if opened.owner != context.partner:
            raise Refused("fund_unknown", code=opened.code)
        return domain.open_fund(_folded(histories, stream), opened)

    return Command(
        act="fund.open",
        context=context,
        stream=stream,
        needs=(stream,),
        decide=decide,
        content=canonical(opened),
    )


def contribute(fund: UUID, contributed: FundContributed, context: Context, mint: Mint) -> Command:
    """Take money in; refuses `partner_unknown`, and what `domain.fund.contribute` refuses."""
    giver = contributed.given_by

    def decide(state: Fund, histories: Histories) -> Sequence[AnyFact]:
        if giver is not None and not _begins(histories, giver, PartnerEnrolled):
            raise Refused("partner_unknown", code=str(giver))
        return domain.contribute(state, contributed, mint.today())

    needs = () if giver is None else (giver,)
    return _own("fund.contribute", fund, context, decide, contributed, needs=needs)


def commit(fund: UUID, plan: UUID, amount: Money | None, context: Context) -> Command:
    """Hold money for an own plan: so much, or what the lines are worth that it serves.

    Refuses `plan_unknown`, `fund_plan_over`, `fund_plan_without_value`, and what `domain.fund.commit`
    refuses.
    """

    def decide(state: Fund, histories: Histories) -> Sequence[AnyFact]:
        drafted, planned = _own_plan(histories, plan, context.partner)
        _require_over(planned, over=False)
        wanted = _worth(drafted, len(planned.served)) if amount is None else amount
        return domain.commit(state, FundCommitted(plan=plan, amount=wanted))

    return _own("fund.commit", fund, context, decide, plan, amount, needs=(plan,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """A plan, and what it paid: None for what its delivered lines are worth, once it is over."""

    plan: UUID
    spent: Money | None = None


async def settle(
    writer: Writer, connection: Reader, fund: UUID, settling: Settling, context: Context
) -> Outcome:
    """End what a plan holds by what was paid. What is counted is counted again where some is taken back meanwhile.

    Raises:
        Refused: `fund_unknown`, `plan_unknown`, `fund_plan_not_over`, `fund_plan_without_value`, and what
            `domain.fund.settle` refuses.
        VersionConflict: more was taken back every time.
        SijillError: `read_models_behind`.
    """
    if settling.spent is not None:
        return await writer.submit(_settle(fund, settling, 0, context))

    async def counted() -> Command:
        delivered, so_far = await count_delivered(writer, connection, settling.plan)
        # What a settlement says names the plan itself; once that is over no delivery does any more.
        over = replace(so_far, names=so_far.names | {NAME_OF[PlanClosed]}, mark=b"")
        return replace(_settle(fund, settling, delivered, context), counted=over)

    return await as_it_stands(writer, counted)


def _settle(fund: UUID, settling: Settling, delivered: int, context: Context) -> Command:
    plan, spent = settling.plan, settling.spent

    def decide(state: Fund, histories: Histories) -> Sequence[AnyFact]:
        drafted, planned = _own_plan(histories, plan, context.partner)
        if spent is not None:
            return domain.settle(state, plan, spent)
        _require_over(planned, over=True)
        return domain.settle(state, plan, _worth(drafted, delivered))

    return _own("fund.settle", fund, context, decide, settling, needs=(plan,))


def spend(fund: UUID, spent: FundSpent, context: Context, mint: Mint) -> Command:
    """Pay without a plan; refuses `delivery_unknown` (another partner's too), and what `domain.fund.spend` refuses."""
    delivery = spent.delivery

    def decide(state: Fund, histories: Histories) -> Sequence[AnyFact]:
        if delivery is not None:
            history = histories.get(delivery, ())
            own = any(one.envelope.partner == context.partner for one in history[:1])
            if not (own and _begins(histories, delivery, DeliveryRecorded)):
                raise Refused("delivery_unknown")
        return domain.spend(state, spent, mint.today())

    needs = () if delivery is None else (delivery,)
    return _own("fund.spend", fund, context, decide, spent, needs=needs)


def reverse(fund: UUID, entry: int, reason: FundReversalReason, context: Context) -> Command:
    """Take an entry back, by its number in the book; refuses what `domain.fund.reverse` refuses."""

    def decide(state: Fund, _: Histories) -> Sequence[AnyFact]:
        return domain.reverse(state, entry, reason)

    return _own("fund.reverse", fund, context, decide, entry, reason)


def _require_over(plan: Plan, *, over: bool) -> None:
    """Raises `Refused`: `fund_plan_over` where it must not be, `fund_plan_not_over` where it must."""
    is_over = plan.stage in {PlanStage.CLOSED, PlanStage.CANCELLED}
    if is_over is not over:
        raise Refused("fund_plan_over" if is_over else "fund_plan_not_over")


def _worth(drafted: PlanDrafted, lines: int) -> Money:
    """Raises `Refused`: `fund_plan_without_value`, `fund_amount_out_of_range`."""
    if drafted.value is None:
        raise Refused("fund_plan_without_value")
    try:
        return Money(drafted.value.amount * lines, drafted.value.currency)
    except NotMoney:
        raise Refused("fund_amount_out_of_range") from None


def _own_plan(histories: Histories, plan: UUID, partner: UUID) -> tuple[PlanDrafted, Plan]:
    facts = [one.fact for one in histories.get(plan, ())]
    drafted = next(iter(facts), None)
    if not isinstance(drafted, PlanDrafted) or drafted.owner != partner:
        raise Refused("plan_unknown")
    return drafted, fold_plan(facts)


def _begins(histories: Histories, stream: UUID, fact: type[AnyFact]) -> bool:
    return any(isinstance(one.fact, fact) for one in histories.get(stream, ())[:1])


def _own(
    act: str,
    fund: UUID,
    context: Context,
    decide: Callable[[Fund, Histories], Sequence[AnyFact]],
    *said: object,
    needs: tuple[UUID, ...] = (),
) -> Command:
    """An act of the partner whose fund it is."""

    def of_own(histories: Histories) -> Sequence[AnyFact]:
        state = _folded(histories, fund)
        if state is None or state.owner != context.partner:
            raise Refused("fund_unknown", code=str(fund))
        return decide(state, histories)

    return Command(
        act=act,
        context=context,
        stream=fund,
        needs=(fund, *needs),
        decide=of_own,
        content=canonical((fund, *said)),
    )


def _folded(histories: Histories, fund: UUID) -> Fund | None:
    state: Fund | None = None
    for one in histories.get(fund, ()):
        if not isinstance(one.fact, FundFact):
            return None
        state = domain.evolve(state, one.fact)
    return state
