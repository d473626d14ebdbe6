"""A partner by the code that people type."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from registry.bootstrap import Registry, catch_up
from registry.domain.errors import SijillError
from registry.projections import partner_directory, programme_directory


async def partner_called(registry: Registry, code: str) -> UUID:
    """The id of a partner.

    Raises:
        SijillError: `partner_unknown`.
    """
    position = await catch_up(registry)
    async with registry.readers.connection() as connection:
        row = await partner_directory.by_code(connection, code, position=position)
    if row is None:
        raise SijillError("partner_unknown", code=code)
    return row.partner


async def codes_of(registry: Registry, partners: Collection[UUID]) -> dict[UUID, str]:
    """What people call partners by their ids."""
    position = await catch_up(registry)
    async with registry.readers.connection() as connection:
        rows = await partner_directory.by_ids(connection, partners, position=position)
    return {partner: str(row.code) for partner, row in rows.items()}


async def programme_called(registry: Registry, partner: UUID, code: str) -> UUID:
    """The id of a partner's programme.

    Raises:
        SijillError: `programme_unknown`.
    """
    position = await catch_up(registry)
    async with registry.readers.connection() as connection:
        row = await programme_directory.by_code(connection, partner, code, position=position)
    if row is None:
        raise SijillError("programme_unknown", code=code)
    return row.programme
