"""Whether the register can answer: both databases there, and the read models not far behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Final

from psycopg import Error
from psycopg_pool import PoolTimeout

from registry.api.context import Services
from registry.projections.as_of import present

PATIENCE: Final = 2.0
"""Seconds after which a database that does not answer counts as gone."""
FAR_BEHIND: Final = 10_000
"""Positions by which the read models may lag before readers are better served elsewhere."""


async def missing(services: Services) -> list[str]:
    """What is not as it must be, nothing when the register is ready."""
    found = []
    if not await _answers(services.keys.find([])):
        found.append("keys_database")
    if not await _answers(services.log.head()):
        found.append("log_database")
    elif not await _answers(_keep_up(services)):
        found.append("read_models")
    return found


async def _keep_up(services: Services) -> None:
    async with services.readers.connection(timeout=PATIENCE) as connection:
        behind = await services.log.head() - await present(connection)
    if behind > FAR_BEHIND:
        raise TimeoutError


async def _answers(asked: Awaitable[object]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await asked
    except (Error, PoolTimeout, TimeoutError, OSError):
        return False
    return True
