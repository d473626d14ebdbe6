"""Who was served or referred, and who asked something: what stands beside the streams of an import."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from registry.privacy.outages import outages
from registry.projections.recipients import asked_about, deliveries_to


class ReadModels:
    """What the read models know, once they are brought to the end that the log has now."""

    def __init__(
        self,
        readers: AsyncConnectionPool[AsyncConnection[Any]],
        catch_up: Callable[[], Awaitable[object]],
    ) -> None:
        self._readers = readers
        self._catch_up = catch_up

    async def catch_up(self) -> None:
        with outages():
            await self._catch_up()

    async def deliveries(
        self, households: Collection[UUID], members: Collection[UUID]
    ) -> Collection[UUID]:
        if not households and not members:
            return ()
        with outages():
            async with self._readers.connection() as connection:
                return await deliveries_to(connection, households, members)

    async def asked_about(self, households: Collection[UUID]) -> Collection[UUID]:
        if not households:
            return ()
        with outages():
            async with self._readers.connection() as connection:
                return await asked_about(connection, households)
