"""What waits for somebody: a row a household, with since when it is on which list.

Each `…_since` is the position at which the household came on that list; lists go by it, the longest wait first. An
index for each list holds those that are on it alone, so that it costs what it shows, whatever the size of the register.
How long ago something was is told by whoever has a clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.casework import ClosingReason
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import (
    ConsentAnswered,
    HouseholdClosed,
    HouseholdCorrected,
    HouseholdForgotten,
    HouseholdPutOnHold,
    HouseholdRegistered,
    HouseholdReleased,
    HouseholdReopened,
    HouseholdTransferred,
    MemberCorrected,
    MemberDied,
    MemberJoined,
    MemberLeft,
    MemberMovedIn,
    MemberMovedOut,
    MemberWithdrawn,
    PersonForgotten,
    RegistrationWithdrawn,
)
from registry.domain.vocabulary import ConsentPurpose, ConsentState, HoldReason
from registry.projections.model import Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.subject_requests import OF_PARTNER, WAITING
from registry.projections.validity import HeldRows


class WorkKind(StrEnum):
    """The lists there are, one of referrals, two of requests, four of pairs, two of plans.

    Late and lately are read off the clock.
    """

    ON_HOLD = "on_hold"
    CONSENT_MISSING = "consent_missing"
    WARNINGS_OPEN = "warnings_open"
    CLOSED_LATELY = "closed_lately"
    REFERRALS_OVERDUE = "referrals_overdue"
    REQUESTS_OPEN = "requests_open"
    REQUESTS_OVERDUE = "requests_overdue"
    PAIRS_OPEN = "pairs_open"
    PAIRS_OVERDUE = "pairs_overdue"
    PAIRS_TO_SECOND = "pairs_to_second"
    PAIRS_ASKED = "pairs_asked"
    PLANS_OVERTAKEN = "plans_overtaken"
    PLANS_EXPIRED = "plans_expired"


OF_PAIRS: Final = frozenset(
    {
        WorkKind.PAIRS_OPEN,
        WorkKind.PAIRS_OVERDUE,
        WorkKind.PAIRS_TO_SECOND,
        WorkKind.PAIRS_ASKED,
    }
)
OF_PLANS: Final = frozenset({WorkKind.PLANS_OVERTAKEN, WorkKind.PLANS_EXPIRED})


class WorkRow(Row, frozen=True, kw_only=True):
    """`odd` counts open warnings by whom they are about: the household's own id, or a member's."""

    household: UUID
    partner: UUID
    on_hold: HoldReason | None = None
    hold_since: int | None = None
    hold_at: datetime | None = None
    consent_since: int | None = None
    consent_at: datetime | None = None
    odd: Mapping[str, int] = {}
    odd_since: int | None = None
    odd_at: datetime | None = None
    closed: ClosingReason | None = None
    closed_since: int | None = None
    closed_at: datetime | None = None


def evolve(row: WorkRow | None, recorded: Recorded[AnyFact]) -> WorkRow | None:
    match recorded.fact:
        case HouseholdForgotten() | RegistrationWithdrawn():
            return None
        case HouseholdRegistered():
            begun = WorkRow(household=recorded.stream, partner=recorded.envelope.partner)
            return _changed(begun, recorded)
        case _ if row is None:
            return None
        case HouseholdTransferred(to=to):
            return replace(row, partner=to)
        case _:
            return _changed(row, recorded)


def _changed(row: WorkRow, recorded: Recorded[AnyFact]) -> WorkRow:
    since, at = recorded.position, recorded.recorded_at
    match recorded.fact:
        case HouseholdPutOnHold(reason=reason):
            return replace(row, on_hold=reason, hold_since=since, hold_at=at)
        case HouseholdReleased():
            return replace(row, on_hold=None, hold_since=None, hold_at=None)
        case HouseholdClosed(reason=closed):
            return replace(row, closed=closed, closed_since=since, closed_at=at)
        case HouseholdReopened():
            return replace(row, closed=None, closed_since=None, closed_at=None)
        case fact:
            return _asked(row, recorded, fact)


def _asked(row: WorkRow, recorded: Recorded[AnyFact], fact: AnyFact) -> WorkRow:
    match fact:
        case HouseholdRegistered(consent=consents, odd=odd):
            answers = {one.purpose: one.state for one in consents}
            sharing = answers.get(ConsentPurpose.SHARING, ConsentState.NOT_ASKED)
            if sharing is ConsentState.NOT_ASKED:
                at = recorded.recorded_at
                row = replace(row, consent_since=recorded.position, consent_at=at)
            return _odd(row, recorded, row.household, odd)
        case ConsentAnswered(consent=consent) if consent.purpose is ConsentPurpose.SHARING:
            return replace(row, consent_since=None, consent_at=None)
        case _:
            return _with_warnings(row, recorded, fact)


def _with_warnings(row: WorkRow, recorded: Recorded[AnyFact], fact: AnyFact) -> WorkRow:
    match fact:
        case MemberJoined(member=member, odd=odd) | MemberMovedIn(member=member, odd=odd):
            return _odd(row, recorded, member, odd)
        case MemberCorrected(member=member, odd=int(odd)):
            return _odd(row, recorded, member, odd)
        case HouseholdCorrected(odd=int(odd)):
            return _odd(row, recorded, row.household, odd)
        case (
            MemberLeft(member=member)
            | MemberDied(member=member)
            | MemberMovedOut(member=member)
            | MemberWithdrawn(member=member)
            | PersonForgotten(member=member)
        ):
            return _odd(row, recorded, member, 0)
        case _:
            return row


def _odd(row: WorkRow, recorded: Recorded[AnyFact], whom: UUID, odd: int) -> WorkRow:
    others = {about: count for about, count in row.odd.items() if about != str(whom)}
    warnings = others | ({str(whom): odd} if odd else {})
    if not warnings:
        return replace(row, odd={}, odd_since=None, odd_at=None)
    if row.odd_since is not None:
        return replace(row, odd=warnings)
    return replace(row, odd=warnings, odd_since=recorded.position, odd_at=recorded.recorded_at)


MODEL: Final = HeldRows(
    name="work",
    version=1,
    about=frozenset(
        {
            ConsentAnswered,
            HouseholdClosed,
            HouseholdCorrected,
            HouseholdForgotten,
            HouseholdPutOnHold,
            HouseholdRegistered,
            HouseholdReleased,
            HouseholdReopened,
            HouseholdTransferred,
            MemberCorrected,
            MemberDied,
            MemberJoined,
            MemberLeft,
            MemberMovedIn,
            MemberMovedOut,
            MemberWithdrawn,
            PersonForgotten,
            RegistrationWithdrawn,
        }
    ),
    row=WorkRow,
    key="household",
    evolve=evolve,
    ddl="""
        create table {table} (
            household     uuid not null,
            partner       uuid not null,
            on_hold       text,
            hold_since    bigint,          -- position
            hold_at       timestamptz,
            consent_since bigint,          -- position; sharing was never asked about
            consent_at    timestamptz,
            odd           jsonb not null,  -- warnings by whom they are about
            odd_since     bigint,          -- position
            odd_at        timestamptz,
            closed        text,
            closed_since  bigint,          -- position
            closed_at     timestamptz,
            held          int8range not null
        )
    """,
    indexes=(
        "create index on {table} (partner, hold_since) where hold_since is not null and closed_since is null",
        "create index on {table} (partner, consent_since) where consent_since is not null and closed_since is null",
        "create index on {table} (partner, odd_since) where odd_since is not null and closed_since is null",
        "create index on {table} (partner, closed_since) where closed_since is not null",
    ),
)


class WaitingRow(Row, frozen=True, kw_only=True):
    """A household on a list: since which position and moment, why where that is clear, and how many warnings.

    On the lists of requests it stands once for each, with the `request`.
    """

    household: UUID
    since: int
    at: datetime
    on_hold: HoldReason | None = None
    closed: ClosingReason | None = None
    warnings: int = 0
    request: UUID | None = None


_LISTS: Final = {
    WorkKind.ON_HOLD: ("hold", "closed_since is null"),
    WorkKind.CONSENT_MISSING: ("consent", "closed_since is null"),
    WorkKind.WARNINGS_OPEN: ("odd", "closed_since is null"),
    WorkKind.CLOSED_LATELY: ("closed", "closed_at >= %(lately)s"),
}
_WAITING: Final = """
    from read.work_v1
    where held @> %(position)s::bigint and partner = %(partner)s and {since} is not null and {open}
"""
_ROWS: Final = """
    select household, {since} as since, {at} as at, on_hold, closed,
           (select coalesce(sum(value::int), 0)::bigint from jsonb_each_text(odd)) as warnings
"""
_OVERDUE: Final = {
    WorkKind.REQUESTS_OPEN: sql.SQL(""),
    WorkKind.REQUESTS_OVERDUE: sql.SQL(" and asked.due < %(today)s"),
}
_REQUESTS: Final = {
    kind: sql.SQL("{} and {}{}").format(OF_PARTNER, WAITING, overdue)
    for kind, overdue in _OVERDUE.items()
}
_PAGES: Final = {
    kind: sql.SQL(_ROWS + _WAITING + " and ({since} > %(after)s or %(after)s::bigint is null)"
        " order by {since} limit %(limit)s").format(
        since=sql.Identifier(f"{name}_since"), at=sql.Identifier(f"{name}_at"), open=sql.SQL(standing)
    )
    for kind, (name, standing) in _LISTS.items()
} | {
    kind: sql.SQL("""
        select asked.household, asked.request, asked.since, asked.received_at as at {}
        and (asked.since > %(after)s or %(after)s::bigint is null) order by asked.since limit %(limit)s
    """).format(waiting)
    for kind, waiting in _REQUESTS.items()
}  # fmt: skip
_COUNTS: Final = {
    kind: sql.SQL("select count(*)" + _WAITING).format(
        since=sql.Identifier(f"{name}_since"), open=sql.SQL(standing)
    )
    for kind, (name, standing) in _LISTS.items()
} | {kind: sql.SQL("select count(*) {}").format(waiting) for kind, waiting in _REQUESTS.items()}


class Clock(NamedTuple):
    """What the clock says to whoever reads: since when something happened lately, and which day it is."""

    lately: datetime
    today: date


async def page(
    connection: AsyncConnection[Any],
    window: Window[int],
    kind: WorkKind,
    *,
    partner: UUID,
    clock: Clock,
) -> Page[WaitingRow]:
    """The partner's households on a list, the longest wait first; closed ones as far as they were closed lately."""
    parameters = window.parameters | {"partner": partner, **clock._asdict()}
    return window.page(await fetch(connection, WaitingRow, _PAGES[kind], parameters))


async def counts(
    connection: AsyncConnection[Any],
    *,
    position: int,
    partner: UUID,
    clock: Clock,
) -> dict[WorkKind, int]:
    """How many households of the partner are on each list, and how many requests."""
    parameters = {"position": position, "partner": partner, **clock._asdict()}
    found = {}
    for kind, query in _COUNTS.items():
        cursor = await connection.execute(query, parameters)
        ((found[kind],),) = await cursor.fetchall()
    return found
