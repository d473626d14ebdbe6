"""What a registration holds of its own that is personal: sealed, and read only where one household is looked at."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import HouseholdRegistered
from registry.projections.model import Row, sealed
from registry.projections.reading import fetch
from registry.projections.validity import HeldRows
from registry.projections.visibility import HOUSEHOLD_VISIBLE, RecordFilter


class ContactRow(Row, frozen=True, kw_only=True):
    """All but the ids are sealed records."""

    household: UUID
    partner: UUID
    partner_reference: bytes
    phones: bytes
    address: bytes
    criteria: bytes
    warnings: bytes
    stratum: bytes


def evolve(row: ContactRow | None, recorded: Recorded[AnyFact]) -> ContactRow | None:
    match recorded.fact:
        case HouseholdRegistered() as registered:
            return ContactRow(
                household=recorded.stream,
                partner=recorded.envelope.partner,
                partner_reference=sealed(registered.partner_reference),
                phones=sealed(registered.phones),
                address=sealed(registered.address),
                criteria=sealed(registered.criteria),
                warnings=sealed(registered.warnings),
                stratum=sealed(registered.stratum),
            )
        case _:
            return row


MODEL: Final = HeldRows(
    name="household_contact",
    version=1,
    about=frozenset({HouseholdRegistered}),
    row=ContactRow,
    key="household",
    evolve=evolve,
    ddl="""
        create table {table} (
            household         uuid not null,
            partner           uuid not null,
            partner_reference bytea not null,
            phones            bytea not null,
            address           bytea not null,
            criteria          bytea not null,
            warnings          bytea not null,
            stratum           bytea not null,
            held              int8range not null
        )
    """,
)


async def by_ids(
    connection: AsyncConnection[Any],
    households: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> dict[UUID, ContactRow]:
    query = sql.SQL("""
        select contact.*
        from read.household_contact_v1 as contact
        join read.household_roll_v1 as home on home.household = contact.household and upper_inf(home.held)
        where contact.held @> %(position)s::bigint and contact.household = any(%(households)s) and {visible}
    """).format(visible=HOUSEHOLD_VISIBLE)
    parameters = {"position": position, "households": list(households), **visible_to.parameters}
    return {row.household: row for row in await fetch(connection, ContactRow, query, parameters)}
