"""Recording deliveries, and what they add up to."""

from __future__ import annotations

from uuid import uuid4

from pytest_bdd import given, then, when

from tests.features.register import Answer, Scene
from tests.features.sentences import Sentence

PROGRAMMES = "{ programmes(first: 100) { edges { node { id code owner { code } } } } }"
DELIVER = """
mutation ($input: DeliveryInput!, $key: ID!) {
  recordDelivery(input: $input, idempotencyKey: $key) {
    __typename
    ... on DeliveryRecorded { id delivery { id household { id } on { value precision } } }
    ... on Refusal { code messageAr messageEn }
  }
}
"""
REACHED = """
query ($month: String!) {
  reached(by: [MARKAZ], month: $month) {
    edges { node { place { code } persons visits services } }
    refusals { code }
  }
}
"""
OF_FAMILY = """
query ($family: BenefitFamily!) {
  deliveries(filter: {family: $family}, first: 100) {
    edges { node { family household { id } } }
  }
}
"""


@given(Sentence('the caseworker of "{partner}" records a delivery of "{programme}" in "{month}"'))
@given(Sentence('تسجل باحثة "{partner}" صرف "{programme}" في "{month}"'))
@when(Sentence('the caseworker of "{partner}" records a delivery of "{programme}" in "{month}"'))
@when(Sentence('تسجل باحثة "{partner}" صرف "{programme}" في "{month}"'))
def records(scene: Scene, partner: str, programme: str, month: str) -> None:
    records_of(scene, partner, programme, partner, month)


@when(
    Sentence(
        'the caseworker of "{partner}" records a delivery of "{programme}" of "{owner}" in "{month}"'
    )
)
@when(Sentence('تسجل باحثة "{partner}" صرف "{programme}" من "{owner}" في "{month}"'))
def records_of(scene: Scene, partner: str, programme: str, owner: str, month: str) -> None:
    found = scene.caseworker(partner, PROGRAMMES)["programmes"]["edges"]
    ids = {(one["node"]["owner"]["code"], one["node"]["code"]): one["node"]["id"] for one in found}
    asked = {"household": scene.household, "programme": ids[owner, programme], "on": month}
    answer = scene.register.ask(
        f"caseworker@{partner}", "delivery", DELIVER, input=asked, key=uuid4().hex
    )
    scene.answers.append(answer["recordDelivery"])


@then("the delivery is accepted")
@then("يقبل الصرف")
def accepted(scene: Scene) -> None:
    delivery = scene.answer["delivery"]
    assert delivery["id"] == scene.answer["id"]
    assert delivery["household"] == {"id": scene.household}
    assert delivery["on"] == {"value": "2026-10-01", "precision": "MONTH"}


@then(
    Sentence(
        '"{place}" counts {persons} person(s), {visits} visit(s) and {services} service(s) in "{month}"'
    )
)
@then(Sentence('تحسب "{place}" عدد {persons} شخص و {visits} زيارة و {services} خدمة في "{month}"'))
def counts(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, place: str, persons: int, visits: int, services: int, month: str
) -> None:
    cells = reached(scene, "auditor@moss-qena", "audit", month)
    assert cells == [
        {"place": {"code": place}, "persons": persons, "visits": visits, "services": services}
    ]


@then(Sentence('the caseworker of "{partner}" sees {count} delivery of the family "{family}"'))
@then(Sentence('the caseworker of "{partner}" sees {count} deliveries of the family "{family}"'))
@then(Sentence('ترى باحثة "{partner}" عدد {count} صرف من نوع "{family}"'))
def sees_deliveries(scene: Scene, partner: str, count: int, family: str) -> None:
    assert len(deliveries(scene, scene.owner, family)) == 1
    seen = deliveries(scene, partner, family)
    assert [one["household"] for one in seen] == count * [{"id": scene.household}]


def deliveries(scene: Scene, partner: str, family: str) -> list[Answer]:
    found = scene.caseworker(partner, OF_FAMILY, family=family)["deliveries"]["edges"]
    return [edge["node"] for edge in found]


def reached(scene: Scene, who: str, why: str, month: str) -> list[Answer]:
    """The rows of the table; nobody is refused them."""
    table = scene.register.ask(who, why, REACHED, month=month)["reached"]
    assert table["refusals"] == []
    return [edge["node"] for edge in table["edges"]]
