"""A row a referral: who asks whom for what, until when, and how far it came. Overdue is told by whoever has a clock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.casework import (
    DisclosedField,
    Priority,
    ReferralResult,
    ReferralStage,
    RejectionReason,
)
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.fields import Personal, Sensitive
from registry.domain.referral import (
    ReferralAccepted,
    ReferralDone,
    ReferralRedirected,
    ReferralRejected,
    ReferralRevoked,
    ReferralSent,
    ReferralStarted,
)
from registry.domain.vocabulary import BenefitFamily
from registry.projections.model import Row, sealed
from registry.projections.reading import Page, Window, fetch, in_short
from registry.projections.validity import HeldRows


class ReferralRow(Row, frozen=True, kw_only=True):
    """`asked` is who is asked now, `passed_by` who passed it on before. Bytes are sealed records."""

    referral: UUID
    household: UUID
    member: UUID | None
    sender: UUID
    asked: UUID
    passed_by: tuple[UUID, ...] = ()
    need: BenefitFamily
    priority: Priority
    sent_at: datetime
    due: datetime
    disclosed: tuple[DisclosedField, ...]
    stage: ReferralStage = ReferralStage.SENT
    changed_at: datetime
    reason: RejectionReason | None = None
    result: ReferralResult | None = None
    note: bytes
    reason_note: bytes | None = None
    feedback: bytes | None = None

    @property
    def subject(self) -> UUID:
        return self.member or self.household


def evolve(row: ReferralRow | None, recorded: Recorded[AnyFact]) -> ReferralRow | None:
    match recorded.fact:
        case ReferralSent() as sent:
            return _sent(recorded, sent)
        case _ if row is None:
            return None
        case fact:
            changes = _changes(row, fact)
            return replace(row, **changes, changed_at=recorded.recorded_at) if changes else row


def _changes(row: ReferralRow, fact: AnyFact) -> dict[str, Any]:
    match fact:
        case ReferralRedirected(to=to, reason=reason):
            passed_by = (*row.passed_by, row.asked)
            stage = ReferralStage.SENT
            return {"asked": to, "passed_by": passed_by, "stage": stage, "reason": reason}
        case ReferralRejected(reason=reason, note=note):
            stage = ReferralStage.REJECTED
            return {"stage": stage, "reason": reason, "reason_note": _sealed(note)}
        case ReferralDone(result=result, feedback=feedback):
            stage = ReferralStage.DONE
            return {"stage": stage, "result": result, "feedback": _sealed(feedback)}
        case ReferralAccepted() | ReferralStarted() | ReferralRevoked():
            return {"stage": _STAGES[type(fact)]}
        case _:
            return {}


def _sealed(words: Personal[str | None, Sensitive] | None) -> bytes | None:
    return None if words is None else sealed(words)


_STAGES: Final = {
    ReferralAccepted: ReferralStage.ACCEPTED,
    ReferralStarted: ReferralStage.STARTED,
    ReferralRevoked: ReferralStage.REVOKED,
}


def _sent(recorded: Recorded[AnyFact], sent: ReferralSent) -> ReferralRow:
    return ReferralRow(
        referral=recorded.stream,
        household=sent.household,
        member=sent.member,
        sender=sent.sender,
        asked=sent.to,
        need=sent.need,
        priority=sent.priority,
        sent_at=recorded.recorded_at,
        due=sent.due,
        disclosed=sent.disclosed,
        changed_at=recorded.recorded_at,
        note=sealed(sent.note),
    )


MODEL: Final = HeldRows(
    name="referrals",
    version=1,
    about=frozenset(
        {
            ReferralSent,
            ReferralAccepted,
            ReferralRejected,
            ReferralRedirected,
            ReferralStarted,
            ReferralDone,
            ReferralRevoked,
        }
    ),
    row=ReferralRow,
    key="referral",
    evolve=evolve,
    ddl="""
        create table {table} (
            referral    uuid not null,
            household   uuid not null,
            member      uuid,
            sender      uuid not null,
            asked       uuid not null,     -- who is asked now
            passed_by   uuid[] not null,   -- who was asked before
            need        text not null,     -- benefit family
            priority    text not null,
            sent_at     timestamptz not null,
            due         timestamptz not null,
            disclosed   text[] not null,
            stage       text not null,
            changed_at  timestamptz not null,
            reason      text,              -- why rejected or passed on
            result      text,
            note        bytea not null,    -- sealed, as all that follow
            reason_note bytea,
            feedback    bytea,
            held        int8range not null
        )
    """,
    indexes=(
        "create index on {table} (asked, due, referral) where upper_inf(held)",
        "create index on {table} (sender, due, referral) where upper_inf(held)",
        "create index on {table} (household, referral)",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralFilters:
    """None filters nothing. `open` are those that wait for something; `overdue_at` those that were due before it."""

    received: bool | None = None
    stage: ReferralStage | None = None
    open: bool | None = None
    overdue_at: datetime | None = None
    household: UUID | None = None
    short: int | None = None


OPEN_STAGES: Final = (ReferralStage.SENT, ReferralStage.ACCEPTED, ReferralStage.STARTED)
WAITING_STAGES: Final = (ReferralStage.SENT, ReferralStage.ACCEPTED)
"""Stages in which the help has not begun: past its day, such a referral is overdue."""

_OF_PARTNER: Final = sql.SQL("""
    select * from read.referrals_v1
    where held @> %(position)s::bigint
      and (%(received)s::boolean is distinct from false and asked = %(partner)s
           or %(received)s::boolean is distinct from true and sender = %(partner)s)
""")

_PAGE: Final = _OF_PARTNER + sql.SQL("""
    and (%(stage)s::text is null or stage = %(stage)s)
    and (%(open)s::boolean is null or (stage = any(%(open_stages)s)) = %(open)s)
    and (%(overdue_at)s::timestamptz is null
         or due < %(overdue_at)s and stage = any(%(waiting_stages)s))
    and (%(household)s::uuid is null or household = %(household)s)
    and (%(short)s::bigint is null or {short} = %(short)s)
    and (%(after_due)s::timestamptz is null
         or (due, referral) > (%(after_due)s, %(after_referral)s::uuid))
    order by due, referral limit %(limit)s
""").format(short=in_short("referrals_v1", "referral"))

DueKey = tuple[datetime, UUID]
"""Where a page ends: lists go by the day on which an answer is due."""


async def page(
    connection: AsyncConnection[Any],
    window: Window[DueKey],
    partner: UUID,
    filters: ReferralFilters,
) -> Page[ReferralRow]:
    """What a partner was asked (`received`), what it asked of others, or both; those due first come first."""
    due, referral = window.after or (None, None)
    parameters = {
        **window.parameters,
        "after_due": due,
        "after_referral": referral,
        "partner": partner,
        "received": filters.received,
        "stage": filters.stage,
        "open": filters.open,
        "overdue_at": filters.overdue_at,
        "household": filters.household,
        "short": filters.short,
        "open_stages": list(OPEN_STAGES),
        "waiting_stages": list(WAITING_STAGES),
    }
    return window.page(await fetch(connection, ReferralRow, _PAGE, parameters))


async def count_overdue(
    connection: AsyncConnection[Any], *, position: int, partner: UUID, at: datetime
) -> int:
    """How many referrals to and from a partner were due before `at` and have not begun."""
    query = (
        sql.SQL("select count(*) from (")
        + _OF_PARTNER
        + sql.SQL(" and due < %(at)s and stage = any(%(stages)s)) as overdue")
    )
    parameters = {
        "position": position,
        "partner": partner,
        "received": None,
        "at": at,
        "stages": list(WAITING_STAGES),
    }
    cursor = await connection.execute(query, parameters)
    ((count,),) = await cursor.fetchall()
    return int(count)


async def of_household(
    connection: AsyncConnection[Any], household: UUID, *, position: int
) -> list[ReferralRow]:
    """Whoever sent them, oldest first; for the person that they are about."""
    query = """
        select * from read.referrals_v1
        where held @> %(position)s::bigint and household = %(household)s order by sent_at, referral
    """
    parameters = {"position": position, "household": household}
    return await fetch(connection, ReferralRow, query, parameters)


async def by_ids(
    connection: AsyncConnection[Any],
    referrals: Collection[UUID],
    *,
    position: int,
    partner: UUID,
) -> dict[UUID, ReferralRow]:
    """Referrals that the partner neither sent nor is asked now are absent, as those that do not exist."""
    query = _OF_PARTNER + sql.SQL(" and referral = any(%(referrals)s)")
    parameters = {
        "position": position,
        "referrals": list(referrals),
        "partner": partner,
        "received": None,
    }
    return {row.referral: row for row in await fetch(connection, ReferralRow, query, parameters)}
