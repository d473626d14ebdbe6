"""What happened to the person since: households that it came from, who was asked to help, handings-over, requests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from registry.api.ids import read_global_id
from registry.api.relay import global_id
from registry.application import roster
from registry.application.transfers import offer_household, take_over
from registry.domain.casework import LeavingReason
from registry.domain.dates import precise_date
from registry.domain.household import Consent
from registry.domain.vocabulary import ConsentPurpose, ConsentState, Purpose, Relation, Role
from tests.api.register import ASSOCIATION, MINISTRY, Person, Register, Settle
from tests.api.test_person import report, section
from tests.api.test_referring import ASKED, go, send
from tests.api.test_requests import answer, receive

pytestmark = pytest.mark.anyio

OFFICER = Person(ASSOCIATION, Role.DATA_OFFICER, Purpose.DATA_SUBJECT)
NEW_OFFICER = Person(MINISTRY, Role.DATA_OFFICER, Purpose.DATA_SUBJECT)
AGREES = Consent(purpose=ConsentPurpose.REFERRAL, state=ConsentState.GIVEN)
ROSTER = """
query ($id: ID!) { household(id: $id) { members(gone: true) {
  id presence leavingReason { state value reason { code } }
} } }
"""


async def member_of(register: Register, home: UUID, line: int) -> str:
    history = await register.services.log.load(home)
    return global_id("Member", history[line].fact.member)  # type: ignore[union-attr, arg-type]  # a member joined


def words(row: dict[str, Any], column: str) -> list[str]:
    return [one.get("en") or one["value"] for one in row[column]]


async def moved(register: Register) -> tuple[UUID, str]:
    """A daughter who came to her grandmother's household; both have agreed to be referred."""
    before = await register.registered(ASSOCIATION, members=["منى علي"], consents=[AGREES])
    home = await register.registered(ASSOCIATION, "سعاد حسن", consents=[AGREES])
    mona = await member_of(register, before, 2)
    moving = roster.Move(
        household=before,
        member=UUID(read_global_id(mona)[1]),
        to=home,
        relation=Relation.OTHER,
        on=precise_date(2026, 10, 3),
    )
    context = register.context(ASSOCIATION)
    await register.submit(await roster.move(register.services.writer, moving, context))
    return home, mona


async def test_a_person_who_moved_is_told_of_both_households(
    register: Register, settled: Settle
) -> None:
    _, mona = await moved(register)
    await settled()
    stays = section(await report(register, mona, OFFICER), "households")
    presences = [words(row, "presence")[0] for row in stays]
    assert presences == ["moved to another household", "present"]
    assert [words(row, "until") for row in stays] == [["2026-10-03"], []]
    assert words(stays[0], "household") != words(stays[1], "household")


async def test_a_person_is_told_what_was_asked_and_written_and_nobody_else_in_the_house_is(
    register: Register, settled: Settle
) -> None:
    await register.sign(purposes=(Purpose.REFERRAL,))
    home, mona = await moved(register)
    await settled()
    sent = await send(register, home, member=mona, note="تحتاج إلى نظارة")
    await go(register, ASKED, "acceptReferral", sent["id"])
    more = "$result: ReferralResult!, $feedback: String"
    ended = {"result": "SERVED", "feedback": "تسلمت النظارة"}
    await go(register, ASKED, "finishReferral", sent["id"], more, **ended)
    asked = {"kind": "CORRECTION", "words": "اسمي منى", "requestedBy": "GUARDIAN"}
    request = (await receive(register, home, mona, OFFICER, **asked))["id"]
    await answer(register, request, "DECLINED", OFFICER, reason="RECORDED_RIGHTLY", words="هو كذلك")
    await settled()
    document = await report(register, mona, OFFICER)
    (referral,) = section(document, "referrals")
    assert words(referral, "words") == ["تحتاج إلى نظارة", "تسلمت النظارة"]
    (line,) = section(document, "requests")
    assert words(line, "asked") == ["correction", "guardian"]
    assert words(line, "words") == ["اسمي منى"]
    assert words(line, "answer")[:2] == ["declined", "recorded rightly"]
    assert words(line, "answer_words") == ["هو كذلك"]
    for told in ("تسلمت النظارة", "اسمي منى", "هو كذلك"):
        assert told in document["html"]
    grandmother = await report(register, await member_of(register, home, 1), OFFICER)
    assert "اسمي منى" not in grandmother["html"], "what another asked is that person's"
    assert "نظارة" not in grandmother["html"]
    opened = {one["en"] for row in section(document, "openings") for one in row["fields"]}
    assert {"words of a request", "words of its answer", "note of a referral"} <= opened


async def test_who_left_is_told_why_it_says_so_and_whom_its_household_was_handed_to(
    register: Register, settled: Settle
) -> None:
    agreement = await register.sign(purposes=(Purpose.REFERRAL,))
    home = await register.registered(ASSOCIATION, members=["منى علي"])
    mona = await member_of(register, home, 2)
    context, mint = register.context(ASSOCIATION), register.services.writer.mint
    went = (precise_date(2026, 10, 3), LeavingReason.MARRIED)
    gone = UUID(read_global_id(mona)[1])
    await register.submit(roster.leave(home, gone, went, context, mint))
    await settled()
    (_, left) = (await register.ask(OFFICER, ROSTER, {"id": str(home)}))["household"]["members"]
    assert left["leavingReason"] == {"state": "CLEAR", "value": "married", "reason": None}
    manager = Person(ASSOCIATION, Role.PROGRAMME_MANAGER, Purpose.DATA_SUBJECT)
    (_, closed) = (await register.ask(manager, ROSTER, {"id": str(home)}))["household"]["members"]
    assert closed["leavingReason"]["state"] == "WITHHELD"
    giving = register.context(ASSOCIATION, Role.DATA_OFFICER)
    ministry = register.partners[MINISTRY]
    offered = offer_household(home, ministry, giving, mint, agreements=[agreement])
    await register.submit(offered)
    await register.submit(take_over(home, register.context(MINISTRY, Role.DATA_OFFICER)))
    await settled()
    document = await report(register, mona, NEW_OFFICER)
    (stay,) = section(document, "households")
    assert words(stay, "presence")[0] == "left"
    assert words(stay, "reason") == ["married"]
    told = [
        (words(row, "what"), words(row, "by"), words(row, "to"))
        for row in section(document, "handings_over")
    ]
    assert told == [
        (["offered to another partner"], [ASSOCIATION], [MINISTRY]),
        (["handed over to another partner"], [MINISTRY], [MINISTRY]),
    ]
    requests = await receive(register, home, mona, OFFICER)
    assert requests["code"] in {"household_unknown", "household_transferred"}
    assert "id" in await receive(register, home, mona, NEW_OFFICER)
