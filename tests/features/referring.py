"""One organisation asks another to help; a household goes from one to the other."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from pytest_bdd import given, then, when

from registry.api.ids import read_uuid
from registry.domain.reference import short_reference
from tests.features.register import Answer, Scene
from tests.features.registering import register
from tests.features.sentences import Sentence

PARTNERS = "{ partners(first: 100) { edges { node { id code } } } }"
CHANGED = "{ __typename ... on ReferralChanged { id } ... on Refusal { code messageAr messageEn } }"
HANDED = (
    "{ __typename ... on HouseholdHandedOver { id } ... on Refusal { code messageAr messageEn } }"
)
SEND = f"""
mutation ($input: ReferralInput!, $key: ID!) {{
  sendReferral(input: $input, idempotencyKey: $key) {CHANGED}
}}
"""
FINISH = f"""
mutation ($id: ID!, $key: ID!, $words: String!) {{
  finishReferral(referral: $id, result: SERVED, feedback: $words, idempotencyKey: $key) {CHANGED}
}}
"""
LIST = """
query ($received: Boolean!) {
  referrals(filter: {received: $received}) {
    edges { node {
      stage
      feedback { state value }
      person { name { state value reason { code } } address { state value reason { code } } }
    } }
  }
}
"""
OFFER = f"""
mutation ($id: ID!, $to: ID!, $key: ID!) {{
  offerHousehold(household: $id, to: $to, idempotencyKey: $key) {HANDED}
}}
"""
TAKE = f"""
mutation ($id: ID!, $key: ID!) {{
  takeOverHousehold(household: $id, idempotencyKey: $key) {HANDED}
}}
"""
WHOSE = "query ($id: ID!) { household(id: $id) { ownRegistration } }"


CALLED = "query ($named: String!) { found: referrals(filter: {reference: $named}) { edges { node { id } } } }"


def ask(scene: Scene, partner: str, document: str, role: str = "caseworker", **said: Any) -> Answer:
    scene.register.position()
    return scene.register.ask(f"{role}@{partner}", "referral", document, **said)


def change(
    scene: Scene, partner: str, document: str, role: str = "caseworker", **said: Any
) -> None:
    scene.began = scene.register.position()
    (answer,) = ask(scene, partner, document, role, key=uuid4().hex, **said).values()
    scene.answers.append(answer)


def goes_on(scene: Scene, partner: str, step: str) -> None:
    document = (
        "mutation ($id: ID!, $key: ID!) "
        f"{{ {step}(referral: $id, idempotencyKey: $key) {CHANGED} }}"
    )
    change(scene, partner, document, id=referral(scene))


def referral(scene: Scene) -> str:
    changed = [one for one in scene.answers if one["__typename"] == "ReferralChanged"]
    return str(changed[-1]["id"])


def listed(scene: Scene, partner: str, *, received: bool) -> list[Answer]:
    found = ask(scene, partner, LIST, received=received)["referrals"]["edges"]
    return [edge["node"] for edge in found]


def partner_id(scene: Scene, asking: str, code: str) -> str:
    """As the asking partner's directory has it; of a stranger, as the auditor's command line has it."""
    found = ask(scene, asking, PARTNERS)["partners"]["edges"]
    return str(next(edge["node"]["id"] for edge in found if edge["node"]["code"] == code))


@given(
    Sentence(
        'the household of "{name}" in "{place}" registered by "{partner}" agreeing to be referred'
    )
)
@given(Sentence('أسرة "{name}" في "{place}" سجلتها "{partner}" ووافقت على الإحالة'))
def registered_and_agreeing(scene: Scene, name: str, place: str, partner: str) -> None:
    consent = [{"purpose": one, "state": "GIVEN"} for one in ("SHARING", "REFERRAL")]
    household = {
        "head": {"name": name},
        "place": place,
        "address": "خلف الوحدة الصحية",
        "consent": consent,
    }
    register(scene, partner, household)
    assert scene.answer["__typename"] == "HouseholdRegistered", scene.answer


@when(
    Sentence('the caseworker of "{partner}" refers it to "{to}" for "{need}" disclosing "{field}"')
)
@when(Sentence('تحيلها باحثة "{partner}" إلى "{to}" من أجل "{need}" وتكشف "{field}"'))
def refers(scene: Scene, partner: str, to: str, need: str, field: str) -> None:
    asked = {
        "household": scene.household,
        "to": partner_id(scene, partner, to),
        "need": need,
        "disclosed": [field],
    }
    change(scene, partner, SEND, input=asked)


@when(
    Sentence(
        'the caseworker of "{partner}" accepts, starts and finishes it with the words "{words}"'
    )
)
@when(Sentence('تقبلها باحثة "{partner}" وتبدؤها وتنهيها بعبارة "{words}"'))
def helps(scene: Scene, partner: str, words: str) -> None:
    for step in ("acceptReferral", "startReferral"):
        goes_on(scene, partner, step)
    change(scene, partner, FINISH, id=referral(scene), words=words)
    assert scene.answer["__typename"] == "ReferralChanged", scene.answer


@then(
    Sentence(
        '"{sender}" and "{asked}" know it by one short reference, which finds nothing for "{other}"'
    )
)
@then(Sentence('تعرفها "{sender}" و "{asked}" برقم قصير واحد لا تجد به "{other}" شيئا'))
def known_in_short(scene: Scene, sender: str, asked: str, other: str) -> None:
    short = short_reference(read_uuid(referral(scene), "Referral"))
    found = {
        partner: [
            edge["node"]["id"]
            for edge in ask(scene, partner, CALLED, named=short)["found"]["edges"]
        ]
        for partner in (sender, asked, other)
    }
    assert found == {sender: [referral(scene)], asked: [referral(scene)], other: []}


@then(Sentence('the inbox of "{partner}" shows {count} referral(s) that is "{stage}"'))
@then(Sentence('يعرض وارد "{partner}" عدد {count} إحالة حالتها "{stage}"'))
def inbox(scene: Scene, partner: str, count: int, stage: str) -> None:
    stages = [one["stage"] for one in listed(scene, partner, received=True)]
    assert stages == count * [stage]


@then(Sentence('the outbox of "{partner}" shows {count} referral(s) that is "{stage}"'))
@then(Sentence('يعرض صادر "{partner}" عدد {count} إحالة حالتها "{stage}"'))
def outbox(scene: Scene, partner: str, count: int, stage: str) -> None:
    stages = [one["stage"] for one in listed(scene, partner, received=False)]
    assert stages == count * [stage]


@then(Sentence('"{partner}" reads the name "{name}" in it'))
@then(Sentence('تقرأ فيها "{partner}" الاسم "{name}"'))
def reads_name(scene: Scene, partner: str, name: str) -> None:
    (one,) = listed(scene, partner, received=True)
    assert one["person"]["name"] == {"state": "CLEAR", "value": name, "reason": None}


@then(Sentence('"{partner}" reads the feedback "{words}"'))
@then(Sentence('تقرأ "{partner}" الرد "{words}"'))
def reads_feedback(scene: Scene, partner: str, words: str) -> None:
    (one,) = listed(scene, partner, received=False)
    assert one["feedback"] == {"state": "CLEAR", "value": words}


@then(Sentence('the field "{field}" of it is withheld from "{partner}" with the code "{code}"'))
@then(Sentence('الحقل "{field}" فيها محجوب عن "{partner}" بالرمز "{code}"'))
def withheld(scene: Scene, field: str, partner: str, code: str) -> None:
    (one,) = listed(scene, partner, received=True)
    closed = {"state": "WITHHELD", "value": None, "reason": {"code": code}}
    assert one["person"][field] == closed


@when("the household withdraws its consent to be referred")
@when("تسحب الأسرة موافقتها على الإحالة")
def withdraws(scene: Scene) -> None:
    answers(scene, "WITHDRAWN")


@given(Sentence('the household narrows its consent to be referred to "{group}"'))
@given(Sentence('تقصر الأسرة موافقتها على الإحالة على "{group}"'))
def narrows(scene: Scene, group: str) -> None:
    answers(scene, "GIVEN", group)


def answers(scene: Scene, state: str, *groups: str) -> None:
    document = """
    mutation ($id: ID!, $consent: ConsentInput!, $key: ID!) {
      answerConsent(household: $id, consent: $consent, idempotencyKey: $key) {
        __typename ... on Refusal { code }
      }
    }
    """
    consent = {"purpose": "REFERRAL", "state": state, "groups": list(groups)}
    given_answer = scene.caseworker(
        scene.owner, document, id=scene.household, consent=consent, key=uuid4().hex
    )
    assert given_answer["answerConsent"]["__typename"] != "Refusal", given_answer


@then(Sentence('accepting it is refused with the code "{code}"'))
@then(Sentence('يرفض قبولها بالرمز "{code}"'))
def not_accepted(scene: Scene, code: str) -> None:
    goes_on(scene, "moss-qena", "acceptReferral")
    assert (scene.answer["__typename"], scene.answer["code"]) == ("Refusal", code)


@when(Sentence('the data officer of "{partner}" offers it to "{to}"'))
@when(Sentence('يعرضها مسؤول بيانات "{partner}" على "{to}"'))
def offers(scene: Scene, partner: str, to: str) -> None:
    asked = partner_id(scene, partner, to)
    change(scene, partner, OFFER, "data_officer", id=scene.household, to=asked)
    assert scene.answer["__typename"] == "HouseholdHandedOver", scene.answer


@when(Sentence('the data officer of "{partner}" takes it over'))
@when(Sentence('يتولاها مسؤول بيانات "{partner}"'))
def takes_over(scene: Scene, partner: str) -> None:
    change(scene, partner, TAKE, "data_officer", id=scene.household)
    assert scene.answer["__typename"] == "HouseholdHandedOver", scene.answer


@then(Sentence('it is of "{partner}" and no longer of "{former}"'))
@then(Sentence('صارت عند "{partner}" ولم تعد عند "{former}"'))
def whose(scene: Scene, partner: str, former: str) -> None:
    for one, own in ((partner, True), (former, False)):
        found = ask(scene, one, WHOSE, id=scene.household)["household"]
        assert found == {"ownRegistration": own}, one
