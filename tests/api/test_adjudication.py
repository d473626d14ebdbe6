"""Cases decided for the plans that wait for them: which come first, who decides, by when, and what is asked first."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from registry.api.relay import global_id
from registry.application import pairs, steering
from registry.application.pairs import pair_of
from registry.domain.agreement import Party
from registry.domain.money import Currency, Money
from registry.domain.pair import Sides
from registry.domain.sameness import CaseReason, SettledReason
from registry.domain.vocabulary import ConsentState, LegalBasis, Purpose, Role
from tests.api.planning import DRAFT, PLANNER, act, listed, reviewing
from tests.api.register import ASSOCIATION, MINISTRY, UMBRELLA, Person, Register, Settle
from tests.api.test_pairs import (
    CONFIRM,
    DISMISS,
    REVIEWER,
    STRANGER,
    THERE,
    UNDO,
    finding,
    people,
    person_of,
    said,
)

pytestmark = pytest.mark.anyio

OFFICER: Final = Person(MINISTRY, Role.DATA_OFFICER, Purpose.DEDUPLICATION)
CASEWORKER_THERE: Final = Person(ASSOCIATION, Role.CASEWORKER, Purpose.DEDUPLICATION)
QUEUE = """
query ($filter: PairFilter, $order: PairOrder!, $first: Int = 50, $after: String, $asOf: AsOf) {
  pairs(filter: $filter, order: $order, first: $first, after: $after, asOf: $asOf) {
    edges { node {
      id linked parted due overdue daysOpen proposed proposedByViewer needsTwo
      heldUp { starts lines value { amount currency } plan { id } }
      question {
        needs by { code } waitsFor { code } answeredBy { code } note { state value } answer { state value }
      }
    } }
    pageInfo { hasNextPage endCursor }
  }
}
"""
ASK = """
mutation ($pair: ID!, $of: PairSide!, $note: String, $key: ID!) {
  said: askAboutPair(pair: $pair, of: $of, needs: [IDENTITY_DOCUMENT, VISIT], note: $note, idempotencyKey: $key) {
    ... on PairChanged { repeated } ... on Refusal { code }
  }
}
"""
ANSWER = """
mutation ($pair: ID!, $note: String, $key: ID!) {
  said: answerAboutPair(pair: $pair, note: $note, idempotencyKey: $key) {
    ... on PairChanged { repeated } ... on Refusal { code }
  }
}
"""
COUNTS = "{ workCounts { kind count } }"


async def queue(
    register: Register, who: Person = REVIEWER, order: str = "PLAN", **asked: Any
) -> list[dict[str, Any]]:
    """Page by page."""
    found: list[dict[str, Any]] = []
    after, at = None, asked.pop("asOf", None)
    while True:
        given = {"order": order, "first": 1, "after": after, "filter": asked, "asOf": at}
        answer = (await register.ask(who, QUEUE, given))["pairs"]
        found += [edge["node"] for edge in answer["edges"]]
        after = answer["pageInfo"]["endCursor"]
        if not answer["pageInfo"]["hasNextPage"]:
            return found


async def waiting(register: Register, who: Person, kind: str) -> int:
    found = (await register.ask(who, COUNTS))["workCounts"]
    return int(next(one["count"] for one in found if one["kind"] == kind))


async def cases(register: Register, settled: Settle, *names: str) -> list[Sides]:
    """A case between the ministry and the association for each name, in their order."""
    found = []
    for name in names:
        here, there = (
            await people(register, MINISTRY, name),
            await people(register, ASSOCIATION, name),
        )
        await settled()
        sides = finding((here[1][0], here[0]), (there[1][0], there[0]))
        asked = pairs.ask(sides, CaseReason.IN_DOUBT, register.operator, evidence_changed=False)
        await register.submit(asked)
        found.append(sides.sides)
    await settled()
    return found


async def planned(
    register: Register, *rows: UUID, begins: str = "2026-11-01", amount: str | None = None
) -> str:
    """A plan of the ministry's cash."""
    given = listed(register, *rows, programme="cash")
    value = None if amount is None else {"amount": amount, "currency": "EGP"}
    given |= {"servesFrom": begins, "servesUntil": "2027-01-31", "value": value}
    key = str(register.services.new_id())
    done = (await register.ask(PLANNER, DRAFT, {"input": given, "key": key}))["done"]
    return str(done["id"])


def called(sides: Sides) -> str:
    return global_id("Pair", pair_of(sides.first, sides.second))


def ids(found: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in found]


@pytest.mark.usefixtures("agreed")
async def test_what_a_plan_of_ones_own_waits_for_comes_first_and_nobody_else_is_told(
    register: Register, settled: Settle
) -> None:
    old, poor, rich, soon = await cases(register, settled, "فاطمة", "منى", "هدى", "سعاد")
    before = await settled()
    later = await planned(
        register, rich.first_household, rich.second_household, poor.first_household, amount="350"
    )
    first = await planned(register, soon.first_household, begins="2026-10-25")
    await settled()
    found = await queue(register)
    assert ids(found) == list(map(called, (soon, rich, poor, old)))
    assert [[held["plan"]["id"] for held in one["heldUp"]] for one in found] == [
        [first],
        [later],
        [later],
        [],
    ]
    held = found[1]["heldUp"][0]
    assert (held["lines"], held["value"]) == (2, {"amount": "700", "currency": "EGP"})
    assert ids(await queue(register, plan=later)) == list(map(called, (rich, poor)))
    assert ids(await queue(register, order="OLDEST")) == list(map(called, (old, poor, rich, soon)))
    assert ids(await queue(register, asOf={"position": before})) == ids(
        await queue(register, order="OLDEST")
    )
    theirs = await queue(register, THERE)
    assert ids(theirs) == list(map(called, (old, poor, rich, soon)))
    assert not any(one["heldUp"] or one["needsTwo"] for one in theirs)
    assert await queue(register, THERE, plan=later) == []
    await act(register, PLANNER, "cancelPlan", first)
    await settled()
    assert ids(await queue(register))[0] == called(rich)


@pytest.mark.usefixtures("agreed")
async def test_above_the_limit_one_proposes_and_another_decides(
    register: Register, settled: Settle
) -> None:
    one, other = await cases(register, settled, "فاطمة", "منى")
    await planned(
        register, one.first_household, one.second_household, other.first_household, amount="2500.01"
    )
    await settled()
    assert [found["needsTwo"] for found in await queue(register)] == [True, False]
    done = await said(register, CONFIRM, other.first, other.second, "0")
    assert done["pair"]["linked"] == "PERSON"
    done = await said(register, CONFIRM, one.first, one.second, "1", note="الرقم نفسه")
    assert done == {
        "repeated": False,
        "pair": {"linked": None, "parted": False, "case": "IN_DOUBT"},
    }
    assert (await said(register, CONFIRM, one.first, one.second, "1", note="الرقم نفسه"))[
        "repeated"
    ]
    again = await said(register, CONFIRM, one.first, one.second, "2")
    assert again["code"] == "second_is_the_first"
    await settled()
    (found,) = await queue(register, open=True)
    assert (found["proposed"], found["proposedByViewer"]) == ("ONE_PERSON", True)
    assert [await waiting(register, who, "PAIRS_TO_SECOND") for who in (REVIEWER, OFFICER)] == [
        0,
        1,
    ]
    assert ids(await queue(register, OFFICER, toSecond=True)) == [called(one)]
    against = await said(register, DISMISS, one.first, one.second, "3", who=OFFICER)
    assert against["pair"] == {"linked": None, "parted": False, "case": "IN_DOUBT"}
    await settled()
    (found,) = await queue(register, open=True)
    assert (found["proposed"], found["proposedByViewer"]) == ("TWO_PERSONS", False)
    done = await said(register, DISMISS, one.first, one.second, "4")
    assert done["pair"] == {"linked": None, "parted": True, "case": None}
    await settled()
    assert await queue(register, open=True) == []


@pytest.mark.usefixtures("agreed")
async def test_above_the_limit_a_link_is_taken_back_by_two_and_holds_until_then(
    register: Register, settled: Settle
) -> None:
    one, other = await cases(register, settled, "فاطمة", "منى")
    for sides in (one, other):
        await register.submit(pairs.confirmation(sides, (), None, reviewing(register)))
    await planned(register, one.first_household, one.second_household, amount="2500.01")
    await settled()
    done = await said(register, UNDO, other.first, other.second, "0")
    assert done["pair"]["parted"] is True
    done = await said(register, UNDO, one.first, one.second, "1")
    assert done["pair"] == {"linked": "PERSON", "parted": False, "case": None}
    assert await person_of(register, one.first) == {one.first, one.second}
    again = await said(register, UNDO, one.first, one.second, "2")
    assert again["code"] == "second_is_the_first"
    (found,) = await queue(register, OFFICER, toSecond=True)
    assert (found["id"], found["proposed"], found["linked"]) == (
        called(one),
        "TWO_PERSONS",
        "PERSON",
    )
    done = await said(register, UNDO, one.first, one.second, "3", who=OFFICER)
    assert done["pair"] == {"linked": None, "parted": True, "case": None}
    await settled()
    assert await person_of(register, one.first) == {one.first}
    assert await queue(register, open=True) == []


@pytest.mark.usefixtures("agreed")
async def test_the_smaller_of_what_two_partners_agreed_on_counts(
    register: Register, settled: Settle
) -> None:
    (one,) = await cases(register, settled, "فاطمة")
    await planned(register, one.first_household, one.second_household, amount="300")

    async def agree(partner: str, amount: int, until: date | None = None) -> UUID:
        return await register.sign(
            parties=(Party(partner=register.partners[partner], legal_basis=LegalBasis.CONSENT),),
            alone_up_to=(Money(Decimal(amount), Currency.EGP),),
            until=until,
        )

    async def needs_two() -> bool:
        await settled()
        (found,) = await queue(register)
        return bool(found["needsTwo"])

    assert not await needs_two()
    await agree(UMBRELLA, 1)
    await agree(ASSOCIATION, 599, until=date(2026, 1, 31))
    await agree(MINISTRY, 6000)
    assert not await needs_two()
    theirs = await agree(ASSOCIATION, 599)
    assert await needs_two()
    proposed = await said(register, CONFIRM, one.first, one.second, "1")
    assert proposed["pair"]["linked"] is None
    await register.submit(steering.end_agreement(theirs, date(2026, 1, 31), register.operator))
    assert not await needs_two()
    await planned(register, one.first_household, one.second_household, amount="2600")
    assert await needs_two(), "more than the registry's, which counts for the other partner"
    await agree(ASSOCIATION, 7000)
    assert not await needs_two()
    done = await said(register, CONFIRM, one.first, one.second, "2")
    assert done["pair"]["linked"] == "PERSON"


@pytest.mark.usefixtures("agreed")
async def test_what_is_reserved_binds_the_other_partner_too_and_a_draft_does_not(
    register: Register, settled: Settle
) -> None:
    one, other = await cases(register, settled, "فاطمة", "منى")
    plan = await planned(register, one.first_household, amount="9000")
    await planned(register, other.first_household, amount="9000")
    await settled()
    await act(register, PLANNER, "reservePlan", plan)
    await settled()
    free = await said(register, CONFIRM, other.first, other.second, "1", who=THERE)
    assert free["pair"]["linked"] == "PERSON"
    bound = await said(register, CONFIRM, one.first, one.second, "2", who=THERE)
    assert bound["pair"]["linked"] is None
    done = await said(register, CONFIRM, one.first, one.second, "3")
    assert done["pair"]["linked"] == "PERSON"


@pytest.mark.usefixtures("agreed")
async def test_a_case_is_due_by_the_first_day_of_a_plan_or_by_its_age(
    register: Register, settled: Settle
) -> None:
    old, soon = await cases(register, settled, "فاطمة", "منى")
    today = datetime.now(ZoneInfo("Africa/Cairo"))
    register.clock.now = today
    first_day = (today + timedelta(days=3)).date().isoformat()
    register_plan = listed(register, soon.first_household, programme="cash")
    register_plan |= {"servesFrom": first_day, "servesUntil": "2027-12-31"}
    await register.ask(PLANNER, DRAFT, {"input": register_plan, "key": "plan"})
    await settled()
    found = {one["id"]: one for one in await queue(register)}
    assert found[called(soon)]["due"] == first_day
    assert found[called(old)]["due"] == (today + timedelta(days=14)).date().isoformat()
    assert await waiting(register, REVIEWER, "PAIRS_OVERDUE") == 0
    for later, late in ((3, []), (4, [soon]), (14, [soon]), (15, [soon, old])):
        register.clock.now = today + timedelta(days=later)
        asked = await queue(register, overdue=True)
        assert ids(asked) == list(map(called, late)), later
        assert all(one["overdue"] and one["daysOpen"] == later for one in asked)
        assert await waiting(register, REVIEWER, "PAIRS_OVERDUE") == len(late)


@pytest.mark.usefixtures("agreed")
async def test_the_partner_of_a_side_is_asked_and_answers(
    register: Register, settled: Settle
) -> None:
    (one,) = await cases(register, settled, "فاطمة عبد الرحيم")
    pair = called(one)
    given = {"pair": pair, "of": "SECOND", "note": "هل معها بطاقة؟", "key": "1"}
    assert (await register.ask(REVIEWER, ASK, given))["said"] == {"repeated": False}
    await settled()
    assert await waiting(register, THERE, "PAIRS_ASKED") == 1
    assert await waiting(register, REVIEWER, "PAIRS_ASKED") == 0
    for who in (REVIEWER, THERE, CASEWORKER_THERE):
        (found,) = await queue(register, who)
        assert found["question"]["needs"] == ["IDENTITY_DOCUMENT", "VISIT"]
        assert found["question"]["waitsFor"] == [{"code": ASSOCIATION}]
        assert found["question"]["note"] == {"state": "CLEAR", "value": "هل معها بطاقة؟"}
    mine = await register.ask(REVIEWER, ANSWER, {"pair": pair, "key": "2"})
    assert mine["said"] == {"code": "pair_asks_nothing"}
    told = {"pair": pair, "note": "نعم، وصورتها عندنا", "key": "3"}
    assert (await register.ask(CASEWORKER_THERE, ANSWER, told))["said"] == {"repeated": False}
    await settled()
    assert await waiting(register, THERE, "PAIRS_ASKED") == 0
    (found,) = await queue(register)
    assert (found["question"]["waitsFor"], found["question"]["answeredBy"]["code"]) == (
        [],
        ASSOCIATION,
    )
    assert found["question"]["answer"]["value"] == "نعم، وصورتها عندنا"
    assert (await register.ask(STRANGER, ANSWER, {"pair": pair, "key": "4"}))["said"] == {
        "code": "pair_unknown"
    }


@pytest.mark.usefixtures("agreed")
async def test_a_correction_that_settles_the_case_ends_the_question(
    register: Register, settled: Settle
) -> None:
    (one,) = await cases(register, settled, "فاطمة")
    pair = called(one)
    await register.ask(REVIEWER, ASK, {"pair": pair, "of": "BOTH", "key": "1"})
    await settled()
    assert [await waiting(register, who, "PAIRS_ASKED") for who in (REVIEWER, THERE)] == [1, 1]
    asked_at = await settled()
    settling = pairs.settle(one, SettledReason.EVIDENCE_CHANGED, register.operator)
    await register.submit(settling)
    await settled()
    assert [await waiting(register, who, "PAIRS_ASKED") for who in (REVIEWER, THERE)] == [0, 0]
    refused = await register.ask(REVIEWER, ASK, {"pair": pair, "of": "FIRST", "key": "2"})
    assert refused["said"] == {"code": "pair_not_open"}
    (found,) = await queue(register, THERE, asOf={"position": asked_at})
    assert len(found["question"]["waitsFor"]) == 2


@pytest.mark.usefixtures("agreed")
async def test_nobody_is_asked_about_a_registration_that_they_may_not_know_of(
    register: Register, settled: Settle
) -> None:
    here, (fatima,) = await people(register, MINISTRY, "فاطمة")
    there, (hidden,) = await people(register, ASSOCIATION, "Fatma", sharing=ConsentState.REFUSED)
    found = finding((fatima, here), (hidden, there))
    await register.submit(
        pairs.ask(found, CaseReason.IN_DOUBT, register.operator, evidence_changed=False)
    )
    await settled()
    asked = {"pair": called(found.sides), "of": "BOTH", "key": "1"}
    refused = await register.ask(THERE, ASK, asked)
    assert refused["said"] == {"code": "pair_not_for_partner"}
