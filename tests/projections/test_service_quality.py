"""How long people waited and how much was done in its time: referrals and requests, each by what was said of it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.domain import referral, subject_request
from registry.domain.casework import (
    Priority,
    ReferralResult,
    RejectionReason,
    RequestAnswer,
    RequestedBy,
    RequestKind,
)
from registry.domain.vocabulary import BenefitFamily
from registry.projections import service_quality
from registry.projections.follower import Connection
from registry.projections.reading import Window
from registry.projections.service_quality import AskedAs, QualityBy, QualityFilters, QualityRow
from tests.projections.register import Register, sealed

pytestmark = pytest.mark.anyio

Reader = AsyncConnection[Any]
NOON: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""When all was asked, in the tests; what came of it, so many days later."""
AT: Final = NOON + timedelta(days=60)


def referred(
    register: Register, sender: UUID, to: UUID, need: BenefitFamily, *after: referral.ReferralFact
) -> UUID:
    sent = referral.ReferralSent(
        sender=sender,
        to=to,
        household=register.registered(sender),
        need=need,
        priority=Priority.NORMAL,
        due=NOON + timedelta(days=14),
        disclosed=(),
        note=sealed("none"),
    )
    return register.happened(sender, register.id(), sent, *after)


def done(about: UUID) -> referral.ReferralDone:
    return referral.ReferralDone(about=about, result=ReferralResult.SERVED)


def dated(administrator: Connection, days: dict[UUID, int]) -> None:
    """Let all that was sent be sent at noon of a day, and what came of it come so many days later."""
    administrator.execute(
        "update read.referrals_v1 set sent_at = %s, changed_at = %s", [NOON, NOON]
    )
    for stream, later in days.items():
        administrator.execute(
            "update read.referrals_v1 set changed_at = %s where referral = %s",
            [NOON + timedelta(days=later), stream],
        )


async def table(
    reader: Reader, position: int, by: Collection[QualityBy] = (), **filters: Any
) -> list[QualityRow]:
    asked = QualityFilters(**{"at": AT, **filters})
    page = await service_quality.page(reader, Window[int](position, 100), by=by, filters=asked)
    return list(page.rows)


def counts(row: QualityRow) -> tuple[int, ...]:
    return row.asked, row.done, row.due, row.in_time


async def test_referrals_by_whom_they_wait_for(
    reader: Reader,
    register: Register,
    read: Callable[[Register], int],
    administrator: Connection,
) -> None:
    amal, nour = register.enrolled("amal"), register.enrolled("nour")
    about, food, health = register.id(), BenefitFamily.FOOD, BenefitFamily.HEALTH
    served = [referred(register, amal, nour, food, done(about)) for _ in range(10)]
    late = referred(register, amal, nour, health, done(about))
    referred(register, amal, nour, health)  # waits still
    rejected = referral.ReferralRejected(about=about, reason=RejectionReason.OTHER, note=None)
    referred(register, amal, nour, health, rejected)
    referred(register, amal, nour, health, referral.ReferralRevoked())
    passed = referral.ReferralRedirected(to=amal, reason=RejectionReason.OTHER)
    referred(register, amal, nour, food, passed)
    position = read(register)
    dated(administrator, {one: days for days, one in enumerate(served, 1)} | {late: 15})

    both = {(row.centre, row.need): row for row in await table(reader, position, list(QualityBy))}
    assert {row.year for row in both.values()} == {2026}
    food_row = both[nour, food]
    assert counts(food_row) == (10, 10, 10, 10)
    assert (food_row.median_days, food_row.p90_days) == (5.5, 9.1)
    assert counts(both[nour, health]) == (3, 1, 3, 0)
    assert (both[nour, health].median_days, both[amal, food].median_days) == (15.0, None)
    assert counts(both[amal, food]) == (1, 0, 1, 0)

    (whole,) = await table(reader, position)
    assert counts(whole) == (14, 11, 14, 10)
    (early,) = await table(reader, position, at=NOON + timedelta(days=13), centre=nour)
    assert counts(early) == (13, 11, 12, 10)  # who is not due yet lowers nothing
    assert await table(reader, position, year=2025) == []


async def test_requests_are_of_whose_household_it_is_and_done_when_they_are_answered(
    reader: Reader, register: Register, read: Callable[[Register], int], administrator: Connection
) -> None:
    amal = register.enrolled("amal")
    home = register.registered(amal)
    answered, open_ = register.id(), register.id()
    for stream in (answered, open_):
        received = subject_request.RequestReceived(
            kind=RequestKind.ACCESS,
            household=home,
            member=register.heads[home],
            requested_by=RequestedBy.PERSON,
            objects_to=None,
            due=None,
            words=sealed("words"),
        )
        register.happened(amal, stream, received)
    answer = subject_request.RequestAnswered(
        member=register.heads[home], answer=RequestAnswer.DECLINED, reason=None, words=sealed("no")
    )
    register.happened(amal, answered, answer)
    position = read(register)
    administrator.execute(
        "update read.subject_requests_v1 set received_at = %s, due = %s,"
        " answered_at = case when answered_at is not null then %s::timestamptz end",
        [NOON, (NOON + timedelta(days=30)).date(), NOON + timedelta(days=30, hours=6)],
    )
    (row,) = await table(reader, position, [QualityBy.CENTRE])
    assert (row.kind, row.centre, row.need) == (AskedAs.REQUEST, amal, None)
    assert counts(row) == (2, 1, 2, 1)  # on its last day, and one that is past it
    assert row.median_days == 30.3
