"""Amounts of money, exact, in the currency they were given in. A registry never converts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from registry.domain.arabic import fold
from registry.domain.digits import with_ascii_digits, without_marks


class Currency(StrEnum):
    """ISO 4217."""

    EGP = "EGP"
    QAR = "QAR"
    KWD = "KWD"
    AED = "AED"
    BHD = "BHD"
    CHF = "CHF"
    EUR = "EUR"
    GBP = "GBP"
    IQD = "IQD"
    JOD = "JOD"
    JPY = "JPY"
    LBP = "LBP"
    LYD = "LYD"
    OMR = "OMR"
    SAR = "SAR"
    SDG = "SDG"
    SYP = "SYP"
    TND = "TND"
    TRY = "TRY"
    USD = "USD"

    @property
    def minor_units(self) -> int:
        """Decimal places: 3 for a dinar of a thousand fils, 2 for most."""
        return _MINOR_UNITS.get(self, 2)


_MINOR_UNITS = {
    Currency.BHD: 3,
    Currency.IQD: 3,
    Currency.JOD: 3,
    Currency.JPY: 0,
    Currency.KWD: 3,
    Currency.LYD: 3,
    Currency.OMR: 3,
    Currency.TND: 3,
}

_WRITTEN = {
    Currency.EGP: ("جنيه", "جنيها", "جنيه مصري", "ج.م", "ج.م.", "ج", "LE", "L.E."),
    Currency.QAR: ("ريال", "ريال قطري", "ر.ق", "QR"),
    Currency.KWD: ("دينار", "دينار كويتي", "د.ك", "KD"),
    Currency.USD: ("دولار", "$"),
    Currency.EUR: ("يورو", "€"),
}

_LIMIT = Decimal(10) ** 15  # beyond any budget, and beyond the digits that a spreadsheet keeps
_AMOUNT = re.compile(
    r"(?P<sign>-?)(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<fraction>[0-9]+))?"
)
_SEPARATORS = str.maketrans({"٬": ",", "،": ",", "٫": ".", "\u00a0": " ", "\u202f": " "})


class NotMoney(ValueError):
    """The value is no amount in that currency. The message never holds it."""

    def __init__(self) -> None:
        super().__init__("not an amount of money")


class CurrencyMismatch(ValueError):
    """Amounts in two currencies have no sum."""

    def __init__(self) -> None:
        super().__init__("amounts in different currencies have no sum")


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount with at most the currency's decimal places; below zero where something is taken back."""

    amount: Decimal
    currency: Currency

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or abs(self.amount) >= _LIMIT:
            raise NotMoney
        if self.amount != round(self.amount, self.currency.minor_units):
            raise NotMoney

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise CurrencyMismatch
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        return self + -other

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __str__(self) -> str:
        """`1200.50 EGP`, with all of the currency's decimal places."""
        return f"{self.amount:.{self.currency.minor_units}f} {self.currency}"


def money_of(amount: Decimal | None, currency: Currency | None) -> Money | None:
    """An amount as a row has it; None where either is not known."""
    return None if amount is None or currency is None else Money(amount, currency)


def total(amounts: Iterable[Money], currency: Currency) -> Money:
    """The sum, nothing at all being zero of `currency`.

    Raises:
        CurrencyMismatch: an amount is in another currency.
    """
    return sum(amounts, start=Money(Decimal(0), currency))


def read_money(cell: object, currency: Currency) -> Money:
    """An amount as files carry it: 1200, 1200.5, `1,200.50`, `١٬٢٠٠٫٥٠`, `٥٠٠ جنيه`, `EGP 500`.

    A comma separates thousands, a point decimals. What could be read either way (`1.200` pounds, `1.200,50`, `12,5`) or
    names another currency is refused rather than guessed: a thousandfold error is worse than a question.

    Raises:
        NotMoney: no amount, a doubtful one, or one with more decimals than the currency has.
    """
    match cell:
        case bool():
            raise NotMoney
        case int() | Decimal():
            return Money(Decimal(cell), currency)
        case float():
            # A spreadsheet holds fifteen significant digits; the rest of a float is noise of its sums.
            return Money(Decimal(f"{cell:.15g}"), currency)
        case str():
            return Money(_amount(cell, currency), currency)
        case _:
            raise NotMoney


def _amount(text: str, currency: Currency) -> Decimal:
    plain = with_ascii_digits(without_marks(text.translate(_SEPARATORS))).strip()
    amount = _AMOUNT.fullmatch(_without_currency(plain, currency))
    if amount is None or len(amount["fraction"] or "") > currency.minor_units:
        raise NotMoney
    return Decimal(
        f"{amount['sign']}{amount['whole'].replace(',', '')}.{amount['fraction'] or '0'}"
    )


def _without_currency(text: str, currency: Currency) -> str:
    folded = fold(text).casefold()
    written = sorted((currency.value, *_WRITTEN.get(currency, ())), key=len, reverse=True)
    for word in (fold(word).casefold() for word in written):
        for bare in (folded.removeprefix(word), folded.removesuffix(word)):
            if bare != folded:
                return bare.strip()
    return folded
