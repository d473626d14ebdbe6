"""A fund never promises or pays what it has not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from uuid import UUID

import pytest

from registry.domain import fund
from registry.domain.errors import Refused
from registry.domain.fund import (
    Fund,
    FundCode,
    FundCommitted,
    FundContributed,
    FundEntryReversed,
    FundFact,
    FundOpened,
    FundSettled,
    FundSpent,
    PaymentCode,
)
from registry.domain.money import Currency, Money
from registry.domain.partner import PublicName
from registry.domain.vocabulary import FundReversalReason, MoneySource
from tests.story import Story

OWNER, BREAD, RENT = (UUID(int=one) for one in (1, 2, 3))
TODAY = date(2026, 10, 20)
OPENED = FundOpened(
    owner=OWNER,
    code=FundCode("zakat-qus"),
    name_ar=PublicName("صندوق الزكاة بقوص"),
    name_en=PublicName("Zakat fund, Qus"),
    currency=Currency.EGP,
)


def pounds(amount: str) -> Money:
    return Money(Decimal(amount), Currency.EGP)


def given(amount: str, on: date = TODAY) -> FundContributed:
    return FundContributed(amount=pounds(amount), source=MoneySource.ZAKAT, on=on)


def held(plan: UUID, amount: str) -> FundCommitted:
    return FundCommitted(plan=plan, amount=pounds(amount))


def paid(amount: str, code: str = "rent-2026-10", on: date = TODAY) -> FundSpent:
    return FundSpent(amount=pounds(amount), on=on, paid_for=PaymentCode(code))


def story(*facts: FundFact) -> Story[Fund, FundFact]:
    return Story(fund.evolve).given(OPENED, given("1000"), *facts)


def test_a_fund_is_opened_once_by_a_code_that_people_type() -> None:
    Story(fund.evolve).begin(lambda one: fund.open_fund(one, OPENED)).then(OPENED)
    story().begin(lambda one: fund.open_fund(one, OPENED)).refused("fund_already_open")
    spaced = FundOpened(
        owner=OWNER,
        code=FundCode("صندوق"),
        name_ar=OPENED.name_ar,
        name_en=OPENED.name_en,
        currency=Currency.EGP,
    )
    Story(fund.evolve).begin(lambda one: fund.open_fund(one, spaced)).refused("fund_code_malformed")


def test_money_comes_in_up_to_today_in_the_currency_of_the_fund() -> None:
    story().when(lambda one: fund.contribute(one, given("0.01"), TODAY)).then(given("0.01"))
    tomorrow = given("5", date(2026, 10, 21))
    story().when(lambda one: fund.contribute(one, tomorrow, TODAY)).refused("day_in_the_future")
    for amount in ("0", "-5"):
        wrong = given(amount)
        story().when(partial(fund.contribute, contributed=wrong, today=TODAY)).refused(
            "fund_amount_not_positive"
        )
    dollars = FundContributed(
        amount=Money(Decimal(5), Currency.USD), source=MoneySource.UNKNOWN, on=TODAY
    )
    story().when(lambda one: fund.contribute(one, dollars, TODAY)).refused("fund_currency")


def test_all_that_is_free_may_be_committed_and_not_a_piastre_more() -> None:
    facts = (held(BREAD, "600"), paid("150"))
    story(*facts).when(lambda one: fund.commit(one, held(RENT, "250"))).then(held(RENT, "250"))
    told = story(*facts).when(lambda one: fund.commit(one, held(RENT, "250.01")))
    told.refused("fund_overspent")


def test_whoever_overspends_is_told_what_is_left() -> None:
    state = story(held(BREAD, "600")).state
    assert state is not None
    with pytest.raises(Refused) as refused:
        fund.spend(state, paid("400.01"), TODAY)
    assert refused.value.details == {"left": "400.00 EGP"}


def test_a_plan_holds_money_of_a_fund_once() -> None:
    story(held(BREAD, "1")).when(lambda one: fund.commit(one, held(BREAD, "1"))).refused(
        "fund_plan_committed"
    )
    over = FundSettled(plan=BREAD, committed=pounds("1"), spent=pounds("0"))
    story(held(BREAD, "1"), over).when(lambda one: fund.commit(one, held(BREAD, "1"))).refused(
        "fund_plan_settled"
    )


def test_what_a_settled_plan_did_not_spend_is_free_again_and_what_it_spent_is_gone() -> None:
    over = FundSettled(plan=BREAD, committed=pounds("600"), spent=pounds("450"))
    story(held(BREAD, "600")).when(lambda one: fund.settle(one, BREAD, pounds("450"))).then(over)
    after = story(held(BREAD, "600"), over)
    after.when(lambda one: fund.commit(one, held(RENT, "550"))).then(held(RENT, "550"))
    after.when(lambda one: fund.commit(one, held(RENT, "550.01"))).refused("fund_overspent")


def test_a_plan_may_spend_nothing_or_what_is_free_beside_its_own() -> None:
    state = story(held(BREAD, "600"), held(RENT, "100"))
    for spent in ("0", "900"):
        told = state.when(partial(fund.settle, plan=BREAD, spent=pounds(spent)))
        told.then(FundSettled(plan=BREAD, committed=pounds("600"), spent=pounds(spent)))
    state.when(lambda one: fund.settle(one, BREAD, pounds("900.01"))).refused("fund_overspent")
    state.when(lambda one: fund.settle(one, BREAD, pounds("-1"))).refused("fund_amount_negative")


def test_a_plan_is_settled_once() -> None:
    over = FundSettled(plan=BREAD, committed=pounds("600"), spent=pounds("450"))
    after = story(held(BREAD, "600"), over)
    after.when(lambda one: fund.settle(one, BREAD, pounds("450"))).then()
    after.when(lambda one: fund.settle(one, BREAD, pounds("451"))).refused("fund_plan_settled")
    after.when(lambda one: fund.settle(one, RENT, pounds("1"))).refused("fund_plan_not_committed")


def test_a_payment_is_for_a_code_or_a_delivery_on_a_day_that_has_come() -> None:
    story().when(lambda one: fund.spend(one, paid("1000"), TODAY)).then(paid("1000"))
    for wrong, code in (
        (paid("1", on=date(2026, 10, 21)), "day_in_the_future"),
        (paid("1", "إيجار"), "fund_payment_code_malformed"),
        (FundSpent(amount=pounds("1"), on=TODAY), "fund_payment_for_what"),
        (
            FundSpent(amount=pounds("1"), on=TODAY, paid_for=PaymentCode("x"), delivery=BREAD),
            "fund_payment_for_what",
        ),
        (paid("0"), "fund_amount_not_positive"),
        (paid("1000.01"), "fund_overspent"),
    ):
        story().when(partial(fund.spend, spent=wrong, today=TODAY)).refused(code)


ERROR = FundReversalReason.RECORDED_IN_ERROR


def back(entry: int, amount: str, plan: UUID | None = None) -> FundEntryReversed:
    return FundEntryReversed(entry=entry, amount=pounds(amount), plan=plan, reason=ERROR)


def test_what_came_or_went_by_mistake_is_taken_back_once() -> None:
    once = partial(fund.reverse, reason=ERROR)
    story(given("500")).when(partial(once, entry=2)).then(back(2, "-500"))
    story(paid("150")).when(partial(once, entry=2)).then(back(2, "150"))
    twice = story(paid("150"), back(2, "150"))
    twice.when(partial(once, entry=2)).then()
    twice.when(lambda one: fund.spend(one, paid("1000"), TODAY)).then(paid("1000"))
    twice.when(lambda one: fund.spend(one, paid("1000.01"), TODAY)).refused("fund_overspent")


def test_a_contribution_that_is_promised_or_paid_by_now_is_not_taken_back() -> None:
    told = partial(fund.reverse, entry=1, reason=ERROR)
    story(held(BREAD, "0.01")).when(told).refused("fund_overspent")
    story(paid("0.01")).when(told).refused("fund_overspent")
    story(paid("0.01"), back(2, "0.01")).when(told).then(back(1, "-1000"))


def test_a_settlement_that_is_taken_back_lets_its_plan_be_committed_to_again() -> None:
    over = FundSettled(plan=BREAD, committed=pounds("600"), spent=pounds("450"))
    settled = story(held(BREAD, "600"), over)
    settled.when(lambda one: fund.reverse(one, 3, ERROR)).then(back(3, "450", BREAD))
    again = story(held(BREAD, "600"), over, back(3, "450", BREAD))
    again.when(lambda one: fund.commit(one, held(BREAD, "1000"))).then(held(BREAD, "1000"))


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (0, "fund_entry_unknown"),
        (5, "fund_entry_unknown"),
        (-1, "fund_entry_unknown"),
        (2, "fund_entry_moved_nothing"),
        (4, "fund_entry_moved_nothing"),
    ],
)
def test_nothing_else_is_taken_back(entry: int, code: str) -> None:
    """Neither the opening, nor a commitment, nor what took something back."""
    told = story(held(BREAD, "600"), paid("5"), back(3, "5"))
    told.when(lambda one: fund.reverse(one, entry, ERROR)).refused(code)
