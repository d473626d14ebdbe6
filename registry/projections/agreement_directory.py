"""A row an agreement, with its terms whole. What is in force decides access, and always as of today."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from registry.domain.agreement import (
    AgreementAmended,
    AgreementEnded,
    AgreementSigned,
    Grant,
)
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.partner import PublicName
from registry.domain.places import PCode
from registry.domain.vocabulary import BenefitFamily, FieldGroup, LegalBasis, Level, Purpose
from registry.privacy.policy import AgreementInForce
from registry.projections.model import Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementRow(Row):
    """The terms as last amended; `ended` is the last day in force where it was ended."""

    agreement: UUID
    name_ar: PublicName
    name_en: PublicName
    parties: tuple[UUID, ...]
    totals_only: tuple[UUID, ...]
    purposes: tuple[Purpose, ...]
    granted_groups: tuple[FieldGroup, ...]
    granted_levels: tuple[Level, ...]
    families: tuple[BenefitFamily, ...]
    programmes: tuple[UUID, ...]
    area: PCode | None
    legal_basis: LegalBasis
    base: bool
    begins: date
    until: date | None
    ended: date | None = None

    @property
    def terms(self) -> AgreementSigned:
        granted = zip(self.granted_groups, self.granted_levels, strict=True)
        return AgreementSigned(
            name_ar=self.name_ar,
            name_en=self.name_en,
            parties=self.parties,
            totals_only=self.totals_only,
            purposes=self.purposes,
            grants=tuple(Grant(group=group, level=level) for group, level in granted),
            families=self.families,
            programmes=self.programmes,
            area=self.area,
            legal_basis=self.legal_basis,
            base=self.base,
            begins=self.begins,
            until=self.until,
        )


def keys(recorded: Recorded[AnyFact]) -> Sequence[UUID]:
    ours = isinstance(recorded.fact, AgreementSigned | AgreementAmended | AgreementEnded)
    return (recorded.stream,) if ours else ()


def evolve(row: AgreementRow | None, recorded: Recorded[AnyFact]) -> AgreementRow | None:
    match recorded.fact:
        case AgreementSigned() as signed:
            return _row(recorded.stream, signed)
        case AgreementAmended(terms=terms) if row is not None:
            return replace(_row(recorded.stream, terms), ended=row.ended)
        case AgreementEnded(last_day=last_day) if row is not None:
            return replace(row, ended=last_day)
        case _:
            return row


def _row(agreement: UUID, terms: AgreementSigned) -> AgreementRow:
    return AgreementRow(
        agreement=agreement,
        name_ar=terms.name_ar,
        name_en=terms.name_en,
        parties=terms.parties,
        totals_only=terms.totals_only,
        purposes=terms.purposes,
        granted_groups=tuple(grant.group for grant in terms.grants),
        granted_levels=tuple(grant.level for grant in terms.grants),
        families=terms.families,
        programmes=terms.programmes,
        area=terms.area,
        legal_basis=terms.legal_basis,
        base=terms.base,
        begins=terms.begins,
        until=terms.until,
    )


MODEL: Final = HeldRows(
    name="agreement_directory",
    version=1,
    row=AgreementRow,
    key="agreement",
    keys=keys,
    evolve=evolve,
    ddl="""
        create table {table} (
            agreement      uuid not null,
            name_ar        text not null,
            name_en        text not null,
            parties        uuid[] not null,
            totals_only    uuid[] not null,
            purposes       text[] not null,
            granted_groups text[] not null,  -- how far each is granted: the level in the same place
            granted_levels text[] not null,
            families       text[] not null,
            programmes     uuid[] not null,
            area           text,
            legal_basis    text not null,
            base           boolean not null,
            begins         date not null,
            until          date,             -- last day in force
            ended          date,             -- last day in force
            held           int8range not null
        )
    """,
    indexes=("create index on {table} using gin (parties)",),
)


async def in_force(
    connection: AsyncConnection[Any], partner: UUID, on: date
) -> list[AgreementInForce]:
    """Agreements that bind the partner on a day, as a party or as one that sees totals only.

    There is no position: access is decided by what holds now, also when the past is asked for.
    """
    query = """
        select * from read.agreement_directory_v1
        where upper_inf(held) and %(partner)s = any(parties || totals_only)
          and begins <= %(on)s and least(until, ended, 'infinity') >= %(on)s
        order by agreement
    """
    rows = await fetch(connection, AgreementRow, query, {"partner": partner, "on": on})
    return [AgreementInForce(id=row.agreement, terms=row.terms, last_day=row.ended) for row in rows]


async def page(
    connection: AsyncConnection[Any], window: Window[UUID], *, party: UUID | None = None
) -> Page[AgreementRow]:
    """Agreements as they were at `position`, those of `party` or all, in the order of their ids."""
    query = """
        select * from read.agreement_directory_v1
        where held @> %(position)s::bigint
          and (%(party)s::uuid is null or %(party)s = any(parties || totals_only))
          and (%(after)s::uuid is null or agreement > %(after)s)
        order by agreement limit %(limit)s
    """
    parameters = window.parameters | {"party": party}
    return window.page(await fetch(connection, AgreementRow, query, parameters))


async def by_ids(
    connection: AsyncConnection[Any], agreements: Collection[UUID], *, position: int
) -> dict[UUID, AgreementRow]:
    query = """
        select * from read.agreement_directory_v1
        where held @> %(position)s::bigint and agreement = any(%(agreements)s)
    """
    parameters = {"position": position, "agreements": list(agreements)}
    return {row.agreement: row for row in await fetch(connection, AgreementRow, query, parameters)}
