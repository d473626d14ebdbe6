"""What there is for whom: the roll, one household, and everything that leads to one."""

from __future__ import annotations

from typing import Any

import pytest

from registry.application import steering
from registry.domain.agreement import Grant
from registry.domain.vocabulary import (
    BenefitFamily,
    ConsentState,
    FieldGroup,
    HoldReason,
    LegalBasis,
    Level,
    Purpose,
    Role,
)
from tests.api.register import (
    ASSOCIATION,
    AUDITOR,
    CASEWORKER,
    MINISTRY,
    NEIGHBOUR,
    NEWCOMER,
    NOW,
    UMBRELLA,
    Person,
    Register,
    Settle,
)

pytestmark = pytest.mark.anyio

HOUSEHOLD = """
fragment everything on Household {
  id reference ownRegistration sizeBand
  markaz { code } place { code } partner { code }
  declaredSize namedMembers onHold protected sharing registeredOn
  headName { state value masked reason { code messageAr messageEn } }
  members { name { state value masked } sex relation }
  partnerReference { state value } phones { state values }
  address { state value } criteria { state values } warnings { state values }
  deliveries { edges { node { family } } }
}
"""
ROLL = (
    """
query ($filter: HouseholdFilter, $first: Int! = 50, $after: String, $asOf: AsOf) {
  households(filter: $filter, first: $first, after: $after, asOf: $asOf) {
    refusals { code messageAr messageEn }
    pageInfo { hasNextPage hasPreviousPage endCursor }
    position
    edges { cursor node { ...everything } }
  }
}
"""
    + HOUSEHOLD
)
CLEAR_FIELDS_CLOSED = {
    "place": None,
    "partner": None,
    "declaredSize": None,
    "namedMembers": None,
    "registeredOn": None,
    "members": None,
    "onHold": None,
    "protected": None,
    "sharing": None,
}


async def roll(register: Register, person: Person, **variables: Any) -> list[dict[str, Any]]:
    page = (await register.ask(person, ROLL, variables))["households"]
    return [edge["node"] for edge in page["edges"]]


async def test_a_partner_reads_its_own_registration_in_clear(
    register: Register, settled: Settle
) -> None:
    await register.registered(MINISTRY, members=["منى علي"], address="شارع النيل", village=True)
    await settled()
    (household,) = await roll(register, CASEWORKER)
    assert household["ownRegistration"] is True
    assert household["headName"]["state"] == "CLEAR"
    assert household["headName"]["value"] == "فاطمة عبد الرحيم"
    assert household["headName"]["reason"] is None
    assert household["partner"] == {"code": MINISTRY}
    assert household["declaredSize"] == 4
    assert household["namedMembers"] == 2
    assert household["protected"] is False
    assert household["sharing"] == "GIVEN"
    assert household["address"] == {"state": "CLEAR", "value": "شارع النيل"}
    assert [one["name"]["value"] for one in household["members"]] == ["فاطمة عبد الرحيم", "منى علي"]


async def test_the_base_agreement_shows_that_it_exists_and_little_more(
    register: Register, settled: Settle
) -> None:
    await register.registered(
        MINISTRY,
        members=["منى علي"],
        address="شارع النيل",
        village=True,
        hold=HoldReason.UNDER_REVIEW,
    )
    await settled()
    (household,) = await roll(register, NEIGHBOUR)
    assert household["ownRegistration"] is False
    assert household["markaz"] == {"code": "EG2706"}
    assert household["sizeBand"] == "THREE_TO_FIVE"
    assert household["headName"]["state"] == "MASKED"
    assert household["headName"]["masked"] == "فـ… عـ… ا…"
    assert household["headName"]["value"] is None
    assert household["headName"]["reason"]["code"] == "agreement_gives_masked"
    assert {name: household[name] for name in CLEAR_FIELDS_CLOSED} == CLEAR_FIELDS_CLOSED
    for name in ("phones", "address", "criteria", "warnings", "partnerReference"):
        assert household[name]["state"] == "WITHHELD", name
        assert not household[name].get("value")
        assert not household[name].get("values")


async def test_an_agreement_beyond_the_base_opens_what_it_grants(
    register: Register, settled: Settle
) -> None:
    clear = Grant(group=FieldGroup.IDENTITY, level=Level.CLEAR)
    await register.sign(base=False, grants=(clear,))
    await register.registered(MINISTRY, members=["منى علي"], address="شارع النيل", village=True)
    await settled()
    (household,) = await roll(register, NEIGHBOUR)
    assert household["headName"]["value"] == "فاطمة عبد الرحيم"
    assert household["partner"] == {"code": MINISTRY}
    assert household["place"]["code"].startswith("EG2706")
    assert household["members"][1]["name"]["value"] == "منى علي"
    assert household["address"]["state"] == "WITHHELD"
    assert household["sharing"] is None
    assert household["protected"] is None


@pytest.mark.parametrize("sharing", [ConsentState.REFUSED, ConsentState.NOT_ASKED])
async def test_who_did_not_agree_to_be_shared_does_not_exist_for_others(
    register: Register, settled: Settle, sharing: ConsentState
) -> None:
    await register.end_agreement()
    await register.sign(base=True, legal_basis=LegalBasis.CONSENT)
    await register.registered(MINISTRY, "زينب ياسر", sharing=sharing)
    await settled()
    (own,) = await roll(register, CASEWORKER)
    assert own["headName"]["value"] == "زينب ياسر"
    assert await roll(register, NEIGHBOUR) == []
    assert await roll(register, NEIGHBOUR, filter={"place": "EG2706"}) == []
    found = await register.ask(
        NEIGHBOUR,
        "query ($id: ID!, $reference: String!) { byId: household(id: $id) { id } "
        "byReference: household(reference: $reference) { id } node(id: $id) { id } }",
        {"id": own["id"], "reference": own["reference"]},
    )
    assert found == {"byId": None, "byReference": None, "node": None}


async def test_under_a_public_task_who_was_not_asked_is_shared_and_who_refused_is_not(
    register: Register, settled: Settle
) -> None:
    await register.registered(MINISTRY, "نورا سيد", sharing=ConsentState.NOT_ASKED)
    await register.registered(MINISTRY, "زينب ياسر", sharing=ConsentState.REFUSED)
    await settled()
    assert [one["headName"]["masked"] for one in await roll(register, NEIGHBOUR)] == ["نـ… سـ…"]


async def test_a_protected_registration_does_not_exist_for_others(
    register: Register, settled: Settle
) -> None:
    await register.registered(MINISTRY, "هدى علي", place="EG27", protected=True)
    await settled()
    (own,) = await roll(register, CASEWORKER)
    assert own["protected"] is True
    assert own["markaz"] is None
    assert await roll(register, NEIGHBOUR) == []


async def test_without_an_agreement_the_roll_is_empty_says_why_and_it_is_on_record(
    register: Register, settled: Settle
) -> None:
    await register.registered(MINISTRY)
    await register.registered(NEWCOMER)
    await settled()
    body = await register.answer(Person(NEWCOMER), ROLL)
    page = body["data"]["households"]
    assert page["edges"] == []
    (refusal,) = page["refusals"]
    assert refusal["code"] == "no_agreement"
    assert "مذكرة" in refusal["messageAr"]
    assert "agreement" in refusal["messageEn"]
    assert [one["code"] for one in body["extensions"]["refusals"]] == ["no_agreement"]
    assert await register.refusals() == [("no_agreement", "household.list")]


async def test_the_day_after_an_agreement_ends_access_ends_and_the_past_with_it(
    register: Register, settled: Settle
) -> None:
    await register.registered(MINISTRY)
    position = await settled()
    await register.end_agreement(last_day=NOW.date())
    await settled()
    assert len(await roll(register, NEIGHBOUR)) == 1
    register.clock.now = NOW.replace(day=NOW.day + 1)
    assert await roll(register, NEIGHBOUR) == []
    assert await roll(register, NEIGHBOUR, asOf={"position": position}) == []


async def test_a_suspended_partner_reads_nothing(register: Register, settled: Settle) -> None:
    await register.registered(MINISTRY)
    await register.submit(
        steering.suspend_partner(register.partners[ASSOCIATION], register.operator)
    )
    await settled()
    page = (await register.ask(NEIGHBOUR, ROLL))["households"]
    assert page["edges"] == []
    assert [one["code"] for one in page["refusals"]] == ["partner_suspended"]


async def test_that_a_suspended_partner_asked_is_on_record(
    register: Register, settled: Settle
) -> None:
    await register.submit(
        steering.suspend_partner(register.partners[ASSOCIATION], register.operator)
    )
    await settled()
    await register.ask(NEIGHBOUR, ROLL)
    assert await register.refusals() == [("partner_suspended", "household.list")]


@pytest.mark.parametrize(
    "person",
    [
        Person(UMBRELLA),
        Person(UMBRELLA, Role.AGGREGATE_ONLY, Purpose.STATISTICS),
        Person(MINISTRY, Role.ANALYST, Purpose.STATISTICS),
    ],
)
async def test_who_sees_totals_sees_no_household(
    register: Register, settled: Settle, person: Person
) -> None:
    await register.registered(MINISTRY)
    await settled()
    page = (await register.ask(person, ROLL))["households"]
    assert page["edges"] == []
    assert [one["code"] for one in page["refusals"]] == ["totals_only"]
    totals = await register.ask(
        person, "{ reached { edges { node { persons } } refusals { code } } }"
    )
    assert totals["reached"]["refusals"] == []


async def test_a_purpose_outside_the_agreement_shows_own_records_alone(
    register: Register, settled: Settle
) -> None:
    await register.registered(MINISTRY, "نورا سيد")
    await register.registered(ASSOCIATION, "هدى علي")
    await settled()
    person = Person(ASSOCIATION, purpose=Purpose.FOLLOW_UP)
    page = (await register.ask(person, ROLL))["households"]
    assert [one["node"]["headName"]["value"] for one in page["edges"]] == ["هدى علي"]
    assert [one["code"] for one in page["refusals"]] == ["purpose_not_in_agreement"]


async def test_a_volunteer_reads_names_of_the_own_partner_and_no_identity_number(
    register: Register, settled: Settle
) -> None:
    await register.registered(ASSOCIATION)
    await register.registered(MINISTRY)
    await settled()
    volunteer = Person(ASSOCIATION, Role.VOLUNTEER)
    data = await register.ask(
        volunteer,
        "{ households { edges { node { headName { value } members "
        "{ identityNumbers { state reason { code } } phones { state } } } } } }",
    )
    (edge,) = data["households"]["edges"]
    assert edge["node"]["headName"]["value"] == "فاطمة عبد الرحيم"
    assert edge["node"]["members"] == [
        {
            "identityNumbers": {"state": "WITHHELD", "reason": {"code": "role_not_allowed"}},
            "phones": {"state": "MASKED"},
        }
    ]


async def test_an_auditor_sees_rows_and_no_personal_field(
    register: Register, settled: Settle
) -> None:
    await register.registered(MINISTRY)
    await settled()
    (household,) = await roll(register, AUDITOR)
    assert household["namedMembers"] == 1
    assert household["headName"]["state"] == "WITHHELD"
    assert await register.openings() == []


async def test_nobody_searches_by_what_they_may_not_see(
    register: Register, settled: Settle
) -> None:
    await register.registered(MINISTRY, village=True, hold=HoldReason.UNDER_REVIEW)
    await settled()
    (own,) = await roll(register, CASEWORKER)
    village, partner = own["place"]["code"], register.partners[MINISTRY]
    for closed in ({"place": village}, {"partner": str(partner)}, {"onHold": True}):
        assert len(await roll(register, CASEWORKER, filter=closed)) == 1
        page = (await register.ask(NEIGHBOUR, ROLL, {"filter": closed}))["households"]
        assert page["edges"] == []
        assert [one["code"] for one in page["refusals"]] == ["search_by_closed_field"]
    for shown in ({"place": "EG2706"}, {"place": "EG27"}, {"sizeBand": "THREE_TO_FIVE"}):
        assert len(await roll(register, NEIGHBOUR, filter=shown)) == 1
    for other in ({"place": "EG2708"}, {"sizeBand": "ONE_OR_TWO"}, {"onHold": False}):
        assert await roll(register, CASEWORKER, filter=other) == []


async def test_pages_agree_while_others_register(register: Register, settled: Settle) -> None:
    for name in ("نورا سيد", "هدى علي", "سعاد إبراهيم"):
        await register.registered(MINISTRY, name)
    await settled()
    first = (await register.ask(CASEWORKER, ROLL, {"first": 2}))["households"]
    await register.registered(MINISTRY, "زينب ياسر")
    await settled()
    assert first["pageInfo"]["hasNextPage"] is True
    after = first["pageInfo"]["endCursor"]
    second = (await register.ask(CASEWORKER, ROLL, {"first": 2, "after": after}))["households"]
    assert second["position"] == first["position"]
    assert second["pageInfo"] | {"endCursor": ""} == {
        "hasNextPage": False,
        "hasPreviousPage": True,
        "endCursor": "",
    }
    names = [edge["node"]["headName"]["value"] for edge in first["edges"] + second["edges"]]
    assert names == ["نورا سيد", "هدى علي", "سعاد إبراهيم"]
    assert len(await roll(register, CASEWORKER)) == 4


async def test_a_family_of_benefit_is_shown_where_the_agreement_shares_it(
    register: Register, settled: Settle
) -> None:
    household = await register.registered(ASSOCIATION)
    for programme in ("food", "refuge"):
        await register.delivered(ASSOCIATION, programme, household)
    other = await register.registered(MINISTRY)
    await register.delivered(MINISTRY, "cash", other)
    await settled()
    ledger = "{ deliveries { edges { node { family partner { code } programme { code } } } } }"
    own = (await register.ask(NEIGHBOUR, ledger))["deliveries"]["edges"]
    assert [one["node"]["programme"]["code"] for one in own] == ["food", "refuge"]
    shown = (await register.ask(CASEWORKER, ledger))["deliveries"]["edges"]
    assert [one["node"] for one in shown] == [
        {"family": "FOOD", "partner": {"code": ASSOCIATION}, "programme": None},
        {"family": "CASH", "partner": {"code": MINISTRY}, "programme": {"code": "cash"}},
    ]


async def test_me_says_who_asks_and_what_is_open(register: Register, settled: Settle) -> None:
    await settled()
    data = await register.ask(
        NEIGHBOUR,
        "{ me { partner { code } roles purpose ownRecords totals openings refusal { code } "
        "agreements { nameEn base families } opens { kind level reason { code } } } }",
    )
    me = data["me"]
    assert me["partner"] == {"code": ASSOCIATION}
    assert (me["roles"], me["purpose"]) == (["CASEWORKER"], "REGISTRATION")
    assert me["agreements"] == [
        {"nameEn": "Base agreement", "base": True, "families": [BenefitFamily.FOOD.name]}
    ]
    assert {one["kind"]: one["level"] for one in me["opens"]} == {
        "NAME": "CLEAR",
        "IDENTITY": "CLEAR",
        "CONTACT": "CLEAR",
        "SENSITIVE": "CLEAR",
        "STATISTICS": "WITHHELD",
    }
