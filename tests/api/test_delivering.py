"""Visits, events, callers and proxies over the API; deliveries mended and taken back, and the counts after it."""

from __future__ import annotations

from typing import Any

import pytest

from registry.domain.vocabulary import Purpose, Role
from tests.api.register import (
    ASSOCIATION,
    AUDITOR,
    CASEWORKER,
    MINISTRY,
    NEIGHBOUR,
    Person,
    Register,
    Settle,
)
from tests.api.test_recording import FATIMA, REGISTER, basket, recorded

pytestmark = pytest.mark.anyio

SHOWN = """
fragment shown on Delivery {
  id quantity value { amount currency } on { value } countsAs headcount channel visit reversed reversal
  sources { kind amount { amount currency } partner { code } } servicePoint { code }
  giver { value } collector { value } collectorNumbers { values } collectorAuthority { value }
}
"""
DELIVER = (
    """
mutation ($input: DeliveryInput!, $key: ID!) {
  recordDelivery(input: $input, idempotencyKey: $key) {
    ... on DeliveryRecorded { id position repeated delivery { ...shown } }
    ... on Refusal { code messageAr messageEn }
  }
}
"""
    + SHOWN
)
VISIT = (
    """
mutation ($input: VisitInput!, $key: ID!) {
  recordVisit(input: $input, idempotencyKey: $key) {
    ... on VisitRecorded { id position repeated deliveries { ...shown } }
    ... on Refusal { code }
  }
}
"""
    + SHOWN
)
CORRECT = (
    """
mutation ($delivery: ID!, $correction: DeliveryCorrectionInput!, $key: ID!) {
  correctDelivery(delivery: $delivery, correction: $correction, idempotencyKey: $key) {
    ... on DeliveryChanged { id position changed repeated delivery { ...shown } }
    ... on Refusal { code }
  }
}
"""
    + SHOWN
)
REVERSE = (
    """
mutation ($delivery: ID!, $reason: ReversalReason!, $key: ID!) {
  reverseDelivery(delivery: $delivery, reason: $reason, idempotencyKey: $key) {
    ... on DeliveryChanged { id changed delivery { ...shown } }
    ... on Refusal { code }
  }
}
"""
    + SHOWN
)
COUNTED = "{ reached(by: []) { edges { node { persons visits services unnamed } } } }"
LISTED = "query ($filter: DeliveryFilter) { deliveries(filter: $filter) { edges { node { id } } } }"


@pytest.fixture
async def home(register: Register) -> str:
    """A household of the association's, by its id."""
    household = await recorded(register, NEIGHBOUR, REGISTER, input=FATIMA, key="k")
    return str(household["id"])


async def counted(register: Register, settled: Settle) -> tuple[int, ...]:
    await settled()
    edges = (await register.ask(AUDITOR, COUNTED))["reached"]["edges"]
    return tuple(edges[0]["node"].values()) if edges else (0, 0, 0, 0)


async def listed(register: Register, person: Person, **wanted: Any) -> list[str]:
    answer = await register.ask(person, LISTED, {"filter": wanted})
    return [edge["node"]["id"] for edge in answer["deliveries"]["edges"]]


async def test_three_services_in_a_visit_are_one_person_one_visit_three_services(
    register: Register, settled: Settle, home: str
) -> None:
    food = basket(register, home)["programme"]
    visit = {
        "household": home,
        "on": "2026-10-05",
        "channel": "HOME_VISIT",
        "servicePoint": str(register.partners[ASSOCIATION]),
        "services": [
            {"programme": food},
            {"programme": food},
            {"programme": food, "quantity": "2"},
        ],
    }
    outcome = await recorded(register, NEIGHBOUR, VISIT, input=visit, key="v-1")
    assert [one["quantity"] for one in outcome["deliveries"]] == ["1", "1", "2"]
    assert {one["visit"] for one in outcome["deliveries"]} == {outcome["id"]}
    assert {one["channel"] for one in outcome["deliveries"]} == {"HOME_VISIT"}
    assert {one["servicePoint"]["code"] for one in outcome["deliveries"]} == {ASSOCIATION}
    assert await counted(register, settled) == (1, 1, 3, 0)
    again = await recorded(register, NEIGHBOUR, VISIT, input=visit, key="v-1")
    assert again == outcome | {"repeated": True}
    later = basket(register, home) | {"on": "2026-10-05", "visit": outcome["id"]}
    await recorded(register, NEIGHBOUR, DELIVER, input=later, key="d-1")
    assert await counted(register, settled) == (1, 1, 4, 0)


async def test_of_a_visit_everything_is_recorded_or_nothing(
    register: Register, settled: Settle, home: str
) -> None:
    food = basket(register, home)["programme"]
    theirs = str(register.programmes["cash"])
    visit = {
        "household": home,
        "on": "2026-10-05",
        "services": [{"programme": food}, {"programme": theirs}],
    }
    refused = await recorded(register, NEIGHBOUR, VISIT, input=visit, key="v-1")
    assert refused["code"] == "programme_unknown"
    assert await counted(register, settled) == (0, 0, 0, 0)
    nothing = visit | {"services": []}
    refused = await recorded(register, NEIGHBOUR, VISIT, input=nothing, key="v-2")
    assert refused["code"] == "visit_without_services"
    many = visit | {"services": [{"programme": food}] * 21}
    refused = await recorded(register, NEIGHBOUR, VISIT, input=many, key="v-3")
    assert refused["code"] == "too_many"


@pytest.mark.parametrize(
    ("counts_as", "counts"),
    [("PERSON", (0, 0, 0, 120)), ("VISIT", (0, 120, 0, 0)), ("SERVICE", (0, 0, 120, 0))],
)
async def test_a_campaign_is_a_headcount_and_never_persons(
    register: Register, settled: Settle, counts_as: str, counts: tuple[int, ...]
) -> None:
    campaign = {
        "programme": str(register.programmes["food"]),
        "headcount": 120,
        "place": "EG2706",
        "countsAs": counts_as,
        "on": "2026-10-05",
    }
    outcome = await recorded(register, NEIGHBOUR, DELIVER, input=campaign, key="d-1")
    assert outcome["delivery"]["headcount"] == 120
    assert await counted(register, settled) == counts


async def test_a_caller_who_gives_no_name_is_a_service_by_phone(
    register: Register, settled: Settle
) -> None:
    call = {
        "programme": str(register.programmes["food"]),
        "headcount": 1,
        "place": "EG27",
        "channel": "PHONE",
        "on": "2026-10-05",
    }
    outcome = await recorded(register, NEIGHBOUR, DELIVER, input=call, key="d-1")
    assert outcome["delivery"]["channel"] == "PHONE"
    assert await counted(register, settled) == (0, 0, 1, 0)
    named = call | {"giver": "هدى"}
    refused = await recorded(register, NEIGHBOUR, DELIVER, input=named, key="d-2")
    assert refused["code"] == "delivery_headcount_names_somebody"


async def test_a_card_is_handed_to_a_proxy_by_a_right_that_is_kept(
    register: Register, home: str
) -> None:
    proxy = {
        "name": "علي محمود",
        "identityNumbers": [{"number": "٢٨٥٠٣٠٢٢٧٠٠٠٢٤"}],
        "proxy": True,
        "authority": "توكيل رقم 17",
    }
    handed = basket(register, home) | {"collector": proxy}
    outcome = await recorded(register, NEIGHBOUR, DELIVER, input=handed, key="d-1")
    shown = outcome["delivery"]
    assert shown["collector"] == {"value": "علي محمود"}
    assert shown["collectorNumbers"] == {"values": ["28503022700024"]}
    assert shown["collectorAuthority"] == {"value": "توكيل رقم 17"}
    without = handed | {"collector": proxy | {"authority": " "}}
    refused = await recorded(register, NEIGHBOUR, DELIVER, input=without, key="d-2")
    assert refused["code"] == "collector_without_authority"


async def test_whoever_paid_is_kept_and_pays_no_more_than_it_is_worth(
    register: Register, home: str
) -> None:
    paid = basket(register, home) | {
        "value": pounds("450"),
        "sources": [
            {"kind": "ZAKAT", "amount": pounds("300")},
            {
                "kind": "STATE_BUDGET",
                "amount": pounds("150"),
                "partner": str(register.partners[MINISTRY]),
            },
        ],
    }
    outcome = await recorded(register, NEIGHBOUR, DELIVER, input=paid, key="d-1")
    assert outcome["delivery"]["sources"] == [
        {"kind": "ZAKAT", "amount": pounds("300"), "partner": None},
        {"kind": "STATE_BUDGET", "amount": pounds("150"), "partner": {"code": MINISTRY}},
    ]
    less = paid | {"value": pounds("449.99")}
    refused = await recorded(register, NEIGHBOUR, DELIVER, input=less, key="d-2")
    assert refused["code"] == "delivery_sources_exceed_value"
    nobody = paid | {"sources": [{"kind": "ZAKAT", "partner": paid["programme"]}]}
    refused = await recorded(register, NEIGHBOUR, DELIVER, input=nobody, key="d-3")
    assert refused["code"] == "partner_unknown"


def pounds(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EGP"}


async def test_what_has_not_come_yet_was_not_delivered(register: Register, home: str) -> None:
    tomorrow = basket(register, home) | {"on": "2026-10-21"}
    refused = await recorded(register, NEIGHBOUR, DELIVER, input=tomorrow, key="d-1")
    assert refused["code"] == "day_in_the_future"
    assert refused["messageAr"] != refused["messageEn"]


async def test_a_delivery_is_mended_field_by_field_and_what_is_so_already_changes_nothing(
    register: Register, home: str
) -> None:
    given = basket(register, home) | {"giver": "متبرع", "collector": {"name": "علي محمود"}}
    made = await recorded(register, NEIGHBOUR, DELIVER, input=given, key="d-1")
    mended = await correct(register, made["id"], "c-1", quantity="3", giver="سعاد", collector=None)
    assert mended["changed"] is True
    shown = mended["delivery"]
    assert (shown["quantity"], shown["giver"]["value"]) == ("3", "سعاد")
    assert shown["collector"] == {"value": None}
    assert shown["countsAs"] == made["delivery"]["countsAs"]
    before = register.streams("delivery.%")
    so = await correct(register, made["id"], "c-2", quantity="3.0", giver="سعاد", collector=None)
    assert (so["changed"], so["position"]) == (False, 0)
    assert register.streams("delivery.%") == before
    again = await correct(register, made["id"], "c-1", quantity="3", giver="سعاد", collector=None)
    assert again["repeated"] is True


async def test_a_mended_day_moves_the_delivery_to_another_month_and_leaves_the_past_as_it_was(
    register: Register, settled: Settle, home: str
) -> None:
    made = await recorded(register, NEIGHBOUR, DELIVER, input=basket(register, home), key="d-1")
    before = await settled()
    months = (
        "query ($at: AsOf) { reached(by: [MONTH], asOf: $at) "
        "{ edges { node { month persons visits services } } } }"
    )
    await correct(register, made["id"], "c-1", on="2026-09")
    await settled()
    now = await register.ask(AUDITOR, months)
    then = await register.ask(AUDITOR, months, {"at": {"position": before}})
    row = {"persons": 1, "visits": 1, "services": 1}
    assert [edge["node"] for edge in now["reached"]["edges"]] == [{"month": "2026-09", **row}]
    assert [edge["node"] for edge in then["reached"]["edges"]] == [{"month": "2026-10", **row}]


async def test_a_mended_headcount_takes_back_what_it_had_counted(
    register: Register, settled: Settle
) -> None:
    campaign = {
        "programme": str(register.programmes["food"]),
        "headcount": 120,
        "place": "EG2706",
        "countsAs": "PERSON",
        "on": "2026-10-05",
    }
    made = await recorded(register, NEIGHBOUR, DELIVER, input=campaign, key="d-1")
    await correct(register, made["id"], "c-1", headcount=112)
    assert await counted(register, settled) == (0, 0, 0, 112)
    await correct(register, made["id"], "c-2", countsAs="VISIT")
    assert await counted(register, settled) == (0, 112, 0, 0)


async def test_a_delivery_taken_back_is_in_no_count_and_no_list_and_stays_in_history(
    register: Register, settled: Settle, home: str
) -> None:
    kept = await recorded(register, NEIGHBOUR, DELIVER, input=basket(register, home), key="d-1")
    counts = await counted(register, settled)
    made = await recorded(register, NEIGHBOUR, DELIVER, input=basket(register, home), key="d-2")
    between = await settled()
    machines = {"delivery": made["id"], "reason": "IMPORT_UNDONE", "key": "r-0"}
    no = (await register.ask(NEIGHBOUR, REVERSE, machines))["reverseDelivery"]
    assert no["code"] == "reason_of_undoing"
    gone = await recorded(
        register, NEIGHBOUR, REVERSE, delivery=made["id"], reason="RECORDED_TWICE", key="r-1"
    )
    assert (gone["delivery"]["reversed"], gone["delivery"]["reversal"]) == (True, "RECORDED_TWICE")
    assert await counted(register, settled) == counts
    assert await listed(register, NEIGHBOUR) == [kept["id"]]
    assert await listed(register, NEIGHBOUR, reversed=True) == [made["id"]]
    assert await listed(register, NEIGHBOUR, reversed=None) == [kept["id"], made["id"]]
    of_home = "query ($id: ID!) { household(id: $id) { deliveries { edges { node { id } } } } }"
    shown = await register.ask(NEIGHBOUR, of_home, {"id": home})
    assert [one["node"]["id"] for one in shown["household"]["deliveries"]["edges"]] == [kept["id"]]
    then = await register.ask(
        NEIGHBOUR,
        "query ($at: AsOf) { deliveries(asOf: $at) { edges { node { reversed } } } }",
        {"at": {"position": between}},
    )
    assert [one["node"]["reversed"] for one in then["deliveries"]["edges"]] == [False, False]
    again = await recorded(
        register, NEIGHBOUR, REVERSE, delivery=made["id"], reason="RETURNED", key="r-2"
    )
    assert (again["changed"], again["delivery"]["reversal"]) == (False, "RECORDED_TWICE")
    late = await correct(register, made["id"], "c-1", quantity="3")
    assert late["code"] == "delivery_reversed"


async def test_nobody_mends_or_takes_back_what_another_partner_recorded(
    register: Register, home: str
) -> None:
    made = await recorded(register, NEIGHBOUR, DELIVER, input=basket(register, home), key="d-1")
    refused = await correct(register, made["id"], "c-1", CASEWORKER, quantity="3")
    assert refused["code"] == "delivery_unknown"
    refused = await recorded(
        register, CASEWORKER, REVERSE, delivery=made["id"], reason="RETURNED", key="r-1"
    )
    assert refused["code"] == "delivery_unknown"
    refused = await correct(register, home, "c-2", quantity="3")
    assert refused["code"] == "id_malformed"


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.ANALYST, Role.REVIEWER, Role.AUDITOR])
async def test_a_role_that_hands_nothing_out_takes_nothing_back(
    register: Register, home: str, role: Role
) -> None:
    made = await recorded(register, NEIGHBOUR, DELIVER, input=basket(register, home), key="d-1")
    person = Person(ASSOCIATION, role, Purpose.DELIVERY)
    refused = await correct(register, made["id"], "c-1", person, quantity="3")
    assert refused["code"] == "act_not_allowed"
    refused = await recorded(
        register, person, REVERSE, delivery=made["id"], reason="RETURNED", key="r-1"
    )
    assert refused["code"] == "act_not_allowed"


@pytest.mark.parametrize("field", ["quantity", "countsAs", "on"])
async def test_what_every_delivery_has_is_not_taken_away(
    register: Register, home: str, field: str
) -> None:
    made = await recorded(register, NEIGHBOUR, DELIVER, input=basket(register, home), key="d-1")
    refused = await correct(register, made["id"], "c-1", NEIGHBOUR, **{field: None})
    assert refused["code"] == "delivery_field_needed"


async def correct(
    register: Register, delivery: str, key: str, person: Person = NEIGHBOUR, **said: Any
) -> Any:
    return await recorded(register, person, CORRECT, delivery=delivery, correction=said, key=key)
