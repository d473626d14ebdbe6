"""A household is handed over: offered by the partner whose it is, taken over by the one that was asked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from registry.api.relay import global_id
from registry.domain.vocabulary import ConsentState, Purpose, Role
from tests.api.register import ASSOCIATION, MINISTRY, NEWCOMER, Person, Register, Settle

pytestmark = pytest.mark.anyio

GIVING = Person(ASSOCIATION, Role.DATA_OFFICER, Purpose.REFERRAL)
TAKING = Person(MINISTRY, Role.DATA_OFFICER, Purpose.REFERRAL)
ANSWER = "__typename ... on HouseholdHandedOver { id } ... on Refusal { code }"
OFFER = f"""
mutation ($household: ID!, $to: ID!, $key: ID!) {{
  offerHousehold(household: $household, to: $to, idempotencyKey: $key) {{ {ANSWER} }}
}}
"""
END = f"""
mutation ($household: ID!, $key: ID!) {{
  endOffer(household: $household, idempotencyKey: $key) {{ {ANSWER} }}
}}
"""
TAKE = f"""
mutation ($household: ID!, $key: ID!) {{
  takeOverHousehold(household: $household, idempotencyKey: $key) {{ {ANSWER} }}
}}
"""
WAITING = "{ transfers { edges { node { householdId received sender { code } } } } }"
OWN = "{ households { edges { node { id ownRegistration } } } }"


async def ask(register: Register, who: Person, document: str, key: str, **given: Any) -> str:
    """What came of it: `HouseholdHandedOver`, or the code of a refusal."""
    answer = await register.ask(who, document, {"key": key, **given})
    (found,) = answer.values()
    return str(found.get("code") or found["__typename"])


async def own(register: Register, who: Person) -> list[str]:
    answer = await register.ask(who, OWN)
    nodes = [edge["node"] for edge in answer["households"]["edges"]]
    return [node["id"] for node in nodes if node["ownRegistration"]]


@pytest.fixture
async def household(register: Register, settled: Settle) -> str:
    await register.sign(purposes=(Purpose.REFERRAL,))
    home = await register.registered(ASSOCIATION)
    await settled()
    return global_id("Household", home)


async def test_it_stays_where_it_is_until_it_is_taken_over(
    register: Register, household: str, settled: Settle
) -> None:
    to = global_id("Partner", register.partners[MINISTRY])
    offered = await ask(register, GIVING, OFFER, "1", household=household, to=to)
    assert offered == "HouseholdHandedOver"
    await settled()
    assert await own(register, GIVING) == [household]
    assert await own(register, TAKING) == []
    for who, received in ((GIVING, False), (TAKING, True)):
        (edge,) = (await register.ask(who, WAITING))["transfers"]["edges"]
        assert edge["node"] == {
            "householdId": household,
            "received": received,
            "sender": {"code": ASSOCIATION},
        }
    assert await ask(register, TAKING, TAKE, "2", household=household) == "HouseholdHandedOver"
    await settled()
    assert await own(register, GIVING) == []
    assert await own(register, TAKING) == [household]
    assert (await register.ask(TAKING, WAITING))["transfers"]["edges"] == []


async def test_nobody_takes_what_was_not_offered_to_them(
    register: Register, household: str, settled: Settle
) -> None:
    assert await ask(register, TAKING, TAKE, "1", household=household) == "household_unknown"
    to = global_id("Partner", register.partners[NEWCOMER])
    offered = await ask(register, GIVING, OFFER, "2", household=household, to=to)
    assert offered == "referral_without_agreement"
    await settled()
    assert (await register.ask(GIVING, WAITING))["transfers"]["edges"] == []


@pytest.mark.parametrize("who", [GIVING, TAKING], ids=["taken back", "declined"])
async def test_an_offer_is_taken_back_or_declined(
    register: Register, household: str, settled: Settle, who: Person
) -> None:
    to = global_id("Partner", register.partners[MINISTRY])
    await ask(register, GIVING, OFFER, "1", household=household, to=to)
    assert await ask(register, who, END, "2", household=household) == "HouseholdHandedOver"
    await settled()
    assert (await register.ask(GIVING, WAITING))["transfers"]["edges"] == []
    assert await ask(register, TAKING, TAKE, "3", household=household) == "household_unknown"


async def test_a_household_that_is_not_to_be_shared_is_not_handed_over(
    register: Register, settled: Settle
) -> None:
    await register.sign(purposes=(Purpose.REFERRAL,))
    home: UUID = await register.registered(ASSOCIATION, sharing=ConsentState.REFUSED)
    await settled()
    to = global_id("Partner", register.partners[MINISTRY])
    given = {"household": global_id("Household", home), "to": to}
    assert await ask(register, GIVING, OFFER, "1", **given) == "transfer_without_consent"


async def test_a_caseworker_gives_no_household_away(register: Register, household: str) -> None:
    caseworker = Person(ASSOCIATION, Role.CASEWORKER, Purpose.REFERRAL)
    to = global_id("Partner", register.partners[MINISTRY])
    refused = await ask(register, caseworker, OFFER, "1", household=household, to=to)
    assert refused == "act_not_allowed"
