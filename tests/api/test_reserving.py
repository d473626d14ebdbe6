"""Of a plan, lines are reserved, released and served; of two partners at the same instant, one is clear."""

from __future__ import annotations

from asyncio import gather
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.api.relay import global_id
from registry.application import plans
from registry.application.checking import Row
from registry.application.plans import PlanDraft
from registry.domain.errors import Refused
from registry.domain.vocabulary import (
    BenefitFamily,
    Purpose,
    Role,
)
from registry.projections.visibility import RecordFilter
from tests.api.planning import (
    CASEWORKER,
    DELIVER,
    PLANNER,
    THERE,
    act,
    check,
    drafted,
    link,
    show,
)
from tests.api.register import ASSOCIATION, MINISTRY, Register, Settle
from tests.conftest import Databases

pytestmark = pytest.mark.anyio


@pytest.fixture
async def agreed(register: Register) -> None:
    """The ministry has baskets of its own, and both agree on planning."""
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY))


@pytest.mark.usefixtures("agreed")
async def test_a_plan_is_reserved_overridden_released_served_and_closed(
    register: Register, settled: Settle
) -> None:
    clear, served, again = [
        await register.registered(MINISTRY, name) for name in ("آمال", "هدى", "زينب")
    ]
    await register.delivered(MINISTRY, "baskets", served)
    await settled()
    plan = await drafted(register, PLANNER, clear, served, again, {"reference": "قنا/١٧"})
    assert (await act(register, PLANNER, "checkPlan", plan))["__typename"] == "PlanChanged"
    await settled()
    assert (await show(register, PLANNER, plan))["stage"] == "DRAFTED"
    assert (await act(register, CASEWORKER, "reservePlan", plan))["code"] == "act_not_allowed"
    assert (await act(register, THERE, "reservePlan", plan))["code"] == "plan_unknown"
    assert (await act(register, PLANNER, "reservePlan", plan))["__typename"] == "PlanChanged"
    assert (await act(register, PLANNER, "releasePlan", plan))["code"] == "plan_has_unknown"
    visited = ", line: 4, reason: VISITED"
    denied = await act(register, CASEWORKER, "overridePlanLine", plan, visited)
    assert denied["code"] == "act_not_allowed"
    await act(register, PLANNER, "overridePlanLine", plan, visited)
    assert (await deliver(register, clear, plan, 1))["code"] == "plan_stage"
    assert (await act(register, PLANNER, "releasePlan", plan))["__typename"] == "PlanChanged"
    await settled()
    assert (await deliver(register, clear, plan, 2))["code"] == "plan_line_not_served"
    assert (await deliver(register, clear, plan, 3))["code"] == "plan_of_other_household"
    assert "code" not in await deliver(register, clear, plan, 1)
    await settled()
    assert (await act(register, PLANNER, "closePlan", plan))["__typename"] == "PlanChanged"
    await settled()
    was_closed(await show(register, PLANNER, plan))


def was_closed(shown: dict[str, Any]) -> None:
    counted = [
        shown[one] for one in ("stage", "clear", "conflict", "unknown", "delivered", "undelivered")
    ]
    assert counted == ["CLOSED", 2, 1, 1, 1, 2]
    lines = [(one["reserved"], one["unknown"], one["overridden"]) for one in shown["lines"]]
    assert lines == [
        (True, False, None),
        (False, False, None),
        (True, False, None),
        (False, True, "VISITED"),
    ]


async def deliver(register: Register, household: UUID, plan: str, line: int) -> dict[str, Any]:
    given = {
        "household": global_id("Household", household),
        "programme": global_id("Programme", register.programmes["baskets"]),
        "on": "2026-10-20",
        "planned": {"plan": plan, "line": line},
    }
    asked = {"input": given, "key": str(register.services.new_id())}
    done: dict[str, Any] = (await register.ask(PLANNER, DELIVER, asked))["done"]
    return done


@pytest.mark.usefixtures("agreed")
async def test_a_check_says_the_same_of_then_when_what_was_reserved_has_expired(
    register: Register, settled: Settle
) -> None:
    here, there = await register.registered(MINISTRY), await register.registered(ASSOCIATION)
    await link(register, settled, here, there)
    plan = await drafted(register, THERE, there, programme="food")
    await act(register, THERE, "reservePlan", plan, ", hours: 5")
    reserved = await settled()
    found = await check(register, PLANNER, here)
    assert found["conflict"] == 1
    register.clock.now += timedelta(hours=6)
    assert (await check(register, PLANNER, here))["clear"] == 1
    again = await check(register, PLANNER, here, asOf={"position": reserved})
    assert again["lines"] == found["lines"]


@pytest.mark.usefixtures("agreed")
async def test_others_see_that_help_is_reserved_and_by_whom_where_an_agreement_says_so(
    register: Register, settled: Settle
) -> None:
    here, there = await register.registered(MINISTRY), await register.registered(ASSOCIATION)
    hidden = await register.registered(ASSOCIATION, "زينب")
    own = await register.registered(MINISTRY, "زينب")
    await link(register, settled, here, there)
    await link(register, settled, own, hidden)
    plan = await drafted(register, THERE, there, programme="food")
    shelter = await drafted(register, THERE, hidden, programme="refuge")
    for one in (plan, shelter):
        await act(register, THERE, "reservePlan", one)
    await settled()
    assert (await show(register, THERE, plan))["overtaken"] == 0
    await register.delivered(MINISTRY, "baskets", here)
    await settled()
    assert (await show(register, THERE, plan))["overtaken"] == 1
    named, unnamed = (await check(register, PLANNER, here, own))["lines"]
    assert [(one["source"], one["partner"]) for one in named["conflicts"]] == [
        ("DELIVERED", {"code": MINISTRY}),
        ("RESERVED", {"code": ASSOCIATION}),
    ]
    assert [(one["source"], one["partner"]) for one in unnamed["conflicts"]] == [("RESERVED", None)]
    await act(register, THERE, "cancelPlan", plan)
    register.clock.now += timedelta(days=6)
    await settled()
    found = await check(register, PLANNER, here, own)
    assert [len(one["conflicts"]) for one in found["lines"]] == [1, 1]
    register.clock.now += timedelta(days=2)
    assert [one["status"] for one in (await check(register, PLANNER, here, own))["lines"]] == [
        "CONFLICT",
        "CLEAR",
    ]
    assert (await act(register, THERE, "releasePlan", shelter))[
        "code"
    ] == "plan_reservation_expired"


ROUNDS: Final = 200


@pytest.mark.usefixtures("agreed")
async def test_of_two_partners_who_reserve_at_the_same_instant_exactly_one_is_clear(
    register: Register, settled: Settle, databases: Databases
) -> None:
    here, there = await register.registered(MINISTRY), await register.registered(ASSOCIATION)
    await link(register, settled, here, there)
    writer, first = register.services.writer, date(2026, 10, 1)
    for number in range(ROUNDS):
        day = first + timedelta(days=number)
        made = [
            await register.submit(
                plans.draft_plan(
                    PlanDraft(
                        programme=register.programmes[code],
                        serves_from=day,
                        serves_until=day,
                        rows=(Row(number=1, household=home),),
                    ),
                    register.context(partner, Role.PROGRAMME_MANAGER),
                    writer.mint,
                )
            )
            for partner, code, home in ((MINISTRY, "baskets", here), (ASSOCIATION, "food", there))
        ]
        answers = await gather(
            *(
                reserved(register, databases.log_url, *one)
                for one in zip((MINISTRY, ASSOCIATION), made, strict=True)
            )
        )
        assert sorted(answers) == ["plan_nothing_to_reserve", "reserved"], number


async def reserved(register: Register, url: str, partner: str, plan: UUID) -> str:
    """On a connection of its own, as another process would."""
    context = register.context(partner, Role.PROGRAMME_MANAGER)
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute("set role sijill_reader")
        try:
            await plans.reserve_plan(
                register.services.writer,
                connection,
                plan,
                timedelta(days=7),
                context,
                visible_to=RecordFilter(everything=True),
            )
        except Refused as refused:
            return refused.code
    return "reserved"
