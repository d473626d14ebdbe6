"""Who sees what: the roll, a head's name, totals, and what is on record about it."""

from __future__ import annotations

from pytest_bdd import given, then, when

from tests.features.delivering import reached, records
from tests.features.register import Answer, Scene
from tests.features.registering import assert_both_languages
from tests.features.sentences import Sentence

ROLL = """
query ($place: String) {
  households(filter: {place: $place}, first: 100) {
    edges { node { id ownRegistration headName { state value masked } } }
    pageInfo { hasNextPage }
    refusals { code messageAr messageEn }
  }
}
"""
HEAD = """
query ($id: ID!, $at: AsOf) {
  household(id: $id, asOf: $at) { headName { state value masked } }
}
"""
MEMBERS = "query ($id: ID!) { household(id: $id) { members { name { state value } } } }"
FIND = """
query ($id: ID!, $reference: String!) {
  byId: household(id: $id) { id }
  byReference: household(reference: $reference) { id }
  node(id: $id) { id }
}
"""
OPENINGS = """
query ($refused: Boolean!) {
  openings(filter: {refused: $refused}, first: 100) {
    edges { node { code level act fields subjectCount partner { code } } }
    refusals { code }
  }
}
"""
NAME = "household.member_joined.name"


@given(Sentence('a partner "{code}" that has signed no agreement'))
@given(Sentence('جهة "{code}" لم توقع مذكرة'))
def without_agreement(scene: Scene, code: str) -> None:
    names = ("--name-ar", "جمعية الوافد الجديد", "--name-en", "Newcomers' Association")
    enrolled = scene.register.command("partner", "enrol", code, *names, "--kind", "association")
    assert enrolled.code == 0, enrolled.complained


@when(Sentence('the caseworker of "{partner}" asks for the roll'))
@when(Sentence('تطلب باحثة "{partner}" الكشف'))
def asks(scene: Scene, partner: str) -> None:
    scene.asking = partner
    scene.roll = scene.caseworker(partner, ROLL)["households"]


@when(Sentence('the aggregate viewer of "{partner}" asks for the roll'))
@when(Sentence('يطلب المطلع على المجاميع في "{partner}" الكشف'))
def aggregate_viewer_asks(scene: Scene, partner: str) -> None:
    who = f"aggregate_only@{partner}"
    scene.roll = scene.register.ask(who, "statistics", ROLL)["households"]


@then(Sentence('the roll is empty and says "{code}" in both languages'))
@then(Sentence('الكشف خال ويقول "{code}" باللغتين'))
def empty(scene: Scene, code: str) -> None:
    assert scene.roll["edges"] == []
    assert [refusal["code"] for refusal in scene.roll["refusals"]] == [code]
    assert_both_languages(scene.roll["refusals"][0])


@then(Sentence('the aggregate viewer of "{partner}" can read the totals'))
@then(Sentence('يقرأ المطلع على المجاميع في "{partner}" المجاميع'))
def reads_totals(scene: Scene, partner: str) -> None:
    # Of nothing handed over there is no total that could be kept from anybody.
    records(scene, scene.owner, "cash-support", "2026-10")
    totals = reached(scene, f"aggregate_only@{partner}", "statistics", "2026-10")
    few = (None, None, None)
    assert [(one["persons"], one["visits"], one["services"]) for one in totals] == [few]


@then(Sentence('the auditor finds the refusal "{code}" on record'))
@then(Sentence('يجد المراجع الرفض "{code}" مثبتا'))
def refusal_on_record(scene: Scene, code: str) -> None:
    assert openings(scene, refused=True) == [
        {
            "code": code,
            "level": None,
            "act": "household.list",
            "fields": [],
            "subjectCount": 0,
            "partner": {"code": scene.asking},
        }
    ]


@then(Sentence('the auditor finds one opening by "{partner}" at the level "{level}"'))
@then(Sentence('يجد المراجع اطلاعا واحدا من "{partner}" بمستوى "{level}"'))
def opening_on_record(scene: Scene, partner: str, level: str) -> None:
    assert openings(scene, refused=False) == [
        {
            "code": None,
            "level": level,
            "act": None,
            "fields": [NAME],
            "subjectCount": 1,
            "partner": {"code": partner},
        }
    ]


@then(Sentence('the roll of "{partner}" shows {count} household(s) in "{place}"'))
@then(Sentence('يظهر في كشف "{partner}" عدد {count} أسرة في "{place}"'))
def roll_shows(scene: Scene, partner: str, count: int, place: str) -> None:
    assert len(roll(scene, partner, place)) == count


@then(Sentence('the roll of "{partner}" shows {count} households of its own'))
@then(Sentence('يظهر في كشف "{partner}" عدد {count} أسرة لها'))
def roll_shows_own(scene: Scene, partner: str, count: int) -> None:
    assert [one["ownRegistration"] for one in roll(scene, partner)] == count * [True]


@then(Sentence('its head reads "{name}" for the caseworker of "{partner}"'))
@then(Sentence('تقرأ باحثة "{partner}" اسم رب الأسرة "{name}"'))
def head_reads(scene: Scene, name: str, partner: str) -> None:
    assert head(scene, partner) == clear(name)


@then(Sentence('its head reads ERASED for the caseworker of "{partner}"'))
@then(Sentence('يظهر اسم رب الأسرة ممحوا لباحثة "{partner}"'))
def head_erased(scene: Scene, partner: str) -> None:
    assert head(scene, partner) == {"state": "ERASED", "value": None, "masked": None}


@then(
    Sentence('its head as of before the forgetting reads ERASED for the caseworker of "{partner}"')
)
@then(Sentence('يظهر اسم رب الأسرة كما كان قبل المحو ممحوا لباحثة "{partner}"'))
def past_head_erased(scene: Scene, partner: str) -> None:
    past = head(scene, partner, {"position": scene.began})
    assert past == {"state": "ERASED", "value": None, "masked": None}


@then(Sentence('the member "{name}" is still read in clear by the caseworker of "{partner}"'))
@then(Sentence('تقرأ باحثة "{partner}" اسم الفرد "{name}" ظاهرا'))
def member_reads(scene: Scene, name: str, partner: str) -> None:
    found = scene.caseworker(partner, MEMBERS, id=scene.household)["household"]["members"]
    assert {"state": "CLEAR", "value": name} in [member["name"] for member in found]


@then(
    Sentence('the caseworker of "{partner}" reads her own "{name}" in clear and the other masked')
)
@then(Sentence('تقرأ باحثة "{partner}" أسرتها "{name}" ظاهرة والأخرى مقنعة'))
def own_clear_other_masked(scene: Scene, partner: str, name: str) -> None:
    rows = roll(scene, partner, scene.place)
    (own,) = [one["headName"] for one in rows if one["ownRegistration"]]
    (other,) = [one["headName"] for one in rows if not one["ownRegistration"]]
    assert own == clear(name)
    assert (other["state"], other["value"]) == ("MASKED", None)
    assert other["masked"]
    assert "فاطمة" not in other["masked"]


@then(Sentence('the caseworker of "{partner}" does not find it by its reference nor by its id'))
@then(Sentence('لا تجدها باحثة "{partner}" برقمها المرجعي ولا بمعرفها'))
def not_found(scene: Scene, partner: str) -> None:
    handles = {"id": scene.household, "reference": scene.answer["reference"]}
    there = {"id": scene.household}
    owners = scene.caseworker(scene.owner, FIND, **handles)
    assert owners == {"byId": there, "byReference": there, "node": there}
    others = scene.caseworker(partner, FIND, **handles)
    assert others == {"byId": None, "byReference": None, "node": None}


def clear(name: str) -> Answer:
    return {"state": "CLEAR", "value": name, "masked": None}


def roll(scene: Scene, partner: str, place: str | None = None) -> list[Answer]:
    found = scene.caseworker(partner, ROLL, place=place)["households"]
    assert found["pageInfo"] == {"hasNextPage": False}
    return [edge["node"] for edge in found["edges"]]


def head(scene: Scene, partner: str, at: Answer | None = None) -> Answer:
    found = scene.caseworker(partner, HEAD, id=scene.household, at=at)["household"]
    name: Answer = found["headName"]
    return name


def openings(scene: Scene, *, refused: bool) -> list[Answer]:
    """What the auditor reads, once all of it can be read."""
    scene.register.position()
    who = ("auditor@moss-qena", "audit")
    found = scene.register.ask(*who, OPENINGS, refused=refused)["openings"]
    assert found["refusals"] == []
    return [edge["node"] for edge in found["edges"]]
