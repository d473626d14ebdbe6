"""Plans and their lines, written down from the facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from registry.domain import plan
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from tests.folds.households import Rows


def plans(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    for one in facts:
        match one.fact:
            case plan.PlanDrafted() as drafted:
                value = drafted.value
                rows[one.stream] = {
                    "plan": one.stream,
                    "partner": drafted.owner,
                    "programme": drafted.programme,
                    "family": drafted.family,
                    "serves_from": drafted.serves_from,
                    "serves_until": drafted.serves_until,
                    "amount": value and value.amount,
                    "currency": value and value.currency,
                    "length": drafted.length,
                    "stage": "drafted",
                    "until": None,
                    "drafted_at": one.recorded_at,
                    "changed_at": one.recorded_at,
                    "seen": None,
                    **asdict(plan.PlanCounts()),
                    "delivered": None,
                    "undelivered": None,
                }
            case plan.PlanLinesAdded() | plan.PlanLineOverridden():
                pass
            case fact if isinstance(fact, plan.PlanFact):
                rows[one.stream] |= {"changed_at": one.recorded_at, **_goes_on(fact)}
            case _:
                pass
    return rows


def _goes_on(fact: plan.PlanFact) -> dict[str, Any]:
    match fact:
        case plan.PlanChecked():
            return {"seen": fact.seen, **asdict(fact.counts)}
        case plan.PlanReserved():
            found = {"seen": fact.seen, **asdict(fact.counts)}
            return {"stage": "reserved", "until": fact.until, **found}
        case plan.PlanReleased():
            return {"stage": "released"}
        case plan.PlanClosed():
            counted = {"delivered": fact.delivered, "undelivered": fact.undelivered}
            return {"stage": "closed", **counted}
        case _:
            return {"stage": "cancelled"}


def lines(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    rows: Rows = {}
    for one in facts:
        match one.fact:
            case plan.PlanLinesAdded(lines=added):
                for line in added:
                    called = plan.line_id(one.stream, line.number)
                    rows[called] = {
                        "line": called,
                        "plan": one.stream,
                        "number": line.number,
                        "household": line.household,
                        "member": line.member,
                        "reserved": False,
                        "unknown": False,
                        "overridden": None,
                    }
            case plan.PlanReserved(lines=reserved, unknown=unknown):
                for row in rows.values():
                    if row["plan"] == one.stream:
                        row["reserved"] = row["number"] in reserved
                        row["unknown"] = row["number"] in unknown
            case plan.PlanLineOverridden(line=number, reason=reason):
                rows[plan.line_id(one.stream, number)]["overridden"] = reason
            case _:
                pass
    return rows
