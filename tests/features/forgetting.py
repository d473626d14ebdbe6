"""Forgetting a person, which only the operator at the machine does."""

from __future__ import annotations

import json

from pytest_bdd import then, when

from tests.features.register import Scene
from tests.features.sentences import Sentence

RELATIONS = "query ($id: ID!) { household(id: $id) { members { id relation } } }"


@when(Sentence('the operator forgets the head under the case number "{case}"'))
@when(Sentence('يمحو المشغل بيانات رب الأسرة بطلب رقم "{case}"'))
def forgets(scene: Scene, case: str) -> None:
    scene.began = scene.register.position()
    done = scene.register.command("forget", head(scene), "--case", case, "--json")
    assert done.code == 0, done.complained
    assert json.loads(done.said)["already"] is False


@when("the operator forgets the head without a case number")
@when("يمحو المشغل بيانات رب الأسرة بلا رقم طلب")
def forgets_without_case(scene: Scene) -> None:
    scene.said = scene.register.command("forget", head(scene))


@then("the command asks for the case number")
@then("يسأل الأمر عن رقم الطلب")
def asks_for_case(scene: Scene) -> None:
    assert scene.said is not None
    assert (scene.said.code, scene.said.said) == (2, "")
    assert "number of the request" in scene.said.complained
    assert "رقم الطلب" in scene.said.complained
    assert "--case" in scene.said.complained


def head(scene: Scene) -> str:
    """The head's id, as its own partner reads it."""
    members = scene.caseworker(scene.owner, RELATIONS, id=scene.household)["household"]["members"]
    (head,) = [str(one["id"]) for one in members if one["relation"] == "HEAD"]
    return head
