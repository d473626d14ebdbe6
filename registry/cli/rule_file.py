"""A rule as people write it down: YAML or JSON, a name and an expression a clause."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msgspec

from registry.cli.written_file import read_written
from registry.domain.partner import PublicName
from registry.domain.rules import (
    REASSESSED,
    EligibilityRule,
    Expression,
    Match,
    RuleClause,
    ScoreFormula,
    ScoreTerm,
)


class WrittenClause(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    name_ar: str
    name_en: str
    when: str


class WrittenTerm(WrittenClause, kw_only=True, forbid_unknown_fields=True):
    points: int


class WrittenScore(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    base: int = 0
    terms: list[WrittenTerm]

    @property
    def formula(self) -> ScoreFormula:
        return ScoreFormula(
            base=self.base,
            terms=tuple(
                ScoreTerm(
                    name_ar=PublicName(one.name_ar),
                    name_en=PublicName(one.name_en),
                    points=one.points,
                    expression=Expression(one.when),
                )
                for one in self.terms
            ),
        )


class RuleFile(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    match: Match = Match.ALL
    until: date | None = None
    reassess_months: int = REASSESSED
    score: WrittenScore | None = None
    clauses: list[WrittenClause]


def read_rule(path: Path) -> EligibilityRule:
    """Raises `SijillError`: `rule_file_unreadable`, `rule_file_malformed`."""
    written = read_written(path, RuleFile, "rule")
    return EligibilityRule(
        match=written.match,
        until=written.until,
        reassess_months=written.reassess_months,
        score=None if written.score is None else written.score.formula,
        clauses=tuple(
            RuleClause(
                name_ar=PublicName(one.name_ar),
                name_en=PublicName(one.name_en),
                expression=Expression(one.when),
            )
            for one in written.clauses
        ),
    )
