"""The id that every sealed record of a registry is bound to: drawn once, kept with the keys."""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from registry.domain.errors import SijillError


async def draw_registry_id(connection: AsyncConnection[Any]) -> UUID:
    await connection.execute(
        "insert into keys.registry (id) values (%s) on conflict (only_one) do nothing",
        (UUID(bytes=os.urandom(16)),),
    )
    return await registry_id_of(connection)


async def registry_id_of(connection: AsyncConnection[Any]) -> UUID:
    cursor = await connection.execute("select id from keys.registry")
    row = await cursor.fetchone()
    if row is None:
        raise SijillError("internal")
    return UUID(str(row[0]))
