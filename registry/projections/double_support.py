"""A row a double support and partner: what the partner says of it. Whether there is one at all is asked elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.domain.double_support import (
    DoubleSupportExplained,
    DoubleSupportFact,
    DoubleSupportJustified,
    DoubleSupportRecovered,
    DoubleSupportReopened,
    ExplanationReason,
    JustificationReason,
    RecoveryMeans,
    ReopeningReason,
    SupportStage,
    added,
)
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.money import Currency, Money, money_of
from registry.projections.model import Copy, Row, sealed
from registry.projections.reading import fetch
from registry.projections.validity import HeldRows


class SaidRow(Row, frozen=True, kw_only=True):
    """`delivery` is the partner's own, given to `household`. The last of the reasons is that of its stage.

    `amount` is all that came back. `note` is that of what was said last, sealed.
    """

    said: UUID
    partner: UUID
    delivery: UUID
    other: UUID
    household: UUID
    stage: SupportStage
    explanation: ExplanationReason | None = None
    justification: JustificationReason | None = None
    means: RecoveryMeans | None = None
    reopening: ReopeningReason | None = None
    amount: Decimal | None = None
    currency: Currency | None = None
    note: bytes | None
    said_at: datetime

    @property
    def recovered(self) -> Money | None:
        return money_of(self.amount, self.currency)


def evolve(row: SaidRow | None, recorded: Recorded[AnyFact]) -> SaidRow | None:
    match recorded.fact:
        case DoubleSupportExplained(reason=reason) as fact:
            return _said(recorded, fact, stage=SupportStage.EXPLAINED, explanation=reason)
        case DoubleSupportJustified(reason=reason) as fact:
            return _said(recorded, fact, stage=SupportStage.JUSTIFIED, justification=reason)
        case DoubleSupportRecovered(amount=amount, means=means) as fact:
            back = added(None if row is None else row.recovered, amount)
            worth = {"amount": back.amount, "currency": back.currency}
            return _said(recorded, fact, stage=SupportStage.RECOVERED, means=means, **worth)
        case DoubleSupportReopened(reason=reason) as fact:
            return _said(recorded, fact, stage=SupportStage.OPEN, reopening=reason)
        case _:
            return row


def _said(recorded: Recorded[AnyFact], fact: DoubleSupportFact, **now: Any) -> SaidRow:
    return SaidRow(
        said=recorded.stream,
        partner=recorded.envelope.partner,
        delivery=fact.given.delivery,
        other=fact.given.other,
        household=fact.given.household,
        note=None if fact.note is None else sealed(fact.note),
        said_at=recorded.recorded_at,
        **now,
    )


MODEL: Final = HeldRows(
    name="double_support",
    version=1,
    about=frozenset(
        {
            DoubleSupportExplained,
            DoubleSupportJustified,
            DoubleSupportRecovered,
            DoubleSupportReopened,
        }
    ),
    row=SaidRow,
    key="said",
    evolve=evolve,
    ddl="""
        create table {table} (
            said          uuid not null,
            partner       uuid not null,  -- who speaks
            delivery      uuid not null,  -- its own
            other         uuid not null,
            household     uuid not null,
            stage         text not null,
            explanation   text,
            justification text,
            means         text,
            reopening     text,
            amount        numeric,
            currency      text,
            note          bytea,          -- sealed
            said_at       timestamptz not null,
            held          int8range not null
        )
    """,
    indexes=("create index on {table} (household)",),
)

_SAID: Final = sql.SQL("select * from {table} where held @> %(position)s::bigint and ").format(
    table=Copy(MODEL).table
)


async def by_ids(
    connection: AsyncConnection[Any], said: Collection[UUID], *, position: int
) -> dict[UUID, SaidRow]:
    """What was said of each; those of which nothing was are absent. Whom it is shown to is asked before."""
    query = _SAID + sql.SQL("said = any(%(said)s)")
    rows = await fetch(connection, SaidRow, query, {"position": position, "said": list(said)})
    return {row.said: row for row in rows}


async def streams_of(
    connection: AsyncConnection[Any], household: UUID, partner: UUID, *, position: int
) -> frozenset[UUID]:
    """The streams in which a partner speaks of help to a household."""
    query = _SAID + sql.SQL("household = %(household)s and partner = %(partner)s")
    asked = {"position": position, "household": household, "partner": partner}
    return frozenset(row.said for row in await fetch(connection, SaidRow, query, asked))
