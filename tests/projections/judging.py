"""Rules and decisions as they come, for the histories that read models are compared over."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from registry.domain.eligibility import EligibilityDecided, decision_id
from registry.domain.facts import AnyFact
from registry.domain.fields import Sealed
from registry.domain.partner import PublicName
from registry.domain.programme import ProgrammeRuleSet
from registry.domain.rules import EligibilityRule, Entitlement, Expression, Match, RuleClause

UNTIL = (None, date(2026, 12, 31))


def rule_set(chance: Random) -> ProgrammeRuleSet:
    clause = RuleClause(
        name_ar=PublicName("طفل دون الخامسة"),
        name_en=PublicName("A child under five"),
        expression=Expression(f"members.exists(m, m.age < {chance.randrange(18)})"),
    )
    rule = EligibilityRule(
        match=chance.choice(list(Match)), clauses=(clause,), until=chance.choice(UNTIL)
    )
    return ProgrammeRuleSet(version=chance.randrange(1, 9), rule=rule)


def decided(history: Any, chance: Random) -> tuple[UUID, AnyFact]:
    """A decision, with the stream that it stands in."""
    household = chance.choice(list(history.homes))
    programme = chance.choice(history.programmes)
    fact = EligibilityDecided(
        household=household,
        programme=programme,
        rule=chance.randrange(1, 9),
        entitlement=chance.choice(list(Entitlement)),
        on=date(2026, 10, 12),
        until=chance.choice(UNTIL),
        seen=chance.randrange(100),
        clauses=Sealed(chance.randbytes(24)),
    )
    return decision_id(household, programme), fact
