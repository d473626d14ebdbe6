"""Money of a partner: what came in, what plans hold, what was paid, and what is left, on any day."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.api.ids import read_uuid
from registry.api.relay import global_id
from registry.application import funds
from registry.application.delivery_changes import reverse_delivery
from registry.domain.casework import ReversalReason
from registry.domain.vocabulary import BenefitFamily, Purpose, Role
from registry.projections import plan_lines
from tests.api.funding import figures, fund, fund_of, opened, pounds, show
from tests.api.planning import PLANNER, THERE, act, drafted, listed
from tests.api.register import ASSOCIATION, MINISTRY, Register, Settle
from tests.conftest import Databases

pytestmark = pytest.mark.anyio

PAID: dict[str, Any] = {"on": "2026-10-05", "paidFor": "rent-2026-10"}
CLERK = replace(PLANNER, role=Role.DATA_OFFICER, purpose=Purpose.DELIVERY)
DRAFT = """
mutation ($input: PlanInput!, $key: ID!) {
  done: draftPlan(input: $input, idempotencyKey: $key) { ... on PlanChanged { id } ... on Refusal { code } }
}
"""
HAND_OUT = """
mutation ($plan: ID!, $lines: [HandedLineInput!]!, $key: ID!) {
  done: handOutPlan(plan: $plan, lines: $lines, idempotencyKey: $key) { __typename ... on Refusal { code } }
}
"""


@pytest.fixture
async def homes(register: Register, settled: Settle) -> list[UUID]:
    """Three households of the ministry, which has baskets of its own."""
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY))
    made = [await register.registered(MINISTRY, name) for name in ("آمال", "هدى", "زينب")]
    await settled()
    return made


async def valued(register: Register, settled: Settle, *homes: UUID, worth: int = 350) -> str:
    """A plan that serves the households, each line worth so many pounds."""
    given = {"input": {**listed(register, *homes), "value": pounds(worth)}}
    key = str(register.services.new_id())
    plan = str((await register.ask(PLANNER, DRAFT, {**given, "key": key}))["done"]["id"])
    for step in ("reservePlan", "releasePlan"):
        assert (await act(register, PLANNER, step, plan))["__typename"] == "PlanChanged"
        await settled()
    return plan


async def handed(register: Register, settled: Settle, plan: str, *numbers: int) -> None:
    lines = [{"number": one, "on": "2026-10-05"} for one in numbers]
    asked = {"plan": plan, "lines": lines, "key": str(register.services.new_id())}
    assert (await register.ask(CLERK, HAND_OUT, asked))["done"]["__typename"] == "PlanHandedOut"
    await settled()


def sums(**said: int) -> dict[str, Decimal]:
    return {name: Decimal(amount) for name, amount in said.items()}


async def test_a_plan_holds_what_its_lines_are_worth_until_it_is_settled_by_what_was_delivered(
    register: Register, settled: Settle, homes: list[UUID]
) -> None:
    await opened(register, 2000)
    plan = await valued(register, settled, *homes)
    held = await fund(register, "commitFund", plan=plan)
    assert figures(held["fund"]) == sums(
        contributed=2000, committed=1050, disbursed=0, balance=2000, free=950
    )
    await handed(register, settled, plan, 1, 3)
    assert (await fund(register, "settleFund", plan=plan))["code"] == "fund_plan_not_over"
    await act(register, PLANNER, "closePlan", plan)
    await settled()
    done = await fund(register, "settleFund", plan=plan)
    assert figures(done["fund"]) == sums(
        contributed=2000, committed=0, disbursed=700, balance=1300, free=1300
    )
    assert (await fund(register, "commitFund", plan=plan))["code"] == "fund_plan_over"


@dataclass(frozen=True)
class Settling:
    """Settles a plan while something else happens: between the count and what follows from it."""

    register: Register
    settled: Settle
    url: str
    monkeypatch: pytest.MonkeyPatch

    async def disbursed(self, plan: str, meanwhile: Callable[[], Awaitable[object]]) -> Decimal:
        count = plan_lines.count_delivered

        async def overtaken(*asked: Any) -> int:
            counted = await count(*asked)
            self.monkeypatch.undo()
            await meanwhile()
            return counted

        self.monkeypatch.setattr(plan_lines, "count_delivered", overtaken)
        manager = self.register.context(MINISTRY, Role.PROGRAMME_MANAGER)
        writer = self.register.services.writer
        async with await AsyncConnection.connect(self.url, autocommit=True) as connection:
            await connection.execute("set role sijill_reader")
            settling = funds.Settling(plan=read_uuid(plan, "Plan"))
            stream = read_uuid(fund_of(self.register), "Fund")
            await funds.settle(writer, connection, stream, settling, manager)
        await self.settled()
        found = await show(self.register)
        assert found is not None
        return Decimal(found["disbursed"])


@pytest.fixture
def settling(
    register: Register, settled: Settle, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> Settling:
    return Settling(register, settled, databases.log_url, monkeypatch)


async def test_what_is_handed_out_while_a_plan_is_settled_is_in_the_settlement(
    register: Register, settled: Settle, homes: list[UUID], settling: Settling
) -> None:
    await opened(register, 2000)
    plan = await valued(register, settled, *homes)
    await fund(register, "commitFund", plan=plan)
    await handed(register, settled, plan, 1)

    async def goes_on() -> None:
        await handed(register, settled, plan, 2, 3)
        await act(register, PLANNER, "closePlan", plan)

    assert await settling.disbursed(plan, goes_on) == 1050


async def test_what_is_taken_back_while_a_plan_is_settled_is_not_in_the_settlement(
    register: Register, settled: Settle, homes: list[UUID], settling: Settling
) -> None:
    await opened(register, 2000)
    plan = await valued(register, settled, *homes)
    await fund(register, "commitFund", plan=plan)
    await handed(register, settled, plan, 1, 2)
    await act(register, PLANNER, "closePlan", plan)
    made = (await register.ask(CLERK, "{ deliveries { edges { node { id } } } }"))["deliveries"]
    delivery = read_uuid(made["edges"][0]["node"]["id"], "Delivery")
    back = reverse_delivery(delivery, ReversalReason.RETURNED, register.context(MINISTRY))
    assert await settling.disbursed(plan, lambda: register.submit(back)) == 350


async def test_what_was_spent_may_be_said_before_the_plan_is_over(
    register: Register, settled: Settle, homes: list[UUID]
) -> None:
    await opened(register)
    plan = await drafted(register, PLANNER, *homes)
    assert (await fund(register, "commitFund", plan=plan))["code"] == "fund_plan_without_value"
    held = await fund(register, "commitFund", plan=plan, amount=pounds(400))
    assert held["__typename"] == "FundChanged", held
    await settled()
    done = await fund(register, "settleFund", plan=plan, spent=pounds(0))
    assert figures(done["fund"])["free"] == 1000


async def test_nothing_is_committed_or_paid_that_is_not_free_and_what_is_left_is_told(
    register: Register, settled: Settle, homes: list[UUID]
) -> None:
    await opened(register, 1000)
    plan = await valued(register, settled, *homes)
    refused = await fund(register, "commitFund", plan=plan)
    assert (refused["code"], refused["details"]) == ("fund_overspent", {"left": "1000.00 EGP"})
    await fund(register, "commitFund", plan=plan, amount=pounds(900))
    refused = await fund(register, "spendFund", amount=pounds("100.01"), **PAID)
    assert (refused["code"], refused["details"]) == ("fund_overspent", {"left": "100.00 EGP"})
    done = await fund(register, "spendFund", amount=pounds(100), **PAID)
    assert figures(done["fund"])["free"] == 0


async def test_of_two_plans_that_want_the_last_at_once_one_has_it(
    register: Register, settled: Settle, homes: list[UUID]
) -> None:
    await opened(register, 1000)
    plans = [await drafted(register, PLANNER, home) for home in homes]
    asked = [
        fund(register, "commitFund", plan=plan, amount=pounds(600)) for plan in (*plans, *plans)
    ]
    done = await gather(*asked)
    codes = [one.get("code") for one in done]
    assert codes.count(None) == 1
    assert set(codes) <= {None, "fund_overspent", "fund_plan_committed"}
    await settled()
    found = await show(register)
    assert found is not None
    assert found["free"] == 400


async def test_the_book_says_how_a_fund_stood_at_any_position_in_pages_of_one_moment(
    register: Register, settled: Settle
) -> None:
    await register.sign(purposes=(Purpose.PLANNING,))
    await opened(register, 1000)
    before = await settled()
    giver = global_id("Partner", register.partners[ASSOCIATION])
    came: dict[str, Any] = {
        "amount": pounds("250.50"),
        "source": "WAQF",
        "on": "2026-10-06",
        "givenBy": giver,
    }
    await fund(register, "contributeToFund", **came)
    await fund(register, "spendFund", amount=pounds(200), **PAID)
    await settled()
    then = await show(register, asOf={"position": before})
    assert then is not None
    assert (then["balance"], len(then["entries"]["edges"])) == (1000, 2)
    first = await show(register, first=2)
    assert first is not None
    info = first["entries"]["pageInfo"]
    assert (first["balance"], info["hasNextPage"]) == (Decimal("1050.50"), True)
    rest = await show(register, after=info["endCursor"])
    assert rest is not None
    entries = [one["node"] for page in (first, rest) for one in page["entries"]["edges"]]
    assert [(one["number"], one["kind"], one["balance"]["amount"]) for one in entries] == [
        (0, "OPENED", "0"),
        (1, "CONTRIBUTED", "1000"),
        (2, "CONTRIBUTED", "1250.50"),
        (3, "SPENT", "1050.50"),
    ]
    assert entries[2]["givenBy"] == {"code": ASSOCIATION}
    assert [entries[2]["source"], entries[2]["on"]] == ["WAQF", "2026-10-06"]
    assert [entries[3]["paidFor"], entries[3]["source"], entries[3]["givenBy"]] == [
        "rent-2026-10", None, None
    ]  # fmt: skip
    for earlier in ({"position": 1}, {"date": "2020-01-01"}):
        assert await show(register, asOf=earlier) is None


async def test_a_payment_may_be_for_a_delivery_of_ones_own(
    register: Register, settled: Settle, homes: list[UUID]
) -> None:
    await opened(register)
    own = await register.delivered(MINISTRY, "baskets", homes[0])
    stranger = await register.registered(ASSOCIATION, "سعاد")
    other = await register.delivered(ASSOCIATION, "food", stranger)
    await settled()
    for delivery, code in (
        (other, "delivery_unknown"),
        (homes[0], "delivery_unknown"),
        (own, None),
    ):
        given: dict[str, Any] = {"amount": pounds(5), "on": "2026-10-05"}
        done = await fund(register, "spendFund", delivery=global_id("Delivery", delivery), **given)
        assert done.get("code") == code


async def test_a_fund_is_its_own_partners_to_read_and_its_managers_to_move(
    register: Register, settled: Settle
) -> None:
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY))
    await opened(register)
    await settled()
    assert await show(register, THERE) is None
    listed_there = "{ funds { edges { node { code } } } }"
    assert (await register.ask(THERE, listed_there))["funds"]["edges"] == []
    assert (await register.ask(PLANNER, listed_there))["funds"]["edges"] == [
        {"node": {"code": "zakat-qus"}}
    ]
    for person, code in (
        (THERE, "fund_unknown"),
        (replace(PLANNER, role=Role.CASEWORKER), "act_not_allowed"),
        (replace(PLANNER, purpose=Purpose.STATISTICS), "purpose_only_reads"),
    ):
        done = await fund(register, "spendFund", person, amount=pounds(1), **PAID)
        assert done["code"] == code
    again: dict[str, Any] = {
        "nameAr": "صندوق",
        "nameEn": "Fund",
        "currency": "EGP",
        "code": "zakat-qus",
    }
    assert (await fund(register, "openFund", **again))["code"] == "fund_already_open"
    theirs = await fund(register, "openFund", THERE, **again)
    assert theirs["__typename"] == "FundChanged"
    assert theirs["id"] != fund_of(register)


async def test_under_one_key_money_moves_once(register: Register, settled: Settle) -> None:
    await opened(register)
    spent: dict[str, Any] = {"amount": pounds(300), **PAID}
    done = [await fund(register, "spendFund", key="october", **spent) for _ in range(2)]
    assert [one["repeated"] for one in done] == [False, True]
    await settled()
    found = await show(register)
    assert found is not None
    assert found["balance"] == 700
    other = await fund(register, "spendFund", key="october", amount=pounds(301), **PAID)
    assert other["code"] == "idempotency_key_reused"
