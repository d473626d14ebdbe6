"""Entitlement is judged again where something changed, a rule did, or days passed; until then a plan does not know."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from threading import Event
from time import monotonic
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.api.relay import global_id
from registry.application import acts, steering
from registry.application.acts import relocate
from registry.application.forgetting import ErasureRequest, forget_member
from registry.domain.dates import months_away
from registry.domain.household import CaseNumber
from registry.domain.places import PCode
from registry.domain.rules import REASSESSED
from registry.domain.vocabulary import BenefitFamily, HoldReason, Purpose, Role
from registry.reactions.judging import Judge, follow
from tests.api.judging import OFFICER, YOUNG, home, ruled, shown
from tests.api.planning import PLANNER, check, members_of
from tests.api.register import ASSOCIATION, MINISTRY, Person, Register, Settle
from tests.conftest import Databases

pytestmark = pytest.mark.anyio

PATIENCE = 20.0


@pytest.fixture(autouse=True)
async def baskets(register: Register) -> UUID:
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    return register.programmes["baskets"]


@pytest.fixture
async def judge(register: Register, databases: Databases) -> AsyncIterator[Judge]:
    actor = await register.services.staff.actor_for("judge")
    async with await AsyncConnection.connect(databases.log_url, autocommit=True) as reader:
        await reader.execute("set role sijill_reader")
        yield Judge(register.services.writer, reader, actor)


async def said(register: Register, household: UUID) -> str | None:
    found = await shown(register, household)
    return None if found is None else str(found["entitlement"])


async def lines(register: Register, *households: UUID) -> list[tuple[Any, Any]]:
    found = await check(register, PLANNER, *households)
    return [(one["status"], one["unknown"]) for one in found["lines"]]


async def moved(register: Register, household: UUID, place: str) -> None:
    context, mint = register.context(MINISTRY), register.services.writer.mint
    await register.submit(relocate(household, PCode(place), None, context, mint))


async def test_a_plan_does_not_know_of_whom_no_decision_stands(
    register: Register, settled: Settle, judge: Judge
) -> None:
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY))
    young, old = await home(register, "2022-01-05"), await home(register, "2010-01-05")
    await settled()
    assert await lines(register, young, old) == [("CLEAR", None)] * 2, "there is no rule"
    await ruled(register, YOUNG)
    await settled()
    assert await lines(register, young, old) == [("UNKNOWN", "NOT_JUDGED")] * 2
    assert (await judge.everybody())["decided"] == 2
    await settled()
    assert await lines(register, young, old) == [("CLEAR", None), ("NOT_ELIGIBLE", None)]
    await moved(register, young, "EG2708")
    await settled()
    assert await lines(register, young, old) == [
        ("UNKNOWN", "NOT_JUDGED"),
        ("NOT_ELIGIBLE", None),
    ]
    assert (await judge.due())["decided"] == 1
    await settled()
    assert (await judge.due())["decided"] == 0
    await ruled(register, "household.markaz == 'EG2708'")
    await settled()
    assert (await judge.due([old]))["decided"] == 1
    await settled()
    assert await lines(register, young, old) == [
        ("UNKNOWN", "NOT_JUDGED"),
        ("NOT_ELIGIBLE", None),
    ]


async def test_a_birthday_changes_what_no_fact_changes(
    register: Register, settled: Settle, judge: Judge
) -> None:
    child = await home(register, "2021-11-20")
    await ruled(register, YOUNG)
    await settled()
    await judge.everybody()
    await settled()
    assert await said(register, child) == "ENTITLED"
    register.clock.now += timedelta(days=60)
    await settled()
    assert (await judge.due())["decided"] == 0
    assert (await judge.everybody())["decided"] == 1
    await settled()
    assert await said(register, child) == "NOT_ENTITLED"


@pytest.mark.parametrize(
    ("expression", "opened"), [(YOUNG, 1), ("'debt' in household.criteria", 0)]
)
async def test_another_day_opens_again_only_what_days_change(
    register: Register, settled: Settle, judge: Judge, expression: str, opened: int
) -> None:
    await home(register, "2010-01-05")
    await ruled(register, expression)
    await settled()
    for more in (1, opened):
        before = len(await register.openings())
        await judge.everybody()
        await settled()
        assert len(await register.openings()) - before == more


async def test_after_three_years_a_household_is_judged_anew_though_nothing_changed(
    register: Register, settled: Settle, judge: Judge
) -> None:
    household = await home(register, "2010-01-05")
    await ruled(register, "household.size > 1")
    await settled()
    await judge.everybody()
    today = register.services.writer.mint.today()
    anew = months_away(today, REASSESSED)
    for day, decided in ((anew - timedelta(days=1), 0), (anew, 1)):
        register.clock.now += day - register.services.writer.mint.today()
        await settled()
        assert len(await due_now(register)) == decided
        assert await stands(register, household) == (not decided)
        assert (await judge.due())["decided"] == decided
    await settled()
    assert await due_now(register) == []
    assert await stands(register, household)


async def test_whoever_is_to_be_judged_anew_is_named_with_the_reason(
    register: Register, settled: Settle, judge: Judge
) -> None:
    changed, forgotten = await home(register, "2010-01-05"), await home(register, "2010-01-05")
    await ruled(register, "household.size > 1")
    await settled()
    await judge.everybody()
    await settled()
    assert await stands(register, changed)
    member, officer = (
        (await members_of(register, forgotten))[1],
        register.context(MINISTRY, Role.DATA_OFFICER),
    )
    request = ErasureRequest(household=forgotten, member=member, case=CaseNumber("E-2026-17"))
    await forget_member(register.services.writer, request, officer)
    await register.submit(acts.put_on_hold(changed, HoldReason.UNDER_REVIEW, officer))
    await home(register, "2010-01-05")
    await settled()
    assert await due_now(register) == ["HOUSEHOLD_CHANGED", "NEVER_JUDGED"]
    before = await register.services.log.head()
    assert not await stands(register, changed)
    await judge.everybody()
    await ruled(register, "household.size > 2")
    await settled()
    assert await due_now(register) == ["RULE_CHANGED"] * 2
    assert not await stands(register, changed)
    assert await due_now(register, {"position": before}) == ["HOUSEHOLD_CHANGED", "NEVER_JUDGED"]
    first = await due_page(register, first=1)
    (edge,) = first["edges"]
    assert edge["node"]["household"] == {"id": global_id("Household", changed)}
    assert (edge["node"]["entitlement"], edge["node"]["ruleVersion"]) == ("ENTITLED", 1)
    rest = await due_page(register, first=1, after=first["pageInfo"]["endCursor"])
    assert [first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]] == [True, False]
    assert rest["edges"][0]["node"]["household"] != edge["node"]["household"]


DUE = """
query ($programme: ID!, $asOf: AsOf, $first: Int! = 10, $after: String) {
  eligibilityDue(programme: $programme, asOf: $asOf, first: $first, after: $after) {
    edges { node { household { id } why entitlement ruleVersion decidedOn } }
    pageInfo { hasNextPage endCursor }
  }
}
"""


async def due_page(register: Register, who: Person = OFFICER, **asked: Any) -> dict[str, Any]:
    programme = global_id("Programme", register.programmes["baskets"])
    return dict((await register.ask(who, DUE, {"programme": programme, **asked}))["eligibilityDue"])


async def due_now(register: Register, as_of: dict[str, Any] | None = None) -> list[str]:
    page = await due_page(register, asOf=as_of)
    return [one["node"]["why"] for one in page["edges"]]


async def test_only_whoever_may_judge_them_is_told_who_is_to_be_judged(
    register: Register, settled: Settle
) -> None:
    await home(register, "2010-01-05")
    await settled()
    asked = {"programme": global_id("Programme", register.programmes["baskets"])}
    assert await refused(register, OFFICER, asked) == "programme_without_rule"
    await ruled(register, "household.size > 1")
    await settled()
    assert await due_now(register) == ["NEVER_JUDGED"]
    theirs = replace(OFFICER, partner=ASSOCIATION)
    assert await refused(register, theirs, asked) == "programme_unknown"
    assert (
        await refused(register, replace(OFFICER, role=Role.CASEWORKER), asked) == "act_not_allowed"
    )


async def refused(register: Register, who: Person, asked: dict[str, Any]) -> str:
    body = await register.answer(who, DUE, asked)
    return str(body["errors"][0]["extensions"]["code"])


async def stands(register: Register, household: UUID) -> bool:
    found = await shown(register, household)
    assert found is not None
    return not found["due"]


async def test_whoever_changes_is_judged_by_itself_as_is_everybody_by_a_new_rule(
    register: Register, settled: Settle, judge: Judge
) -> None:
    first = await home(register, "2022-01-05")
    await ruled(register, YOUNG)
    await settled()
    stop = Event()
    following = asyncio.create_task(follow(judge, stop))
    try:
        await until(lambda: said(register, first), "ENTITLED")
        second = await home(register, "2010-01-05")
        await until(lambda: said(register, second), "NOT_ENTITLED")
        await ruled(register, "household.size > 1")
        await until(lambda: said(register, second), "ENTITLED")
    finally:
        stop.set()
        await following


async def test_nobody_is_judged_for_a_partner_that_is_suspended(
    register: Register, settled: Settle, judge: Judge
) -> None:
    await home(register, "2022-01-05")
    await ruled(register, YOUNG)
    ministry = register.partners[MINISTRY]
    await register.submit(steering.suspend_partner(ministry, register.operator))
    await settled()
    assert (await judge.everybody())["decided"] == 0


async def until(look: Callable[[], Awaitable[str | None]], wanted: str) -> None:
    deadline = monotonic() + PATIENCE
    while (found := await look()) != wanted:
        assert monotonic() < deadline, found
