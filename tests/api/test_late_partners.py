"""Whoever a late partner registered is not called clear: it may have given what is not on record yet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest

from registry.api.relay import global_id
from registry.application import pairs, steering
from registry.application.command import Context
from registry.application.delivery_changes import reverse_delivery
from registry.application.pairs import sides_of
from registry.domain.agreement import Party
from registry.domain.casework import ReversalReason
from registry.domain.planning import GivenTo
from registry.domain.programme import OverlapRule
from registry.domain.vocabulary import BenefitFamily, Claim, ConsentState, LegalBasis, Purpose, Role
from tests.api import planning
from tests.api.planning import CASEWORKER, PLANNER, act, drafted, link, looked, members_of, show
from tests.api.register import ASSOCIATION, MINISTRY, NEWCOMER, NOW, Person, Register, Settle
from tests.api.register import CASEWORKER as REGISTERING

pytestmark = pytest.mark.anyio

CHECK: Final = """
query ($input: PlanInput!, $asOf: AsOf) { checkPlan(input: $input, asOf: $asOf) {
  clear conflict unknown latePartners { since every partner { code } }
  lines { edges { node { status unknown warnings } } }
} }
"""
CHANGED: Final = """
    __typename ... on PartnerChanged { partner { code reportsEvery reportedUpTo } } ... on Refusal { code }
"""
EVERY: Final = f"""
mutation ($days: Int, $on: Date, $key: ID!) {{
  done: reportEvery(days: $days, agreedOn: $on, idempotencyKey: $key) {{ {CHANGED} }}
}}
"""
UP_TO: Final = f"""
mutation ($day: Date!, $key: ID!) {{ done: reportUpTo(day: $day, idempotencyKey: $key) {{ {CHANGED} }} }}
"""
LATE: Final = ("UNKNOWN", "PARTNER_LATE")
CLEAR: Final = ("CLEAR", None)
OF_ASSOCIATION: Final = {
    "since": NOW.date().isoformat(),
    "every": 30,
    "partner": {"code": ASSOCIATION},
}


@pytest.fixture(autouse=True)
async def agreed(register: Register) -> None:
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY))


@pytest.fixture
async def both(register: Register, settled: Settle) -> tuple[UUID, UUID]:
    """The registrations of one household, by the ministry and by the association."""
    here, there = await register.registered(MINISTRY), await register.registered(ASSOCIATION)
    await link(register, settled, here, there)
    return here, there


def manager(register: Register, partner: str) -> Context:
    return register.context(partner, Role.PROGRAMME_MANAGER)


async def reports(register: Register, partner: str = ASSOCIATION, days: int | None = 30) -> None:
    mint = register.services.writer.mint
    await register.submit(steering.report_every(days, None, manager(register, partner), mint))


def goes_on(register: Register, days: int) -> None:
    register.clock.now += timedelta(days=days)


async def found(register: Register, *rows: Any, **more: Any) -> dict[str, Any]:
    await looked(register)
    given = {"input": planning.listed(register, *rows), **more}
    return dict((await register.ask(PLANNER, CHECK, given))["checkPlan"])


def lines(said: dict[str, Any]) -> Sequence[tuple[str, str | None]]:
    nodes = [one["node"] for one in said["lines"]["edges"]]
    return [(one["status"], one["unknown"]) for one in nodes]


async def line(register: Register, settled: Settle, home: UUID) -> tuple[str, str | None]:
    await settled()
    (said,) = lines(await found(register, home))
    return said


async def test_whoever_a_late_partner_registered_is_unknown_until_it_has_reported(
    register: Register, settled: Settle, both: tuple[UUID, UUID]
) -> None:
    here, other = both[0], await register.registered(MINISTRY, "زينب")
    await reports(register)
    goes_on(register, 30)
    assert await line(register, settled, here) == CLEAR, "the last day is in time"
    goes_on(register, 1)
    said = await found(register, here, other)
    assert lines(said) == [LATE, CLEAR]
    assert (said["clear"], said["unknown"]) == (1, 1)
    assert said["latePartners"] == [OF_ASSOCIATION]
    assert (await found(register, other))["latePartners"] == [], "no line hangs on it"
    yesterday = register.clock.now.date() - timedelta(days=1)
    mint = register.services.writer.mint
    await register.submit(steering.report_up_to(yesterday, manager(register, ASSOCIATION), mint))
    await settled()
    said = await found(register, here, other)
    assert (lines(said), said["latePartners"]) == ([CLEAR, CLEAR], [])


async def test_the_registration_of_a_late_partner_alone_is_unknown_too(
    register: Register, settled: Settle
) -> None:
    there = await register.registered(ASSOCIATION)
    await reports(register)
    goes_on(register, 31)
    assert await line(register, settled, there) == LATE


async def test_its_own_newest_delivery_is_a_report_and_no_other_is(
    register: Register, settled: Settle, both: tuple[UUID, UUID]
) -> None:
    here, there = both
    elsewhere = await register.registered(ASSOCIATION, "هدى")
    await reports(register)
    goes_on(register, 31)
    heard = {"claim": Claim.REPORTED_BY_HOUSEHOLD, "month": "2026-01"}
    await register.delivered(ASSOCIATION, "food", there, **heard)
    await register.delivered(MINISTRY, "cash", here)
    assert await line(register, settled, here) == LATE
    given = await register.delivered(ASSOCIATION, "food", elsewhere, "2026-01")
    assert await line(register, settled, here) == CLEAR
    mistaken = reverse_delivery(
        given, ReversalReason.RECORDED_IN_ERROR, register.context(ASSOCIATION)
    )
    await register.submit(mistaken)
    assert await line(register, settled, here) == LATE


async def test_days_end_by_the_clock_of_the_registry(
    register: Register, settled: Settle, both: tuple[UUID, UUID]
) -> None:
    await reports(register)
    register.clock.now = datetime(2026, 11, 1, 22, 30, tzinfo=UTC)  # half past midnight in Cairo
    await register.delivered(ASSOCIATION, "food", both[1], "2026-01")
    goes_on(register, 30)
    assert await line(register, settled, both[0]) == CLEAR
    goes_on(register, 1)
    await settled()
    (late,) = (await found(register, both[0]))["latePartners"]
    assert late["since"] == "2026-11-02"


async def test_nobody_is_late_who_agreed_to_nothing_or_to_nothing_any_more(
    register: Register, settled: Settle, both: tuple[UUID, UUID]
) -> None:
    goes_on(register, 400)
    assert await line(register, settled, both[0]) == CLEAR
    await reports(register, days=1)
    goes_on(register, 2)
    assert await line(register, settled, both[0]) == LATE
    await reports(register, days=None)
    assert await line(register, settled, both[0]) == CLEAR


async def test_a_partner_that_is_suspended_owes_no_report(
    register: Register, settled: Settle, both: tuple[UUID, UUID]
) -> None:
    await reports(register)
    goes_on(register, 31)
    assert await line(register, settled, both[0]) == LATE
    suspended = steering.suspend_partner(register.partners[ASSOCIATION], register.operator)
    await register.submit(suspended)
    assert await line(register, settled, both[0]) == CLEAR


async def test_a_registration_that_is_not_shared_tells_nothing(
    register: Register, settled: Settle
) -> None:
    here = await register.registered(MINISTRY)
    hidden = await register.registered(ASSOCIATION, sharing=ConsentState.REFUSED)
    await link(register, settled, here, hidden)
    await reports(register)
    goes_on(register, 31)
    said = await found(register, here)
    assert (lines(said), said["latePartners"]) == ([CLEAR], [])


async def test_what_a_planner_is_late_with_itself_is_known_to_it(
    register: Register, settled: Settle, both: tuple[UUID, UUID]
) -> None:
    await reports(register, MINISTRY)
    goes_on(register, 31)
    assert await line(register, settled, both[0]) == CLEAR


async def test_a_conflict_stays_one(
    register: Register, settled: Settle, both: tuple[UUID, UUID]
) -> None:
    await register.delivered(ASSOCIATION, "food", both[1])
    await reports(register)
    goes_on(register, 31)
    await settled()
    said = await found(register, *both)
    assert (lines(said), said["latePartners"]) == ([("CONFLICT", None)] * 2, [])


async def test_as_of_a_position_agreement_reports_and_day_are_those_of_then(
    register: Register, settled: Settle, both: tuple[UUID, UUID]
) -> None:
    await reports(register)
    agreed_on = await settled()
    goes_on(register, 31)
    await register.registered(MINISTRY, "زينب")
    silent = await settled()
    await register.delivered(ASSOCIATION, "food", both[1], "2026-01")
    reported = await settled()
    for later in (0, 31):
        goes_on(register, later)
        for position, expected in ((agreed_on, CLEAR), (silent, LATE), (reported, CLEAR)):
            said = await found(register, both[0], asOf={"position": position})
            assert lines(said) == [expected], (later, position)
    assert await line(register, settled, both[0]) == LATE


async def test_where_help_is_given_to_persons_those_count_whom_it_registered(
    register: Register, settled: Settle
) -> None:
    here = await register.registered(MINISTRY, members=["علي", "هدى"])
    there = await register.registered(ASSOCIATION, "Ali")
    await settled()
    _, ali, huda = await members_of(register, here)
    await link_members(register, settled, (ali, here), there)
    rule = OverlapRule(families=(BenefitFamily.FOOD,), per=GivenTo.PERSON)
    context = manager(register, MINISTRY)
    await register.submit(steering.set_overlap(register.programmes["baskets"], rule, context))
    await reports(register)
    goes_on(register, 31)
    await settled()
    rows = [
        {"household": global_id("Household", here), "member": global_id("Member", one)}
        for one in (ali, huda)
    ]
    said = await found(register, *rows)
    assert (lines(said), said["latePartners"]) == ([LATE, CLEAR], [OF_ASSOCIATION])


async def link_members(
    register: Register, settled: Settle, side: tuple[UUID, UUID], there: UUID
) -> None:
    (other,) = await members_of(register, there)
    sides = sides_of(side, (other, there))
    confirmed = pairs.confirmation(sides, (), None, planning.reviewing(register))
    await register.submit(confirmed)
    await settled()


async def test_the_line_is_not_reserved_and_holds_up_the_release_until_it_is_overridden(
    register: Register, settled: Settle, both: tuple[UUID, UUID]
) -> None:
    other = await register.registered(MINISTRY, "زينب")
    await reports(register)
    goes_on(register, 31)
    await settled()
    plan = await drafted(register, PLANNER, both[0], other)
    assert "code" not in await act(register, PLANNER, "reservePlan", plan)
    await settled()
    shown = await show(register, PLANNER, plan)
    assert (shown["clear"], shown["unknown"]) == (1, 1)
    assert [one["reserved"] for one in shown["lines"]] == [False, True]
    held = await act(register, PLANNER, "releasePlan", plan)
    assert held == {"__typename": "Refusal", "code": "plan_has_unknown"}
    await act(register, PLANNER, "overridePlanLine", plan, ", line: 1, reason: VISITED")
    assert "code" not in await act(register, PLANNER, "releasePlan", plan)


async def test_who_registered_somebody_is_not_told_by_who_is_late(
    register: Register, settled: Settle, both: tuple[UUID, UUID]
) -> None:
    """The base agreement shows that a registration exists and not whose it is."""
    await reports(register)
    goes_on(register, 31)
    await settled()
    planner = Person(NEWCOMER, Role.PROGRAMME_MANAGER, Purpose.PLANNING)
    await register.open_programme("baskets", NEWCOMER, BenefitFamily.FOOD)
    parties = tuple(
        Party(partner=register.partners[code], legal_basis=LegalBasis.PUBLIC_TASK)
        for code in (MINISTRY, ASSOCIATION, NEWCOMER)
    )
    await register.sign(base=True, purposes=(Purpose.PLANNING,), parties=parties)
    await settled()
    await looked(register)
    given = {"input": planning.listed(register, both[1])}
    said = (await register.ask(planner, CHECK, given))["checkPlan"]
    assert (lines(said), said["latePartners"]) == ([LATE], [])


async def test_a_partner_says_itself_how_often_and_up_to_which_day(
    register: Register,
) -> None:
    async def said(document: str, person: Person = PLANNER, **given: Any) -> dict[str, Any]:
        key = str(register.services.new_id())
        return dict((await register.ask(person, document, {"key": key, **given}))["done"])

    changed = await said(EVERY, days=30, on="2026-09-01")
    assert changed["partner"] == {"code": MINISTRY, "reportsEvery": 30, "reportedUpTo": None}
    changed = await said(UP_TO, day="2026-10-19")
    assert changed["partner"] == {
        "code": MINISTRY, "reportsEvery": 30, "reportedUpTo": "2026-10-19",
    }  # fmt: skip
    assert (await said(EVERY, days=None))["partner"]["reportsEvery"] is None
    for document, given, code in (
        (EVERY, {"days": 367}, "partner_interval_out_of_range"),
        (EVERY, {"days": 30, "on": "2026-10-21"}, "partner_day_to_come"),
        (UP_TO, {"day": "2026-10-21"}, "partner_day_to_come"),
        (UP_TO, {"day": "2026-10-18"}, "partner_reported_further"),
    ):
        assert (await said(document, **given))["code"] == code, given
    left_out = EVERY.replace("days: $days, ", "").replace("$days: Int, ", "")
    answer = await register.answer(PLANNER, left_out, {"key": "left out"})
    assert answer["errors"][0]["extensions"]["code"] == "partner_interval_malformed"
    for person in (CASEWORKER, REGISTERING):
        assert (await said(EVERY, person, days=30))["code"] == "act_not_allowed"
        assert (await said(UP_TO, person, day="2026-10-19"))["code"] == "act_not_allowed"
    acts = ("partner.report_every", "partner.report_up_to")
    assert await register.refusals() == [("act_not_allowed", act) for act in acts] * 2
