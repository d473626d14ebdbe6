"""What changes in a household over the API: position 0 for what stands, refusals as data, read back by its writer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from registry.domain.vocabulary import ConsentState, Purpose, Role
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

OUTCOME = """{
  __typename
  ... on HouseholdChanged {
    id position repeated
    household {
      consents { purpose state groups }
      kind onHold withdrawn openWarnings namedMembers sharing place { code }
      closed { reason lastDay } headName { value } address { value }
      members(gone: true) { number presence relation until { value } name { value } }
    }
  }
  ... on Refusal { code messageAr messageEn }
}"""
HOME = """query ($id: ID!) {
  household(id: $id) {
    headName { state reason { code } } members { id name { value } } address { state }
  }
}"""
LIST = "query ($filter: HouseholdFilter) { households(filter: $filter) { edges { node { id } } refusals { code } } }"


async def change(  # noqa: PLR0913, PLR0917 - who asks what of which household
    register: Register, who: Person, act: str, home: UUID, said: str = "", key: str = ""
) -> Any:
    document = (
        f"mutation ($home: ID!, $key: ID!) {{ {act}(household: $home, idempotencyKey: $key"
        f"{', ' + said if said else ''}) {OUTCOME} }}"
    )
    variables = {"home": str(home), "key": key or f"{act}-{said}"}
    return (await register.ask(who, document, variables))[act]


async def members(register: Register, home: UUID) -> list[str]:
    found = await register.ask(CASEWORKER, HOME, {"id": str(home)})
    return [one["id"] for one in found["household"]["members"]]


async def listed(register: Register, who: Person, **wanted: Any) -> int:
    return len((await register.ask(who, LIST, {"filter": wanted}))["households"]["edges"])


async def test_a_mended_name_is_read_back_and_again_is_nothing(
    register: Register, settled: Settle
) -> None:
    home = await register.registered(MINISTRY, members=["علي محمود"])
    await settled()
    _, ali = await members(register, home)
    said = f'member: "{ali}", right: {{ name: "علي محمود حسن" }}'
    mended = await change(register, CASEWORKER, "correctMember", home, said, "ت-1")
    names = [one["name"]["value"] for one in mended["household"]["members"]]
    assert names == ["فاطمة عبد الرحيم", "علي محمود حسن"]
    again = await change(register, CASEWORKER, "correctMember", home, said, "ت-1")
    assert (again["position"], again["repeated"]) == (mended["position"], True)
    same = await change(register, CASEWORKER, "correctMember", home, said, "ت-2")
    assert int(same["position"]) == 0


async def test_a_field_is_emptied_by_name_and_a_blank_empties_nothing(
    register: Register, settled: Settle
) -> None:
    home = await register.registered(MINISTRY, address="خلف المسجد")
    await settled()
    blank = await change(
        register, CASEWORKER, "correctHousehold", home, 'right: { address: " ", phones: [] }'
    )
    assert int(blank["position"]) == 0
    emptied = await change(
        register, CASEWORKER, "correctHousehold", home, "right: { clear: [ADDRESS] }"
    )
    assert emptied["household"]["address"]["value"] is None
    never = await change(
        register, CASEWORKER, "correctHousehold", home, "right: { clear: [PLACE] }"
    )
    assert never["code"] == "field_not_cleared"


async def test_members_come_and_go(register: Register, settled: Settle) -> None:
    home = await register.registered(MINISTRY, members=["علي محمود", "منى محمود"])
    other = await register.registered(MINISTRY, "هدى علي")
    await settled()
    fatima, ali, mona = await members(register, home)
    refused = await change(register, CASEWORKER, "memberDied", home, f'member: "{fatima}"')
    assert refused["code"] == "head_goes_last"
    await change(register, CASEWORKER, "changeHead", home, f'head: "{mona}", formerIs: OTHER')
    died = await change(
        register, CASEWORKER, "memberDied", home, f'member: "{fatima}", on: "2026-10-05"'
    )
    assert died["household"]["namedMembers"] == 2
    assert died["household"]["headName"]["value"] == "منى محمود"
    first = died["household"]["members"][0]
    assert (first["number"], first["presence"], first["relation"]) == (1, "DIED", "OTHER")
    assert first["until"]["value"] == "2026-10-05"
    moved = await change(
        register,
        CASEWORKER,
        "moveMember",
        home,
        f'member: "{ali}", to: "{other}", relation: SPOUSE',
    )
    names = [one["name"]["value"] for one in moved["household"]["members"]]
    assert names == ["هدى علي", "علي محمود"]
    left = await change(
        register, CASEWORKER, "memberLeft", home, f'member: "{mona}", reason: MARRIED'
    )
    assert left["household"]["closed"]["reason"] == "NOBODY_LEFT"
    assert left["household"]["namedMembers"] == 0


async def test_closed_waiting_and_withdrawn_households_are_found_apart(
    register: Register, settled: Settle
) -> None:
    home = await register.registered(MINISTRY)
    await register.registered(MINISTRY, "حسن", alone=True)
    await settled()
    assert await listed(register, CASEWORKER, kind="PERSON") == 1
    held = await change(register, CASEWORKER, "putOnHold", home, "reason: UNDER_REVIEW")
    assert held["household"]["onHold"] == "UNDER_REVIEW"
    released = await change(register, CASEWORKER, "releaseHousehold", home)
    assert released["household"]["onHold"] is None
    closed = await change(
        register, CASEWORKER, "closeHousehold", home, 'reason: OWN_WISH, lastDay: "2026-10-01"'
    )
    assert closed["household"]["closed"] == {"reason": "OWN_WISH", "lastDay": "2026-10-01"}
    assert await listed(register, CASEWORKER, closed=True) == 1
    assert await listed(register, CASEWORKER, closed=False) == 1
    reopened = await change(register, CASEWORKER, "reopenHousehold", home)
    assert reopened["household"]["closed"] is None
    gone = await change(
        register, CASEWORKER, "withdrawHousehold", home, "reason: RECORDED_IN_ERROR"
    )
    assert gone["household"]["withdrawn"] == "RECORDED_IN_ERROR"
    assert await listed(register, CASEWORKER) == 1


async def test_consent_acts_at_once(register: Register, settled: Settle) -> None:
    home = await register.registered(MINISTRY, sharing=ConsentState.GIVEN)
    await settled()
    seen = await register.ask(NEIGHBOUR, HOME, {"id": str(home)})
    assert seen["household"]["headName"]["state"] == "MASKED"
    said = "consent: { purpose: SHARING, state: GIVEN, groups: [CONTACT] }"
    answered = await change(register, CASEWORKER, "answerConsent", home, said)
    assert answered["household"]["consents"] == [
        {"purpose": "SHARING", "state": "GIVEN", "groups": ["CONTACT"]}
    ]
    await settled()
    seen = await register.ask(NEIGHBOUR, HOME, {"id": str(home)})
    assert seen["household"]["headName"] == {
        "state": "WITHHELD",
        "reason": {"code": "consent_does_not_cover"},
    }
    said = "consent: { purpose: SHARING, state: WITHDRAWN }"
    await change(register, CASEWORKER, "answerConsent", home, said)
    await settled()
    assert (await register.ask(NEIGHBOUR, HOME, {"id": str(home)}))["household"] is None
    assert (await register.ask(CASEWORKER, HOME, {"id": str(home)}))["household"] is not None


async def test_relocating_and_assessing(register: Register, settled: Settle) -> None:
    home = await register.registered(MINISTRY)
    await settled()
    (fatima,) = await members(register, home)
    there = await change(
        register, CASEWORKER, "relocateHousehold", home, 'place: "EG2708", since: "2026-10"'
    )
    assert there["household"]["place"] == {"code": "EG2708"}
    early = await change(
        register, CASEWORKER, "relocateHousehold", home, 'place: "EG2706", since: "1950"'
    )
    assert early["code"] == "place_not_on_that_day"
    for act, said in (
        ("assessHousehold", "criteria: [DEBT]"),
        ("assessMember", f'member: "{fatima}", functioning: {{ walking: 4 }}'),
    ):
        assert int((await change(register, CASEWORKER, act, home, said))["position"]) > 0


async def test_others_change_nothing_and_roles_have_their_limits(
    register: Register, settled: Settle
) -> None:
    home = await register.registered(MINISTRY)
    await settled()
    stranger = Person(ASSOCIATION, Role.CASEWORKER, Purpose.REGISTRATION)
    assert (await change(register, stranger, "releaseHousehold", home))[
        "code"
    ] == "household_unknown"
    system = Person(MINISTRY, Role.PARTNER_SYSTEM, Purpose.REGISTRATION)
    said = "reason: RECORDED_IN_ERROR"
    assert (await change(register, system, "withdrawHousehold", home, said))[
        "code"
    ] == "act_not_allowed"
