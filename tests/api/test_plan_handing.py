"""Many lines of a plan are handed over at once, each once, and what is wrong with one stops no other."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import pytest

from registry.api.relay import global_id
from registry.domain.vocabulary import BenefitFamily, Purpose, Role
from tests.api.planning import PLANNER, THERE, act, drafted
from tests.api.register import MINISTRY, Person, Register, Settle

pytestmark = pytest.mark.anyio

HAND_OUT: Final = """
mutation ($plan: ID!, $lines: [HandedLineInput!], $restOn: String, $restPlace: String) {
  done: handOutPlan(
    plan: $plan, lines: $lines, restOn: $restOn, restPlace: $restPlace, idempotencyKey: "handed"
  ) {
    ... on PlanHandedOut {
      rows deliveries unchanged left
      rejected { row number refusal { code messageAr } }
      plan { handedOut served }
    }
    ... on Refusal { code }
  }
}
"""
GIVEN: Final = """
query ($place: String!) { deliveries(filter: {place: $place}) { edges { node { headcount } } } }
"""
CLERK: Final = Person(MINISTRY, Role.CASEWORKER, Purpose.DELIVERY)


async def handed(register: Register, person: Person, plan: str, **asked: Any) -> dict[str, Any]:
    done: dict[str, Any] = (await register.ask(person, HAND_OUT, {"plan": plan, **asked}))["done"]
    return done


def counted(done: dict[str, Any]) -> tuple[int, int, int]:
    return done["deliveries"], done["unchanged"], len(done["rejected"])


@pytest.fixture
async def homes(register: Register, settled: Settle) -> list[UUID]:
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    names = ("فاطمة عبد الرحيم", "زينب علي", "هدى محمود", "سعاد إبراهيم")
    found = [await register.registered(MINISTRY, name) for name in names]
    await settled()
    return found


async def test_lines_are_handed_over_once_and_each_refusal_is_told_beside_them(
    register: Register, settled: Settle, homes: list[UUID]
) -> None:
    plan = await drafted(register, PLANNER, *homes[:3])
    early = await handed(register, CLERK, plan, restOn="2026-10-01")
    assert early["code"] == "plan_stage"
    for step in ("reservePlan", "releasePlan"):
        assert (await act(register, PLANNER, step, plan))["__typename"] == "PlanChanged"
        await settled()
    lines = [
        {"number": 1, "on": "2026-10-01"},
        {"household": global_id("Household", homes[1]), "on": "٢/١٠/٢٠٢٦", "quantity": "2"},
        {"household": global_id("Household", homes[3]), "on": "2026-10-01"},
        {"number": 9, "on": "2026-10-01"},
        {"number": 1, "on": "2026-10-03"},
    ]
    done = await handed(register, CLERK, plan, lines=lines)
    assert counted(done) == (2, 0, 3)
    assert [(one["row"], one["number"], one["refusal"]["code"]) for one in done["rejected"]] == [
        (3, None, "plan_without_household"),
        (4, 9, "plan_line_unknown"),
        (5, 1, "row_line_delivered_otherwise"),
    ]
    await settled()
    again = await handed(register, CLERK, plan, lines=lines)
    assert counted(again) == (0, 2, 3)
    assert (again["left"], again["plan"]) == (1, {"handedOut": 2, "served": 3})
    rest = await handed(register, CLERK, plan, restOn="2026-10-03")
    assert (rest["rows"], counted(rest), rest["left"]) == (1, (1, 0, 0), 0)
    await settled()
    nothing = await handed(register, CLERK, plan, restOn="2026-10-03")
    assert (nothing["rows"], counted(nothing)) == (0, (0, 0, 0))


async def test_a_line_of_nobody_registered_is_handed_over_where_it_is_said_to_be_from(
    register: Register, settled: Settle, homes: list[UUID]
) -> None:
    plan = await drafted(register, PLANNER, homes[0], {}, {}, {})
    for number in (2, 3, 4):
        more = f", line: {number}, reason: VISITED"
        await act(register, PLANNER, "overridePlanLine", plan, more)
    for step in ("reservePlan", "releasePlan"):
        assert (await act(register, PLANNER, step, plan))["__typename"] == "PlanChanged"
        await settled()
    lines = [
        {"number": 1, "on": "2026-10-01"},
        {"number": 2, "on": "2026-10-01"},
        {"number": 3, "on": "2026-10-01", "place": "EG2706"},
        {"number": 4, "on": "2026-10-01", "place": "EG9999"},
    ]
    done = await handed(register, CLERK, plan, lines=lines)
    assert counted(done) == (2, 0, 2)
    assert [(one["number"], one["refusal"]["code"]) for one in done["rejected"]] == [
        (2, "plan_line_without_place"),
        (4, "place_unknown"),
    ]
    assert "السطر 2" in done["rejected"][0]["refusal"]["messageAr"]
    await settled()
    again = await handed(register, CLERK, plan, lines=[{**lines[2], "place": "EG2707"}])
    assert again["rejected"][0]["refusal"]["code"] == "row_line_delivered_otherwise"
    rest = await handed(register, CLERK, plan, restOn="2026-10-03", restPlace="EG2711")
    assert (counted(rest), rest["left"]) == ((2, 0, 0), 0)
    await settled()
    for place, counts in (("EG2706", [1]), ("EG2711", [1, 1])):
        made = (await register.ask(CLERK, GIVEN, {"place": place}))["deliveries"]["edges"]
        assert [one["node"]["headcount"] for one in made if one["node"]["headcount"]] == counts


async def test_it_is_for_those_who_record_deliveries_and_for_the_plans_own_partner(
    register: Register, settled: Settle, homes: list[UUID]
) -> None:
    plan = await drafted(register, PLANNER, homes[0])
    for step in ("reservePlan", "releasePlan"):
        await act(register, PLANNER, step, plan)
        await settled()
    for person, code in (
        (replace(CLERK, role=Role.ANALYST), "act_not_allowed"),
        (replace(CLERK, purpose=Purpose.STATISTICS), "purpose_only_reads"),
        (replace(THERE, purpose=Purpose.DELIVERY), "plan_unknown"),
    ):
        assert (await handed(register, person, plan, restOn="2026-10-01"))["code"] == code
    both = await register.answer(
        CLERK, HAND_OUT, {"plan": plan, "lines": [], "restOn": "2026-10-01"}
    )
    assert "plan_lines_or_rest" in str(both)
