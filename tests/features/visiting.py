"""Visits, events, callers and proxies; deliveries mended and taken back."""

from __future__ import annotations

import json
from uuid import uuid4

from pytest_bdd import given, then, when

from tests.features.delivering import DELIVER, PROGRAMMES, reached
from tests.features.register import Answer, Scene
from tests.features.sentences import Sentence
from tests.forking import Done

VISIT = """
mutation ($input: VisitInput!, $key: ID!) {
  recordVisit(input: $input, idempotencyKey: $key) {
    __typename
    ... on VisitRecorded { id deliveries { id } }
    ... on Refusal { code messageAr messageEn }
  }
}
"""
REVERSE = """
mutation ($delivery: ID!, $reason: ReversalReason!, $key: ID!) {
  reverseDelivery(delivery: $delivery, reason: $reason, idempotencyKey: $key) {
    __typename
    ... on DeliveryChanged { id changed }
    ... on Refusal { code messageAr messageEn }
  }
}
"""
UNNAMED = """
query ($month: String!) {
  reached(by: [MARKAZ], month: $month) { edges { node { place { code } unnamed persons } } }
}
"""
COLLECTED = """
query ($id: ID!) { node(id: $id) { ... on Delivery {
  collector { value } collectorAuthority { value }
} } }
"""


@given(Sentence('"{partner}" runs the programme "{code}" of "{family}"'))
@given(Sentence('برنامج "{code}" من نوع "{family}" عند "{partner}"'))
def runs(scene: Scene, partner: str, code: str, family: str) -> None:
    names = ("--name-ar", "جلسات", "--name-en", "Sessions")
    what = ("--family", family, "--kind", "service", "--unit", "session")
    opened = scene.register.command("programme", "open", partner, code, *names, *what)
    assert opened.code == 0, opened.complained


@when(
    Sentence(
        'the caseworker of "{partner}" records a visit on "{day}" with "{first}", "{second}" and "{third}"'
    )
)
@when(Sentence('تسجل باحثة "{partner}" زيارة في "{day}" وفيها "{first}" و "{second}" و "{third}"'))
def records_visit(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, partner: str, day: str, first: str, second: str, third: str
) -> None:
    services = [{"programme": programme(scene, partner, one)} for one in (first, second, third)]
    visit = {"household": scene.household, "on": day, "services": services}
    answer = ask(scene, partner, VISIT, input=visit)["recordVisit"]
    assert len(answer["deliveries"]) == len(services)


@when(
    Sentence(
        'the caseworker of "{partner}" records {count} people at an event of "{code}" in "{place}" on "{day}"'
    )
)
@when(Sentence('تسجل باحثة "{partner}" حضور {count} في فعالية "{code}" في "{place}" يوم "{day}"'))
def records_event(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, partner: str, count: int, code: str, place: str, day: str
) -> None:
    event = {"headcount": count, "place": place, "countsAs": "PERSON", "on": day}
    delivers(scene, partner, code, **event)


@when(
    Sentence(
        'the caseworker of "{partner}" records a call about "{code}" from "{place}" on "{day}"'
    )
)
@when(Sentence('تسجل باحثة "{partner}" اتصالا بشأن "{code}" من "{place}" يوم "{day}"'))
def records_call(scene: Scene, partner: str, code: str, place: str, day: str) -> None:
    delivers(scene, partner, code, headcount=1, place=place, channel="PHONE", on=day)


@when(
    Sentence(
        'the caseworker of "{partner}" hands "{code}" to the proxy "{name}" by "{right}" on "{day}"'
    )
)
@when(Sentence('تسلم باحثة "{partner}" من "{code}" للوكيل "{name}" بسند "{right}" يوم "{day}"'))
def hands_to_proxy(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, partner: str, code: str, name: str, right: str, day: str
) -> None:
    collector = {"name": name, "proxy": True, "authority": right}
    delivers(scene, partner, code, household=scene.household, collector=collector, on=day)


@then(Sentence('the delivery was collected by "{name}" by "{right}"'))
@then(Sentence('استلم الصرف "{name}" بسند "{right}"'))
def was_collected(scene: Scene, name: str, right: str) -> None:
    shown = scene.register.ask(
        "caseworker@albir-qena", "delivery", COLLECTED, id=scene.answer["id"]
    )
    assert shown["node"] == {"collector": {"value": name}, "collectorAuthority": {"value": right}}


@then(Sentence('"{place}" counts {heads} unnamed people beside {persons} persons in "{month}"'))
@then(Sentence('تحسب "{place}" عدد {heads} بلا اسم و {persons} شخص في "{month}"'))
def counts_unnamed(scene: Scene, place: str, heads: int, persons: int, month: str) -> None:
    table = scene.register.ask("auditor@moss-qena", "audit", UNNAMED, month=month)
    cells = [edge["node"] for edge in table["reached"]["edges"]]
    assert cells == [{"place": {"code": place}, "unnamed": heads, "persons": persons}]


@then(Sentence('nobody is counted in "{month}"'))
@then(Sentence('لا يحسب أحد في "{month}"'))
def nobody_counted(scene: Scene, month: str) -> None:
    assert reached(scene, "auditor@moss-qena", "audit", month) == []


@when(Sentence('the caseworker of "{partner}" corrects the delivery to "{month}"'))
@when(Sentence('تصحح باحثة "{partner}" تاريخ الصرف إلى "{month}"'))
def corrects(scene: Scene, partner: str, month: str) -> None:
    scene.began = scene.register.position()
    done(scene, partner, "correct", scene.answer["id"], "--on", month)


@when(Sentence('the caseworker of "{partner}" takes the delivery back as "{reason}"'))
@when(Sentence('تلغي باحثة "{partner}" الصرف بسبب "{reason}"'))
def takes_back(scene: Scene, partner: str, reason: str) -> None:
    done(scene, partner, "reverse", scene.answer["id"], "--reason", reason)


@when(Sentence('the caseworker of "{partner}" asks to take the delivery back as "{reason}"'))
@when(Sentence('تطلب باحثة "{partner}" إلغاء الصرف بسبب "{reason}"'))
def asks_to_take_back(scene: Scene, partner: str, reason: str) -> None:
    answer = ask(scene, partner, REVERSE, delivery=scene.answer["id"], reason=reason)
    scene.answers.append(answer["reverseDelivery"])


@then("nothing new was recorded")
@then("لم يسجل شيء جديد")
def nothing_new(scene: Scene) -> None:
    assert scene.said is not None
    assert "nothing was changed" in scene.said.complained
    assert "لم يتغير شيء" in scene.said.complained
    assert scene.register.position() == scene.began


@then(Sentence('the caseworker of "{partner}" finds {count} delivery taken back as "{reason}"'))
@then(Sentence('تجد باحثة "{partner}" عدد {count} صرف ملغى بسبب "{reason}"'))
def finds_taken_back(scene: Scene, partner: str, count: int, reason: str) -> None:
    shown = json.loads(done(scene, partner, "list", "--reversed", "--json").said)
    assert [edge["node"]["reversal"] for edge in shown["edges"]] == count * [reason]
    standing = json.loads(done(scene, partner, "list", "--json").said)
    assert {edge["node"]["reversed"] for edge in standing["edges"]} == {False}


def done(scene: Scene, partner: str, *arguments: str) -> Done:
    """`sijill delivery …`, as a caseworker of the partner."""
    who = ("--as", f"caseworker@{partner}", "--purpose", "delivery")
    scene.said = scene.register.command("delivery", *arguments, *who)
    assert scene.said.code == 0, scene.said.complained
    return scene.said


def delivers(scene: Scene, partner: str, code: str, **given_: object) -> None:
    delivery = {"programme": programme(scene, partner, code), **given_}
    scene.answers.append(ask(scene, partner, DELIVER, input=delivery)["recordDelivery"])


def programme(scene: Scene, partner: str, code: str) -> str:
    found = scene.caseworker(partner, PROGRAMMES)["programmes"]["edges"]
    own = [one["node"] for one in found if one["node"]["owner"]["code"] == partner]
    return next(str(one["id"]) for one in own if one["code"] == code)


def ask(scene: Scene, partner: str, document: str, **variables: object) -> Answer:
    return scene.register.ask(
        f"caseworker@{partner}", "delivery", document, key=uuid4().hex, **variables
    )
