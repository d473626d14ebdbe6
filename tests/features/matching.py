"""Whoever is registered is matched: who is one person with whom."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, then, when

from tests.features.pairing import person
from tests.features.register import Scene
from tests.features.registering import register
from tests.features.sentences import Sentence

NAMED = """query ($id: ID!) { household(id: $id) { members { id name { value } } } }"""


@given(Sentence('"{partner}" registered in "{place}" a household of'))
@given(Sentence('"{partner}" سجلت في "{place}" أسرة من'))
def registered(scene: Scene, partner: str, place: str, datatable: list[list[str]]) -> None:
    headings, *rows = datatable
    people = [_person(dict(zip(headings, row, strict=True))) for row in rows]
    register(scene, partner, {"head": people[0], "members": people[1:], "place": place})
    assert scene.answer["__typename"] == "HouseholdRegistered", scene.answer
    found = scene.caseworker(partner, NAMED, id=scene.answer["household"]["id"])
    for one in found["household"]["members"]:
        scene.members[place, one["name"]["value"]] = one["id"]


@when("whoever was registered has been matched")
@when("تتم مطابقة من سُجلوا")
def matched(scene: Scene) -> None:
    done = scene.register.command("match", "follow", "--once")
    assert done.code == 0, done.complained


@then(Sentence('"{one}" in "{here}" and "{other}" in "{there}" are one person'))
@then(Sentence('"{one}" في "{here}" و"{other}" في "{there}" شخص واحد'))
def are_one(scene: Scene, one: str, here: str, other: str, there: str) -> None:
    both = {scene.members[here, one], scene.members[there, other]}
    assert person(scene, scene.members[here, one]) == both


@then(Sentence('"{one}" in "{here}" and "{other}" in "{there}" are two persons'))
@then(Sentence('"{one}" في "{here}" و"{other}" في "{there}" شخصان'))
def are_two(scene: Scene, one: str, here: str, other: str, there: str) -> None:
    assert scene.members[there, other] not in person(scene, scene.members[here, one])


def _person(said: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": said["name"],
        "relation": said["relation"].upper(),
        "sex": said["sex"].upper(),
        "born": said["born"],
    }
    if said["number"]:
        found["identityNumbers"] = [{"number": said["number"]}]
    return found
