"""A row a plan: what it means to give whom when, how far it came, and what its last check found."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.money import Currency
from registry.domain.plan import (
    PlanCancelled,
    PlanChecked,
    PlanClosed,
    PlanCounts,
    PlanDrafted,
    PlanReleased,
    PlanReserved,
)
from registry.domain.planning import PlanStage
from registry.domain.vocabulary import BenefitFamily
from registry.projections.model import Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows


class PlanRow(Row, frozen=True, kw_only=True):
    """`amount` is what a line is worth. `until` is when what is reserved and not released is free again.

    `seen` is the position up to which it was compared last, None before the first time, and the counts of lines that
    follow are of then; `delivered` and `undelivered` those of a closed plan.
    """

    plan: UUID
    partner: UUID
    programme: UUID
    family: BenefitFamily
    serves_from: date
    serves_until: date
    amount: Decimal | None
    currency: Currency | None
    length: int
    stage: PlanStage = PlanStage.DRAFTED
    until: datetime | None = None
    drafted_at: datetime
    changed_at: datetime
    seen: int | None = None
    clear: int = 0
    conflict: int = 0
    not_eligible: int = 0
    unknown: int = 0
    by_id_alone: int = 0
    delivered: int | None = None
    undelivered: int | None = None


def evolve(row: PlanRow | None, recorded: Recorded[AnyFact]) -> PlanRow | None:
    match recorded.fact:
        case PlanDrafted() as drafted:
            return _drafted(recorded, drafted)
        case _ if row is None:
            return None
        case fact:
            changes = _changes(fact)
            return replace(row, **changes, changed_at=recorded.recorded_at) if changes else row


def _changes(fact: AnyFact) -> dict[str, Any]:
    match fact:
        case PlanChecked(seen=seen, counts=counts):
            return _found(seen, counts)
        case PlanReserved(seen=seen, counts=counts, until=until):
            return {"stage": PlanStage.RESERVED, "until": until, **_found(seen, counts)}
        case PlanClosed(delivered=delivered, undelivered=undelivered):
            counted = {"delivered": delivered, "undelivered": undelivered}
            return {"stage": PlanStage.CLOSED, **counted}
        case PlanReleased():
            return {"stage": PlanStage.RELEASED}
        case PlanCancelled():
            return {"stage": PlanStage.CANCELLED}
        case _:
            return {}


def _found(seen: int, counts: PlanCounts) -> dict[str, Any]:
    return {
        "seen": seen,
        "clear": counts.clear,
        "conflict": counts.conflict,
        "not_eligible": counts.not_eligible,
        "unknown": counts.unknown,
        "by_id_alone": counts.by_id_alone,
    }


def _drafted(recorded: Recorded[AnyFact], drafted: PlanDrafted) -> PlanRow:
    return PlanRow(
        plan=recorded.stream,
        partner=drafted.owner,
        programme=drafted.programme,
        family=drafted.family,
        serves_from=drafted.serves_from,
        serves_until=drafted.serves_until,
        amount=None if drafted.value is None else drafted.value.amount,
        currency=None if drafted.value is None else drafted.value.currency,
        length=drafted.length,
        drafted_at=recorded.recorded_at,
        changed_at=recorded.recorded_at,
    )


MODEL: Final = HeldRows(
    name="plans",
    version=1,
    about=frozenset(
        {PlanDrafted, PlanChecked, PlanReserved, PlanReleased, PlanClosed, PlanCancelled}
    ),
    row=PlanRow,
    key="plan",
    evolve=evolve,
    ddl="""
        create table {table} (
            plan         uuid not null,
            partner      uuid not null,
            programme    uuid not null,
            family       text not null,
            serves_from  date not null,
            serves_until date not null,
            amount       numeric,        -- of a line
            currency     text,
            length       integer not null,
            stage        text not null,
            until        timestamptz,    -- reserved until then, unless it is released
            drafted_at   timestamptz not null,
            changed_at   timestamptz not null,
            seen         bigint,         -- position up to which it was compared last
            clear        integer not null,
            conflict     integer not null,
            not_eligible integer not null,
            unknown      integer not null,
            by_id_alone  integer not null,
            delivered    integer,
            undelivered  integer,
            held         int8range not null
        )
    """,
    indexes=("create index on {table} (partner, plan)",),
)


async def page(
    connection: AsyncConnection[Any],
    window: Window[UUID],
    *,
    partner: UUID,
    stage: PlanStage | None = None,
) -> Page[PlanRow]:
    """The plans of a partner, in the order in which they were drafted."""
    query = """
        select * from read.plans_v1
        where held @> %(position)s::bigint and partner = %(partner)s
          and (%(stage)s::text is null or stage = %(stage)s)
          and (%(after)s::uuid is null or plan > %(after)s)
        order by plan limit %(limit)s
    """
    parameters = window.parameters | {"partner": partner, "stage": stage}
    return window.page(await fetch(connection, PlanRow, query, parameters))


async def by_ids(
    connection: AsyncConnection[Any], plans: Collection[UUID], *, position: int, partner: UUID
) -> dict[UUID, PlanRow]:
    """Plans of another partner are absent, as those that do not exist."""
    query = """
        select * from read.plans_v1
        where held @> %(position)s::bigint and partner = %(partner)s and plan = any(%(plans)s)
    """
    parameters = {"position": position, "partner": partner, "plans": list(plans)}
    return {row.plan: row for row in await fetch(connection, PlanRow, query, parameters)}


class OngoingPlan(PlanRow, frozen=True, kw_only=True):
    """`compared` is the position up to which it was compared when it was reserved last."""

    compared: int


async def ongoing(
    connection: AsyncConnection[Any], *, position: int, partner: UUID, now: datetime, today: date
) -> list[OngoingPlan]:
    """The plans of a partner by which somebody is still to be served: in force, and their period is not over."""
    query = """
        select plan.*, reserved.seen as compared
        from read.plans_v1 as plan
        cross join lateral (
            select seen from read.plans_v1 as one
            where one.plan = plan.plan and one.until = plan.until order by lower(one.held) limit 1
        ) as reserved  -- a check since has moved the plan's own `seen` on
        where plan.held @> %(position)s::bigint and plan.partner = %(partner)s
          and plan.serves_until >= %(today)s::date
          and (plan.stage = 'released' or plan.stage = 'reserved' and plan.until > %(now)s)
        order by plan.plan
    """
    parameters = {"position": position, "partner": partner, "now": now, "today": today}
    return await fetch(connection, OngoingPlan, query, parameters)


async def expired(
    connection: AsyncConnection[Any], *, position: int, partner: UUID, now: datetime, today: date
) -> list[PlanRow]:
    """The plans of a partner whose reservation ran out before they were released, and whose period is not over."""
    query = """
        select * from read.plans_v1
        where held @> %(position)s::bigint and partner = %(partner)s
          and stage = 'reserved' and until <= %(now)s and serves_until >= %(today)s::date
    """
    parameters = {"position": position, "partner": partner, "now": now, "today": today}
    return await fetch(connection, PlanRow, query, parameters)
