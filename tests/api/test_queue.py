"""The queue of a reviewer: what is asked about, in which order, for whom, and where each value came from."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from registry.api.ids import read_uuid
from registry.api.relay import global_id
from registry.application import pairs
from registry.application.amendments import MemberAmendment
from registry.application.corrections import correction
from registry.application.pairs import Finding
from registry.domain.casework import MemberField
from registry.domain.sameness import CaseReason
from registry.domain.vocabulary import Sex
from tests.api.register import ASSOCIATION, MINISTRY, Person, Register, Settle
from tests.api.test_pairs import DISMISS, REVIEWER, THERE, finding, people, said

pytestmark = pytest.mark.anyio

ORDERED = """
query ($filter: PairFilter, $order: PairOrder!, $first: Int = 50, $after: String, $asOf: AsOf) {
  pairs(filter: $filter, order: $order, first: $first, after: $after, asOf: $asOf) {
    edges { node { id bits } } pageInfo { hasNextPage endCursor }
  }
}
"""


async def queue(register: Register, order: str = "OLDEST", **asked: Any) -> list[float | None]:
    """The weights of the pairs in their order, page by page."""
    found: list[float | None] = []
    after = None
    while True:
        page = {"order": order, "first": 2, "after": after, "filter": asked}
        answer = (await register.ask(REVIEWER, ORDERED, page))["pairs"]
        found += [edge["node"]["bits"] for edge in answer["edges"]]
        after = answer["pageInfo"]["endCursor"]
        if not answer["pageInfo"]["hasNextPage"]:
            return found


@pytest.fixture
async def asked_about(
    register: Register,
    agreed: UUID,  # noqa: ARG001 - the agreement by which names are compared
    settled: Settle,
) -> list[Finding]:
    """Three cases, between the ministry and the association; the last within the ministry."""
    home = await people(register, MINISTRY, "فاطمة عبد الرحيم", "منى علي")
    there = [await people(register, who, "Fatma") for who in (ASSOCIATION, ASSOCIATION, MINISTRY)]
    await settled()
    reasons = (CaseReason.IN_DOUBT, CaseReason.IDS_CONTRADICT, CaseReason.IN_DOUBT)
    found = []
    for (household, (member,)), why, score in zip(there, reasons, (31, 90, 55), strict=True):
        one = replace(finding((home[1][0], home[0]), (member, household)), score=score)
        found.append(one)
        command = pairs.ask(one, why, register.operator, evidence_changed=False)
        await register.submit(command)
    await settled()
    return found


async def test_a_queue_is_looked_through_by_reason_weight_partner_day_and_order(
    register: Register, asked_about: list[Finding]
) -> None:
    assert len(asked_about) == 3
    assert await queue(register) == [3.1, 9.0, 5.5]
    assert await queue(register, "MOST_CERTAIN") == [9.0, 5.5, 3.1]
    for asked, expected in (
        ({"open": True}, [3.1, 9.0, 5.5]),
        ({"case": "IN_DOUBT"}, [3.1, 5.5]),
        ({"bitsFrom": 5.5}, [9.0, 5.5]),
        ({"bitsTo": 5.5}, [3.1, 5.5]),
        ({"partner": global_id("Partner", register.partners[ASSOCIATION])}, [3.1, 9.0]),
        ({"own": True}, [3.1, 9.0, 5.5]),
        ({"openedFrom": _day(0), "openedUntil": _day(0)}, [3.1, 9.0, 5.5]),
        ({"openedFrom": _day(1)}, []),
        ({"openedUntil": _day(-1)}, []),
        ({"parted": True}, []),
    ):
        assert await queue(register, **asked) == expected, asked
    later = "query ($after: String) { pairs(order: MOST_CERTAIN, after: $after) { position } }"
    first = await register.ask(REVIEWER, ORDERED, {"order": "OLDEST", "first": 1})
    cursor = first["pairs"]["pageInfo"]["endCursor"]
    wrong = await register.answer(REVIEWER, later, {"after": cursor})
    assert wrong["errors"][0]["extensions"]["code"] == "cursor_malformed"


def _day(later: int) -> str:
    """Facts are dated by the database, and days are the register's."""
    today = datetime.now(ZoneInfo("Africa/Cairo")).date()
    return (today + timedelta(days=later)).isoformat()


async def test_pairs_wait_on_the_work_list_of_each_partner_that_has_a_side(
    register: Register, asked_about: list[Finding], settled: Settle
) -> None:
    counts = "query ($at: AsOf) { workCounts(asOf: $at) { kind count } }"

    async def waiting(who: Person, **at: Any) -> int:
        found = (await register.ask(who, counts, at))["workCounts"]
        return int(next(one["count"] for one in found if one["kind"] == "PAIRS_OPEN"))

    before = await settled()
    assert (await waiting(REVIEWER), await waiting(THERE)) == (3, 2)
    sides = asked_about[0].sides
    await said(register, DISMISS, sides.first, sides.second, "1")
    await settled()
    assert (await waiting(REVIEWER), await waiting(THERE)) == (2, 1)
    assert await waiting(REVIEWER, at={"position": before}) == 3


@pytest.mark.usefixtures("asked_about")
async def test_each_value_of_a_side_comes_with_who_said_it_last_and_when(
    register: Register, settled: Settle
) -> None:
    named = "{ pairs { edges { node { first { id } firstHousehold { id } } } } }"
    (first, *_) = (await register.ask(REVIEWER, named))["pairs"]["edges"]
    member = read_uuid(first["node"]["first"]["id"], "Member")
    home = read_uuid(first["node"]["firstHousehold"]["id"], "Household")
    right = MemberAmendment(household=home, member=member, said={MemberField.SEX: Sex.MALE})
    context = register.context(MINISTRY)
    await register.submit(await correction(register.services.writer, right, context))
    await settled()
    ask = """
    { pairs(first: 1) { edges { node {
      first { sex sources { field labelAr recordedAt partner { code } channel } }
    } } } }
    """
    (edge,) = (await register.ask(THERE, ask))["pairs"]["edges"]
    sources = {one["field"]: one for one in edge["node"]["first"]["sources"]}
    assert sources["sex"]["recordedAt"] > sources["name"]["recordedAt"]
    assert {one["partner"]["code"] for one in sources.values()} == {MINISTRY}
    assert sources["name"]["labelAr"] == "الاسم"
    assert "partner_reference" not in sources
