"""A row a release, as it was made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.file_import import Digest
from registry.domain.partner import PublicName
from registry.domain.release import ReleaseCode, ReleaseMade
from registry.domain.statistics import TableDefinition
from registry.projections.model import Copy, Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows


class ReleaseRow(Row, frozen=True, kw_only=True):
    """`partner` is whose it is; `written` is the definition whole, as JSON; `counted_at` a position."""

    release: UUID
    partner: UUID
    code: ReleaseCode
    name_ar: PublicName
    name_en: PublicName
    written: Mapping[str, Any]
    counted_at: int
    rows: int
    digest: Digest
    made_at: datetime

    @property
    def definition(self) -> TableDefinition:
        return msgspec.convert(self.written, TableDefinition)


def evolve(row: ReleaseRow | None, recorded: Recorded[AnyFact]) -> ReleaseRow | None:
    match recorded.fact:
        case ReleaseMade() as made:
            return ReleaseRow(
                release=recorded.stream,
                partner=recorded.envelope.partner,
                code=made.code,
                name_ar=made.name_ar,
                name_en=made.name_en,
                written=msgspec.json.decode(msgspec.json.encode(made.definition)),
                counted_at=made.at,
                rows=made.rows,
                digest=made.digest,
                made_at=recorded.recorded_at,
            )
        case _:
            return row


MODEL: Final = HeldRows(
    name="releases",
    version=1,
    about=frozenset({ReleaseMade}),
    row=ReleaseRow,
    key="release",
    evolve=evolve,
    ddl="""
        create table {table} (
            release    uuid not null,
            partner    uuid not null,
            code       text not null,
            name_ar    text not null,
            name_en    text not null,
            written    jsonb not null,
            counted_at bigint not null,
            rows       bigint not null,
            digest     text not null,
            made_at    timestamptz not null,
            held       int8range not null
        )
    """,
    indexes=("create index on {table} (partner, release)",),
)
_OF_PARTNER: Final = sql.SQL("""
    select * from {table} where held @> %(position)s::bigint and partner = %(partner)s
      and (%(code)s::text is null or code = %(code)s)
      and (%(after)s::uuid is null or release > %(after)s)
    order by release limit %(limit)s
""").format(table=Copy(MODEL).table)


async def page(
    connection: AsyncConnection[Any],
    window: Window[UUID],
    *,
    partner: UUID,
    code: str | None = None,
) -> Page[ReleaseRow]:
    """A partner's releases, the oldest first; of one code there is one at most."""
    parameters = window.parameters | {"partner": partner, "code": code}
    return window.page(await fetch(connection, ReleaseRow, _OF_PARTNER, parameters))
