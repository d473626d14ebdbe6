"""What is recorded over the API: once per key, refusals as data, read back by its writer."""

from __future__ import annotations

from typing import Any

import pytest

from registry.domain.vocabulary import Purpose, Role
from registry.projections import as_of
from tests.api.register import (
    ASSOCIATION,
    AUDITOR,
    CASEWORKER,
    MINISTRY,
    NEIGHBOUR,
    NOW,
    Person,
    Register,
    Settle,
)

pytestmark = pytest.mark.anyio

REGISTER = """
mutation ($input: HouseholdInput!, $key: ID!) {
  registerHousehold(input: $input, idempotencyKey: $key) {
    __typename
    ... on HouseholdRegistered {
      id reference position repeated
      household {
        id reference namedMembers sizeBand headName { value } phones { values }
        members {
          name { value } born { value } identityNumbers { values } criteria { values }
          warnings { values }
        }
        warnings { values }
      }
    }
    ... on Refusal { code messageAr messageEn details }
  }
}
"""
ADD = """
mutation ($household: ID!, $member: MemberInput!, $key: ID!) {
  addMember(household: $household, member: $member, idempotencyKey: $key) {
    ... on MemberAdded { id position repeated household { namedMembers } }
    ... on Refusal { code messageAr messageEn }
  }
}
"""
DELIVER = """
mutation ($input: DeliveryInput!, $key: ID!) {
  recordDelivery(input: $input, idempotencyKey: $key) {
    ... on DeliveryRecorded {
      id position repeated
      delivery {
        family programme { code } on { value precision } quantity value { amount currency }
        household { reference } partner { code } collector { value } claim countsAs
      }
    }
    ... on Refusal { code messageAr messageEn }
  }
}
"""
FATIMA: dict[str, Any] = {
    "head": {
        "name": "فاطمة عبد الرحيم",
        "sex": "FEMALE",
        "born": "1985-03-02",
        "identityNumbers": [{"number": "٢٨٥٠٣٠٢٢٧٠٠٠٢٤"}],
    },
    "members": [{"name": "علي محمود", "relation": "SPOUSE", "criteria": ["CHRONIC_ILLNESS"]}],
    "declaredSize": 4,
    "place": "EG2706",
    "phones": ["٠١٠٩٢٥٧٤٨٢٢"],
    "partnerReference": "ق-12",
}


async def recorded(register: Register, person: Person, document: str, **variables: Any) -> Any:
    (outcome,) = (await register.ask(person, document, variables)).values()
    return outcome


async def test_a_registration_is_read_back_by_who_wrote_it(register: Register) -> None:
    outcome = await recorded(register, CASEWORKER, REGISTER, input=FATIMA, key="k-1")
    assert outcome["__typename"] == "HouseholdRegistered"
    assert outcome["repeated"] is False
    household = outcome["household"]
    assert household["id"] == outcome["id"]
    assert household["reference"] == outcome["reference"]
    assert household["headName"]["value"] == "فاطمة عبد الرحيم"
    assert household["namedMembers"] == 2
    assert household["sizeBand"] == "THREE_TO_FIVE"
    assert household["phones"]["values"] == ["+201092574822"]
    head, spouse = household["members"]
    assert head["born"]["value"] == "1985-03-02"
    assert head["identityNumbers"]["values"] == ["28503022700024"]
    assert spouse["criteria"]["values"] == ["chronic_illness"]
    assert household["warnings"]["values"] == []
    listed = await register.ask(CASEWORKER, "{ households { edges { node { reference } } } }")
    assert listed["households"]["edges"] == [{"node": {"reference": outcome["reference"]}}]


async def test_the_same_key_registers_once_and_other_content_is_refused(register: Register) -> None:
    first = await recorded(register, CASEWORKER, REGISTER, input=FATIMA, key="k-1")
    second = await recorded(register, CASEWORKER, REGISTER, input=FATIMA, key="k-1")
    assert second == first | {"repeated": True}
    other = FATIMA | {"declaredSize": 9}
    refused = await recorded(register, CASEWORKER, REGISTER, input=other, key="k-1")
    assert refused["code"] == "idempotency_key_reused"
    neighbour = await recorded(register, NEIGHBOUR, REGISTER, input=FATIMA, key="k-1")
    assert neighbour["id"] != first["id"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"place": "EG9999"}, "place_unknown"),
        ({"declaredSize": 0}, "declared_size_not_positive"),
        ({"protected": True}, "place_too_fine_for_protection"),
        ({"head": {"name": "   "}}, "name_blank"),
        ({"head": {"name": "فاطمة", "born": "31-02-1985"}}, "birth_date_unreadable"),
        ({"head": {"name": "فاطمة", "born": "2030-01-05"}}, "birth_date_unreadable"),
        ({"head": {"name": "فاطمة", "functioning": {"seeing": 5}}}, "answer_out_of_range"),
        ({"members": [{"name": "علي"}] * 100}, "too_many"),
        ({"address": "ش" * 501}, "too_long"),
        ({"members": [{"name": "علي", "relation": "HEAD"}]}, "more_than_one_head"),
    ],
)
async def test_a_refusal_is_data_in_both_languages(
    register: Register, change: dict[str, Any], code: str
) -> None:
    refused = await recorded(register, CASEWORKER, REGISTER, input=FATIMA | change, key="k")
    assert refused["__typename"] == "Refusal"
    assert refused["code"] == code
    assert refused["messageAr"] != refused["messageEn"]
    assert "{" not in refused["messageAr"] + refused["messageEn"]


async def test_a_child_born_today_is_registered_in_the_first_hour_of_the_day(
    register: Register,
) -> None:
    register.clock.now = NOW.replace(hour=22, minute=30)
    tomorrow = FATIMA | {"members": [{"name": "منى", "born": "2026-10-22"}]}
    refused = await recorded(register, CASEWORKER, REGISTER, input=tomorrow, key="k-1")
    assert refused["code"] == "birth_date_unreadable"
    today = FATIMA | {"members": [{"name": "منى", "born": "2026-10-21"}]}
    outcome = await recorded(register, CASEWORKER, REGISTER, input=today, key="k-2")
    assert outcome["household"]["members"][-1]["born"]["value"] == "2026-10-21"


async def test_what_is_odd_is_a_warning_and_no_refusal(register: Register) -> None:
    odd = FATIMA | {
        "head": {"name": "محمد", "sex": "MALE", "identityNumbers": [{"number": "29913452700019"}]},
        "declaredSize": 1,
        "phones": ["123"],
        "criteria": ["FEMALE_HEAD"],
        "partnerReference": None,
    }
    outcome = await recorded(register, CASEWORKER, REGISTER, input=odd, key="k")
    assert set(outcome["household"]["warnings"]["values"]) == {
        "female_head_is_male",
        "size_below_members",
        "no_partner_reference",
        "phone_invalid",
    }


async def test_a_number_that_tells_another_birth_date_is_a_warning_beside_the_person(
    register: Register,
) -> None:
    doubtful = FATIMA | {"head": FATIMA["head"] | {"born": "1985-03-03"}}
    outcome = await recorded(register, CASEWORKER, REGISTER, input=doubtful, key="k")
    head, spouse = outcome["household"]["members"]
    assert head["warnings"]["values"] == ["identity_number_disagrees"]
    assert spouse["warnings"]["values"] == []


@pytest.mark.parametrize("key", ["", "   ", "k" * 201])
async def test_a_key_is_something_and_not_a_book(register: Register, key: str) -> None:
    refused = await recorded(register, CASEWORKER, REGISTER, input=FATIMA, key=key)
    assert refused["code"] == "idempotency_key_blank"


async def test_a_role_that_may_not_write_is_refused_and_it_is_on_record(register: Register) -> None:
    analyst = Person(MINISTRY, Role.ANALYST, Purpose.STATISTICS)
    refused = await recorded(register, analyst, REGISTER, input=FATIMA, key="k")
    assert refused["code"] == "act_not_allowed"
    assert await register.refusals() == [("act_not_allowed", "household.register")]


async def test_a_member_is_added_to_ones_own_household_only(register: Register) -> None:
    household = (await recorded(register, CASEWORKER, REGISTER, input=FATIMA, key="k"))["id"]
    mona = {"name": "منى علي", "relation": "CHILD"}
    added = await recorded(register, CASEWORKER, ADD, household=household, member=mona, key="m-1")
    assert added["household"]["namedMembers"] == 3
    again = await recorded(register, CASEWORKER, ADD, household=household, member=mona, key="m-1")
    assert again == added | {"repeated": True}
    refused = await recorded(register, NEIGHBOUR, ADD, household=household, member=mona, key="m-2")
    assert refused["code"] == "household_unknown"
    member = await register.ask(
        CASEWORKER,
        "query ($id: ID!) { node(id: $id) { id ... on Member { name { value } } } }",
        {"id": added["id"]},
    )
    assert member["node"] == {"id": added["id"], "name": {"value": "منى علي"}}
    hidden = await register.ask(
        NEIGHBOUR, "query ($id: ID!) { node(id: $id) { id } }", {"id": added["id"]}
    )
    assert hidden["node"] is None


async def test_a_delivery_is_read_back_by_who_recorded_it(register: Register) -> None:
    household = await recorded(register, NEIGHBOUR, REGISTER, input=FATIMA, key="k")
    given = basket(register, household["id"]) | {
        "quantity": "2",
        "value": {"amount": "350.50", "currency": "EGP"},
        "collector": {"name": "علي محمود"},
    }
    outcome = await recorded(register, NEIGHBOUR, DELIVER, input=given, key="d-1")
    assert outcome["delivery"] == {
        "family": "FOOD",
        "programme": {"code": "food"},
        "on": {"value": "2026-10-01", "precision": "MONTH"},
        "quantity": "2",
        "value": {"amount": "350.50", "currency": "EGP"},
        "household": {"reference": household["reference"]},
        "partner": {"code": ASSOCIATION},
        "collector": {"value": "علي محمود"},
        "claim": "OWN_RECORD",
        "countsAs": "SERVICE",
    }
    again = await recorded(register, NEIGHBOUR, DELIVER, input=given, key="d-1")
    assert again == outcome | {"repeated": True}


@pytest.mark.parametrize("ramadan", ["رمضان ١٤٤٧ هـ", "1447-09", "2026-02-18..2026-03-19"])
async def test_a_delivery_of_a_hijri_month_is_of_its_days(
    register: Register, settled: Settle, ramadan: str
) -> None:
    household = await recorded(register, NEIGHBOUR, REGISTER, input=FATIMA, key="k")
    given = basket(register, household["id"]) | {
        "on": "2026-02-20",
        "servesFrom": ramadan,
        "servesUntil": ramadan,
    }
    await recorded(register, NEIGHBOUR, DELIVER, input=given, key="d-1")
    await recorded(register, NEIGHBOUR, DELIVER, input=given | {"on": ramadan}, key="d-2")
    await settled()
    read = await register.ask(
        NEIGHBOUR,
        "{ deliveries { edges { node { on { ...known } servesFrom { ...known } "
        "servesUntil { ...known } } } } } fragment known on PreciseDate { value precision until }",
    )
    day = {"value": "2026-02-20", "precision": "DAY", "until": None}
    month = {"value": "2026-02-18", "precision": "SPAN", "until": "2026-03-19"}
    assert [edge["node"] for edge in read["deliveries"]["edges"]] == [
        {"on": day, "servesFrom": month, "servesUntil": month},
        {"on": month, "servesFrom": month, "servesUntil": month},
    ]


async def test_a_delivery_is_counted_among_those_reached(
    register: Register, settled: Settle
) -> None:
    household = await recorded(register, NEIGHBOUR, REGISTER, input=FATIMA, key="k")
    for key in ("d-1", "d-2"):
        given = basket(register, household["id"])
        await recorded(register, NEIGHBOUR, DELIVER, input=given, key=key)
    await settled()
    counted = await register.ask(
        AUDITOR,
        '{ reached(by: [MARKAZ, MONTH], month: "2026-10") '
        "{ edges { node { place { code } month persons visits services } } } }",
    )
    (edge,) = counted["reached"]["edges"]
    assert edge["node"] == {
        "place": {"code": "EG2706"},
        "month": "2026-10",
        "persons": 1,
        "visits": 2,
        "services": 2,
    }


def basket(register: Register, household: str) -> dict[str, Any]:
    programme = str(register.programmes["food"])
    return {"household": household, "programme": programme, "on": "2026-10"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"on": "2026-13"}, "date_unreadable"),
        ({"quantity": "0"}, "delivery_quantity_not_positive"),
        ({"quantity": "NaN"}, "amount_unreadable"),
        ({"value": {"amount": "1.005", "currency": "EGP"}}, "amount_unreadable"),
        ({"household": None, "headcount": 3}, "delivery_without_place"),
        ({"household": None}, "delivery_without_place"),
        ({"household": "bm90aGluZw"}, "id_malformed"),
        ({"member": "019a0000-0000-7000-8000-000000000001"}, "member_unknown"),
        ({"servesFrom": "2026-11", "servesUntil": "2026-10"}, "delivery_period_reversed"),
    ],
)
async def test_a_delivery_that_makes_no_sense_is_refused(
    register: Register, change: dict[str, Any], code: str
) -> None:
    household = await register.registered(MINISTRY)
    given = {
        "household": str(household),
        "programme": str(register.programmes["cash"]),
        "on": "2026-10",
    }
    refused = await recorded(register, CASEWORKER, DELIVER, input=given | change, key="d")
    assert refused["code"] == code


async def test_a_programme_of_another_partner_is_unknown(register: Register) -> None:
    household = await register.registered(MINISTRY)
    given = {
        "household": str(household),
        "programme": str(register.programmes["food"]),
        "on": "2026-10",
    }
    refused = await recorded(register, CASEWORKER, DELIVER, input=given, key="d")
    assert refused["code"] == "programme_unknown"


async def test_an_answer_does_not_wait_for_ever_for_the_read_models(
    register: Register, settled: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settled()

    async def behind(_: Any) -> int:
        return 1

    monkeypatch.setattr(as_of, "present", behind)
    monkeypatch.setattr("registry.api.carrying.PATIENCE", 0.05)
    outcome = await recorded(register, CASEWORKER, REGISTER, input=FATIMA, key="k")
    assert outcome["household"] is None
    assert outcome["reference"]
