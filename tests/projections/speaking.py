"""What is said of double support as it comes, for the histories that read models are compared over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from registry.domain import double_support as said
from registry.domain.double_support import DoubleSupportFact, Given, support_id
from registry.domain.fields import Sealed
from registry.domain.money import Currency, Money
from registry.eventlog.mapper import Pending


@dataclass
class Speaking:
    """It draws from a chance of its own, so that the rest of the history stays what it was."""

    history: Any
    random: Random
    of: dict[UUID, Given] = field(default_factory=dict)

    def beside(self) -> list[Pending]:
        """Everything once of the first that there is, and then now and then something of one."""
        first = not self.of
        if len(self.history.given) < 2 or not (first or self.random.random() < 0.1):
            return []
        stream, given = self._given()
        ways = list(self._ways(given))
        told = ways if first else [self.random.choice(ways)]
        begins = self.history.versions.get(stream, 0)
        self.history.versions[stream] = begins + len(told)
        envelope = self.history.said_last
        return [Pending(stream, begins + at, envelope, fact) for at, fact in enumerate(told, 1)]

    def _given(self) -> tuple[UUID, Given]:
        """Two deliveries that there are, whether they overlap or not; often the two of the last time."""
        partner = self.history.said_last.partner
        one, other = self.random.sample(list(self.history.given), 2)
        given = Given(
            delivery=one, other=other, household=self.random.choice(list(self.history.homes))
        )
        if self.of and self.random.random() < 0.7:
            given = self.random.choice(list(self.of.values()))
        stream = support_id(given.delivery, given.other, partner)
        self.of[stream] = given
        return stream, given

    def _ways(self, given: Given) -> Iterator[DoubleSupportFact]:
        """Whatever may be said; a fold takes it in any order."""
        note = Sealed(self.random.randbytes(24))
        amount = Money(Decimal(self.random.randrange(1, 90)), self.random.choice(list(Currency)))
        yield said.DoubleSupportExplained(
            given=given, reason=self.random.choice(list(said.ExplanationReason)), note=note
        )
        yield said.DoubleSupportJustified(
            given=given, reason=self.random.choice(list(said.JustificationReason)), note=None
        )
        for amount_ in (amount, Money(Decimal(20), Currency.EGP), Money(Decimal(5), Currency.EGP)):
            means = self.random.choice(list(said.RecoveryMeans))
            yield said.DoubleSupportRecovered(
                given=given, amount=amount_, means=means, note=self.random.choice((None, note))
            )
        yield said.DoubleSupportReopened(
            given=given, reason=self.random.choice(list(said.ReopeningReason)), note=note
        )
