"""What changes in a household, and what it answers when it is asked."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from pytest_bdd import given, then, when

from tests.features.register import Answer, Scene
from tests.features.registering import BY_REFERENCE, register
from tests.features.sentences import Sentence
from tests.features.viewing import HEAD

_OUTCOME = "{ __typename ... on HouseholdChanged { id position } ... on Refusal { code messageAr messageEn } }"
MEMBERS = """
query ($id: ID!, $at: AsOf) {
  household(id: $id, asOf: $at) { reference members(gone: true) { id presence name { value } } }
}
"""
WITHHELD = "query ($id: ID!) { household(id: $id) { headName { state reason { code } } } }"
DELIVER = """
mutation ($input: DeliveryInput!, $key: ID!) {
  recordDelivery(input: $input, idempotencyKey: $key) {
    __typename ... on Refusal { code messageAr messageEn }
  }
}
"""
FOOD = {"family": "FOOD", "kind": "IN_KIND", "unit": "BASKET"}


def change(scene: Scene, act: str, declared: str = "", given: str = "", **said: Any) -> None:
    """Ask for a change of the household; `declared` and `given` are its arguments in GraphQL's words."""
    scene.began = scene.register.position()
    document = (
        f"mutation ($home: ID!, $key: ID!{declared}) "
        f"{{ {act}(household: $home, idempotencyKey: $key{given}) {_OUTCOME} }}"
    )
    answer = scene.caseworker(scene.owner, document, home=scene.household, key=uuid4().hex, **said)
    scene.answers.append(answer[act])
    scene.register.position()  # from here on everybody reads it


def members(scene: Scene, household: str, at: int | None = None) -> list[Answer]:
    moment = None if at is None else {"position": at}
    scene.register.position()
    found = scene.caseworker(scene.owner, MEMBERS, id=household, at=moment)["household"]
    return list(found["members"])


def there(those: list[Answer]) -> str:
    return "، ".join(one["name"]["value"] for one in those if one["presence"] == "PRESENT")


def called(scene: Scene, name: str) -> str:
    (one,) = [one for one in members(scene, scene.household) if one["name"]["value"] == name]
    return str(one["id"])


@given(Sentence('another household of "{name}" in "{place}" registered by "{partner}"'))
@given(Sentence('أسرة أخرى "{name}" في "{place}" سجلتها "{partner}"'))
def another(scene: Scene, name: str, place: str, partner: str) -> None:
    first = scene.household
    register(scene, partner, {"head": {"name": name}, "place": place})
    scene.other, scene.household = scene.household, first


@when(Sentence('its caseworker mends the name of "{name}" to "{right}"'))
@when(Sentence('تصحح باحثتها اسم "{name}" إلى "{right}"'))
def mends(scene: Scene, name: str, right: str) -> None:
    change(
        scene,
        "correctMember",
        ", $member: ID!, $right: MemberCorrectionInput!",
        ", member: $member, right: $right",
        member=called(scene, name),
        right={"name": right},
    )


@when(Sentence('its caseworker names "{name}" as head, to whom the former one is "{relation}"'))
@when(Sentence('تجعل باحثتها "{name}" رب الأسرة والسابق له "{relation}"'))
def names_head(scene: Scene, name: str, relation: str) -> None:
    change(
        scene,
        "changeHead",
        ", $head: ID!, $is: Relation!",
        ", head: $head, formerIs: $is",
        head=called(scene, name),
        **{"is": relation.upper()},
    )


@when(Sentence('its caseworker records that "{name}" died on "{day}"'))
@when(Sentence('تسجل باحثتها وفاة "{name}" في "{day}"'))
def dies(scene: Scene, name: str, day: str) -> None:
    change(
        scene,
        "memberDied",
        ", $member: ID!, $on: String",
        ", member: $member, on: $on",
        member=called(scene, name),
        on=day,
    )


@when(Sentence('its caseworker moves "{name}" to the other household as "{relation}"'))
@when(Sentence('تنقل باحثتها "{name}" إلى الأسرة الأخرى بصفة "{relation}"'))
def moves(scene: Scene, name: str, relation: str) -> None:
    change(
        scene,
        "moveMember",
        ", $member: ID!, $to: ID!, $relation: Relation!",
        ", member: $member, to: $to, relation: $relation",
        member=called(scene, name),
        to=scene.other,
        relation=relation.upper(),
    )


@when(Sentence('its caseworker records that it lives in "{place}"'))
@when(Sentence('تسجل باحثتها أنها تسكن "{place}"'))
def relocates(scene: Scene, place: str) -> None:
    change(scene, "relocateHousehold", ", $place: String!", ", place: $place", place=place)


@when(Sentence('its caseworker closes it because of "{reason}"'))
@when(Sentence('تغلق باحثتها الملف بسبب "{reason}"'))
def closes(scene: Scene, reason: str) -> None:
    said = {"reason": reason.upper()}
    change(scene, "closeHousehold", ", $reason: ClosingReason!", ", reason: $reason", **said)


@when("its caseworker opens it again")
@when("تعيد باحثتها فتح الملف")
def reopens(scene: Scene) -> None:
    change(scene, "reopenHousehold")


@when("its caseworker withdraws it")
@when("تلغي باحثتها تسجيلها")
def withdraws(scene: Scene) -> None:
    said = {"reason": "RECORDED_IN_ERROR"}
    change(scene, "withdrawHousehold", ", $reason: WithdrawalReason!", ", reason: $reason", **said)


@when("it agrees to be shared")
@when("توافق على المشاركة")
def agrees(scene: Scene) -> None:
    answers(scene, "GIVEN")


@when(Sentence('it agrees to be shared with "{group}" alone'))
@when(Sentence('توافق على مشاركة "{group}" وحدها'))
def agrees_to_some(scene: Scene, group: str) -> None:
    answers(scene, "GIVEN", group.upper())


@when("it withdraws that")
@when("تسحب ذلك")
def takes_back(scene: Scene) -> None:
    answers(scene, "WITHDRAWN")


def answers(scene: Scene, state: str, *groups: str) -> None:
    consent = {"purpose": "SHARING", "state": state, "groups": list(groups)}
    declared, said = ", $consent: ConsentInput!", ", consent: $consent"
    change(scene, "answerConsent", declared, said, consent=consent)


@then(Sentence('its members are "{names}"'))
@then(Sentence('أفرادها "{names}"'))
def members_are(scene: Scene, names: str) -> None:
    assert there(members(scene, scene.household)) == names


@then(Sentence('the members of the other household are "{names}"'))
@then(Sentence('أفراد الأسرة الأخرى "{names}"'))
def members_of_the_other(scene: Scene, names: str) -> None:
    assert there(members(scene, scene.other)) == names


@then(Sentence('before that its members were "{names}"'))
@then(Sentence('كان أفرادها قبل ذلك "{names}"'))
def members_were(scene: Scene, names: str) -> None:
    assert there(members(scene, scene.household, scene.began)) == names


@then("nothing was recorded")
@then("لم يُسجّل شيء")
def nothing_recorded(scene: Scene) -> None:
    assert scene.answer["__typename"] == "HouseholdChanged"
    assert scene.answer["position"] in {0, "0"}


@then(Sentence('nothing can be delivered to "{name}" on "{day}", which says "{code}"'))
@then(Sentence('لا يُصرف شيء إلى "{name}" في "{day}" ويقال "{code}"'))
def nothing_delivered(scene: Scene, name: str, day: str, code: str) -> None:
    served = {"household": scene.household, "member": called(scene, name), "on": day}
    given = {**served, "benefit": FOOD, "claim": "REPORTED_BY_HOUSEHOLD"}
    answer = scene.register.ask(
        f"caseworker@{scene.owner}", "delivery", DELIVER, input=given, key=uuid4().hex
    )
    assert answer["recordDelivery"]["code"] == code


@then("its own partner still finds it by its reference")
@then("ما زالت جهتها تجدها برقمها المرجعي")
def still_found(scene: Scene) -> None:
    found = scene.caseworker(scene.owner, MEMBERS, id=scene.household)["household"]
    by_reference = scene.caseworker(scene.owner, BY_REFERENCE, reference=found["reference"])
    assert by_reference["household"]["id"] == scene.household


@then(Sentence('the caseworker of "{partner}" does not find it as it was before the withdrawal'))
@then(Sentence('لا تجدها باحثة "{partner}" كما كانت قبل السحب'))
def not_found_in_the_past(scene: Scene, partner: str) -> None:
    at = {"position": scene.began}
    own = scene.caseworker(scene.owner, HEAD, id=scene.household, at=at)
    assert own["household"] is not None
    assert scene.caseworker(partner, HEAD, id=scene.household, at=at)["household"] is None


@then(Sentence('its head is withheld from the caseworker of "{partner}" with "{code}"'))
@then(Sentence('يُمنع اسم رب الأسرة عن باحثة "{partner}" بسبب "{code}"'))
def head_withheld(scene: Scene, partner: str, code: str) -> None:
    scene.register.position()
    name = scene.caseworker(partner, WITHHELD, id=scene.household)["household"]["headName"]
    assert (name["state"], name["reason"]["code"]) == ("WITHHELD", code)


@then(Sentence('its head is masked for the caseworker of "{partner}"'))
@then(Sentence('ترى باحثة "{partner}" اسم رب الأسرة محجوبا'))
def head_masked(scene: Scene, partner: str) -> None:
    scene.register.position()
    name = scene.caseworker(partner, WITHHELD, id=scene.household)["household"]["headName"]
    assert name["state"] == "MASKED"
