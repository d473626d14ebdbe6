"""The wrong file is taken back: by the command, as whoever sits there."""

from __future__ import annotations

import json

from pytest_bdd import given, then, when

from registry.texts import TEXTS, label
from tests.features.register import Scene
from tests.features.sentences import Sentence

ROLL = """
query ($at: AsOf) {
  households(first: 100, asOf: $at) { edges { node { id reference ownRegistration } } }
}
"""
HOLD = """
mutation ($id: ID!) {
  putOnHold(household: $id, reason: UNDER_REVIEW, idempotencyKey: "hold") { __typename }
}
"""


@given(Sentence('the caseworker of "{partner}" puts a household of the list on hold'))
@given(Sentence('توقف باحثة "{partner}" أسرة من الكشف مؤقتا'))
def holds(scene: Scene, partner: str) -> None:
    edges = scene.caseworker(partner, ROLL)["households"]["edges"]
    node = next(edge["node"] for edge in edges if edge["node"]["ownRegistration"])
    scene.household = node["reference"]
    held = scene.caseworker(partner, HOLD, id=node["id"])
    assert held["putOnHold"]["__typename"] == "HouseholdChanged"


@when(Sentence('the caseworker of "{partner}" takes the list back'))
@when(Sentence('تتراجع باحثة "{partner}" عن الكشف'))
def takes_back(scene: Scene, partner: str) -> None:
    undo(scene, partner, "caseworker")


@when(Sentence('the caseworker of "{partner}" takes the list back by force'))
@when(Sentence('تتراجع باحثة "{partner}" عن الكشف رغم ما بُني عليه'))
def tries_to_force(scene: Scene, partner: str) -> None:
    undo(scene, partner, "caseworker", "--force")


@when(Sentence('the data officer of "{partner}" takes the list back by force'))
@when(Sentence('يتراجع مسؤول بيانات "{partner}" عن الكشف رغم ما بُني عليه'))
def forces(scene: Scene, partner: str) -> None:
    undo(scene, partner, "data_officer", "--force")


def undo(scene: Scene, partner: str, role: str, *how: str) -> None:
    listed = scene.register.command("import", "list", "--partner", partner, "--json")
    (number,) = {one["import"] for one in json.loads(listed.said)}
    scene.began = scene.register.position()
    who = ("--as", f"{role}@{partner}")
    scene.said = scene.register.command("import", "undo", number, *who, "--json", *how)


@then(Sentence("{registrations} registrations and {delivered} deliveries are taken back"))
@then(Sentence("يلغى {registrations} تسجيلا و {delivered} صرفا"))
def taken_back(scene: Scene, registrations: int, delivered: int) -> None:
    assert scene.said is not None
    assert scene.said.code == 0, scene.said.complained
    counts = json.loads(scene.said.said)
    assert (counts["registrations"], counts["deliveries"]) == (registrations, delivered)


@then(Sentence("before that it showed {count} households of its own"))
@then(Sentence("كان يظهر قبل ذلك عدد {count} أسرة لها"))
def showed(scene: Scene, count: int) -> None:
    at = {"position": scene.began}
    edges = scene.caseworker("albir-qena", ROLL, at=at)["households"]["edges"]
    assert sum(edge["node"]["ownRegistration"] for edge in edges) == count


@then(Sentence('it is refused with "{code}"'))
@then(Sentence('يرفض بالرمز "{code}"'))
def refused(scene: Scene, code: str) -> None:
    assert scene.said is not None
    assert scene.said.code == 1
    assert all(text.partition("{")[0] in scene.said.complained for text in TEXTS[code])
    assert scene.register.position() == scene.began


@then(Sentence('it is said that "{role}" may'))
@then(Sentence('يُذكر أن ذلك لمن دوره "{role}"'))
def says_who_may(scene: Scene, role: str) -> None:
    assert scene.said is not None
    assert f"These may: {label('role', role, 'en')} ({role})." in scene.said.complained
    assert f"وهو لمن دوره: {label('role', role, 'ar')} ({role})." in scene.said.complained


@then(
    Sentence(
        'it is refused with "{code}", and the list of what was built on it names {count} household'
    )
)
@then(Sentence('يرفض بالرمز "{code}" وتذكر قائمة ما بُني عليه {count} أسرة'))
def refused_with_list(scene: Scene, code: str, count: int) -> None:
    assert scene.said is not None
    answer = json.loads(scene.said.said)
    assert (scene.said.code, answer["code"]) == (1, code)
    assert [one["reference"] for one in answer["built"]] == [scene.household] * count
    assert scene.register.position() == scene.began
