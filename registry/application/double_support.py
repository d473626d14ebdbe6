"""Double support of a partner: a page of it, what it comes to, and what the partner says of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, TypeAlias
from uuid import UUID

from registry.application.command import Command, Context, Histories, canonical
from registry.application.doubled import A_BATCH, Doubled, Looking
from registry.domain import double_support as domain
from registry.domain.double_support import (
    DoubleSupport,
    DoubleSupportExplained,
    DoubleSupportFact,
    DoubleSupportJustified,
    DoubleSupportRecovered,
    DoubleSupportReopened,
    ExplanationReason,
    Given,
    JustificationReason,
    RecoveryMeans,
    ReopeningReason,
    SupportStage,
    support_id,
)
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.fields import Open, Sensitive
from registry.domain.money import Currency, Money
from registry.domain.planning import PlanWarning
from registry.domain.vocabulary import BenefitFamily
from registry.projections.double_support import SaidRow
from registry.projections.double_support import by_ids as said_of
from registry.projections.reading import Page, Window
from registry.projections.support_given import GivenFilters
from registry.projections.support_plans import warned_of

Place: TypeAlias = tuple[date, UUID, UUID]

MOST: Final = 50_000
"""Deliveries of a partner with others beside them, of which it is told at once what they come to."""


@dataclass(frozen=True, slots=True)
class Told:
    """One double support as the viewer's partner sees it; `theirs` is what the other giver says of it."""

    doubled: Doubled
    said: SaidRow | None
    theirs: SaidRow | None
    warned: Mapping[UUID, PlanWarning] = field(default_factory=dict)

    @property
    def stage(self) -> SupportStage:
        return SupportStage.OPEN if self.said is None else self.said.stage


async def page(
    looking: Looking,
    window: Window[Place],
    filters: GivenFilters,
    stage: SupportStage | None = None,
) -> Page[Told]:
    """In the order in which the partner's own help begins. What is not asked for is looked at, too."""
    found: list[Told] = []
    after = window.after
    begin = None if after is None else after[:2]
    async for batch in looking.batches(filters, begin, size=2 * window.first):
        fresh = [one for one in batch if after is None or one.place > after]
        found += [one for one in await told(looking, fresh) if stage in {None, one.stage}]
        if len(found) > window.first:
            break
    shown = window.page(found)
    return Page(await _with_warnings(looking, shown.rows), shown.more)


async def one_of(looking: Looking, given: UUID, mark: bytes) -> Told | None:
    """None where the two overlap no more, and where the viewer's partner did not give the first."""
    doubled = await looking.called(given, mark)
    if doubled is None:
        return None
    (found,) = await _with_warnings(looking, await told(looking, [doubled]))
    return found


async def told(looking: Looking, doubled: Sequence[Doubled]) -> list[Told]:
    """With what was said of each."""
    ids = {one: (_said(one), _said(one, theirs=True)) for one in doubled}
    asked = {said for both in ids.values() for said in both}
    rows = await said_of(looking.connection, asked, position=looking.position) if asked else {}
    return [
        Told(one, rows.get(ours), None if theirs == ours else rows.get(theirs))
        for one, (ours, theirs) in ids.items()
    ]


def _said(one: Doubled, *, theirs: bool = False) -> UUID:
    speaker = one.other.partner if theirs else one.given.partner
    return support_id(one.given.delivery, one.other.delivery, speaker)


async def _with_warnings(looking: Looking, found: Sequence[Told]) -> tuple[Told, ...]:
    given = {it.delivery: it for one in found for it in one.doubled[:2]}
    if not given:
        return ()
    warned = await warned_of(looking.connection, list(given.values()), position=looking.position)
    return tuple(Told(one.doubled, one.said, one.theirs, warned) for one in found)


class Row(NamedTuple):
    """What totals have a row for; `partner` is the other giver, None where no agreement names it."""

    partner: UUID | None
    family: BenefitFamily


@dataclass(slots=True)
class Tally:
    """What double support comes to. Each own delivery counts once, whatever it overlaps with.

    At stake is what own deliveries were worth of which not all is justified, less what came back of them.
    """

    count: int = 0
    stages: Counter[SupportStage] = field(default_factory=Counter)
    households: set[UUID] = field(default_factory=set)
    unsettled: dict[UUID, Money | None] = field(default_factory=dict)
    back: dict[UUID, Money] = field(default_factory=dict)

    def add(self, one: Told) -> None:
        given = one.doubled.given
        self.count += 1
        self.stages[one.stage] += 1
        self.households.add(one.doubled.household)
        if one.stage is not SupportStage.JUSTIFIED:
            self.unsettled[given.delivery] = given.value
        if one.said is not None and one.said.recovered is not None:
            back = domain.added(self.back.get(given.delivery), one.said.recovered)
            self.back[given.delivery] = back

    @property
    def unpriced(self) -> int:
        """Of what is at stake, deliveries of which nobody said what they were worth."""
        return sum(value is None for value in self.unsettled.values())

    @property
    def at_stake(self) -> tuple[Money, ...]:
        return _sums(
            _less(value, self.back.get(one)) for one, value in self.unsettled.items() if value
        )

    @property
    def recovered(self) -> tuple[Money, ...]:
        return _sums(self.back.values())


def _less(value: Money, back: Money | None) -> Money:
    if back is None or back.currency is not value.currency:
        return value
    return Money(max(value.amount - back.amount, Decimal(0)), value.currency)


def _sums(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """A sum a currency, in the order of their names."""
    sums: dict[Currency, Money] = {}
    for one in amounts:
        sums[one.currency] = sums[one.currency] + one if one.currency in sums else one
    return tuple(sums[currency] for currency in sorted(sums))


@dataclass(slots=True)
class Totals:
    """What there is, in whole, by the other giver and family, and by household and month."""

    whole: Tally = field(default_factory=Tally)
    rows: dict[Row, Tally] = field(default_factory=dict)
    cells: dict[UUID, dict[date, Tally]] = field(default_factory=dict)

    def add(self, one: Told) -> None:
        given, other, household = one.doubled
        row = Row(other.partner if other.named else None, given.family)
        months = self.cells.setdefault(household, {})
        for tally in (
            self.whole,
            self.rows.setdefault(row, Tally()),
            months.setdefault(given.begins.replace(day=1), Tally()),
        ):
            tally.add(one)


async def totals(looking: Looking, filters: GivenFilters) -> Totals:
    """What there is of it.

    Raises:
        Refused: `double_support_too_much`.
    """
    counted, batches = Totals(), 0
    async for batch in looking.batches(filters):
        batches += 1
        if batches * A_BATCH > MOST:
            raise Refused("double_support_too_much", limit=MOST)
        for one in await told(looking, batch):
            counted.add(one)
    return counted


@dataclass(frozen=True, slots=True)
class Speaking:
    """Of what the partner speaks, in whose name; `note` in words."""

    doubled: Doubled
    context: Context
    note: str | None = None

    @property
    def given(self) -> Given:
        own = self.doubled.given
        return Given(delivery=own.delivery, other=self.doubled.other.delivery, household=own.home)

    @property
    def sealed(self) -> Open[str, Sensitive] | None:
        """Without a note there is nothing to seal, and so nothing that a forgotten household stands in the way of."""
        return None if self.note is None else Open(self.note)

    def command(
        self,
        act: str,
        decide: Callable[[DoubleSupport], Sequence[DoubleSupportFact]],
        *said: object,
    ) -> Command:
        given = self.given
        stream = support_id(given.delivery, given.other, self.context.partner)

        def with_history(histories: Histories) -> Sequence[AnyFact]:
            return decide(domain.as_said(one.fact for one in histories.get(stream, ())))

        return Command(
            act=act,
            context=self.context,
            stream=stream,
            needs=(stream,),
            decide=with_history,
            content=canonical((given, self.note, *said)),
        )


def explain(speaking: Speaking, reason: ExplanationReason) -> Command:
    """Say how it came about; refuses what `domain.explain` refuses."""
    explained = DoubleSupportExplained(given=speaking.given, reason=reason, note=speaking.sealed)
    return speaking.command(
        "double_support.explain", lambda one: domain.explain(one, explained), reason
    )


def justify(speaking: Speaking, reason: JustificationReason) -> Command:
    """Say why it was right; refuses what `domain.justify` refuses."""
    justified = DoubleSupportJustified(given=speaking.given, reason=reason, note=speaking.sealed)
    return speaking.command(
        "double_support.justify", lambda one: domain.justify(one, justified), reason
    )


def recover(speaking: Speaking, amount: Money, means: RecoveryMeans) -> Command:
    """Say that so much more came back; refuses what `domain.recover` refuses."""
    recovered = DoubleSupportRecovered(
        given=speaking.given, amount=amount, means=means, note=speaking.sealed
    )
    worth = speaking.doubled.given.value
    return speaking.command(
        "double_support.recover",
        lambda one: domain.recover(one, recovered, worth),
        amount,
        means,
    )


def reopen(speaking: Speaking, reason: ReopeningReason) -> Command:
    """Take back what was said."""
    reopened = DoubleSupportReopened(given=speaking.given, reason=reason, note=speaking.sealed)
    return speaking.command(
        "double_support.reopen", lambda one: domain.reopen(one, reopened), reason
    )
