"""Double support: help that one household or person got twice, and what a giver of it says of that.

That two deliveries overlap is never a fact: it follows from what stands in the register, and goes away with it. What
is said of it is: each partner speaks for its own delivery, and nobody for another's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeAlias, assert_never
from uuid import UUID

from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear, Personal, Sensitive
from registry.domain.money import Money


class SupportStage(StrEnum):
    """How far a partner came with a double support."""

    OPEN = "open"
    EXPLAINED = "explained"
    JUSTIFIED = "justified"
    RECOVERED = "recovered"


class ExplanationReason(StrEnum):
    """How it came about."""

    NOT_PLANNED = "not_planned"
    RECORDED_LATE = "recorded_late"
    KNOWN_AS_ONE_LATER = "known_as_one_later"
    PLANNED_AT_ONCE = "planned_at_once"
    WARNING_OVERRIDDEN = "warning_overridden"


class JustificationReason(StrEnum):
    """Why it was right."""

    NEEDS_MORE = "needs_more"
    EMERGENCY = "emergency"
    OTHER_NEED = "other_need"
    COMPLETED = "completed"
    REPLACED = "replaced"
    AGREED = "agreed"


class RecoveryMeans(StrEnum):
    """How what was given came back."""

    RETURNED = "returned"
    DEDUCTED = "deducted"
    PASSED_ON = "passed_on"


class ReopeningReason(StrEnum):
    """Why what was said holds no more."""

    SAID_IN_ERROR = "said_in_error"
    NEWLY_KNOWN = "newly_known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The speaker's own `delivery`, the `other` that it overlaps with, and the household that had the first."""

    delivery: Clear[UUID]
    other: Clear[UUID]
    household: Clear[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleSupportExplained(Fact):
    """It is known how it came about. `note` is sealed under the household's key, as all that follow."""

    given: Clear[Given]
    reason: Clear[ExplanationReason]
    note: Personal[str, Sensitive] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleSupportJustified(Fact):
    """It was right to give twice."""

    given: Clear[Given]
    reason: Clear[JustificationReason]
    note: Personal[str, Sensitive] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleSupportRecovered(Fact):
    """So much more of the speaker's own delivery came back."""

    given: Clear[Given]
    amount: Clear[Money]
    means: Clear[RecoveryMeans]
    note: Personal[str, Sensitive] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleSupportReopened(Fact):
    """What was said of it, amounts too, holds no more."""

    given: Clear[Given]
    reason: Clear[ReopeningReason]
    note: Personal[str, Sensitive] | None = None


DoubleSupportFact: TypeAlias = (
    DoubleSupportExplained | DoubleSupportJustified | DoubleSupportRecovered | DoubleSupportReopened
)


@dataclass(frozen=True, slots=True)
class DoubleSupport:
    """What a partner has said of one. `reason` is that of its stage, `recovered` all that came back."""

    stage: SupportStage = SupportStage.OPEN
    reason: ExplanationReason | JustificationReason | None = None
    recovered: Money | None = None


def support_id(one: UUID, other: UUID, partner: UUID) -> UUID:
    """Ids are random, so their difference names two deliveries and the partner that speaks of them."""
    return UUID(int=one.int ^ other.int ^ partner.int)


def explain(support: DoubleSupport, explained: DoubleSupportExplained) -> list[DoubleSupportFact]:
    """Say how it came about.

    Raises:
        Refused: `double_support_settled`, once it is justified or recovered.
    """
    _refuse_settled(support, SupportStage.JUSTIFIED, SupportStage.RECOVERED)
    return [] if _said_before(support, explained) else [explained]


def justify(support: DoubleSupport, justified: DoubleSupportJustified) -> list[DoubleSupportFact]:
    """Say why it was right.

    Raises:
        Refused: `double_support_settled`, once something of it was recovered.
    """
    _refuse_settled(support, SupportStage.RECOVERED)
    return [] if _said_before(support, justified) else [justified]


def recover(
    support: DoubleSupport, recovered: DoubleSupportRecovered, worth: Money | None
) -> list[DoubleSupportFact]:
    """Say that so much more came back, of a delivery that was `worth` as much, as far as that is known.

    Raises:
        Refused: `double_support_settled`, once it is justified; `recovered_nothing`, `recovered_in_other_currency`,
            `recovered_more_than_given`.
    """
    _refuse_settled(support, SupportStage.JUSTIFIED)
    if recovered.amount.amount <= 0:
        raise Refused("recovered_nothing")
    before = support.recovered
    for known in (before, worth):
        if known is not None and known.currency is not recovered.amount.currency:
            raise Refused("recovered_in_other_currency", currency=known.currency.value)
    together = recovered.amount if before is None else before + recovered.amount
    if worth is not None and together.amount > worth.amount:
        raise Refused("recovered_more_than_given", worth=str(worth))
    return [recovered]


def reopen(support: DoubleSupport, reopened: DoubleSupportReopened) -> list[DoubleSupportFact]:
    """Take back what was said."""
    return [] if support.stage is SupportStage.OPEN else [reopened]


def _refuse_settled(support: DoubleSupport, *stages: SupportStage) -> None:
    if support.stage in stages:
        raise Refused("double_support_settled", support_stage=support.stage.value)


def _said_before(
    support: DoubleSupport, said: DoubleSupportExplained | DoubleSupportJustified
) -> bool:
    """Whether it says nothing new. Another note does, as far as anybody can tell of sealed ones."""
    return said.note is None and support.reason is said.reason


def evolve(support: DoubleSupport | None, fact: DoubleSupportFact) -> DoubleSupport:
    """Fold one fact into the state. Total over `DoubleSupportFact`; never refuses."""
    support = support or DoubleSupport()
    match fact:
        case DoubleSupportExplained(reason=reason):
            return replace(support, stage=SupportStage.EXPLAINED, reason=reason)
        case DoubleSupportJustified(reason=reason):
            return replace(support, stage=SupportStage.JUSTIFIED, reason=reason)
        case DoubleSupportRecovered(amount=amount):
            together = added(support.recovered, amount)
            return DoubleSupport(SupportStage.RECOVERED, recovered=together)
        case DoubleSupportReopened():
            return DoubleSupport()
        case _:
            assert_never(fact)


def added(before: Money | None, amount: Money) -> Money:
    """What came back together; in another currency than before, what came back last."""
    alike = before is not None and before.currency is amount.currency
    return before + amount if before is not None and alike else amount


def as_said(facts: Iterable[object]) -> DoubleSupport:
    """A double support as it stands: open where nothing was said of it."""
    support = DoubleSupport()
    for fact in facts:
        if isinstance(fact, DoubleSupportFact):
            support = evolve(support, fact)
    return support
