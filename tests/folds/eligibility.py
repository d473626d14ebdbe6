"""Rules of programmes and decisions by them, written down from the facts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from registry.domain.eligibility import EligibilityDecided
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.programme import ProgrammeRuleSet
from tests.folds.households import Rows


def rules(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    return {
        one.stream: {
            "programme": one.stream,
            "version": one.fact.version,
            "until": one.fact.rule.until,
            "written": json.loads(json.dumps(asdict(one.fact.rule), default=str)),
        }
        for one in facts
        if isinstance(one.fact, ProgrammeRuleSet)
    }


def decisions(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    return {
        one.stream: {
            "decision": one.stream,
            "household": one.fact.household,
            "programme": one.fact.programme,
            "rule": one.fact.rule,
            "entitlement": one.fact.entitlement,
            "decided_on": one.fact.on,
            "until": one.fact.until,
            "seen": one.fact.seen,
            "decided_at": one.recorded_at,
            "clauses": one.fact.clauses,
        }
        for one in facts
        if isinstance(one.fact, EligibilityDecided)
    }
