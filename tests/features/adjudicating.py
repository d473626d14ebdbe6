"""Cases decided for the plans that wait for them: by two, and after asking."""

from __future__ import annotations

from uuid import uuid4

from pytest_bdd import given, then, when

from tests.features.pairing import CONFIRM, UNDO, say_of_two
from tests.features.planning import DRAFT, manager, planned
from tests.features.register import Scene
from tests.features.sentences import Sentence

_SAID = "{ __typename ... on PairChanged { id } ... on Refusal { code } }"
_OPEN = "{ pairs(filter: {open: true}) { edges { node { id } } } }"
_COUNTS = "{ workCounts { kind count } }"
ASK = f"""
mutation ($pair: ID!, $key: ID!) {{
  said: askAboutPair(pair: $pair, of: BOTH, needs: [IDENTITY_DOCUMENT], idempotencyKey: $key) {_SAID}
}}
"""
ANSWER = f"""
mutation ($pair: ID!, $key: ID!) {{
  said: answerAboutPair(pair: $pair, note: "معها بطاقة", idempotencyKey: $key) {_SAID}
}}
"""


@given(Sentence('a plan of "{partner}" gives each of the two {pounds} pounds'))
@given(Sentence('في كشف "{partner}" لكل منهما {pounds} جنيه'))
def drafted(scene: Scene, partner: str, pounds: int) -> None:
    rows = ({"household": scene.household}, {"household": scene.other})
    worth = {"value": {"amount": str(pounds), "currency": "EGP"}, "servesUntil": "2099-12-31"}
    wanted = planned(scene, partner, "2026-11", *rows) | worth
    said = scene.register.ask(manager(partner), "planning", DRAFT, input=wanted, key=uuid4().hex)[
        "said"
    ]
    assert said["__typename"] == "PlanChanged", said
    scene.register.position()


@given(Sentence('the data officer of "{partner}" says that the two heads are one person'))
@given(Sentence('يقول مسؤول بيانات "{partner}" إن ربتي الأسرتين شخص واحد'))
@when(Sentence('the data officer of "{partner}" says that the two heads are one person'))
@when(Sentence('يقول مسؤول بيانات "{partner}" إن ربتي الأسرتين شخص واحد'))
def officer_says_one(scene: Scene, partner: str) -> None:
    say_of_two(scene, f"data_officer@{partner}", CONFIRM)


@when(Sentence('the data officer of "{partner}" takes the link back'))
@when(Sentence('يفصل مسؤول بيانات "{partner}" بينهما'))
def officer_takes_back(scene: Scene, partner: str) -> None:
    say_of_two(scene, f"data_officer@{partner}", UNDO)


@when(Sentence('the reviewer of "{partner}" asks for an identity document'))
@when(Sentence('يسأل مراجع "{partner}" عن وثيقة هوية'))
def asks(scene: Scene, partner: str) -> None:
    _say(scene, f"reviewer@{partner}", ASK)


@when(Sentence('the caseworker of "{partner}" tells what she knows'))
@when(Sentence('تجيب باحثة "{partner}" بما تعرف'))
def answers(scene: Scene, partner: str) -> None:
    _say(scene, f"caseworker@{partner}", ANSWER)


@then(Sentence('"{partner}" owes {count} answer(s)'))
@then(Sentence('على "{partner}" جواب {count}'))
def owes(scene: Scene, partner: str, count: int) -> None:
    found = scene.register.ask(f"reviewer@{partner}", "deduplication", _COUNTS)["workCounts"]
    assert [one["count"] for one in found if one["kind"] == "PAIRS_ASKED"] == [count]


def _say(scene: Scene, who: str, document: str) -> None:
    (open_,) = scene.register.ask(who, "deduplication", _OPEN)["pairs"]["edges"]
    pair, key = open_["node"]["id"], uuid4().hex
    said = scene.register.ask(who, "deduplication", document, pair=pair, key=key)["said"]
    assert said["__typename"] == "PairChanged", said
    scene.register.position()
