"""Whether a household is entitled to a programme, as decided under a version of its rule.

What was read is said by reference: the household, and the position up to which its facts were seen. Which clauses
held says as much of a household as its criteria do, and is sealed as those are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from registry.domain.envelope import Fact
from registry.domain.fields import Clear, Personal, Sensitive
from registry.domain.rules import Entitlement, Holding, RuleField


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseDecision:
    """`clause` counts from 1 in the rule; `missing` are the fields without which it is undetermined.

    With `points` it is of a term of the formula, counted from 1 there, and they are what that gives where it holds.
    """

    clause: int
    holding: Holding
    missing: tuple[RuleField, ...] = ()
    points: int | None = None


def possible_scores(base: int, decided: Iterable[ClauseDecision]) -> frozenset[int]:
    """Every score that terms leave possible, whatever the undetermined ones come to; of what is no term, nothing."""
    found = {base}
    for one in decided:
        if one.points is None or one.holding is Holding.NOT_HELD:
            continue
        more = {score + one.points for score in found}
        found = more if one.holding is Holding.HELD else found | more
    return frozenset(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityDecided(Fact):
    """`on` is the day of which ages are; the subject is the household.

    An entitlement with a last day, `until`, ends by itself: nothing is recorded then.
    """

    household: Clear[UUID]
    programme: Clear[UUID]
    rule: Clear[int]  # its version
    entitlement: Clear[Entitlement]
    on: Clear[date]
    until: Clear[date | None] = None
    seen: Clear[int]  # position
    clauses: Personal[tuple[ClauseDecision, ...], Sensitive]


class DueReason(StrEnum):
    """Why a household is to be judged anew; the first that holds."""

    NEVER_JUDGED = "never_judged"
    RULE_CHANGED = "rule_changed"
    HOUSEHOLD_CHANGED = "household_changed"
    TOO_OLD = "too_old"


EligibilityFact: TypeAlias = EligibilityDecided


def decision_id(household: UUID, programme: UUID) -> UUID:
    """Ids are random, so their difference is as good a name for the two together."""
    return UUID(int=household.int ^ programme.int)


def decide(
    last: EligibilityDecided | None, decided: EligibilityDecided, changed: int, outdated: date
) -> list[EligibilityFact]:
    """Decide. It is so already where nothing of the household `changed` since a like decision under the same rule.

    What was decided of the day `outdated`, or earlier, is too old to be so.
    """
    stands = last is not None and changed <= last.seen and last.on > outdated
    alike = stands and last is not None and _said(last) == _said(decided)
    return [] if alike else [decided]


def _said(one: EligibilityDecided) -> tuple[int, Entitlement, date | None]:
    return one.rule, one.entitlement, one.until


def evolve(
    last: EligibilityDecided | None,  # noqa: ARG001 - as every aggregate folds
    fact: EligibilityFact,
) -> EligibilityDecided:
    """The last decision is all that the next one looks at."""
    return fact


def last_of(facts: Iterable[object]) -> EligibilityDecided | None:
    last: EligibilityDecided | None = None
    for fact in facts:
        if isinstance(fact, EligibilityDecided):
            last = evolve(last, fact)
    return last
