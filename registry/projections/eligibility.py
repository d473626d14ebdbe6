"""A row a household and programme: the last decision. Which clauses held is sealed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.domain.eligibility import EligibilityDecided
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.rules import Entitlement
from registry.projections import programme_rules
from registry.projections.model import Copy, Row, sealed
from registry.projections.reading import fetch
from registry.projections.validity import HeldRows


class EligibilityRow(Row, frozen=True, kw_only=True):
    decision: UUID
    household: UUID
    programme: UUID
    rule: int
    entitlement: Entitlement
    decided_on: date
    until: date | None
    seen: int
    decided_at: datetime
    clauses: bytes

    def ended(self, day: date) -> bool:
        """Whether the entitlement is over on a day, by itself."""
        over = self.until is not None and self.until < day
        return over and self.entitlement is Entitlement.ENTITLED


def evolve(row: EligibilityRow | None, recorded: Recorded[AnyFact]) -> EligibilityRow | None:
    match recorded.fact:
        case EligibilityDecided() as decided:
            return EligibilityRow(
                decision=recorded.stream,
                household=decided.household,
                programme=decided.programme,
                rule=decided.rule,
                entitlement=decided.entitlement,
                decided_on=decided.on,
                until=decided.until,
                seen=decided.seen,
                decided_at=recorded.recorded_at,
                clauses=sealed(decided.clauses),
            )
        case _:
            return row


MODEL: Final = HeldRows(
    name="eligibility",
    version=1,
    about=frozenset({EligibilityDecided}),
    row=EligibilityRow,
    key="decision",
    evolve=evolve,
    ddl="""
        create table {table} (
            decision    uuid not null,
            household   uuid not null,
            programme   uuid not null,
            rule        bigint not null, -- version
            entitlement text not null,
            decided_on  date not null,   -- of which ages are
            until       date,            -- last day
            seen        bigint not null, -- position
            decided_at  timestamptz not null,
            clauses     bytea not null,  -- sealed
            held        int8range not null
        )
    """,
    indexes=("create index on {table} (programme, household)",),
)


async def of_programme(
    connection: AsyncConnection[Any],
    programme: UUID,
    households: Collection[UUID],
    *,
    position: int,
) -> dict[UUID, EligibilityRow]:
    """The decisions on households; those on which nothing was decided are absent."""
    query = sql.SQL("""
        select * from {table} where held @> %(position)s::bigint
           and programme = %(programme)s and household = any(%(households)s)
    """).format(table=Copy(MODEL).table)
    asked = {"programme": programme, "households": list(households), "position": position}
    return {row.household: row for row in await fetch(connection, EligibilityRow, query, asked)}


async def streams_of(
    connection: AsyncConnection[Any], household: UUID, *, position: int
) -> frozenset[UUID]:
    """The decisions on a household, by whatever programme; looked up programme by programme, of which there are few."""
    query = sql.SQL("""
        select decision from {table} where held @> %(position)s::bigint and household = %(household)s
           and programme = any(array(select distinct programme from {rules}))
    """).format(table=Copy(MODEL).table, rules=Copy(programme_rules.MODEL).table)
    cursor = await connection.execute(query, {"position": position, "household": household})
    return frozenset(decision for (decision,) in await cursor.fetchall())
