"""Clauses that ask for a household's score: what they come to whatever the terms in doubt would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from registry.application.clauses import Clause, HouseholdFacts
from registry.domain.eligibility import ClauseDecision, possible_scores
from registry.domain.rules import Holding, RuleField, ScoreFormula

MOST_SCORES: Final = 512
"""Possible scores of a household that are tried; where there are more, nothing is said by them."""


@dataclass(frozen=True, slots=True)
class ReadyFormula:
    """A formula made ready; its terms are asked as clauses are."""

    formula: ScoreFormula
    terms: tuple[Clause, ...]

    def asked_of(self, facts: HouseholdFacts) -> tuple[ClauseDecision, ...]:
        """The terms, each with its points: what the score was made of stands in the decision."""
        return tuple(
            replace(asked.asked_of(facts), points=term.points)
            for asked, term in zip(self.terms, self.formula.terms, strict=True)
        )

    def decide(
        self, clause: Clause, facts: HouseholdFacts, terms: Sequence[ClauseDecision]
    ) -> ClauseDecision:
        """A clause that reads the score, at every score that is possible."""
        scores = possible_scores(self.formula.base, terms)
        tried = scores if len(scores) <= MOST_SCORES else ()
        found = [clause.asked_of(facts.scored(one)) for one in tried]
        if (
            len({one.holding for one in found}) == 1
            and found[0].holding is not Holding.UNDETERMINED
        ):
            return found[0]
        missing = {field for one in (*found, *terms) for field in one.missing}
        return ClauseDecision(
            clause=clause.number,
            holding=Holding.UNDETERMINED,
            missing=tuple(sorted(missing - {RuleField.HOUSEHOLD_SCORE})),
        )
