"""Deliveries by whom they served, of any partner: for the registry's own work, shown to nobody as it is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.projections import delivery_ledger
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
