"""Rules of eligibility: named clauses over published fields, each held, not held or undetermined.

What is missing never reads as *not entitled*: an undetermined clause decides only where the others decide without it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, NewType

from registry.domain.dates import months_away
from registry.domain.errors import Refused
from registry.domain.fields import Clear
from registry.domain.partner import PublicName

Expression = NewType("Expression", str)
"""What a clause asks, in the Common Expression Language."""

MOST_CLAUSES: Final = 30
MOST_TERMS: Final = 60
MOST_POINTS: Final = 1_000
LONGEST: Final = 1_000
"""Characters of an expression."""
REASSESSED: Final = 36
"""Months after which a household is judged anew though nothing changed, where the rule does not say."""
MOST_MONTHS: Final = 120


class RuleField(StrEnum):
    """What expressions may read. A member is read under whatever name its expression gives it."""

    HOUSEHOLD_PLACE = "household.place"
    HOUSEHOLD_MARKAZ = "household.markaz"
    HOUSEHOLD_GOVERNORATE = "household.governorate"
    HOUSEHOLD_SIZE = "household.size"
    HOUSEHOLD_CRITERIA = "household.criteria"
    HOUSEHOLD_SCORE = "household.score"
    MEMBER_AGE = "member.age"
    MEMBER_SEX = "member.sex"
    MEMBER_RELATION = "member.relation"
    MEMBER_DISABILITY = "member.disability"
    MEMBER_NATIONALITY = "member.nationality"
    MEMBER_CRITERIA = "member.criteria"


OWN_NAME: Final = {one: one.value.partition(".")[2] for one in RuleField}
HOUSEHOLD_FIELDS: Final = {
    OWN_NAME[one]: one for one in RuleField if one.value.startswith("household.")
}
MEMBER_FIELDS: Final = {OWN_NAME[one]: one for one in RuleField if one.value.startswith("member.")}


class Match(StrEnum):
    """How many clauses must hold."""

    ALL = "all"
    ANY = "any"


class Holding(StrEnum):
    HELD = "held"
    NOT_HELD = "not_held"
    UNDETERMINED = "undetermined"


class Entitlement(StrEnum):
    ENTITLED = "entitled"
    NOT_ENTITLED = "not_entitled"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleClause:
    name_ar: Clear[PublicName]
    name_en: Clear[PublicName]
    expression: Clear[Expression]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreTerm:
    """What a household gets `points` for, or loses them."""

    name_ar: Clear[PublicName]
    name_en: Clear[PublicName]
    points: Clear[int]
    expression: Clear[Expression]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFormula:
    """A score, as of a proxy means test: `base` and the points of every term that holds."""

    base: Clear[int] = 0
    terms: Clear[tuple[ScoreTerm, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityRule:
    """`until` is the last day on which it entitles anybody; None for a lasting one.

    A decision holds for `reassess_months` at most, whatever changes meanwhile. Clauses may ask for the `score`.
    """

    match: Clear[Match] = Match.ALL
    clauses: Clear[tuple[RuleClause, ...]]
    until: Clear[date | None] = None
    reassess_months: Clear[int] = REASSESSED
    score: Clear[ScoreFormula | None] = None

    def outdated(self, on: date) -> date:
        """The last day of which a decision is too old by `on`."""
        return months_away(on, -self.reassess_months)


def require_sound(rule: EligibilityRule) -> None:
    """Check what needs no engine.

    Raises:
        Refused: `rule_clauses_out_of_range`, `rule_clause_unnamed`, `rule_expression_too_long`,
            `rule_reassessment_out_of_range`, `score_terms_out_of_range`, `score_points_out_of_range`.
    """
    if not 1 <= len(rule.clauses) <= MOST_CLAUSES:
        raise Refused("rule_clauses_out_of_range", limit=MOST_CLAUSES)
    if not 1 <= rule.reassess_months <= MOST_MONTHS:
        raise Refused("rule_reassessment_out_of_range", limit=MOST_MONTHS)
    _require_sound(rule.clauses)
    if rule.score is None:
        return
    if not 1 <= len(rule.score.terms) <= MOST_TERMS:
        raise Refused("score_terms_out_of_range", limit=MOST_TERMS)
    if any(abs(one) > MOST_POINTS for one in (rule.score.base, *_points(rule.score))):
        raise Refused("score_points_out_of_range", limit=MOST_POINTS)
    _require_sound(rule.score.terms)


def _points(score: ScoreFormula) -> list[int]:
    return [one.points for one in score.terms]


def _require_sound(clauses: Iterable[RuleClause | ScoreTerm]) -> None:
    for number, clause in enumerate(clauses, 1):
        if not (clause.name_ar.strip() and clause.name_en.strip()):
            raise Refused("rule_clause_unnamed", clause=number)
        if len(clause.expression) > LONGEST:
            raise Refused("rule_expression_too_long", clause=number, limit=LONGEST)


def entitlement(match: Match, holdings: Collection[Holding]) -> Entitlement:
    """What the clauses come to together, in Kleene's logic: what is undetermined might be either."""
    deciding = Holding.NOT_HELD if match is Match.ALL else Holding.HELD
    if deciding in holdings:
        return Entitlement.NOT_ENTITLED if match is Match.ALL else Entitlement.ENTITLED
    if Holding.UNDETERMINED in holdings:
        return Entitlement.UNDETERMINED
    return Entitlement.ENTITLED if match is Match.ALL else Entitlement.NOT_ENTITLED
