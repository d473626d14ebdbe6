"""What tests of plans ask, and the households that they link."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from registry.api.relay import global_id
from registry.application import pairs
from registry.application.command import Context
from registry.application.pairs import sides_of
from registry.domain.vocabulary import (
    Purpose,
    Role,
)
from tests.api.register import ASSOCIATION, MINISTRY, Person, Register, Settle

PLANNER: Final = Person(MINISTRY, Role.PROGRAMME_MANAGER, Purpose.PLANNING)
THERE: Final = Person(ASSOCIATION, Role.PROGRAMME_MANAGER, Purpose.PLANNING)
CASEWORKER: Final = Person(MINISTRY, Role.CASEWORKER, Purpose.PLANNING)
FOUND = """
    clear conflict notEligible unknown byIdAlone position
    lines { edges { node {
        number status unknown ineligible repeats warnings
        conflicts { source family begins ends partner { code } }
    } } }
"""
CHECK = f"query ($input: PlanInput!, $asOf: AsOf) {{ checkPlan(input: $input, asOf: $asOf) {{ {FOUND} }} }}"
CHANGED = "__typename ... on PlanChanged { id repeated } ... on Refusal { code }"
DRAFT = f"""
mutation ($input: PlanInput!, $key: ID!) {{
  done: draftPlan(input: $input, idempotencyKey: $key) {{ {CHANGED} }}
}}
"""
SHOW = f"""
query ($id: ID!) {{ node(id: $id) {{ ... on Plan {{
    stage expired until seen length clear conflict notEligible unknown delivered undelivered overtaken
    lines {{ edges {{ node {{ number reserved unknown overridden }} }} }}
    check {{ {FOUND} }}
}} }} }}
"""
DELIVER = """
mutation ($input: DeliveryInput!, $key: ID!) {
  done: recordDelivery(input: $input, idempotencyKey: $key) { __typename ... on Refusal { code } }
}
"""


def listed(
    register: Register, *rows: UUID | dict[str, Any], programme: str = "baskets"
) -> dict[str, Any]:
    return {
        "programme": global_id("Programme", register.programmes[programme]),
        "servesFrom": "2026-10-01",
        "servesUntil": "2026-10-31",
        "rows": [
            one if isinstance(one, dict) else {"household": global_id("Household", one)}
            for one in rows
        ],
    }


async def looked(register: Register) -> None:
    """Matching has looked at whoever is registered, and found nobody to be somebody else."""
    with register.services.log._connection() as log, log.transaction():
        log.execute("set local role sijill_matcher")
        log.execute(
            "update match.state set position = (select max(notification_id) from log.facts)"
        )


async def check(register: Register, person: Person, *rows: Any, **more: Any) -> dict[str, Any]:
    await looked(register)
    given = {"input": listed(register, *rows), **more}
    found: dict[str, Any] = (await register.ask(person, CHECK, given))["checkPlan"]
    return found | {"lines": [one["node"] for one in found["lines"]["edges"]]}


async def drafted(
    register: Register, person: Person, *rows: Any, programme: str = "baskets"
) -> str:
    given = {
        "input": listed(register, *rows, programme=programme),
        "key": str(register.services.new_id()),
    }
    done = (await register.ask(person, DRAFT, given))["done"]
    assert done["__typename"] == "PlanChanged", done
    return str(done["id"])


async def act(  # noqa: PLR0913 - who does what with which plan
    register: Register,
    person: Person,
    name: str,
    plan: str,
    more: str = "",
    *,
    looking: bool = True,
) -> dict[str, Any]:
    if looking:
        await looked(register)
    asked = f"plan: $id, idempotencyKey: $key{more}"
    document = f"mutation ($id: ID!, $key: ID!) {{ done: {name}({asked}) {{ {CHANGED} }} }}"
    given = {"id": plan, "key": str(register.services.new_id())}
    done: dict[str, Any] = (await register.ask(person, document, given))["done"]
    return done


async def show(register: Register, person: Person, plan: str) -> dict[str, Any]:
    await looked(register)
    found: dict[str, Any] = (await register.ask(person, SHOW, {"id": plan}))["node"]
    for part in (found, found["check"]):
        part["lines"] = [one["node"] for one in part["lines"]["edges"]]
    return found


async def members_of(register: Register, household: UUID) -> list[UUID]:
    async with register.services.readers.connection() as connection:
        cursor = await connection.execute(
            "select member from read.household_members_v3 where household = %s and upper_inf(held) order by line",
            [household],
        )
        return [member for (member,) in await cursor.fetchall()]


async def link(register: Register, settled: Settle, here: UUID, there: UUID, at: int = 0) -> None:
    """Say that the members at a place of two households are one person."""
    await settled()
    one, other = (await members_of(register, here))[at], (await members_of(register, there))[at]
    sides = sides_of((one, here), (other, there))
    await register.submit(pairs.confirmation(sides, (), None, reviewing(register)))
    await settled()
    await looked(register)


def reviewing(register: Register) -> Context:
    return register.context(MINISTRY, Role.REVIEWER)
