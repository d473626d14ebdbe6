"""What a registration holds of its own that is personal: sealed, and read only where one household is looked at."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import (
    HouseholdAssessed,
    HouseholdCorrected,
    HouseholdRegistered,
    HouseholdRelocated,
)
from registry.projections.model import Row, sealed
from registry.projections.reading import fetch
from registry.projections.validity import HeldRows
from registry.projections.visibility import HOUSEHOLD_VISIBLE, RecordFilter


class ContactRow(Row, frozen=True, kw_only=True):
    """All but the ids are sealed records."""

    household: UUID
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
                partner_reference=sealed(registered.partner_reference),
                phones=sealed(registered.phones),
                address=sealed(registered.address),
                criteria=sealed(registered.criteria),
                warnings=sealed(registered.warnings),
                stratum=sealed(registered.stratum),
            )
        case _ if row is None:
            return None
        case HouseholdCorrected() as corrected:
            return _corrected(row, corrected)
        case HouseholdAssessed(criteria=criteria, stratum=stratum):
            return replace(row, criteria=sealed(criteria), stratum=sealed(stratum))
        case HouseholdRelocated(address=address):
            return replace(row, address=sealed(address))
        case _:
            return row


def _corrected(row: ContactRow, corrected: HouseholdCorrected) -> ContactRow:
    said: dict[str, Any] = {
        field.value: value
        for field in corrected.changed
        if (value := getattr(corrected, field.value)) is not None and field.value in _SEALED
    }
    if corrected.warnings is not None:
        said["warnings"] = corrected.warnings
    if corrected.stratum is not None:
        said["stratum"] = corrected.stratum
    return replace(row, **{name: sealed(value) for name, value in said.items()})


_SEALED: Final = {"phones", "address", "criteria"}


MODEL: Final = HeldRows(
    name="household_contact",
    version=2,
    about=frozenset(
        {HouseholdRegistered, HouseholdCorrected, HouseholdAssessed, HouseholdRelocated}
    ),
    row=ContactRow,
    key="household",
    evolve=evolve,
    ddl="""
        create table {table} (
            household         uuid not null,
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
        from read.household_contact_v2 as contact
        join read.household_roll_v3 as home on home.household = contact.household and upper_inf(home.held)
        where contact.held @> %(position)s::bigint and contact.household = any(%(households)s) and {visible}
    """).format(visible=HOUSEHOLD_VISIBLE)
    parameters = {"position": position, "households": list(households), **visible_to.parameters}
    return {row.household: row for row in await fetch(connection, ContactRow, query, parameters)}
