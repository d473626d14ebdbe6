"""A row a partner. Partners are public."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection

from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.partner import (
    PartnerCode,
    PartnerEnrolled,
    PartnerReportedUpTo,
    PartnerReportsEvery,
    PartnerSuspended,
    PublicName,
)
from registry.domain.vocabulary import OrganisationKind
from registry.projections.model import Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows


class PartnerRow(Row, frozen=True, kw_only=True):
    """`reports_every` is in days, None as `agreed_on` is where nothing is agreed."""

    partner: UUID
    code: PartnerCode
    kind: OrganisationKind
    name_ar: PublicName
    name_en: PublicName
    parent: UUID | None
    suspended: bool = False
    reports_every: int | None = None
    agreed_on: date | None = None
    reported_up_to: date | None = None


def evolve(row: PartnerRow | None, recorded: Recorded[AnyFact]) -> PartnerRow | None:
    match recorded.fact:
        case PartnerEnrolled() as enrolled:
            return PartnerRow(
                partner=recorded.stream,
                code=enrolled.code,
                kind=enrolled.kind,
                name_ar=enrolled.name_ar,
                name_en=enrolled.name_en,
                parent=enrolled.parent,
            )
        case PartnerSuspended() if row is not None:
            return replace(row, suspended=True)
        case PartnerReportsEvery(days=days, agreed_on=agreed_on) if row is not None:
            return replace(row, reports_every=days, agreed_on=agreed_on)
        case PartnerReportedUpTo(day=day) if row is not None:
            return replace(row, reported_up_to=day)
        case _:
            return row


MODEL: Final = HeldRows(
    name="partner_directory",
    version=2,
    about=frozenset({PartnerEnrolled, PartnerSuspended, PartnerReportsEvery, PartnerReportedUpTo}),
    row=PartnerRow,
    key="partner",
    evolve=evolve,
    ddl="""
        create table {table} (
            partner   uuid not null,
            code      text not null,
            kind      text not null,
            name_ar   text not null,
            name_en   text not null,
            parent    uuid,
            suspended boolean not null,
            reports_every  integer,
            agreed_on      date,
            reported_up_to date,
            held      int8range not null
        )
    """,
    indexes=("create index on {table} (code)",),
)


async def page(connection: AsyncConnection[Any], window: Window[UUID]) -> Page[PartnerRow]:
    """Partners as they were at `position`, in the order of their ids."""
    query = """
        select * from read.partner_directory_v2
        where held @> %(position)s::bigint and (%(after)s::uuid is null or partner > %(after)s)
        order by partner limit %(limit)s
    """
    return window.page(await fetch(connection, PartnerRow, query, window.parameters))


async def by_ids(
    connection: AsyncConnection[Any], partners: Collection[UUID], *, position: int
) -> dict[UUID, PartnerRow]:
    query = """
        select * from read.partner_directory_v2
        where held @> %(position)s::bigint and partner = any(%(partners)s)
    """
    parameters = {"position": position, "partners": list(partners)}
    return {row.partner: row for row in await fetch(connection, PartnerRow, query, parameters)}


async def by_code(
    connection: AsyncConnection[Any], code: str, *, position: int
) -> PartnerRow | None:
    query = """
        select * from read.partner_directory_v2
        where held @> %(position)s::bigint and code = %(code)s order by partner limit 1
    """
    rows = await fetch(connection, PartnerRow, query, {"position": position, "code": code})
    return next(iter(rows), None)
