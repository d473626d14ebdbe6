"""A row each time that a model was trusted; the last one is gone by."""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from psycopg import AsyncConnection, sql

from registry.domain.envelope import Actor, Recorded
from registry.domain.facts import AnyFact
from registry.domain.file_import import Digest
from registry.domain.matching_model import ModelContent, ModelTrusted
from registry.domain.pair import ModelVersion
from registry.projections.model import Copy, Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows


class ModelRow(Row, frozen=True, kw_only=True):
    """`content` is the file whole; None of what ships with the software."""

    position: int
    version: ModelVersion
    digest: Digest
    content: ModelContent | None = None
    actor: Actor
    trusted_at: datetime


def evolve(row: ModelRow | None, recorded: Recorded[AnyFact]) -> ModelRow | None:
    match recorded.fact:
        case ModelTrusted() as trusted:
            return ModelRow(
                position=recorded.position,
                version=trusted.version,
                digest=trusted.digest,
                content=trusted.content,
                actor=recorded.envelope.actor,
                trusted_at=recorded.recorded_at,
            )
        case _:
            return row


MODEL: Final = HeldRows(
    name="matching_models",
    version=1,
    about=frozenset({ModelTrusted}),
    row=ModelRow,
    key="position",
    key_of=attrgetter("position"),
    evolve=evolve,
    ddl="""
        create table {table} (
            position   bigint not null,
            version    text not null,
            digest     text not null,
            content    text,
            actor      uuid not null,
            trusted_at timestamptz not null,
            held       int8range not null
        )
    """,
    indexes=("create index on {table} (position)",),
)
_TRUSTED: Final = sql.SQL("""
    select * from {table} where held @> %(position)s::bigint
      and (%(after)s::bigint is null or position > %(after)s)
    order by position limit %(limit)s
""").format(table=Copy(MODEL).table)
_LAST: Final = sql.SQL("""
    select * from {table} where upper_inf(held) order by position desc limit 1
""").format(table=Copy(MODEL).table)
_VERSIONED: Final = sql.SQL("""
    select * from {table} where upper_inf(held) and version = %(version)s order by position desc limit 1
""").format(table=Copy(MODEL).table)


async def page(connection: AsyncConnection[Any], window: Window[int]) -> Page[ModelRow]:
    """What was trusted up to `position`, the first before."""
    return window.page(await fetch(connection, ModelRow, _TRUSTED, window.parameters))


async def last(connection: AsyncConnection[Any]) -> ModelRow | None:
    """What is gone by now; None where it is what ships."""
    return next(iter(await fetch(connection, ModelRow, _LAST, {})), None)


async def versioned(connection: AsyncConnection[Any], version: ModelVersion) -> ModelRow | None:
    """What was trusted under a version."""
    found = await fetch(connection, ModelRow, _VERSIONED, {"version": version})
    return next(iter(found), None)
