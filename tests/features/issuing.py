"""A card that is issued, lost and replaced, and the second one that nobody gets."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid4

from pytest_bdd import given, then, when

from tests.features.forgetting import head
from tests.features.pairing import heads
from tests.features.register import Answer, Scene
from tests.features.sentences import Sentence

CHANGED = "{ __typename ... on Refusal { code messageAr } }"
ISSUE = f"""
mutation ($holder: DocumentHolderInput!, $printed: PrintedDocumentInput!, $key: ID!) {{
  done: issueEntitlementDocument(holder: $holder, printed: $printed, idempotencyKey: $key) {CHANGED}
}}
"""
REPLACE = f"""
mutation ($holder: DocumentHolderInput!, $printed: PrintedDocumentInput!, $key: ID!,
          $reason: DocumentReplacementReason!) {{
  done: replaceEntitlementDocument(holder: $holder, printed: $printed, idempotencyKey: $key, reason: $reason) {CHANGED}
}}
"""
LOSE = f"""
mutation ($holder: DocumentHolderInput!, $key: ID!, $reason: DocumentLossReason!) {{
  done: loseEntitlementDocument(holder: $holder, idempotencyKey: $key, reason: $reason) {CHANGED}
}}
"""
LIST = "{ entitlementDocuments { edges { node { standing number { value } } } } }"


def change(scene: Scene, who: str, document: str, kind: str, **said: object) -> None:
    change_of(
        scene, who, document, {"household": scene.household, "member": head(scene)}, kind, said
    )


def change_of(  # noqa: PLR0913, PLR0917 - whose, of what kind, and what is said of it
    scene: Scene, who: str, document: str, whose: Answer, kind: str, said: Mapping[str, object]
) -> None:
    holder = whose | {"kind": kind.upper()}
    asked = {"holder": holder, "key": uuid4().hex, **said}
    scene.answers.append(scene.register.ask(who, "delivery", document, **asked)["done"])
    scene.register.position()


def listed(scene: Scene) -> list[Answer]:
    edges = scene.register.ask(f"caseworker@{scene.owner}", "delivery", LIST)[
        "entitlementDocuments"
    ]["edges"]
    return [edge["node"] for edge in edges]


@given(Sentence('"{who}" issued the head a "{kind}" with the number "{number}" until "{until}"'))
@given(Sentence('أصدرت "{who}" لرب الأسرة "{kind}" برقم "{number}" حتى "{until}"'))
def issued(scene: Scene, who: str, kind: str, number: str, until: str) -> None:
    change(scene, who, ISSUE, kind, printed={"number": number, "validUntil": until})
    assert scene.answer["__typename"] == "EntitlementDocumentChanged", scene.answer


@when(Sentence('"{who}" issues the head a "{kind}" with the number "{number}"'))
@when(Sentence('تصدر "{who}" لرب الأسرة "{kind}" برقم "{number}"'))
def issues(scene: Scene, who: str, kind: str, number: str) -> None:
    change(scene, who, ISSUE, kind, printed={"number": number})


@when(Sentence('"{who}" issues the other head a "{kind}" with the number "{number}"'))
@when(Sentence('تصدر "{who}" لرب الأسرة الأخرى "{kind}" برقم "{number}"'))
def issues_other(scene: Scene, who: str, kind: str, number: str) -> None:
    _, other = heads(scene)
    whose = {"household": scene.other, "member": other}
    change_of(scene, who, ISSUE, whose, kind, {"printed": {"number": number}})


@when(Sentence('"{who}" says that the head\'s "{kind}" was "{reason}"'))
@when(Sentence('تسجل "{who}" أن "{kind}" رب الأسرة "{reason}"'))
def loses(scene: Scene, who: str, kind: str, reason: str) -> None:
    change(scene, who, LOSE, kind, reason=reason.upper())


@when(Sentence('"{who}" replaces the head\'s "{kind}" by "{number}" since it was "{reason}"'))
@when(Sentence('تستبدل "{who}" "{kind}" رب الأسرة برقم "{number}" لأنها "{reason}"'))
def replaces(scene: Scene, who: str, kind: str, number: str, reason: str) -> None:
    change(scene, who, REPLACE, kind, printed={"number": number}, reason=reason.upper())


@then(Sentence('the head\'s documents stand as "{standings}"'))
@then(Sentence('حال وثائق رب الأسرة "{standings}"'))
def stand(scene: Scene, standings: str) -> None:
    assert [one["standing"].lower() for one in listed(scene)] == standings.split(", ")


@then(Sentence('the live one has the number "{number}"'))
@then(Sentence('رقم السارية "{number}"'))
def live_number(scene: Scene, number: str) -> None:
    live = [one["number"]["value"] for one in listed(scene) if one["standing"] == "LIVE"]
    assert live == [number]


@then(Sentence('the second document is refused with "{code}"'))
@then(Sentence('تُرفض الوثيقة بالرمز "{code}"'))
def refused(scene: Scene, code: str) -> None:
    assert scene.answer["code"] == code
    assert scene.answer["messageAr"]
