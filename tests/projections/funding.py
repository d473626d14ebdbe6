"""Funds as money comes and goes, for the histories that read models are compared over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from registry.domain import fund as domain
from registry.domain.fund import FundCode, FundFact, PaymentCode, fund_id
from registry.domain.money import Currency, Money
from registry.domain.partner import PublicName
from registry.domain.vocabulary import FundReversalReason, MoneySource
from registry.eventlog.mapper import Pending


@dataclass
class Funding:
    """It draws from a chance of its own, so that the rest of the history stays what it was."""

    history: Any
    random: Random
    states: dict[UUID, domain.Fund] = field(default_factory=dict)

    def beside(self) -> list[Pending]:
        """Everything once of the first fund, and then now and then something of one."""
        first = not self.states
        if not self.history.programmes or not (first or self.random.random() < 0.1):
            return []
        told = list(self._opens() if first or self.random.random() < 0.2 else self._goes_on())
        if first:
            told += [one for way in range(5) for one in self._goes_on(way)]
        return told

    def _opens(self) -> Iterator[Pending]:
        owner, code = self.history.said_last.partner, f"fund-{len(self.states)}"
        opened = domain.FundOpened(
            owner=owner,
            code=FundCode(code),
            name_ar=PublicName("صندوق الزكاة بقوص"),
            name_en=PublicName("Zakat fund, Qus"),
            currency=self.random.choice(list(Currency)),
        )
        yield self._said(fund_id(owner, code), opened)

    def _goes_on(self, way: int | None = None) -> Iterator[Pending]:
        stream = self.random.choice(list(self.states))
        chosen = self.random.randrange(5) if way is None else way
        yield self._said(stream, self._fact(self.states[stream], chosen))

    def _said(self, stream: UUID, fact: FundFact) -> Pending:
        self.states[stream] = domain.evolve(self.states.get(stream), fact)
        version = self.history.versions.get(stream, 0) + 1
        self.history.versions[stream] = version
        return Pending(stream, version, self.history.said_last, fact)

    def _fact(self, fund: domain.Fund, way: int) -> FundFact:
        """Whatever may be said; a fold takes more than a decision lets through."""
        amount = Money(Decimal(self.random.randrange(1, 9_000)), fund.currency)
        on = date(2026, 1, 1) + timedelta(days=self.random.randrange(200))
        plan = UUID(int=self.random.getrandbits(128))
        if way == 0:
            source = self.random.choice(list(MoneySource))
            return domain.FundContributed(amount=amount, source=source, given_by=plan, on=on)
        if way == 1 or (way == 2 and not fund.committed):
            return domain.FundCommitted(plan=plan, amount=amount)
        if way == 2:
            plan, held = self.random.choice(list(fund.committed.items()))
            committed = Money(held, fund.currency)
            return domain.FundSettled(plan=plan, committed=committed, spent=amount)
        if way == 4 and fund.moved.keys() - fund.reversed:
            entry = self.random.choice(sorted(fund.moved.keys() - fund.reversed))
            return domain.FundEntryReversed(
                entry=entry,
                amount=Money(-fund.moved[entry], fund.currency),
                plan=fund.ended.get(entry),
                reason=self.random.choice(list(FundReversalReason)),
            )
        if self.random.random() < 0.5:
            return domain.FundSpent(amount=amount, on=on, delivery=plan)
        return domain.FundSpent(amount=amount, on=on, paid_for=PaymentCode("rent-2026-10"))
