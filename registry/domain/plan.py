"""A plan: whom a programme means to serve in a period, checked and reserved before anything is handed out.

What a check found of a line is never stored but as what follows from it: reserved, or not known and in the way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, TypeAlias, assert_never
from uuid import UUID

from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear
from registry.domain.money import Money
from registry.domain.planning import OverrideReason, PlanStage, UnknownReason
from registry.domain.vocabulary import BenefitFamily
from registry.texts import label

MOST_LINES: Final = 100_000
LINES_A_FACT: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """`number` counts from 1. Without a `household` nobody in the register is meant, as far as is known.

    `by_name` where whom it means was found by what they are called, and no number says it; `unknown` why nobody was.
    """

    number: Clear[int]
    household: Clear[UUID | None] = None
    member: Clear[UUID | None] = None
    by_name: Clear[bool] = False
    unknown: Clear[UnknownReason | None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCounts:
    """Lines by what a check found; `by_id_alone` are conflicts that a comparison of numbers would have found."""

    clear: Clear[int] = 0
    conflict: Clear[int] = 0
    not_eligible: Clear[int] = 0
    unknown: Clear[int] = 0
    by_id_alone: Clear[int] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDrafted(Fact):
    """`family` is the programme's. It serves from the first day to the last, both included; `value` is a line's."""

    owner: Clear[UUID]
    programme: Clear[UUID]
    family: Clear[BenefitFamily]
    serves_from: Clear[date]
    serves_until: Clear[date]
    value: Clear[Money | None] = None
    length: Clear[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLinesAdded(Fact):
    """The next lines, in their order."""

    lines: Clear[tuple[PlanLine, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChecked(Fact):
    """`seen` is the position of the log up to which it was compared."""

    seen: Clear[int]
    counts: Clear[PlanCounts]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReserved(Fact):
    """`lines` are reserved until a moment, in the place of those reserved before; `unknown` are those in the way."""

    seen: Clear[int]
    counts: Clear[PlanCounts]
    until: Clear[datetime]
    lines: Clear[tuple[int, ...]]
    unknown: Clear[tuple[int, ...]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLineOverridden(Fact):
    """The line is served whatever was found of it, or could not be."""

    line: Clear[int]
    reason: Clear[OverrideReason]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReleased(Fact):
    """It may be handed out; what it reserves stays reserved until it is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanClosed(Fact):
    """Lines that were served and lines that were not: together all that it reserved."""

    delivered: Clear[int]
    undelivered: Clear[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCancelled(Fact):
    """Nothing is handed out by it, and it reserves nothing any more."""


PlanFact: TypeAlias = (
    PlanDrafted
    | PlanLinesAdded
    | PlanChecked
    | PlanReserved
    | PlanLineOverridden
    | PlanReleased
    | PlanClosed
    | PlanCancelled
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Lines by their numbers; `until` is the moment at which what is reserved and not released is free again."""

    owner: UUID
    length: int
    stage: PlanStage = PlanStage.DRAFTED
    until: datetime | None = None
    reserved: frozenset[int] = frozenset()
    unknown: frozenset[int] = frozenset()
    overridden: frozenset[int] = frozenset()

    @property
    def served(self) -> frozenset[int]:
        """The lines that it reserves and, released, hands out."""
        return self.reserved | self.overridden


_BEFORE_RELEASE: Final = (PlanStage.DRAFTED, PlanStage.RESERVED)


def line_id(plan: UUID, number: int) -> UUID:
    """What a delivery names a line by: a plan's id is random, so its difference to a number is the line's alone."""
    return UUID(int=plan.int ^ number)


def mark(plan: UUID) -> bytes:
    """What the ids of all of its lines begin with, and those of no other plan's."""
    return plan.bytes[:_OF_EVERY_LINE]


_OF_EVERY_LINE: Final = 12
"""Bytes of an id that no number of a line reaches."""


def draft(drafted: PlanDrafted, lines: Sequence[PlanLine], *, closed: bool) -> list[PlanFact]:
    """Draft a plan of a programme, `closed` or not.

    Raises:
        Refused: `programme_closed`, `plan_empty`, `plan_too_long`, and what `require_terms` refuses.
    """
    if closed:
        raise Refused("programme_closed")
    require_terms(drafted.serves_from, drafted.serves_until, drafted.value)
    if not lines:
        raise Refused("plan_empty")
    if len(lines) > MOST_LINES:
        raise Refused("plan_too_long", limit=MOST_LINES)
    return [drafted, *(PlanLinesAdded(lines=some) for some in _parts(lines))]


def require_terms(begins: date, ends: date, value: Money | None) -> None:
    """What is asked of a plan before anything is compared for it.

    Raises:
        Refused: `plan_period_reversed`, `plan_value_not_positive`.
    """
    if ends < begins:
        raise Refused("plan_period_reversed")
    if value is not None and value.amount <= 0:
        raise Refused("plan_value_not_positive")


def _parts(lines: Sequence[PlanLine]) -> list[tuple[PlanLine, ...]]:
    starts = range(0, len(lines), LINES_A_FACT)
    return [tuple(lines[start : start + LINES_A_FACT]) for start in starts]


def check(plan: Plan, checked: PlanChecked) -> list[PlanFact]:
    """Raises `Refused`: `plan_stage`."""
    require_stage(plan, *_BEFORE_RELEASE, PlanStage.RELEASED)
    return [checked]


def reserve(plan: Plan, reserved: PlanReserved) -> list[PlanFact]:
    """Reserve what was found clear, and what was overridden; again, to find more or to hold it longer.

    Raises:
        Refused: `plan_stage`, `plan_nothing_to_reserve`.
    """
    require_stage(plan, *_BEFORE_RELEASE)
    if not (plan.overridden or reserved.lines):
        raise Refused("plan_nothing_to_reserve")
    return [reserved]


def override(plan: Plan, overridden: PlanLineOverridden) -> list[PlanFact]:
    """Raises `Refused`: `plan_stage`, `plan_line_unknown`."""
    require_stage(plan, *_BEFORE_RELEASE)
    if not 1 <= overridden.line <= plan.length:
        raise Refused("plan_line_unknown", line=overridden.line)
    return [] if overridden.line in plan.overridden else [overridden]


def release(plan: Plan, now: datetime) -> list[PlanFact]:
    """Let it be handed out.

    Raises:
        Refused: `plan_stage`, `plan_reservation_expired`, `plan_has_unknown` with how many lines nobody knows of.
    """
    if plan.stage is PlanStage.RELEASED:
        return []
    require_stage(plan, PlanStage.RESERVED)
    if plan.until is None or plan.until <= now:
        raise Refused("plan_reservation_expired")
    if in_the_way := plan.unknown - plan.overridden:
        raise Refused("plan_has_unknown", lines=len(in_the_way))
    return [PlanReleased()]


def require_served(plan: Plan, line: int) -> None:
    """Raises `Refused`: `plan_stage` where it is not released, `plan_line_not_served`."""
    require_stage(plan, PlanStage.RELEASED)
    if line not in plan.served:
        raise Refused("plan_line_not_served", line=line)


def close(plan: Plan, delivered: int) -> list[PlanFact]:
    """Raises `Refused`: `plan_stage`."""
    if plan.stage is PlanStage.CLOSED:
        return []
    require_stage(plan, PlanStage.RELEASED)
    return [PlanClosed(delivered=delivered, undelivered=len(plan.served) - delivered)]


def cancel(plan: Plan) -> list[PlanFact]:
    """Raises `Refused`: `plan_already_released`, which closing ends; `plan_stage`."""
    if plan.stage is PlanStage.CANCELLED:
        return []
    if plan.stage is PlanStage.RELEASED:
        raise Refused("plan_already_released")
    require_stage(plan, *_BEFORE_RELEASE)
    return [PlanCancelled()]


def require_stage(plan: Plan, *stages: PlanStage) -> None:
    """Raises `Refused`: `plan_stage`."""
    if plan.stage not in stages:
        raise Refused(
            "plan_stage",
            stage_ar=label("plan_stage", plan.stage, "ar"),
            stage_en=label("plan_stage", plan.stage, "en"),
        )


def evolve(plan: Plan | None, fact: PlanFact) -> Plan:  # noqa: PLR0911 - a case a fact
    """Fold one fact into the state. Total over `PlanFact`; never refuses."""
    match fact:
        case PlanDrafted(owner=owner, length=length):
            return Plan(owner, length)
        case _ if plan is None:
            raise AssertionError(f"{type(fact).__name__} before PlanDrafted")
        case PlanLinesAdded() | PlanChecked():
            return plan
        case PlanReserved(until=until, lines=lines, unknown=unknown):
            stage, reserved = PlanStage.RESERVED, frozenset(lines)
            return replace(
                plan, stage=stage, until=until, reserved=reserved, unknown=frozenset(unknown)
            )
        case PlanLineOverridden(line=line):
            return replace(plan, overridden=plan.overridden | {line})
        case PlanReleased():
            return replace(plan, stage=PlanStage.RELEASED)
        case PlanClosed():
            return replace(plan, stage=PlanStage.CLOSED)
        case PlanCancelled():
            return replace(plan, stage=PlanStage.CANCELLED)
        case _:
            assert_never(fact)
