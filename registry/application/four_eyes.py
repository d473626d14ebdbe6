"""Four eyes: how much one person may decide about alone, where a plan waits for the decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final, Self

from registry.application.command import Mint
from registry.domain.money import Currency, Money
from registry.projections.as_of import end_of
from registry.projections.pair_queue import Today

ABOVE: Final = "5000:EGP,500:QAR,50:KWD"
"""About as much in each of the three countries."""
CASE_DAYS: Final = 14
_NOTHING: Final = Decimal(0)


class NotLimits(ValueError):
    """The text names no amounts. The message never holds it."""

    def __init__(self) -> None:
        super().__init__("not amounts as 5000:EGP,500:QAR")


@dataclass(frozen=True, slots=True)
class Adjudication:
    """`above` is by currency what one person may decide about alone; of a currency that it does not name, nothing.

    `case_days` is how long a case may wait that holds up no plan.
    """

    above: Mapping[Currency, Decimal]
    case_days: int = CASE_DAYS

    @classmethod
    def read(cls, above: str = ABOVE, case_days: int = CASE_DAYS) -> Self:
        """Raises `NotLimits`."""
        limits = {}
        for written in filter(None, map(str.strip, above.split(","))):
            amount, _, currency = written.partition(":")
            try:
                limit = Money(Decimal(amount), Currency(currency.strip().upper()))
            except (InvalidOperation, ValueError):
                raise NotLimits from None
            limits[limit.currency] = limit.amount
        return cls(MappingProxyType(limits), case_days)

    def between(self, agreed: Iterable[Sequence[Money]]) -> Self:
        """What counts where partners' agreements name amounts of their own, those of each in one sequence.

        A partner's is the smallest that an agreement of its own names, or else the registry's; of the partners', the
        smallest counts.
        """
        partners = [_smallest(named) for named in agreed]
        every = self.above.keys() | {currency for one in partners for currency in one}
        above = {
            currency: min(
                (one.get(currency, self.above.get(currency, _NOTHING)) for one in partners),
                default=self.above.get(currency, _NOTHING),
            )
            for currency in every
        }
        return replace(self, above=MappingProxyType(above))

    def alone(self, at_stake: Iterable[Money]) -> bool:
        """Whether one person may decide."""
        return all(one.amount <= self.above.get(one.currency, _NOTHING) for one in at_stake)

    def today(self, mint: Mint) -> Today:
        day = mint.today()
        waited = end_of(day - timedelta(days=self.case_days + 1), mint.zone)
        return Today(day=day, now=mint.clock(), waited=waited)


def _smallest(named: Iterable[Money]) -> dict[Currency, Decimal]:
    found: dict[Currency, Decimal] = {}
    for one in named:
        found[one.currency] = min(one.amount, found.get(one.currency, one.amount))
    return found
