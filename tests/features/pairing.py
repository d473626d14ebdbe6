"""Two registrations of one person, said to be one and taken apart again."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4

from pytest_bdd import given, then, when

from registry.api.ids import read_uuid
from registry.application import pairs
from registry.application.pairs import Finding
from registry.bootstrap import databases, open_registry
from registry.cli.acting import operator_of
from registry.domain.pair import ModelVersion
from registry.domain.sameness import CaseReason
from tests.features.forgetting import RELATIONS, head
from tests.features.register import Answer, Scene
from tests.features.sentences import Sentence

_SAID = "{ __typename ... on PairChanged { id } ... on Refusal { code } }"
_TWO = "first: $first, second: $second, idempotencyKey: $key"
_OF_TWO = "mutation ($first: ID!, $second: ID!, $key: ID!)"
CONFIRM = f"{_OF_TWO} {{ said: confirmDuplicate({_TWO}) {_SAID} }}"
UNDO = f"{_OF_TWO} {{ said: undoLink({_TWO}, reason: LINKED_IN_ERROR) {_SAID} }}"
DISMISS = f"{_OF_TWO} {{ said: dismissDuplicate({_TWO}, reason: RELATIVES) {_SAID} }}"
PERSON = "query ($of: ID!, $at: AsOf) { person(member: $of, asOf: $at) { id } }"
COUNTS = "{ counts { registrations households persons } }"
WHOLE = """
query ($at: AsOf) {
  households(per: IDENTITY, asOf: $at) { edges { node {
    reference registrations { reference } deliveries(per: IDENTITY) { edges { node { id family quantity reversed } } }
  } } }
  reached(per: IDENTITY, by: [MARKAZ, MONTH], asOf: $at) { edges { node { persons households visits services } } }
  counts(asOf: $at) { registrations households members persons deliveries }
}
"""
PAIRS = "{ pairs { edges { node { linked parted case } } } }"


@given(Sentence('the reviewer of "{partner}" says that the two heads are one person'))
@when(Sentence('the reviewer of "{partner}" says that the two heads are one person'))
@given(Sentence('يقول مراجع "{partner}" إن ربتي الأسرتين شخص واحد'))
@when(Sentence('يقول مراجع "{partner}" إن ربتي الأسرتين شخص واحد'))
def says_one(scene: Scene, partner: str) -> None:
    say_of_two(scene, f"reviewer@{partner}", CONFIRM)


@when(Sentence('the caseworker of "{partner}" says that the two heads are one person'))
@when(Sentence('تقول باحثة "{partner}" إن ربتي الأسرتين شخص واحد'))
def caseworker_says_one(scene: Scene, partner: str) -> None:
    say_of_two(scene, f"caseworker@{partner}", CONFIRM)


@given(Sentence('the reviewer of "{partner}" takes the link back'))
@when(Sentence('the reviewer of "{partner}" takes the link back'))
@given(Sentence('يفصل مراجع "{partner}" بينهما'))
@when(Sentence('يفصل مراجع "{partner}" بينهما'))
def takes_back(scene: Scene, partner: str) -> None:
    say_of_two(scene, f"reviewer@{partner}", UNDO)


@given(Sentence('the reviewer of "{partner}" says that the two heads are relatives'))
@when(Sentence('the reviewer of "{partner}" says that the two heads are relatives'))
@given(Sentence('يقول مراجع "{partner}" إن ربتي الأسرتين قريبتان'))
@when(Sentence('يقول مراجع "{partner}" إن ربتي الأسرتين قريبتان'))
def says_relatives(scene: Scene, partner: str) -> None:
    say_of_two(scene, f"reviewer@{partner}", DISMISS)


@given("the machine is in doubt about the two heads")
@given("تشك المطابقة في ربتي الأسرتين")
@when("the machine finds the same about them again")
@when("تجد المطابقة عنهما ما وجدته من قبل")
def machine_asks(scene: Scene) -> None:
    asyncio.run(ask_about(scene, evidence_changed=False))


@when("the machine finds something else about them")
@when("تجد المطابقة عنهما شيئا آخر")
def machine_asks_anew(scene: Scene) -> None:
    asyncio.run(ask_about(scene, evidence_changed=True))


@then(Sentence('{count} pair(s) wait(s) for the reviewer of "{partner}"'))
@then(Sentence('ينتظر مراجع "{partner}" عدد {count} زوج'))
def waits(scene: Scene, count: int, partner: str) -> None:
    found = scene.register.ask(
        f"reviewer@{partner}", "deduplication", "{ workCounts { kind count } }"
    )
    (waiting,) = (one["count"] for one in found["workCounts"] if one["kind"] == "PAIRS_OPEN")
    assert waiting == count


@then(
    Sentence(
        "the register counts {registrations} registrations, {households} household(s) and {persons} person(s)"
    )
)
@then(Sentence("في السجل {registrations} تسجيل و {households} أسرة و {persons} شخص"))
def counted(scene: Scene, registrations: int, households: int, persons: int) -> None:
    found = scene.register.ask("reviewer@moss-qena", "deduplication", COUNTS)["counts"]
    told = (found["registrations"], found["households"], found["persons"])
    assert told == (registrations, households, persons)


@then("everything is as it was before, delivery by delivery")
@then("عاد كل شيء كما كان، صرفا صرفا")
def as_before(scene: Scene) -> None:
    def whole(at: Answer | None) -> Answer:
        return scene.register.ask("reviewer@moss-qena", "deduplication", WHOLE, at=at)

    before = whole({"position": scene.untouched})
    assert whole(None) == before
    homes = [edge["node"] for edge in before["households"]["edges"]]
    assert [len(one["deliveries"]["edges"]) for one in homes] == [1, 0]


@when(Sentence('she asks "{who}" for the document of the whole person'))
@when(Sentence('تطلب من "{who}" وثيقة الشخص كله'))
def asks_for_the_whole(scene: Scene, who: str) -> None:
    words = ("--as", who, "--whole-person", "--json")
    scene.said = scene.register.command("person", head(scene), *words)


@then("the document tells of both names")
@then("تذكر الوثيقة الاسمين معا")
def tells_of_both(scene: Scene) -> None:
    assert scene.said is not None
    assert scene.said.code == 0, scene.said.complained
    said = str(json.loads(scene.said.said))
    assert "فاطمة عبد الرحيم" in said
    assert "Fatma Abdelrehim" in said


@then("the two heads are one person, each with the registrations of both")
@then("ربتا الأسرتين شخص واحد، ولكل منهما تسجيلا الاثنتين")
def are_one(scene: Scene) -> None:
    both = heads(scene)
    assert person(scene, both[0]) == person(scene, both[1]) == set(both)


@then("before that they were two")
@then("كانتا قبل ذلك اثنتين")
def were_two(scene: Scene) -> None:
    for one in heads(scene):
        assert person(scene, one, {"position": scene.began}) == {one}


@then("the two heads are two persons")
@then("ربتا الأسرتين شخصان")
def are_two(scene: Scene) -> None:
    for one in heads(scene):
        assert person(scene, one) == {one}


@then("the pair says that a person parted them")
@then("يقول الزوج إن شخصا فصل بينهما")
def parted(scene: Scene) -> None:
    found = scene.register.ask("reviewer@moss-qena", "deduplication", PAIRS)["pairs"]["edges"]
    assert [one["node"] for one in found] == [{"linked": None, "parted": True, "case": None}]


@then(Sentence('what was said of the two is refused with "{code}"'))
@then(Sentence('يُرفض ما قيل عنهما بالرمز "{code}"'))
def refused(scene: Scene, code: str) -> None:
    assert scene.answer == {"__typename": "Refusal", "code": code}


def heads(scene: Scene) -> list[str]:
    """Of the first household and of the other one."""
    found = []
    for home in (scene.household, scene.other):
        there = scene.caseworker(scene.owner, RELATIONS, id=home)["household"]["members"]
        found += [str(one["id"]) for one in there if one["relation"] == "HEAD"]
    return found


def say_of_two(scene: Scene, who: str, document: str) -> None:
    first, second = heads(scene)
    scene.began = scene.register.position()
    scene.untouched = scene.untouched or scene.began
    said: Answer = scene.register.ask(
        who, "deduplication", document, first=first, second=second, key=uuid4().hex
    )["said"]
    scene.answers.append(said)
    scene.register.position()


async def ask_about(scene: Scene, *, evidence_changed: bool) -> None:
    """What the matching of the register does when it is not sure."""
    members = [read_uuid(one, "Member") for one in heads(scene)]
    homes = [read_uuid(one, "Household") for one in (scene.household, scene.other)]
    sides = pairs.sides_of(*zip(members, homes, strict=True))
    found = Finding(sides=sides, model=ModelVersion("2026-11"), score=12, evidence=())
    settings = scene.register.settings
    with databases(settings) as where:
        async with open_registry(settings, where) as registry:
            context = await operator_of(registry)
            asked = pairs.ask(
                found, CaseReason.IN_DOUBT, context, evidence_changed=evidence_changed
            )
            await registry.writer.submit(asked)
    scene.register.position()


def person(scene: Scene, member: str, at: Answer | None = None) -> set[str]:
    found = scene.register.ask("reviewer@moss-qena", "deduplication", PERSON, of=member, at=at)
    return {str(one["id"]) for one in found["person"]}
