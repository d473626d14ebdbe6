"""Undoing as a data officer does it, on a register whose read models keep up."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from threading import Event
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from registry.application.dependents import ReadModels
from registry.application.patience import PatientWriter
from registry.application.undoing import Undone, undo_import
from registry.domain.vocabulary import Role
from registry.projections.leading import follow
from tests.intake.conftest import Register


@dataclass(frozen=True)
class Office:
    register: Register
    dependents: ReadModels

    async def undo(
        self, file_import: UUID | None, *, forced: bool = False, dry_run: bool = False,
        role: Role = Role.DATA_OFFICER,
    ) -> Undone:  # fmt: skip
        assert file_import is not None
        context = replace(self.register.context, role=role)
        return await undo_import(
            file_import,
            context,
            PatientWriter(self.register.writer),
            self.dependents,
            forced=forced,
            dry_run=dry_run,
        )

    async def catch_up(self) -> None:
        await self.dependents.catch_up()


@asynccontextmanager
async def office_of(register: Register) -> AsyncIterator[Office]:
    log_url = register.databases.log_url

    async def catch_up() -> None:
        await to_thread(follow, log_url, stop=Event(), once=True)

    readers: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
        log_url, min_size=1, max_size=2, open=False
    )
    async with readers:
        yield Office(register, ReadModels(readers, catch_up))
