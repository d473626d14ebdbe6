from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain.money import Currency, CurrencyMismatch, Money, NotMoney, read_money, total

EGP, KWD, QAR = Currency.EGP, Currency.KWD, Currency.QAR


def pounds(amount: str) -> Money:
    return Money(Decimal(amount), EGP)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (1200, "1200"),
        (1200.5, "1200.50"),
        (0.1 + 0.2, "0.30"),  # a spreadsheet's sum
        ("1,200.50", "1200.50"),
        ("١٬٢٠٠٫٥٠", "1200.50"),
        ("١٢٠٠", "1200"),
        ("۱۲۰۰", "1200"),
        ("1,234,567", "1234567"),
        ("\u200f٥٠٠ جنيه", "500"),
        ("٥٠٠ جنيهًا", "500"),
        ("EGP 500", "500"),
        ("500 ج.م", "500"),
        ("-75.25", "-75.25"),
        (Decimal("12.30"), "12.3"),
    ],
)
def test_an_amount_is_read_as_files_carry_it(cell: object, amount: str) -> None:
    assert read_money(cell, EGP) == pounds(amount)


@pytest.mark.parametrize(
    "cell",
    [
        "1.200",  # twelve hundred or one and a fifth
        "1.200,50",
        "12,5",
        "1,20",
        "12,34,567",
        "USD 500",
        "500 دينار",
        "1200.555",
        1200.555,
        float("nan"),
        float("inf"),
        1e300,
        "",
        "مجانًا",
        None,
        True,
    ],
)
def test_a_doubtful_amount_is_refused_without_repeating_it(cell: object) -> None:
    with pytest.raises(NotMoney) as refusal:
        read_money(cell, EGP)
    assert str(refusal.value) == "not an amount of money"


def test_a_dinar_has_a_thousand_fils() -> None:
    assert read_money("1.250", KWD) == Money(Decimal("1.25"), KWD)
    assert str(Money(Decimal(3), KWD)) == "3.000 KWD"
    assert str(pounds("1200.5")) == "1200.50 EGP"
    assert str(Money(Decimal(900), Currency.JPY)) == "900 JPY"


@pytest.mark.parametrize(
    ("currency", "places"),
    [("EGP", 2), ("QAR", 2), ("KWD", 3), ("USD", 2), ("BHD", 3), ("JOD", 3), ("JPY", 0)],
)
def test_a_currency_knows_its_minor_unit(currency: str, places: int) -> None:
    assert Currency(currency).minor_units == places


def test_no_amount_is_finer_than_its_currency() -> None:
    with pytest.raises(NotMoney):
        pounds("0.005")
    assert Money(Decimal("0.005"), KWD).amount == Decimal("0.005")


def test_what_is_taken_back_is_below_zero() -> None:
    assert pounds("900") - pounds("1200") == pounds("-300")


def test_two_currencies_have_no_sum() -> None:
    with pytest.raises(CurrencyMismatch):
        pounds("1") + Money(Decimal(1), QAR)
    with pytest.raises(CurrencyMismatch):
        total([pounds("1")], QAR)


def test_a_total_of_nothing_is_zero_of_its_currency() -> None:
    assert total([], QAR) == Money(Decimal(0), QAR)


@given(st.lists(st.integers(-(10**9), 10**9)))
def test_a_total_is_exact(piastres: list[int]) -> None:
    amounts = [Money(Decimal(each).scaleb(-2), EGP) for each in piastres]
    assert total(amounts, EGP) == Money(Decimal(sum(piastres)).scaleb(-2), EGP)


@given(st.integers(-(10**12), 10**12), st.sampled_from(Currency))
def test_what_is_written_out_is_read_back(minor: int, currency: Currency) -> None:
    money = Money(Decimal(minor).scaleb(-currency.minor_units), currency)
    assert read_money(str(money), currency) == money
