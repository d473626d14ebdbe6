"""Double support: found by identity, spoken of by whoever gave it, gone with the link."""

from __future__ import annotations

from uuid import uuid4

from pytest_bdd import given, then, when

from tests.features.planning import manager
from tests.features.register import Answer, Scene
from tests.features.sentences import Sentence

LIST = "{ doubleSupport { edges { node { id stage justification other { stage } } } } }"
JUSTIFY = """
mutation ($id: ID!, $reason: JustificationReason!, $key: ID!) {
  said: justifyDoubleSupport(doubleSupport: $id, reason: $reason, idempotencyKey: $key) {
    __typename ... on Refusal { code }
  }
}
"""


@given(Sentence('"{partner}" gave the household a food basket in "{month}"'))
@given(Sentence('صرفت "{partner}" للأسرة سلة غذائية في "{month}"'))
def gave(scene: Scene, partner: str, month: str) -> None:
    asked = ("--programme", "food-baskets", "--on", month, "--household", scene.household)
    done = scene.register.command("delivery", "record", "--as", f"caseworker@{partner}", *asked)
    assert done.code == 0, done.complained


@when(Sentence('"{role}" of "{partner}" justifies the double support because "{reason}"'))
@when(Sentence('يبرر "{role}" في "{partner}" ازدواج الدعم لأن "{reason}"'))
def justifies(scene: Scene, role: str, partner: str, reason: str) -> None:
    (one,) = found(scene, partner)
    asked = {"id": one["id"], "reason": reason, "key": uuid4().hex}
    said = scene.register.ask(f"{role}@{partner}", "planning", JUSTIFY, **asked)["said"]
    scene.answers.append(said)
    scene.register.position()


@then(Sentence('what was said of it is refused with "{code}"'))
@then(Sentence('لا يُقبل ذلك ورمزه "{code}"'))
def refused(scene: Scene, code: str) -> None:
    assert scene.answer == {"__typename": "Refusal", "code": code}


@then(
    Sentence('the double support of "{partner}" is "{stage}" and at the other partner "{theirs}"')
)
@then(Sentence('ازدواج الدعم عند "{partner}" حاله "{stage}" وعند الجهة الأخرى "{theirs}"'))
def stands(scene: Scene, partner: str, stage: str, theirs: str) -> None:
    (one,) = found(scene, partner)
    assert (one["stage"], one["other"]["stage"]) == (stage, theirs)


@then(Sentence('"{first}" has {here} open and "{second}" has {there}'))
@then(Sentence('عند "{first}" {here} لم يُنظر فيه وعند "{second}" {there}'))
def open_ones(scene: Scene, first: str, here: int, second: str, there: int) -> None:
    stages = [sum(one["stage"] == "OPEN" for one in found(scene, one)) for one in (first, second)]
    assert stages == [here, there]


def found(scene: Scene, partner: str) -> list[Answer]:
    edges = scene.register.ask(manager(partner), "planning", LIST)["doubleSupport"]["edges"]
    return [one["node"] for one in edges]
