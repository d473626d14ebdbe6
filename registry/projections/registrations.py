"""Registrations as they stand today, many looked up at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.domain.reference import Reference
from registry.privacy.arrays import Uuids
from registry.projections.visibility import HOUSEHOLD_VISIBLE, RecordFilter

_VISIBLE: Final = sql.SQL("""
    select household, partner from read.household_roll_v3 as home
    where household = any(%(households)s) and upper_inf(held) and {visible}
""").format(visible=HOUSEHOLD_VISIBLE)


async def visible_among(
    connection: AsyncConnection[Any], households: Collection[UUID], visible_to: RecordFilter
) -> dict[UUID, UUID]:
    """Those of the households that are there for the viewer today, with whose they are."""
    parameters = {"households": Uuids(households), **visible_to.parameters}
    cursor = await connection.execute(_VISIBLE, parameters, binary=True)
    return dict(await cursor.fetchall())


async def partners_of(
    connection: AsyncConnection[Any], households: Collection[UUID]
) -> dict[UUID, UUID]:
    """Whose each of the households is today, for the registry's own counts."""
    cursor = await connection.execute(
        "select household, partner from read.household_roll_v3"
        " where household = any(%s) and upper_inf(held)",
        [list(households)],
    )
    return dict(await cursor.fetchall())


async def by_references(
    connection: AsyncConnection[Any], references: Collection[Reference], *, visible_to: RecordFilter
) -> dict[Reference, UUID]:
    """The registrations of references as they stand now; those that the viewer may not know of are absent."""
    query = sql.SQL("""
        select home.reference, home.household from read.household_roll_v3 as stay
        join read.household_roll_v3 as home on home.household = stay.household and upper_inf(home.held)
        where stay.arrived and stay.reference = any(%(references)s) and {visible}
    """).format(visible=HOUSEHOLD_VISIBLE)
    parameters = {"references": list(references), **visible_to.parameters}
    return {
        Reference(reference): household
        for reference, household in await (await connection.execute(query, parameters)).fetchall()
    }
