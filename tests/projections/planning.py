"""Plans, rules and decisions as they come, for the histories that read models are compared over."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from registry.domain import plan
from registry.domain.facts import AnyFact
from registry.domain.money import Currency, Money
from registry.domain.plan import PlanCounts, PlanLine
from registry.domain.planning import GivenTo, OverrideReason
from registry.domain.programme import OverlapRule, ProgrammeOverlapSet, ProgrammeTagged, Tag
from registry.eventlog.mapper import Pending
from tests.families import FAMILIES
from tests.projections import judging
from tests.projections.modelling import trusted
from tests.projections.releasing import released

BEGINS = date(2026, 10, 1)


@dataclass
class Planning:
    """The plans of a history. It draws from a chance of its own, so that the rest of the history stays what it was."""

    history: Any
    random: Random
    lengths: dict[UUID, int] = field(default_factory=dict)

    def beside(self) -> list[Pending]:
        """What is said of plans beside a command, mostly nothing."""
        chances: list[tuple[Callable[[], list[Pending]], int]] = [
            (list, 50), (self.drafts, 4), (self.goes_on, 12), (self.overlaps, 2),
            (self.is_judged, 6),
            (self.is_published, 2),
        ]  # fmt: skip
        acts, weights = zip(*chances, strict=True)
        (act,) = self.random.choices(acts, weights)
        return list(act())

    def in_every_way(self) -> list[Pending]:
        if not (self.history.programmes and self.history.homes):
            return []
        drafted = self.drafts()
        return [
            *drafted,
            *self.overlaps(),
            *self.is_judged(),
            *self.is_published(),
            *self.is_trusted(),
            *self._now(drafted[0].stream, *self._ways(drafted[0].stream)),
        ]

    def drafts(self) -> list[Pending]:
        if not (self.history.programmes and self.history.homes):
            return []
        stream, length = self._id(), self.random.randrange(1, 6)
        self.lengths[stream] = length
        begins = BEGINS + timedelta(days=self.random.randrange(90))
        drafted = plan.PlanDrafted(
            owner=self.random.choice(self.history.partners),
            programme=self.random.choice(self.history.programmes),
            family=self.random.choice(FAMILIES),
            serves_from=begins,
            serves_until=begins + timedelta(days=self.random.randrange(60)),
            value=self.random.choice((None, Money(Decimal("350.00"), Currency.EGP))),
            length=length,
        )
        lines = plan.PlanLinesAdded(lines=tuple(map(self._line, range(1, length + 1))))
        return self._now(stream, drafted, lines)

    def goes_on(self) -> list[Pending]:
        if not self.lengths:
            return []
        stream = self.random.choice(list(self.lengths))
        return self._now(stream, self.random.choice(self._ways(stream)))

    def overlaps(self) -> list[Pending]:
        if not self.history.programmes:
            return []
        rule = OverlapRule(
            families=tuple(self.random.sample(FAMILIES, 2)),
            per=self.random.choice(list(GivenTo)),
            months=self.random.randrange(6),
            ceiling=self.random.choice((None, Money(Decimal(900), Currency.EGP))),
        )
        tagged = ProgrammeTagged(tags=(Tag("rights"), Tag("vision-2030"))[: rule.months % 3])
        programme = self.random.choice(self.history.programmes)
        return self._now(programme, ProgrammeOverlapSet(rule=rule), tagged)

    def is_judged(self) -> list[Pending]:
        """By a rule that was set just now, or some other."""
        if not (self.history.programmes and self.history.homes):
            return []
        programme = self.random.choice(self.history.programmes)
        stream, decided = judging.decided(self.history, self.random)
        return [
            *self._now(programme, judging.rule_set(self.random)),
            *self._now(stream, decided),
        ]

    def is_published(self) -> list[Pending]:
        """A table of totals, by whatever it is defined."""
        return self._now(UUID(int=self.random.getrandbits(128)), released(self.random))

    def is_trusted(self) -> list[Pending]:
        """Models, to match by; of a chance of its own, so that all the rest stays what it was."""
        chance = copy(self.random)
        models = [(UUID(int=chance.getrandbits(128)), trusted(chance)) for _ in range(4)]
        return [one for stream, model in models for one in self._now(stream, model)]

    def _line(self, number: int) -> PlanLine:
        home = self.random.choice(list(self.history.homes))
        member = self.random.choice((None, *self.history.homes[home].relations))
        return self.random.choice(
            (PlanLine(number=number), PlanLine(number=number, household=home, member=member))
        )

    def _ways(self, stream: UUID) -> list[plan.PlanFact]:
        """Whatever may follow; a fold takes it in any order."""
        length = self.lengths[stream]
        numbers = list(range(1, length + 1))
        self.random.shuffle(numbers)
        clear = self.random.randrange(length + 1)
        counts = PlanCounts(clear=clear, unknown=length - clear, by_id_alone=clear // 2)
        return [
            plan.PlanChecked(seen=self.random.randrange(100), counts=counts),
            plan.PlanReserved(
                seen=self.random.randrange(100),
                counts=counts,
                until=datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=clear),
                lines=tuple(sorted(numbers[:clear])),
                unknown=tuple(sorted(numbers[clear:])),
            ),
            plan.PlanLineOverridden(
                line=numbers[0], reason=self.random.choice(list(OverrideReason))
            ),
            plan.PlanReleased(),
            plan.PlanClosed(delivered=clear, undelivered=length - clear),
            plan.PlanCancelled(),
        ]

    def _id(self) -> UUID:
        return UUID(bytes=self.random.randbytes(16), version=4)

    def _now(self, stream: UUID, *facts: AnyFact) -> list[Pending]:
        begins = self.history.versions.get(stream, 0)
        self.history.versions[stream] = begins + len(facts)
        envelope = self.history.said_last
        return [Pending(stream, begins + at, envelope, fact) for at, fact in enumerate(facts, 1)]
