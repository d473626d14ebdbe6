"""Registering households and adding members."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import uuid4

from pytest_bdd import given, then, when

from tests.features.register import Answer, Scene
from tests.features.sentences import Sentence

PARTNERS = "{ partners { edges { node { code } } } households { edges { node { id } } } }"
REGISTER = """
mutation ($input: HouseholdInput!, $key: ID!) {
  registerHousehold(input: $input, idempotencyKey: $key) {
    __typename
    ... on HouseholdRegistered { id reference repeated household { id } }
    ... on Refusal { code messageAr messageEn }
  }
}
"""
ADD = """
mutation ($household: ID!, $member: MemberInput!, $key: ID!) {
  addMember(household: $household, member: $member, idempotencyKey: $key) {
    __typename
    ... on MemberAdded { id household { id } }
    ... on Refusal { code messageAr messageEn }
  }
}
"""
BY_REFERENCE = "query ($reference: String!) { household(reference: $reference) { id } }"
NAMED_MEMBERS = "query ($id: ID!) { household(id: $id) { namedMembers members { id } } }"
REFUSED_TO_SHARE = [{"purpose": "SHARING", "state": "REFUSED"}]


@given("the register of Qena")
@given("سجل قنا")
def qena_without_households(scene: Scene) -> None:
    there = scene.caseworker("moss-qena", PARTNERS)
    codes = {edge["node"]["code"] for edge in there["partners"]["edges"]}
    assert {"moss-qena", "albir-qena", "qena-union"} <= codes
    assert there["households"]["edges"] == []


@given(Sentence('the household of "{name}" in "{place}" registered by "{partner}"'))
@given(Sentence('أسرة "{name}" في "{place}" سجلتها "{partner}"'))
def registered(scene: Scene, name: str, place: str, partner: str) -> None:
    register(scene, partner, {"head": {"name": name}, "place": place})
    assert scene.answer["__typename"] == "HouseholdRegistered", scene.answer


@given(
    Sentence(
        'the household of "{name}" in "{place}" registered by "{partner}" refusing to be shared'
    )
)
@given(Sentence('أسرة "{name}" في "{place}" سجلتها "{partner}" ورفضت المشاركة'))
def registered_and_not_shared(scene: Scene, name: str, place: str, partner: str) -> None:
    household = {"head": {"name": name}, "place": place, "consent": REFUSED_TO_SHARE}
    register(scene, partner, household)
    assert scene.answer["__typename"] == "HouseholdRegistered", scene.answer


@when(Sentence('the caseworker of "{partner}" registers the household of "{name}" in "{place}"'))
@when(Sentence('تسجل باحثة "{partner}" أسرة "{name}" في "{place}"'))
def registers(scene: Scene, partner: str, name: str, place: str) -> None:
    register(scene, partner, {"head": {"name": name}, "place": place})


@when(
    Sentence(
        'the caseworker of "{partner}" registers the household of "{name}" in "{place}" with the members'
    )
)
@when(Sentence('تسجل باحثة "{partner}" أسرة "{name}" في "{place}" وأفرادها'))
def registers_with_members(
    scene: Scene, partner: str, name: str, place: str, datatable: list[list[str]]
) -> None:
    members = [{"name": one, "relation": relation.upper()} for one, relation in datatable[1:]]
    register(scene, partner, {"head": {"name": name}, "members": members, "place": place})


@when(
    Sentence('the caseworker of "{partner}" sends the registration of "{name}" in "{place}" twice')
)
@when(Sentence('ترسل باحثة "{partner}" تسجيل "{name}" في "{place}" مرتين'))
def sends_twice(scene: Scene, partner: str, name: str, place: str) -> None:
    key = uuid4().hex
    for _ in range(2):
        register(scene, partner, {"head": {"name": name}, "place": place}, key)


@given(Sentence('the member "{name}" added as "{relation}"'))
@given(Sentence('أضيف إليها الفرد "{name}" بصلة "{relation}"'))
def added(scene: Scene, name: str, relation: str) -> None:
    adds(scene, scene.owner, name, relation)
    assert scene.answer["__typename"] == "MemberAdded", scene.answer


@when(Sentence('the caseworker of "{partner}" adds the member "{name}" as "{relation}"'))
@when(Sentence('تضيف باحثة "{partner}" الفرد "{name}" بصلة "{relation}"'))
def adds(scene: Scene, partner: str, name: str, relation: str) -> None:
    member = {"name": name, "relation": relation.upper()}
    key = uuid4().hex
    answer = scene.caseworker(partner, ADD, household=scene.household, member=member, key=key)
    scene.answers.append(answer["addMember"])


@then("the registration is accepted with a reference")
@then("يقبل التسجيل برقم مرجعي")
def accepted_with_a_reference(scene: Scene) -> None:
    assert scene.answer["__typename"] == "HouseholdRegistered", scene.answer
    found = scene.caseworker(scene.owner, BY_REFERENCE, reference=scene.answer["reference"])
    assert found["household"] == {"id": scene.answer["id"]}


@then("both answers name the same household")
@then("يدل الجوابان على الأسرة نفسها")
def the_same_twice(scene: Scene) -> None:
    first, second = scene.answers[-2:]
    assert (first["id"], first["reference"]) == (second["id"], second["reference"])
    assert [first["repeated"], second["repeated"]] == [False, True]


@then(Sentence("it has {count} named member(s)"))
@then(Sentence("عدد أفرادها المذكورين {count}"))
def named_members(scene: Scene, count: int) -> None:
    found = scene.caseworker(scene.owner, NAMED_MEMBERS, id=scene.household)["household"]
    assert (found["namedMembers"], len(found["members"])) == (count, count)


@then(Sentence('the request is refused with the code "{code}"'))
@then(Sentence('يرفض الطلب بالرمز "{code}"'))
def refused(scene: Scene, code: str) -> None:
    assert (scene.answer["__typename"], scene.answer["code"]) == ("Refusal", code)


@then("the refusal speaks Arabic and English")
@then("يتكلم الرفض بالعربية والإنجليزية")
def speaks_both(scene: Scene) -> None:
    assert_both_languages(scene.answer)


def assert_both_languages(refusal: Answer) -> None:
    """A sentence in each language; a code may stand in both."""
    assert re.search(r"[\u0621-\u064a]{3}", refusal["messageAr"])
    assert re.search(r"[a-z]{3,} [a-z]{2,}", refusal["messageEn"])
    assert not re.search(r"[\u0621-\u064a]", refusal["messageEn"])


def register(
    scene: Scene, partner: str, household: Mapping[str, object], key: str | None = None
) -> None:
    """Ask for a registration; when it is accepted, it is the household that is spoken of."""
    variables = {"input": household, "key": key or uuid4().hex}
    answer = scene.caseworker(partner, REGISTER, **variables)["registerHousehold"]
    scene.answers.append(answer)
    if answer["__typename"] == "HouseholdRegistered":
        assert answer["household"] == {"id": answer["id"]}
        scene.household, scene.owner, scene.place = answer["id"], partner, str(household["place"])
