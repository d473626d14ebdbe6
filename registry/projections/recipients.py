"""Streams about households and members, of any partner: for the registry's own work, shown to nobody as they are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.projections import delivery_ledger, referrals, subject_requests
from registry.projections.model import Copy
from registry.projections.validity import HeldRows

_ABOUT: Final[tuple[HeldRows[Any], ...]] = (
    delivery_ledger.MODEL,
    referrals.MODEL,
    subject_requests.MODEL,
)
"""The read models with a row a stream that is about a household, or a member of it."""


async def deliveries_to(
    connection: AsyncConnection[Any], households: Collection[UUID], members: Collection[UUID]
) -> set[UUID]:
    """Deliveries to households, to whomever in them, and to members; those that were taken back too."""
    return await _about(connection, delivery_ledger.MODEL, households, members)


async def asked_about(connection: AsyncConnection[Any], households: Collection[UUID]) -> set[UUID]:
    """Referrals of households and of whomever in them, and what they asked themselves; what has ended, too."""
    found = [await _about(connection, one, households, ()) for one in _ABOUT[1:]]
    return set().union(*found)


async def streams_about(
    connection: AsyncConnection[Any], households: Collection[UUID], members: Collection[UUID]
) -> set[UUID]:
    """The streams of deliveries, referrals and requests about households, whomever in them, and members."""
    found = [await _about(connection, model, households, members) for model in _ABOUT]
    return set().union(*found)


async def _about(
    connection: AsyncConnection[Any],
    model: HeldRows[Any],
    households: Collection[UUID],
    members: Collection[UUID],
) -> set[UUID]:
    query = sql.SQL("""
        select {key} from {table}
        where upper_inf(held) and (household = any(%(households)s) or member = any(%(members)s))
    """).format(key=sql.Identifier(model.key), table=Copy(model).table)
    parameters = {"households": list(households), "members": list(members)}
    cursor = await connection.execute(query, parameters)
    return {stream for (stream,) in await cursor.fetchall()}
