"""A row a household that its partner has offered to another, as long as nobody has answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import (
    HouseholdClosed,
    HouseholdForgotten,
    HouseholdOffered,
    HouseholdTransferred,
    OfferEnded,
    RegistrationWithdrawn,
)
from registry.projections.model import Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows


class TransferRow(Row, frozen=True, kw_only=True):
    household: UUID
    sender: UUID
    asked: UUID
    offered_at: datetime


def evolve(row: TransferRow | None, recorded: Recorded[AnyFact]) -> TransferRow | None:
    match recorded.fact:
        case HouseholdOffered(to=to):
            return TransferRow(
                household=recorded.stream,
                sender=recorded.envelope.partner,
                asked=to,
                offered_at=recorded.recorded_at,
            )
        case (
            OfferEnded()
            | HouseholdTransferred()
            | HouseholdClosed()
            | HouseholdForgotten()
            | RegistrationWithdrawn()
        ):
            return None
        case _:
            return row


MODEL: Final = HeldRows(
    name="transfers",
    version=1,
    about=frozenset(
        {
            HouseholdOffered,
            OfferEnded,
            HouseholdTransferred,
            HouseholdClosed,
            HouseholdForgotten,
            RegistrationWithdrawn,
        }
    ),
    row=TransferRow,
    key="household",
    evolve=evolve,
    ddl="""
        create table {table} (
            household  uuid not null,
            sender     uuid not null,
            asked      uuid not null,
            offered_at timestamptz not null,
            held       int8range not null
        )
    """,
    indexes=(
        "create index on {table} (asked, household)",
        "create index on {table} (sender, household)",
    ),
)


async def page(
    connection: AsyncConnection[Any], window: Window[UUID], partner: UUID
) -> Page[TransferRow]:
    """What is offered to a partner, and what it offers others, in the order of the households' ids."""
    query = """
        select * from read.transfers_v1
        where held @> %(position)s::bigint and %(partner)s in (asked, sender)
          and (%(after)s::uuid is null or household > %(after)s)
        order by household limit %(limit)s
    """
    parameters = window.parameters | {"partner": partner}
    return window.page(await fetch(connection, TransferRow, query, parameters))
