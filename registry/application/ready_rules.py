"""A rule made ready to be asked of many households."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.application.clauses import Clause, HouseholdFacts, ready_clause
from registry.application.scores import ReadyFormula
from registry.domain.eligibility import ClauseDecision
from registry.domain.errors import Refused
from registry.domain.rules import (
    OWN_NAME,
    EligibilityRule,
    Entitlement,
    RuleClause,
    RuleField,
    ScoreTerm,
    entitlement,
    require_sound,
)

_SCORE = RuleField.HOUSEHOLD_SCORE


@dataclass(frozen=True, slots=True)
class ReadyRule:
    """`reads` are the fields of all its clauses and terms, of a household and of a member by their names."""

    rule: EligibilityRule
    clauses: tuple[Clause, ...]
    formula: ReadyFormula | None
    reads: frozenset[RuleField]
    of_household: frozenset[str]
    of_member: frozenset[str]

    def asked_of(self, facts: HouseholdFacts) -> tuple[Entitlement, tuple[ClauseDecision, ...]]:
        """What the clauses come to; each of them, and after them the terms of the formula."""
        terms = () if self.formula is None else self.formula.asked_of(facts)
        decided = tuple(
            one.asked_of(facts)
            if self.formula is None or _SCORE not in one.of_household
            else self.formula.decide(one, facts, terms)
            for one in self.clauses
        )
        said = entitlement(self.rule.match, [one.holding for one in decided])
        return said, (*decided, *terms)


def ready(rule: EligibilityRule) -> ReadyRule:
    """Check a rule and make it ready.

    Raises:
        Refused: `score_of_itself`, `score_without_formula`, and what `ready_clause` and `require_sound` refuse.
    """
    require_sound(rule)
    clauses = _ready(rule.clauses)
    terms = () if rule.score is None else _ready(rule.score.terms)
    if any(_SCORE in one.of_household for one in terms):
        raise Refused("score_of_itself")
    if rule.score is None and any(_SCORE in one.of_household for one in clauses):
        raise Refused("score_without_formula")
    of_household = frozenset().union(*(one.of_household for one in (*clauses, *terms)))
    of_member = frozenset().union(*(one.of_member for one in (*clauses, *terms)))
    return ReadyRule(
        rule=rule,
        clauses=clauses,
        formula=None if rule.score is None else ReadyFormula(rule.score, terms),
        reads=of_household | of_member,
        of_household=frozenset(OWN_NAME[one] for one in of_household),
        of_member=frozenset(OWN_NAME[one] for one in of_member),
    )


def _ready(clauses: Iterable[RuleClause | ScoreTerm]) -> tuple[Clause, ...]:
    return tuple(
        ready_clause(number, one.expression.strip()) for number, one in enumerate(clauses, 1)
    )
