"""One organisation asks another to help: what each of them reads, and from when on no more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from registry.api.relay import global_id
from registry.application.forgetting import ErasureRequest, forget_member
from registry.domain.agreement import Party
from registry.domain.household import CaseNumber, Consent, ConsentAnswered
from registry.domain.vocabulary import (
    ConsentPurpose,
    ConsentState,
    FieldGroup,
    LegalBasis,
    Purpose,
    Role,
)
from registry.projections.recipients import streams_about
from tests.api.register import ASSOCIATION, MINISTRY, NEWCOMER, Person, Register, Settle

pytestmark = pytest.mark.anyio

SENDER = Person(ASSOCIATION, Role.CASEWORKER, Purpose.REFERRAL)
ASKED = Person(MINISTRY, Role.CASEWORKER, Purpose.REFERRAL)
CHANGED = "__typename ... on ReferralChanged { id referral { stage } } ... on Refusal { code }"
SEND = f"""
mutation ($input: ReferralInput!, $key: ID!) {{
  sendReferral(input: $input, idempotencyKey: $key) {{ {CHANGED} }}
}}
"""
LIST = """
query ($filter: ReferralFilter, $first: Int! = 50, $after: String, $asOf: AsOf) {
  referrals(filter: $filter, first: $first, after: $after, asOf: $asOf) {
    edges { cursor node {
      id stage received overdue due priority disclosed householdAgrees householdId reason result
      sender { code } asked { code }
      note { state value reason { code } }
      feedback { value }
      reasonNote { value }
      person {
        markaz { nameEn }
        name { state value reason { code } }
        phones { state values reason { code } }
        householdPhones { state values reason { code } }
        address { state value reason { code } }
        criteria { state values reason { code } }
      }
    } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
PERSON_ALONE = "{ referrals { edges { node { person { name { state value } } } } } }"


def step(name: str, more: str = "") -> str:
    asked, given = (f", {more}", f", {_given(more)}") if more else ("", "")
    return f"""
mutation ($id: ID!, $key: ID!{asked}) {{
  {name}(referral: $id, idempotencyKey: $key{given}) {{ {CHANGED} }}
}}
"""


def _given(more: str) -> str:
    names = [part.split(":")[0].strip(" $") for part in more.split(",")]
    return ", ".join(f"{name}: ${name}" for name in names)


@pytest.fixture
async def household(register: Register, settled: Settle) -> UUID:
    """Of the association, agreeing to be referred; with an agreement for referrals between the two."""
    await register.sign(purposes=(Purpose.REFERRAL,))
    agrees = Consent(purpose=ConsentPurpose.REFERRAL, state=ConsentState.GIVEN)
    home = await register.registered(
        ASSOCIATION, address="خلف الوحدة الصحية", consents=(agrees,), sharing=ConsentState.REFUSED
    )
    await settled()
    return home


async def sent(register: Register, household: UUID, **more: Any) -> str:
    answer = await send(register, household, **more)
    assert answer["__typename"] == "ReferralChanged", answer
    return str(answer["id"])


async def send(
    register: Register, household: UUID, *, to: str = MINISTRY, key: str = "1", **more: Any
) -> dict[str, Any]:
    asked = {
        "household": global_id("Household", household),
        "to": global_id("Partner", register.partners[to]),
        "need": "HEALTH",
        "priority": "URGENT",
        "disclosed": ["NAME", "ADDRESS"],
        "note": "تحتاج إلى جلسات غسيل كلوي",
        **more,
    }
    answer = await register.ask(SENDER, SEND, {"input": asked, "key": key})
    found: dict[str, Any] = answer["sendReferral"]
    return found


async def go(
    register: Register, who: Person, name: str, referral: str, more: str = "", **given: Any
) -> dict[str, Any]:
    variables = {"id": referral, "key": f"{name}-{who.partner}", **given}
    answer = await register.ask(who, step(name, more), variables)
    found: dict[str, Any] = answer[name]
    return found


async def listed(register: Register, who: Person, **variables: Any) -> list[dict[str, Any]]:
    answer = await register.ask(who, LIST, variables)
    return [edge["node"] for edge in answer["referrals"]["edges"]]


async def answers(register: Register, household: UUID, state: ConsentState, **more: Any) -> None:
    """What the household answers to being referred, from now on."""
    from registry.application.command import Command  # noqa: PLC0415 - for this alone

    consent = Consent(purpose=ConsentPurpose.REFERRAL, state=state, **more)
    context = register.context(ASSOCIATION, Role.CASEWORKER)
    await register.submit(
        Command(
            act="household.register",
            context=context,
            stream=household,
            needs=(household,),
            decide=lambda _: [ConsentAnswered(consent=consent)],
        )
    )


async def test_the_one_that_is_asked_reads_what_is_disclosed_and_nothing_else(
    register: Register, household: UUID, settled: Settle
) -> None:
    await sent(register, household)
    await settled()

    (seen,) = await listed(register, ASKED)
    assert (seen["received"], seen["stage"], seen["householdId"]) == (True, "SENT", None)
    assert (seen["sender"]["code"], seen["asked"]["code"]) == (ASSOCIATION, MINISTRY)
    assert seen["note"] == {"state": "CLEAR", "value": "تحتاج إلى جلسات غسيل كلوي", "reason": None}
    person = seen["person"]
    assert person["name"]["value"] == "فاطمة عبد الرحيم"
    assert person["address"]["value"] == "خلف الوحدة الصحية"
    for closed in ("phones", "householdPhones", "criteria"):
        assert person[closed]["state"] == "WITHHELD", closed
        assert person[closed]["reason"]["code"] == "not_disclosed"
    # A household that refused to be shared is in no list of the ministry all the same.
    roll = await register.ask(ASKED, "{ households { edges { node { id } } } }")
    assert roll["households"]["edges"] == []


async def test_what_was_opened_by_it_is_on_record(
    register: Register, household: UUID, settled: Settle
) -> None:
    await sent(register, household)
    await settled()
    await register.ask(ASKED, PERSON_ALONE)
    (opening,) = await register.openings()
    assert opening.fields == ("household.member_joined.name",)


async def test_disclosed_fields_open_for_helping_alone(
    register: Register, household: UUID, settled: Settle
) -> None:
    await sent(register, household)
    await settled()
    looking = Person(MINISTRY, Role.CASEWORKER, Purpose.REGISTRATION)
    answer = await register.ask(looking, PERSON_ALONE)
    (edge,) = answer["referrals"]["edges"]
    assert edge["node"]["person"]["name"]["state"] == "WITHHELD"


async def test_nobody_else_knows_of_it(
    register: Register, household: UUID, settled: Settle
) -> None:
    referral = await sent(register, household)
    await settled()
    stranger = Person(NEWCOMER, Role.CASEWORKER, Purpose.REFERRAL)
    assert await listed(register, stranger) == []
    node = "query ($id: ID!) { node(id: $id) { id } }"
    assert (await register.ask(stranger, node, {"id": referral}))["node"] is None
    assert (await register.ask(ASKED, node, {"id": referral}))["node"] == {"id": referral}
    assert (await go(register, SENDER, "acceptReferral", referral))["code"] == "referral_unknown"
    assert (await go(register, ASKED, "revokeReferral", referral))["code"] == "referral_unknown"


async def test_once_the_consent_is_withdrawn_nothing_is_shown_and_nothing_goes_on(
    register: Register, household: UUID, settled: Settle
) -> None:
    referral = await sent(register, household)
    await answers(register, household, ConsentState.WITHDRAWN)
    before = await settled()
    (seen,) = await listed(register, ASKED)
    assert seen["householdAgrees"] == "WITHDRAWN"
    for closed in ("name", "address"):
        assert seen["person"][closed]["state"] == "WITHHELD"
        assert seen["person"][closed]["reason"]["code"] == "consent_withdrawn"
    refused = await go(register, ASKED, "acceptReferral", referral)
    assert refused["code"] == "referral_without_consent"
    # Nor does a look into the past open what is closed today.
    (past,) = await listed(register, ASKED, asOf={"position": before - 1})
    assert past["person"]["name"]["state"] == "WITHHELD"


async def test_a_narrowed_consent_closes_what_it_no_longer_covers(
    register: Register, household: UUID, settled: Settle
) -> None:
    await sent(register, household)
    await answers(register, household, ConsentState.GIVEN, groups=(FieldGroup.IDENTITY,))
    await settled()
    (seen,) = await listed(register, ASKED)
    assert seen["person"]["name"]["state"] == "CLEAR"
    assert seen["person"]["address"]["reason"]["code"] == "not_disclosed"


async def test_it_goes_its_way_and_the_sender_hears_how_it_ended(
    register: Register, household: UUID, settled: Settle
) -> None:
    referral = await sent(register, household)
    accepted = await go(register, ASKED, "acceptReferral", referral)
    assert accepted["referral"] == {"stage": "ACCEPTED"}
    assert (await go(register, ASKED, "startReferral", referral))["__typename"] == "ReferralChanged"
    more = "$result: ReferralResult!, $feedback: String"
    await go(
        register, ASKED, "finishReferral", referral, more, result="SERVED", feedback="بدأت الجلسات"
    )
    await settled()
    (seen,) = await listed(register, SENDER)
    assert (seen["stage"], seen["result"], seen["received"]) == ("DONE", "SERVED", False)
    assert seen["feedback"]["value"] == "بدأت الجلسات"
    assert seen["householdId"] == global_id("Household", household)
    # Over is over: the one that helped reads the person no more.
    (ended,) = await listed(register, ASKED)
    assert ended["person"]["name"]["reason"]["code"] == "referral_ended"


async def test_a_partner_without_an_agreement_in_force_cannot_be_chosen(
    register: Register, household: UUID
) -> None:
    refused = await send(register, household, to=NEWCOMER)
    assert refused["code"] == "referral_without_agreement"
    parties = tuple(
        Party(partner=register.partners[code], legal_basis=LegalBasis.CONSENT)
        for code in (ASSOCIATION, NEWCOMER)
    )
    await register.sign(parties=parties, purposes=(Purpose.REFERRAL,), until=date(2026, 10, 1))
    refused = await send(register, household, to=NEWCOMER, key="2")
    assert refused["code"] == "referral_without_agreement", "it ended before today"
    await register.sign(parties=parties, purposes=(Purpose.DELIVERY,))
    refused = await send(register, household, to=NEWCOMER, key="3")
    assert refused["code"] == "referral_without_agreement", "it is for something else"


async def test_it_is_passed_on_to_whom_the_sender_reaches(
    register: Register, household: UUID, settled: Settle
) -> None:
    referral = await sent(register, household)
    more = "$to: ID!, $reason: RejectionReason!"
    to = global_id("Partner", register.partners[NEWCOMER])
    refused = await go(
        register, ASKED, "redirectReferral", referral, more, to=to, reason="OUTSIDE_AREA"
    )
    assert refused["code"] == "referral_without_agreement"
    parties = tuple(
        Party(partner=register.partners[code], legal_basis=LegalBasis.CONSENT)
        for code in (ASSOCIATION, NEWCOMER)
    )
    await register.sign(parties=parties, purposes=(Purpose.REFERRAL,))
    await settled()
    passed = await register.ask(
        ASKED,
        step("redirectReferral", more),
        {"id": referral, "key": "again", "to": to, "reason": "OUTSIDE_AREA"},
    )
    assert passed["redirectReferral"]["__typename"] == "ReferralChanged"
    await settled()
    assert await listed(register, ASKED) == []
    helper = Person(NEWCOMER, Role.CASEWORKER, Purpose.REFERRAL)
    (seen,) = await listed(register, helper)
    assert (seen["stage"], seen["reason"]) == ("SENT", "OUTSIDE_AREA")
    assert seen["person"]["name"]["value"] == "فاطمة عبد الرحيم"


async def test_lists_go_by_the_day_on_which_an_answer_is_due(
    register: Register, household: UUID, settled: Settle
) -> None:
    for key, priority in enumerate(("NORMAL", "EMERGENCY", "URGENT")):
        await sent(register, household, priority=priority, key=str(key))
    await settled()
    first = await register.ask(ASKED, LIST, {"first": 2})
    page = first["referrals"]
    assert [edge["node"]["priority"] for edge in page["edges"]] == ["EMERGENCY", "URGENT"]
    rest = await register.ask(ASKED, LIST, {"after": page["pageInfo"]["endCursor"]})
    assert [edge["node"]["priority"] for edge in rest["referrals"]["edges"]] == ["NORMAL"]

    register.clock.now += timedelta(hours=30)
    overdue = await listed(register, ASKED, filter={"overdue": True})
    assert [one["priority"] for one in overdue] == ["EMERGENCY"]
    assert [one["overdue"] for one in await listed(register, ASKED)] == [True, False, False]
    counts = (await register.ask(ASKED, "{ workCounts { kind count } }"))["workCounts"]
    assert {"kind": "REFERRALS_OVERDUE", "count": 1} in counts
    assert await listed(register, ASKED, filter={"received": False}) == []
    assert len(await listed(register, SENDER, filter={"received": False, "open": True})) == 3


async def test_an_erased_person_is_in_no_referral_any_more(
    register: Register, household: UUID, settled: Settle
) -> None:
    referral = await sent(register, household)
    await go(register, ASKED, "acceptReferral", referral)
    more, said = "$result: ReferralResult!, $feedback: String", {"feedback": "رُفض العلاج"}
    ended = ("finishReferral", referral, more)
    await go(register, ASKED, *ended, result="SERVED", **said)
    await sent(register, household, key="2")
    history = await register.services.log.load(household)
    head = history[0].fact.head  # type: ignore[union-attr]  # a household begins registered
    await settled()
    async with register.services.readers.connection() as connection:
        about = await streams_about(connection, [household], [head])
    await forget_member(
        register.services.writer,
        ErasureRequest(household=household, member=head, case=CaseNumber("E-17"), about=about),
        register.context(ASSOCIATION, Role.DATA_OFFICER),
    )
    await settled()
    (seen,) = await listed(register, ASKED, filter={"open": True})
    assert seen["person"]["name"]["state"] == "ERASED"
    assert {one["note"]["state"] for one in await listed(register, ASKED)} == {"ERASED"}
    # What was written in a referral stays no more as a digest either, by which it could be guessed.
    assert (await send(register, household))["code"] == "person_forgotten"
    again = await go(register, ASKED, *ended, result="SERVED", **said)
    assert again["code"] == "person_forgotten"
