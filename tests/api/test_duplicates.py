"""Whoever registers somebody is told who may be registered already, beside the registration and never instead of it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import pytest

from registry.api.relay import global_id
from registry.domain.access import RegistrationsSearched
from registry.domain.vocabulary import ConsentState, Purpose, Role
from tests.api.looking import PHONE, Indexed, registered_in_full, searches
from tests.api.register import (
    ASSOCIATION,
    CASEWORKER,
    MINISTRY,
    NEIGHBOUR,
    Person,
    Register,
    Settle,
)

pytestmark = pytest.mark.anyio

TOLD: Final = """possibleDuplicates {
  complete missing { code }
  found {
    likelihood knownToAnotherPartner
    household { headName { value masked } } member { name { value } } ofMember { name { value } }
    evidence { of level }
  }
}"""
REGISTER: Final = f"""
mutation ($input: HouseholdInput!, $key: ID!) {{
  done: registerHousehold(input: $input, idempotencyKey: $key) {{
    ... on HouseholdRegistered {{ id repeated {TOLD} }} ... on Refusal {{ code }}
  }}
}}
"""
ADD: Final = f"""
mutation ($household: ID!, $member: MemberInput!, $key: ID!) {{
  done: addMember(household: $household, member: $member, idempotencyKey: $key) {{
    ... on MemberAdded {{ id {TOLD} }} ... on Refusal {{ code }}
  }}
}}
"""
ASK: Final = (
    "query ($household: ID!) { "
    + TOLD.replace("Duplicates {", "Duplicates(household: $household) {")
    + " }"
)
FATMA: Final = {
    "name": "Fatma Abdelrehim Mahmoud",
    "sex": "FEMALE",
    "born": "1985-03-02",
    "identityNumbers": [{"number": "28503022712345"}],
}
HOME: Final = {"place": "EG2706", "phones": ["01092574822"]}


async def registers(
    register: Register, who: Person = NEIGHBOUR, *, key: str = "k", **given: Any
) -> dict[str, Any]:
    variables = {"input": {"head": FATMA, **HOME, **given}, "key": key}
    return dict((await register.ask(who, REGISTER, variables))["done"])


async def test_a_caseworker_is_told_while_registering_and_the_registration_stands(
    register: Register, indexed: Indexed
) -> None:
    await registered_in_full(register)
    await indexed()
    done = await registers(register)
    (one,) = done["possibleDuplicates"]["found"]
    assert done["possibleDuplicates"]["complete"], "its own facts are no others'"
    assert (one["likelihood"], one["knownToAnotherPartner"]) == ("SURE", True)
    assert one["household"]["headName"] == {"value": None, "masked": "فـ… عـ… ا… مـ…"}
    assert one["member"] is None, "the base agreement shows no members"
    assert one["ofMember"]["name"]["value"] == "Fatma Abdelrehim Mahmoud"
    assert {each["of"] for each in one["evidence"]} == {
        "GIVEN_NAME", "FATHERS_NAME", "GRANDFATHERS_NAME",
    }  # fmt: skip
    assert done["id"]
    (fact,) = await searches(register)
    assert (fact.searches, len(fact.found)) == (1, 1)


async def test_who_refused_sharing_is_told_to_the_own_partner_alone(
    register: Register, indexed: Indexed
) -> None:
    await register.registered(
        ASSOCIATION, "فاطمة عبد الرحيم محمود", sharing=ConsentState.REFUSED, phones=(PHONE,)
    )
    await indexed()
    elsewhere = (await registers(register, CASEWORKER))["possibleDuplicates"]
    assert elsewhere["found"] == []
    await indexed()
    (one,) = [
        one
        for one in (await registers(register))["possibleDuplicates"]["found"]
        if not one["knownToAnotherPartner"]
    ]
    assert one["household"]["headName"]["value"] == "فاطمة عبد الرحيم محمود"


async def test_a_family_that_its_own_partner_registers_twice_is_told_and_itself_is_not(
    register: Register, indexed: Indexed
) -> None:
    first = await registers(register, key="1")
    assert first["possibleDuplicates"]["found"] == []
    await indexed()
    second = await registers(register, key="2")
    (one,) = second["possibleDuplicates"]["found"]
    assert not one["knownToAnotherPartner"]
    await indexed()
    again = await registers(register, key="2")
    assert again["repeated"]
    assert len(again["possibleDuplicates"]["found"]) == 1, "the other one, and not itself"


async def test_an_index_that_is_behind_or_too_little_known_is_said(
    register: Register, settled: Settle, indexed: Indexed
) -> None:
    await settled()
    done = await registers(register)
    told = done["possibleDuplicates"]
    assert not told["complete"]
    assert [one["code"] for one in told["missing"]] == ["search_index_never_made"]
    await indexed()
    child = {"name": "علي", "relation": "CHILD"}
    done = await registers(register, CASEWORKER, key="2", members=[child], phones=[])
    told = done["possibleDuplicates"]
    assert len(told["found"]) == 1
    assert [one["code"] for one in told["missing"]] == ["search_too_little_known"]


async def test_who_is_unlike_is_not_told(register: Register, indexed: Indexed) -> None:
    """A phone in common makes a candidate, and other names and years make it nobody's duplicate."""
    await register.registered(MINISTRY, "زينب حسن علي", phones=(PHONE,))
    await indexed()
    assert (await registers(register))["possibleDuplicates"]["found"] == []


async def test_who_joins_a_household_is_looked_for_as_well(
    register: Register, indexed: Indexed
) -> None:
    await registered_in_full(register)
    home = await register.registered(ASSOCIATION, "زينب حسن علي")
    await indexed()
    member = {**FATMA, "relation": "OTHER"}
    variables = {"household": global_id("Household", home), "member": member, "key": "k"}
    done = (await register.ask(NEIGHBOUR, ADD, variables))["done"]
    (one,) = done["possibleDuplicates"]["found"]
    assert one["ofMember"]["name"]["value"] == "Fatma Abdelrehim Mahmoud"


async def asked(register: Register, who: Person, household: UUID) -> dict[str, Any]:
    variables = {"household": global_id("Household", household)}
    return dict((await register.ask(who, ASK, variables))["possibleDuplicates"])


async def test_a_household_can_be_asked_about_by_its_own_partner_alone(
    register: Register, indexed: Indexed
) -> None:
    home = await registered_in_full(register)
    await register.registered(ASSOCIATION, "Fatma Abdelrehim Mahmoud", phones=(PHONE,))
    await indexed()
    assert len((await asked(register, CASEWORKER, home))["found"]) == 1
    elsewhere = await asked(register, NEIGHBOUR, home)
    assert elsewhere["found"] == []
    assert [one["code"] for one in elsewhere["missing"]] == ["household_unknown"]


async def test_a_volunteer_registers_and_is_told_of_the_own_partners_alone(
    register: Register, indexed: Indexed
) -> None:
    await registered_in_full(register)
    await register.registered(ASSOCIATION, "فاطمة عبد الرحيم محمود", phones=(PHONE,))
    await indexed()
    volunteer = Person(ASSOCIATION, Role.VOLUNTEER, Purpose.REGISTRATION)
    (one,) = (await registers(register, volunteer))["possibleDuplicates"]["found"]
    assert not one["knownToAnotherPartner"]


async def test_whoever_does_not_ask_makes_no_search(register: Register, indexed: Indexed) -> None:
    await indexed()
    plain = REGISTER.replace(TOLD, "")
    await register.ask(NEIGHBOUR, plain, {"input": {"head": FATMA, **HOME}, "key": "k"})
    facts = [one.fact for one in await register.on_record()]
    assert not [fact for fact in facts if isinstance(fact, RegistrationsSearched)]
