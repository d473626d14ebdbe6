"""A forgotten person reads ERASED, today and in the past; what was counted stays."""

from __future__ import annotations

from typing import Any

import pytest

from registry.application.forgetting import ErasureRequest, forget_member
from registry.domain.delivery import Collector
from registry.domain.household import CaseNumber
from registry.domain.vocabulary import Role
from tests.api.register import CASEWORKER, MINISTRY, NEIGHBOUR, Person, Register, Settle

pytestmark = pytest.mark.anyio

EVERYTHING = """
query ($asOf: AsOf) {
  households(asOf: $asOf) { edges { node {
    namedMembers
    headName { ...one }
    partnerReference { ...one } phones { ...many } address { ...one }
    criteria { ...many } warnings { ...many }
    members {
      forgotten
      name { ...one } identityNumbers { ...many } born { ...one } phones { ...many }
      criteria { ...many } functioning { ...many } warnings { ...many }
    }
    deliveries { edges { node { giver { ...one } collector { ...one } } } }
  } } }
  reached(own: true) { edges { node { persons visits services } } }
}
fragment one on ProtectedString { state value masked reason { code messageAr messageEn } }
fragment many on ProtectedStrings { state values masked reason { code messageAr messageEn } }
"""


async def forget(register: Register, household: Any, member: Any, *deliveries: Any) -> None:
    context = register.context(MINISTRY, Role.DATA_OFFICER)
    case = CaseNumber("E-2026-17")
    request = ErasureRequest(household=household, member=member, case=case, about=deliveries)
    await forget_member(register.services.writer, request, context)


async def heads_of(register: Register) -> list[Any]:
    streams = register.streams("household.registered.v1")
    histories = [await register.services.log.load(stream) for stream in streams]
    return [history[0].fact.head for history in histories]  # type: ignore[union-attr]


def states(field: object) -> set[str]:
    """Every state of a protected field, however deep."""
    if isinstance(field, dict):
        own = {field["state"]} if "state" in field else set()
        return own.union(*(states(one) for one in field.values())) if field else own
    return set().union(*(states(one) for one in field)) if isinstance(field, list) else set()


async def test_every_field_of_a_forgotten_person_reads_erased_and_the_past_too(
    register: Register, settled: Settle
) -> None:
    household = await register.registered(MINISTRY, address="شارع النيل")
    delivery = await register.delivered(
        MINISTRY, "cash", household, giver="جمعية", collector=Collector(name="علي محمود")
    )
    before = await settled()
    clear = await register.ask(CASEWORKER, EVERYTHING)
    assert states(clear) == {"CLEAR"}
    (head,) = await heads_of(register)
    await forget(register, household, head, delivery)
    await settled()
    for as_of in (None, {"position": before}):
        erased = await register.ask(CASEWORKER, EVERYTHING, {"asOf": as_of})
        assert states(erased) == {"ERASED"}
        assert "فاطمة" not in str(erased)
        name = erased["households"]["edges"][0]["node"]["headName"]
        assert name["reason"]["code"] == "person_forgotten"
        assert name["reason"]["messageAr"] != name["reason"]["messageEn"]
        assert erased["reached"] == clear["reached"]
        assert erased["households"]["edges"][0]["node"]["namedMembers"] == 1
    (node,) = [
        edge["node"] for edge in (await register.ask(CASEWORKER, EVERYTHING))["households"]["edges"]
    ]
    assert node["members"][0]["forgotten"] is True


async def test_others_see_erased_too_and_the_rest_of_the_household_stays(
    register: Register, settled: Settle
) -> None:
    household = await register.registered(MINISTRY, members=["منى علي"])
    await settled()
    (head,) = await heads_of(register)
    await forget(register, household, head)
    await settled()
    names = (
        "{ households { edges { node { headName { state } members { name { state value } } } } } }"
    )
    (other,) = (await register.ask(NEIGHBOUR, names))["households"]["edges"]
    assert other["node"]["headName"]["state"] == "ERASED"
    (own,) = (await register.ask(CASEWORKER, names))["households"]["edges"]
    assert [one["name"] for one in own["node"]["members"]] == [
        {"state": "ERASED", "value": None},
        {"state": "CLEAR", "value": "منى علي"},
    ]


async def test_an_erased_field_is_no_opening(register: Register, settled: Settle) -> None:
    household = await register.registered(MINISTRY)
    await settled()
    (head,) = await heads_of(register)
    await forget(register, household, head)
    await settled()
    await register.ask(
        Person(MINISTRY, Role.DATA_OFFICER),
        "{ households { edges { node { headName { state } } } } }",
    )
    assert await register.openings() == []
