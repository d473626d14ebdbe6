"""A row a programme. A protected one is never named to anyone but its owner."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.money import Currency
from registry.domain.partner import PublicName
from registry.domain.planning import GivenTo
from registry.domain.programme import (
    ProgrammeClosed,
    ProgrammeCode,
    ProgrammeOpened,
    ProgrammeOverlapSet,
    ProgrammeTagged,
    Tag,
)
from registry.domain.vocabulary import BenefitFamily, BenefitKind, Cycle, Unit
from registry.projections.model import Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows
from registry.projections.visibility import RecordFilter


class ProgrammeRow(Row, frozen=True, kw_only=True):
    programme: UUID
    owner: UUID
    code: ProgrammeCode
    name_ar: PublicName
    name_en: PublicName
    family: BenefitFamily
    kind: BenefitKind
    unit: Unit
    cycle: Cycle
    protected: bool
    closed: bool = False
    overlap_families: tuple[BenefitFamily, ...]
    overlap_per: GivenTo = GivenTo.HOUSEHOLD
    overlap_months: int = 0
    ceiling: Decimal | None = None
    ceiling_currency: Currency | None = None
    tags: tuple[Tag, ...] = ()


def evolve(row: ProgrammeRow | None, recorded: Recorded[AnyFact]) -> ProgrammeRow | None:
    match recorded.fact:
        case ProgrammeOpened() as opened:
            return ProgrammeRow(
                programme=recorded.stream,
                owner=opened.owner,
                code=opened.code,
                name_ar=opened.name_ar,
                name_en=opened.name_en,
                family=opened.family,
                kind=opened.kind,
                unit=opened.unit,
                cycle=opened.cycle,
                protected=opened.protected,
                overlap_families=(opened.family,),
            )
        case ProgrammeOverlapSet(rule=rule) if row is not None:
            return replace(
                row,
                overlap_families=rule.families,
                overlap_per=rule.per,
                overlap_months=rule.months,
                ceiling=None if rule.ceiling is None else rule.ceiling.amount,
                ceiling_currency=None if rule.ceiling is None else rule.ceiling.currency,
            )
        case ProgrammeTagged(tags=tags) if row is not None:
            return replace(row, tags=tags)
        case ProgrammeClosed() if row is not None:
            return replace(row, closed=True)
        case _:
            return row


MODEL: Final = HeldRows(
    name="programme_directory",
    version=3,
    about=frozenset({ProgrammeOpened, ProgrammeClosed, ProgrammeOverlapSet, ProgrammeTagged}),
    row=ProgrammeRow,
    key="programme",
    evolve=evolve,
    ddl="""
        create table {table} (
            programme uuid not null,
            owner     uuid not null,
            code      text not null,
            name_ar   text not null,
            name_en   text not null,
            family    text not null,
            kind      text not null,
            unit      text not null,
            cycle     text not null,
            protected boolean not null,
            closed    boolean not null,
            overlap_families text[] not null,
            overlap_per      text not null,
            overlap_months   integer not null,  -- before its period and after it
            ceiling          numeric,
            ceiling_currency text,
            tags      text[] not null,
            held      int8range not null
        )
    """,
    indexes=("create index on {table} (owner, code)",),
)

_PROGRAMMES: Final = sql.SQL("""
    select * from read.programme_directory_v3
    where held @> %(position)s::bigint and (not protected or owner = %(own)s or %(everything)s)
""")


async def page(
    connection: AsyncConnection[Any],
    window: Window[UUID],
    *,
    visible_to: RecordFilter,
    owner: UUID | None = None,
) -> Page[ProgrammeRow]:
    query = _PROGRAMMES + sql.SQL("""
        and (%(owner)s::uuid is null or owner = %(owner)s)
        and (%(after)s::uuid is null or programme > %(after)s)
        order by programme limit %(limit)s
    """)
    parameters = window.parameters | visible_to.parameters | {"owner": owner}
    return window.page(await fetch(connection, ProgrammeRow, query, parameters))


async def by_ids(
    connection: AsyncConnection[Any],
    programmes: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> dict[UUID, ProgrammeRow]:
    """Programmes that the viewer may not know of are absent, as those that do not exist."""
    query = _PROGRAMMES + sql.SQL(" and programme = any(%(programmes)s)")
    parameters = {"position": position, "programmes": list(programmes), **visible_to.parameters}
    return {row.programme: row for row in await fetch(connection, ProgrammeRow, query, parameters)}


async def by_code(
    connection: AsyncConnection[Any], owner: UUID, code: str, *, position: int
) -> ProgrammeRow | None:
    """The owner's programme of that code."""
    query = """
        select * from read.programme_directory_v3
        where held @> %(position)s::bigint and owner = %(owner)s and code = %(code)s
        order by programme limit 1
    """
    parameters = {"position": position, "owner": owner, "code": code}
    return next(iter(await fetch(connection, ProgrammeRow, query, parameters)), None)
