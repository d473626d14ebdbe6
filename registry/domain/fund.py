"""A fund: what was contributed to it, what plans hold of it, and what was paid. It never promises what it has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NewType, TypeAlias, assert_never
from uuid import UUID, uuid5

from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear
from registry.domain.money import Currency, Money
from registry.domain.partner import PublicName, is_code
from registry.domain.vocabulary import FundReversalReason, MoneySource

FundCode = NewType("FundCode", str)
"""Short name that people type, unique within its owner."""
PaymentCode = NewType("PaymentCode", str)
"""What a payment is known by elsewhere, as `rent-2026-10`: written as a code is, never in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundOpened(Fact):
    """`owner` is the partner whose money it is. All of it is in one `currency`."""

    owner: Clear[UUID]
    code: Clear[FundCode]
    name_ar: Clear[PublicName]
    name_en: Clear[PublicName]
    currency: Clear[Currency]


@dataclass(frozen=True, slots=True, kw_only=True)
class FundContributed(Fact):
    """Money came in on a day; `given_by` where a partner gave it."""

    amount: Clear[Money]
    source: Clear[MoneySource]
    given_by: Clear[UUID | None] = None
    on: Clear[date]


@dataclass(frozen=True, slots=True, kw_only=True)
class FundCommitted(Fact):
    """So much is held for a plan."""

    plan: Clear[UUID]
    amount: Clear[Money]


@dataclass(frozen=True, slots=True, kw_only=True)
class FundSettled(Fact):
    """The plan holds no more what was `committed` to it: `spent` of it was paid, and the rest is free again."""

    plan: Clear[UUID]
    committed: Clear[Money]
    spent: Clear[Money]


@dataclass(frozen=True, slots=True, kw_only=True)
class FundSpent(Fact):
    """Paid on a day without a plan: for a `delivery`, or for what `paid_for` stands for."""

    amount: Clear[Money]
    on: Clear[date]
    paid_for: Clear[PaymentCode | None] = None
    delivery: Clear[UUID | None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FundEntryReversed(Fact):
    """Entry number `entry` counts no more, from now on: it took `amount` out, or brought it in where that is negative.

    A `plan` whose settlement it was may be committed to again.
    """

    entry: Clear[int]
    amount: Clear[Money]
    plan: Clear[UUID | None] = None
    reason: Clear[FundReversalReason]


FundFact: TypeAlias = (
    FundOpened | FundContributed | FundCommitted | FundSettled | FundSpent | FundEntryReversed
)


@dataclass(frozen=True, slots=True)
class Fund:
    """`balance` was contributed and not paid; `committed` is what each plan holds of it, `settled` what each paid.

    `moved` is what came in by an entry, and less than nothing where it went out, of those that are not `reversed`;
    `entries` is how many there are after the opening, and `ended` the plan that each settlement was of.
    """

    owner: UUID
    currency: Currency
    balance: Decimal = Decimal(0)
    committed: Mapping[UUID, Decimal] = field(default_factory=dict)
    settled: Mapping[UUID, Decimal] = field(default_factory=dict)
    moved: Mapping[int, Decimal] = field(default_factory=dict)
    ended: Mapping[int, UUID] = field(default_factory=dict)
    reversed: frozenset[int] = frozenset()
    entries: int = 0

    @property
    def free(self) -> Decimal:
        return self.balance - sum(self.committed.values())


def fund_id(owner: UUID, code: str) -> UUID:
    """The stream of the fund that an owner calls by that code."""
    return uuid5(owner, f"fund:{code}")


def open_fund(fund: Fund | None, opened: FundOpened) -> list[FundFact]:
    """Raises `Refused`: `fund_already_open`, `fund_code_malformed`."""
    if fund is not None:
        raise Refused("fund_already_open", code=opened.code)
    if not is_code(opened.code):
        raise Refused("fund_code_malformed", code=opened.code)
    return [opened]


def contribute(fund: Fund, contributed: FundContributed, today: date) -> list[FundFact]:
    """Take money in; what is promised for later is not there yet.

    Raises:
        Refused: `fund_amount_not_positive`, `fund_currency`, `day_in_the_future`.
    """
    _require_amount(fund, contributed.amount)
    _require_come(contributed.on, today)
    return [contributed]


def commit(fund: Fund, committed: FundCommitted) -> list[FundFact]:
    """Hold money for a plan, once for each.

    Raises:
        Refused: `fund_amount_not_positive`, `fund_currency`, `fund_plan_committed`, `fund_plan_settled`,
            `fund_overspent` with what is left.
    """
    _require_amount(fund, committed.amount)
    if committed.plan in fund.committed:
        raise Refused("fund_plan_committed")
    if committed.plan in fund.settled:
        raise Refused("fund_plan_settled")
    _require_left(fund, committed.amount.amount, fund.free)
    return [committed]


def settle(fund: Fund, plan: UUID, spent: Money) -> list[FundFact]:
    """End what a plan holds by what was paid, which may be more where more is free. The same again changes nothing.

    Raises:
        Refused: `fund_amount_negative`, `fund_currency`, `fund_plan_settled`, `fund_plan_not_committed`,
            `fund_overspent` with what is left for the plan.
    """
    _require_currency(fund, spent)
    if spent.amount < 0:
        raise Refused("fund_amount_negative")
    if plan in fund.settled:
        if fund.settled[plan] == spent.amount:
            return []
        raise Refused("fund_plan_settled")
    if plan not in fund.committed:
        raise Refused("fund_plan_not_committed")
    committed = fund.committed[plan]
    _require_left(fund, spent.amount, fund.free + committed)
    return [FundSettled(plan=plan, committed=Money(committed, fund.currency), spent=spent)]


def spend(fund: Fund, spent: FundSpent, today: date) -> list[FundFact]:
    """Pay without a plan, of what none holds.

    Raises:
        Refused: `fund_amount_not_positive`, `fund_currency`, `day_in_the_future`, `fund_payment_for_what`,
            `fund_payment_code_malformed`, `fund_overspent` with what is left.
    """
    _require_amount(fund, spent.amount)
    _require_come(spent.on, today)
    if (spent.paid_for is None) == (spent.delivery is None):
        raise Refused("fund_payment_for_what")
    if spent.paid_for is not None and not is_code(spent.paid_for):
        raise Refused("fund_payment_code_malformed", code=spent.paid_for)
    _require_left(fund, spent.amount.amount, fund.free)
    return [spent]


def reverse(fund: Fund, entry: int, reason: FundReversalReason) -> list[FundFact]:
    """Take an entry back by which money came in or went out. Taken back already changes nothing.

    Raises:
        Refused: `fund_entry_unknown`, `fund_entry_moved_nothing`, `fund_overspent` with what is left, where what came
            in is paid or promised by now.
    """
    if entry in fund.reversed:
        return []
    if not 0 < entry <= fund.entries:
        raise Refused("fund_entry_unknown", entry=entry)
    if entry not in fund.moved:
        raise Refused("fund_entry_moved_nothing", entry=entry)
    moved = fund.moved[entry]
    _require_left(fund, moved, fund.free)
    back = Money(-moved, fund.currency)
    return [FundEntryReversed(entry=entry, amount=back, plan=fund.ended.get(entry), reason=reason)]


def _require_amount(fund: Fund, amount: Money) -> None:
    _require_currency(fund, amount)
    if amount.amount <= 0:
        raise Refused("fund_amount_not_positive")


def _require_currency(fund: Fund, amount: Money) -> None:
    if amount.currency is not fund.currency:
        raise Refused("fund_currency", currency=fund.currency)


def _require_come(on: date, today: date) -> None:
    if on > today:
        raise Refused("day_in_the_future")


def _require_left(fund: Fund, wanted: Decimal, left: Decimal) -> None:
    if wanted > left:
        raise Refused("fund_overspent", left=str(Money(left, fund.currency)))


def evolve(fund: Fund | None, fact: FundFact) -> Fund:
    """Fold one fact into the state. Total over `FundFact`; never refuses."""
    if isinstance(fact, FundOpened):
        return Fund(fact.owner, fact.currency)
    if fund is None:
        raise AssertionError(f"{type(fact).__name__} before FundOpened")
    entered = replace(fund, entries=fund.entries + 1)
    match fact:
        case FundContributed(amount=amount):
            return _moved(entered, amount.amount)
        case FundCommitted(plan=plan, amount=amount):
            return replace(entered, committed={**fund.committed, plan: amount.amount})
        case FundSettled(plan=plan, spent=spent):
            return replace(
                _moved(entered, -spent.amount),
                committed=_without(plan, fund.committed),
                settled={**fund.settled, plan: spent.amount},
                ended={**fund.ended, entered.entries: plan},
            )
        case FundSpent(amount=amount):
            return _moved(entered, -amount.amount)
        case FundEntryReversed(entry=entry, amount=amount, plan=plan):
            return replace(
                entered,
                balance=fund.balance + amount.amount,
                settled=fund.settled if plan is None else _without(plan, fund.settled),
                reversed=fund.reversed | {entry},
            )
        case _:
            assert_never(fact)


def _moved(fund: Fund, amount: Decimal) -> Fund:
    """With what the last entry brought in, or took out."""
    moved = {**fund.moved, fund.entries: amount}
    return replace(fund, balance=fund.balance + amount, moved=moved)


def _without(plan: UUID, amounts: Mapping[UUID, Decimal]) -> Mapping[UUID, Decimal]:
    return {one: amount for one, amount in amounts.items() if one != plan}
