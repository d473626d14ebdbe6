"""A household's timeline: in the order of the log, as far as the viewer may see, as of any moment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from registry.api.ids import read_uuid
from registry.api.told import TOLD, details
from registry.domain import (
    delivery,
    double_support,
    eligibility,
    entitlement_document,
    household,
    pair,
    referral,
    subject_request,
)
from registry.domain.facts import NAME_OF, STORED_NAMES, AnyFact
from registry.domain.vocabulary import ConsentState
from registry.texts import TEXTS
from tests.api.register import ASSOCIATION, CASEWORKER, NEIGHBOUR, Person, Register, Settle
from tests.api.test_delivering import REVERSE, VISIT, correct
from tests.api.test_recording import FATIMA, REGISTER, basket, recorded
from tests.history.expected import EXPECTED

pytestmark = pytest.mark.anyio

TIMELINE = """
query ($id: ID!, $at: AsOf, $first: Int = 50, $after: String) {
  household(id: $id, asOf: $at) {
    timeline(first: $first, after: $after) {
      edges { node {
        fact labelAr labelEn recordedAt partner { code } actor { role } purpose channel row
        member { name { value } } delivery { family reversed } details { name valueAr valueEn }
      } }
      pageInfo { hasNextPage endCursor } position
    }
  }
}
"""


async def told(register: Register, person: Person, home: str, **more: Any) -> list[dict[str, Any]]:
    answer = await register.ask(person, TIMELINE, {"id": home, **more})
    return [edge["node"] for edge in answer["household"]["timeline"]["edges"]]


@pytest.fixture
async def home(register: Register) -> str:
    household_ = await recorded(register, NEIGHBOUR, REGISTER, input=FATIMA, key="k")
    return str(household_["id"])


async def test_everything_that_happened_is_told_in_order_with_who_and_how(
    register: Register, settled: Settle, home: str
) -> None:
    given = basket(register, home) | {"value": {"amount": "450", "currency": "EGP"}}
    services = [{"programme": given["programme"], "value": given["value"]}] * 2
    visit = {"household": home, "on": "2026-10-05", "channel": "HOME_VISIT", "services": services}
    made = await recorded(register, NEIGHBOUR, VISIT, input=visit, key="v-1")
    first, second = (one["id"] for one in made["deliveries"])
    await correct(register, first, "c-1", quantity="3")
    await recorded(register, NEIGHBOUR, REVERSE, delivery=second, reason="RETURNED", key="r-1")
    await settled()
    entries = await told(register, NEIGHBOUR, home)
    assert [one["fact"].rpartition(".")[0] for one in entries] == [
        "household.registered",
        "household.member_joined",
        "household.member_joined",
        "delivery.recorded",
        "delivery.recorded",
        "delivery.corrected",
        "delivery.reversed",
    ]
    assert {one["partner"]["code"] for one in entries} == {ASSOCIATION}
    assert {one["actor"]["role"] for one in entries} == {"CASEWORKER"}
    assert [one["channel"] for one in entries[3:5]] == ["HOME_VISIT"] * 2
    assert entries[1]["member"] == {"name": {"value": "فاطمة عبد الرحيم"}}
    assert shown(entries[0])["place"] == ("دشنا (EG2706)", "Deshna (EG2706)")
    assert shown(entries[3])["value"] == ("450 EGP", "450 EGP")
    assert shown(entries[5]) == {"changed": ("الكمية", "quantity"), "quantity": ("3", "3")}
    assert shown(entries[6]) == {"reason": ("أُعيد", "returned")}
    assert [one["delivery"]["reversed"] for one in entries[3:]] == [False, True, False, True]


def shown(entry: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {one["name"]: (one["valueAr"], one["valueEn"]) for one in entry["details"]}


async def test_pages_of_a_timeline_are_the_timeline(
    register: Register, settled: Settle, home: str
) -> None:
    await register.delivered(ASSOCIATION, "food", read_uuid(home, "Household"))
    await settled()
    whole = await told(register, NEIGHBOUR, home)
    pages: list[dict[str, Any]] = []
    after = at = None
    while True:
        asked = {"id": home, "first": 2, "after": after, "at": at}
        answer = await register.ask(NEIGHBOUR, TIMELINE, asked)
        page = answer["household"]["timeline"]
        pages += [edge["node"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after, at = page["pageInfo"]["endCursor"], {"position": page["position"]}
    assert pages == whole


async def test_a_timeline_as_of_a_day_ends_with_that_day(
    register: Register, settled: Settle, home: str
) -> None:
    before = await settled()
    told_then = await told(register, NEIGHBOUR, home)
    register.clock.now += timedelta(days=1)
    await register.delivered(ASSOCIATION, "food", read_uuid(home, "Household"))
    await settled()
    assert len(await told(register, NEIGHBOUR, home)) == len(told_then) + 1
    assert await told(register, NEIGHBOUR, home, at={"position": before}) == told_then


async def test_another_partner_is_told_that_food_was_given_and_nothing_of_the_household(
    register: Register, settled: Settle
) -> None:
    home = await register.registered(ASSOCIATION)
    await register.delivered(ASSOCIATION, "food", home)
    await register.delivered(ASSOCIATION, "refuge", home)
    await settled()
    (entry,) = await told(register, CASEWORKER, str(home))
    assert entry["fact"] == "delivery.recorded.v1"
    assert entry["delivery"] == {"family": "FOOD", "reversed": False}
    closed = ("recordedAt", "actor", "purpose", "channel", "member", "details", "row")
    assert [entry[name] for name in closed] == [None] * len(closed)
    hidden = await register.registered(ASSOCIATION, sharing=ConsentState.REFUSED)
    await settled()
    answer = await register.ask(CASEWORKER, TIMELINE, {"id": str(hidden)})
    assert answer["household"] is None


OF_A_HOUSEHOLD = (
    household.HouseholdFact,
    delivery.DeliveryFact,
    referral.ReferralFact,
    subject_request.RequestFact,
    pair.PairFact,
    double_support.DoubleSupportFact,
    entitlement_document.DocumentFact,
    eligibility.EligibilityFact,
)


def test_every_fact_that_tells_of_a_household_has_its_words_and_details() -> None:
    ours = {fact for fact in STORED_NAMES.values() if issubclass(fact, OF_A_HOUSEHOLD)}
    assert TOLD.keys() == ours
    for fact, names in TOLD.items():
        assert f"fact.{NAME_OF[fact]}" in TEXTS
        assert all(f"detail.{name}" in TEXTS for name in names), fact


@pytest.mark.parametrize("name", [name for name in STORED_NAMES if STORED_NAMES[name] in TOLD])
def test_every_example_is_told_in_both_languages_and_tells_nothing_personal(name: str) -> None:
    fact: AnyFact = EXPECTED[name].fact
    arabic, english = dict(details(fact, "ar")), dict(details(fact, "en"))
    assert arabic.keys() == english.keys()
    assert all(words.name and words.value for words in (*arabic.values(), *english.values()))
    assert "Open(" not in str(english)
