"""A row an agreement, with its terms whole. What is in force decides access, and always as of today."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec.structs import replace
from psycopg import AsyncConnection

from registry.domain.agreement import AgreementAmended, AgreementEnded, AgreementSigned, Terms
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.money import Money
from registry.projections.model import Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows

ENDING: Final = timedelta(days=30)
"""How long before its last day an agreement is said to be ending."""


class AgreementState(StrEnum):
    """How an agreement stands on a day."""

    COMING = "coming"
    IN_FORCE = "in_force"
    ENDING = "ending"
    ENDED = "ended"


class AgreementRow(Row, frozen=True, kw_only=True):
    """The terms as last amended, `written` whole as JSON; `parties`, `begins` and `until` are what queries look for.

    `ended` is the last day in force where it was ended.
    """

    agreement: UUID
    parties: tuple[UUID, ...]
    begins: date
    until: date | None
    written: Mapping[str, Any]
    ended: date | None = None

    @property
    def terms(self) -> Terms:
        return msgspec.convert(self.written, Terms)

    @property
    def last_day(self) -> date | None:
        """The last day in force, by its terms or because it was ended; None for one without an end."""
        return min((day for day in (self.until, self.ended) if day is not None), default=None)


def state_on(today: date, begins: date, last_day: date | None) -> AgreementState:
    if today < begins:
        return AgreementState.COMING
    if last_day is None or last_day - today > ENDING:
        return AgreementState.IN_FORCE
    return AgreementState.ENDED if last_day < today else AgreementState.ENDING


def evolve(row: AgreementRow | None, recorded: Recorded[AnyFact]) -> AgreementRow | None:
    match recorded.fact:
        case AgreementSigned(terms=terms):
            return _row(recorded.stream, terms)
        case AgreementAmended(terms=terms) if row is not None:
            return replace(_row(recorded.stream, terms), ended=row.ended)
        case AgreementEnded(last_day=last_day) if row is not None:
            return replace(row, ended=last_day)
        case _:
            return row


def _row(agreement: UUID, terms: Terms) -> AgreementRow:
    return AgreementRow(
        agreement=agreement,
        parties=tuple(party.partner for party in terms.parties),
        begins=terms.begins,
        until=terms.until,
        # As the table gives it back, so that a row read again equals the row that was written.
        written=msgspec.json.decode(msgspec.json.encode(terms)),
    )


MODEL: Final = HeldRows(
    name="agreement_directory",
    version=2,
    about=frozenset({AgreementSigned, AgreementAmended, AgreementEnded}),
    row=AgreementRow,
    key="agreement",
    evolve=evolve,
    ddl="""
        create table {table} (
            agreement uuid not null,
            parties   uuid[] not null,
            begins    date not null,
            until     date,             -- last day in force
            written   jsonb not null,   -- the terms
            ended     date,             -- last day in force
            held      int8range not null
        )
    """,
    indexes=("create index on {table} using gin (parties)",),
)


async def page(
    connection: AsyncConnection[Any], window: Window[UUID], *, party: UUID | None = None
) -> Page[AgreementRow]:
    """Agreements as they were at `position`, those of `party` or all, in the order of their ids."""
    query = """
        select * from read.agreement_directory_v2
        where held @> %(position)s::bigint
          and (%(party)s::uuid is null or %(party)s = any(parties))
          and (%(after)s::uuid is null or agreement > %(after)s)
        order by agreement limit %(limit)s
    """
    parameters = window.parameters | {"party": party}
    return window.page(await fetch(connection, AgreementRow, query, parameters))


async def by_ids(
    connection: AsyncConnection[Any], agreements: Collection[UUID], *, position: int
) -> dict[UUID, AgreementRow]:
    query = """
        select * from read.agreement_directory_v2
        where held @> %(position)s::bigint and agreement = any(%(agreements)s)
    """
    parameters = {"position": position, "agreements": list(agreements)}
    return {row.agreement: row for row in await fetch(connection, AgreementRow, query, parameters)}


async def alone_up_to(
    connection: AsyncConnection[Any], partners: Collection[UUID], on: date
) -> dict[UUID, list[Money]]:
    """What agreements in force on a day let one person decide about alone, for each of the partners that they bind."""
    query = """
        select * from read.agreement_directory_v2
        where upper_inf(held) and parties && %(partners)s
          and begins <= %(on)s and least(until, ended, 'infinity') >= %(on)s
          and jsonb_array_length(written -> 'alone_up_to') > 0
    """
    rows = await fetch(connection, AgreementRow, query, {"partners": list(partners), "on": on})
    return {
        one: [amount for row in rows if one in row.parties for amount in row.terms.alone_up_to]
        for one in partners
    }
