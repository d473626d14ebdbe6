"""Streams about households and members, of any partner: for the registry's own work, shown to nobody as they are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.projections import (
    delivery_ledger,
    entitlement_documents,
    referrals,
    subject_requests,
)
from registry.projections.model import Copy
from registry.projections.validity import HeldRows

_ASKED: Final[tuple[tuple[HeldRows[Any], str], ...]] = (
    (referrals.MODEL, "referral"),
    (subject_requests.MODEL, "request"),
    (entitlement_documents.MODEL, "series"),
)
_ABOUT: Final = ((delivery_ledger.MODEL, "delivery"), *_ASKED)
"""The read models whose rows are about a household or a member of it, with the column that names their stream."""


async def deliveries_to(
    connection: AsyncConnection[Any], households: Collection[UUID], members: Collection[UUID]
) -> set[UUID]:
    """Deliveries to households, to whomever in them, and to members; those that were taken back too."""
    return await _about(connection, _ABOUT[0], households, members)


async def asked_about(connection: AsyncConnection[Any], households: Collection[UUID]) -> set[UUID]:
    """Referrals of households and of whomever in them, what they asked themselves, and their documents; ended, too."""
    found = [await _about(connection, one, households, ()) for one in _ASKED]
    return set().union(*found)


async def streams_about(
    connection: AsyncConnection[Any], households: Collection[UUID], members: Collection[UUID]
) -> set[UUID]:
    """The streams of deliveries, referrals, requests and documents about households, whomever in them, and members."""
    found = [await _about(connection, one, households, members) for one in _ABOUT]
    return set().union(*found)


async def _about(
    connection: AsyncConnection[Any],
    of: tuple[HeldRows[Any], str],
    households: Collection[UUID],
    members: Collection[UUID],
) -> set[UUID]:
    model, stream = of
    query = sql.SQL("""
        select {stream} from {table}
        where upper_inf(held) and (household = any(%(households)s) or member = any(%(members)s))
    """).format(stream=sql.Identifier(stream), table=Copy(model).table)
    parameters = {"households": list(households), "members": list(members)}
    cursor = await connection.execute(query, parameters)
    return {found for (found,) in await cursor.fetchall()}
