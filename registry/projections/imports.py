"""A row a file taken in, with what became of its rows."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.file_import import (
    Digest,
    FileFormat,
    ImportFinished,
    ImportStarted,
    ImportUndone,
    TakenAs,
    UndoingStarted,
)
from registry.projections.model import Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows


class ImportState(StrEnum):
    UNFINISHED = "unfinished"
    FINISHED = "finished"
    UNDOING = "undoing"
    UNDONE = "undone"


class ImportRow(Row, frozen=True, kw_only=True):
    """Counts are those of the file's rows, 0 until it has finished.

    `undoing_at` is set where it began to be taken back, `undone_at` where all of it was; `built_on` is how much of what
    others had built on it came back with it.
    """

    file_import: UUID
    partner: UUID
    file: Digest
    mapping: Digest
    file_format: FileFormat
    taken_as: TakenAs
    started_at: datetime
    finished_at: datetime | None = None
    rows: int = 0
    registrations: int = 0
    members: int = 0
    deliveries: int = 0
    unchanged: int = 0
    warnings: int = 0
    rejects: int = 0
    corrections: int = 0
    vanished: int = 0
    undoing_at: datetime | None = None
    undone_at: datetime | None = None
    built_on: int = 0

    @property
    def state(self) -> ImportState:
        if self.undone_at is not None:
            return ImportState.UNDONE
        if self.undoing_at is not None:
            return ImportState.UNDOING
        return ImportState.UNFINISHED if self.finished_at is None else ImportState.FINISHED


def evolve(row: ImportRow | None, recorded: Recorded[AnyFact]) -> ImportRow | None:
    match recorded.fact:
        case ImportStarted() as started:
            return ImportRow(
                file_import=recorded.stream,
                partner=recorded.envelope.partner,
                file=started.file,
                mapping=started.mapping,
                file_format=started.file_format,
                taken_as=started.taken_as,
                started_at=recorded.recorded_at,
            )
        case ImportFinished(counts=counts) if row is not None:
            return replace(
                row,
                finished_at=recorded.recorded_at,
                rows=counts.rows,
                registrations=counts.registrations,
                members=counts.members,
                deliveries=counts.deliveries,
                unchanged=counts.unchanged,
                warnings=counts.warnings,
                rejects=counts.rejects,
                corrections=counts.corrections,
                vanished=counts.vanished,
            )
        case UndoingStarted() if row is not None:
            return replace(row, undoing_at=recorded.recorded_at)
        case ImportUndone(counts=undone) if row is not None:
            return replace(row, undone_at=recorded.recorded_at, built_on=undone.built_on)
        case _:
            return row


MODEL: Final = HeldRows(
    name="imports",
    version=2,
    about=frozenset({ImportStarted, ImportFinished, UndoingStarted, ImportUndone}),
    row=ImportRow,
    key="file_import",
    evolve=evolve,
    ddl="""
        create table {table} (
            file_import   uuid not null,
            partner       uuid not null,
            file          text not null,  -- HMAC of the SHA-256
            mapping       text not null,  -- SHA-256
            file_format   text not null,
            taken_as      text not null,
            started_at    timestamptz not null,
            finished_at   timestamptz,
            rows          bigint not null,
            registrations bigint not null,
            members       bigint not null,
            deliveries    bigint not null,
            unchanged     bigint not null,
            warnings      bigint not null,
            rejects       bigint not null,
            corrections   bigint not null,
            vanished      bigint not null,
            undoing_at    timestamptz,
            undone_at     timestamptz,
            built_on      bigint not null,
            held          int8range not null
        )
    """,
    indexes=("create index on {table} (partner, file_import)",),
)


async def page(
    connection: AsyncConnection[Any], window: Window[UUID], *, partner: UUID | None = None
) -> Page[ImportRow]:
    """Imports as they stood at `position`, of one partner or of all, in the order of their ids."""
    query = """
        select * from read.imports_v2
        where held @> %(position)s::bigint
          and (%(partner)s::uuid is null or partner = %(partner)s)
          and (%(after)s::uuid is null or file_import > %(after)s)
        order by file_import limit %(limit)s
    """
    parameters = window.parameters | {"partner": partner}
    return window.page(await fetch(connection, ImportRow, query, parameters))
