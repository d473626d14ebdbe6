"""A person who asks that her data be corrected, or objects: taken in, waiting, answered, and with effect."""

from __future__ import annotations

from uuid import uuid4

from pytest_bdd import given, then, when

from tests.features.asking import ask as ask_for_document
from tests.features.asking import section
from tests.features.forgetting import head
from tests.features.register import Answer, Scene
from tests.features.sentences import Sentence

CHANGED = "{ __typename ... on SubjectRequestChanged { id } ... on Refusal { code messageAr } }"
RECEIVE = f"""
mutation ($input: SubjectRequestInput!, $key: ID!) {{
  done: receiveSubjectRequest(input: $input, idempotencyKey: $key) {CHANGED}
}}
"""
ANSWER = f"""
mutation ($id: ID!, $input: SubjectAnswerInput!, $key: ID!) {{
  done: answerSubjectRequest(request: $id, input: $input, idempotencyKey: $key) {CHANGED}
}}
"""
WAITING = "{ subjectRequests(filter: {open: true}) { edges { node { id } } } }"
ROLL = "{ households(first: 100) { edges { node { id } } } }"


def change(scene: Scene, who: str, document: str, **said: object) -> None:
    answer = scene.register.ask(who, "data_subject", document, key=uuid4().hex, **said)["done"]
    scene.answers.append(answer)
    scene.register.position()


def receive(scene: Scene, who: str, **said: object) -> None:
    asked = {"household": scene.household, "member": head(scene), **said}
    change(scene, who, RECEIVE, input=asked)
    assert scene.answer["__typename"] == "SubjectRequestChanged", scene.answer


def waiting(scene: Scene, who: str) -> list[Answer]:
    found: list[Answer] = scene.register.ask(who, "data_subject", WAITING)["subjectRequests"][
        "edges"
    ]
    return found


def seen(scene: Scene, who: str) -> bool:
    edges = scene.register.ask(who, "registration", ROLL)["households"]["edges"]
    return scene.household in {edge["node"]["id"] for edge in edges}


@when(Sentence('the head asks "{who}" for a "{kind}" in the words "{words}"'))
@when(Sentence('تطلب رب الأسرة من "{who}" "{kind}" بقولها "{words}"'))
def asks(scene: Scene, who: str, kind: str, words: str) -> None:
    receive(scene, who, kind=kind.upper(), words=words)


@when(Sentence('the head objects at "{who}" to "{purpose}"'))
@when(Sentence('تعترض رب الأسرة عند "{who}" على "{purpose}"'))
def objects(scene: Scene, who: str, purpose: str) -> None:
    receive(scene, who, kind="OBJECTION", objectsTo=purpose.upper())


@when(Sentence('"{who}" answers the request with "{answer}" in the words "{words}"'))
@when(Sentence('تجيب "{who}" الطلب بجواب "{answer}" وتقول "{words}"'))
def answers(scene: Scene, who: str, answer: str, words: str) -> None:
    said = {"answer": answer.upper(), "words": words}
    change(scene, who, ANSWER, id=scene.answer["id"], input=said)


@then(Sentence('"{count}" requests wait at "{who}"'))
@then(Sentence('ينتظر "{count}" من الطلبات عند "{who}"'))
def wait(scene: Scene, count: str, who: str) -> None:
    assert len(waiting(scene, who)) == int(count)


@then(Sentence('her document says what she asked, "{words}", and the answer "{answer}"'))
@then(Sentence('تقول وثيقتها ما طلبت "{words}" والجواب "{answer}"'))
def document_says(scene: Scene, words: str, answer: str) -> None:
    ask_for_document(scene, "data_officer@moss-qena", "data_subject")
    (row,) = section(scene, "requests")
    assert row["words"] == [{"value": words}]
    assert row["answer_words"] == [{"value": answer}]


@given(Sentence('"{who}" sees the household'))
@given(Sentence('"{who}" ترى الأسرة'))
def sees(scene: Scene, who: str) -> None:
    assert seen(scene, who)


@then(Sentence('"{who}" sees the household no more'))
@then(Sentence('لا ترى "{who}" الأسرة بعدها'))
def sees_no_more(scene: Scene, who: str) -> None:
    assert not seen(scene, who)


@then(Sentence('the answer is refused with "{code}"'))
@then(Sentence('يُرفض الجواب بالرمز "{code}"'))
def refused(scene: Scene, code: str) -> None:
    assert scene.answer["code"] == code
    assert scene.answer["messageAr"]
