"""What the stored examples of rules and of decisions by them say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from registry.domain.eligibility import ClauseDecision, EligibilityDecided
from registry.domain.fields import Open
from registry.domain.partner import PublicName
from registry.domain.programme import ProgrammeRuleSet
from registry.domain.rules import (
    EligibilityRule,
    Entitlement,
    Expression,
    Holding,
    Match,
    RuleClause,
    RuleField,
)
from tests.history.keys import PROGRAMME, STREAM, Example

_RULE: Final = EligibilityRule(
    match=Match.ANY,
    clauses=(
        RuleClause(
            name_ar=PublicName("طفل دون الخامسة"),
            name_en=PublicName("A child under five"),
            expression=Expression("members.exists(m, m.age < 5)"),
        ),
        RuleClause(
            name_ar=PublicName("أسرة كبيرة في دشنا"),
            name_en=PublicName("A large household in Deshna"),
            expression=Expression("household.markaz == 'EG2706' && household.size > 6"),
        ),
    ),
    until=date(2026, 12, 31),
)

ELIGIBILITY: Final[Mapping[str, Example]] = {
    "programme.rule_set.v1": Example(ProgrammeRuleSet(version=2, rule=_RULE), version=3),
    "eligibility.decided.v1": Example(
        EligibilityDecided(
            household=STREAM,
            programme=PROGRAMME,
            rule=2,
            entitlement=Entitlement.ENTITLED,
            on=date(2026, 10, 12),
            until=date(2026, 12, 31),
            seen=414,
            clauses=Open(
                (
                    ClauseDecision(
                        clause=1,
                        holding=Holding.UNDETERMINED,
                        missing=(RuleField.MEMBER_AGE,),
                    ),
                    ClauseDecision(clause=2, holding=Holding.HELD),
                )
            ),
        )
    ),
}
