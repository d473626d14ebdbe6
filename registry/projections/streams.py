"""Which streams of the log tell of a household: its own, and those of what was done for it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.projections.delivery_ledger import DELIVERIES
from registry.projections.visibility import RecordFilter

_DELIVERIES_TO: Final = sql.SQL("""
    select delivery from ({deliveries}
        and (delivery.household = %(household)s
             or delivery.member in (select named.member from read.household_members_v3 as named
                                    where named.household = %(household)s))
        and home.household = %(household)s
    ) as served
""").format(deliveries=DELIVERIES)


async def referrals_of(
    connection: AsyncConnection[Any], household: UUID, *, position: int
) -> frozenset[UUID]:
    """Every referral of a household, for whoever may know all of it."""
    query = """
        select referral from read.referrals_v1
        where held @> %(position)s::bigint and household = %(household)s
    """
    cursor = await connection.execute(query, {"position": position, "household": household})
    return frozenset(referral for (referral,) in await cursor.fetchall())


async def requests_of(
    connection: AsyncConnection[Any], household: UUID, *, position: int
) -> frozenset[UUID]:
    """Every request of those in a household, for whoever may know all of it."""
    query = """
        select request from read.subject_requests_v1
        where held @> %(position)s::bigint and household = %(household)s
    """
    cursor = await connection.execute(query, {"position": position, "household": household})
    return frozenset(request for (request,) in await cursor.fetchall())


async def deliveries_to(
    connection: AsyncConnection[Any], household: UUID, *, position: int, visible_to: RecordFilter
) -> frozenset[UUID]:
    """All deliveries to a household that the viewer may know of, those taken back too."""
    parameters = {"position": position, "household": household, **visible_to.parameters}
    cursor = await connection.execute(_DELIVERIES_TO, parameters)
    return frozenset(delivery for (delivery,) in await cursor.fetchall())
