"""Deliveries and referrals by whom they are about, of any partner: for the registry's own work, shown to nobody."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.projections import delivery_ledger, referrals
from registry.projections.model import Copy


async def deliveries_to(
    connection: AsyncConnection[Any], households: Collection[UUID], members: Collection[UUID]
) -> set[UUID]:
    """Deliveries to households, to whomever in them, and to members; those that were taken back too."""
    query = sql.SQL("""
        select delivery from {table}
        where upper_inf(held) and (household = any(%(households)s) or member = any(%(members)s))
    """).format(table=Copy(delivery_ledger.MODEL).table)
    parameters = {"households": list(households), "members": list(members)}
    cursor = await connection.execute(query, parameters)
    return {delivery for (delivery,) in await cursor.fetchall()}


async def referrals_of(connection: AsyncConnection[Any], households: Collection[UUID]) -> set[UUID]:
    """Referrals of households and of whomever in them; those that came to an end too."""
    query = sql.SQL("""
        select referral from {table} where upper_inf(held) and household = any(%(households)s)
    """).format(table=Copy(referrals.MODEL).table)
    cursor = await connection.execute(query, {"households": list(households)})
    return {referral for (referral,) in await cursor.fetchall()}
