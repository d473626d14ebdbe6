"""A row a request that opened personal fields, found people, or was refused: who has seen whose record, and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.domain.access import (
    AccessRefused,
    ActName,
    FieldName,
    FieldsOpened,
    RefusalCode,
    RegistrationsSearched,
    SearchedBy,
)
from registry.domain.envelope import Actor, Recorded
from registry.domain.facts import AnyFact
from registry.domain.vocabulary import Channel, Level, Purpose, Role
from registry.projections.model import Copy, Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows


class OpeningRow(Row, frozen=True, kw_only=True):
    """Fields opened as far as `level` says, people found `searched_by` this, or, with a `code`, a refusal.

    `searches` is how many people were looked for.
    """

    position: int
    stream: UUID
    recorded_at: datetime
    actor: Actor
    partner: UUID
    department: UUID | None
    role: Role
    purpose: Purpose
    channel: Channel
    level: Level | None = None
    code: RefusalCode | None = None
    act: ActName | None = None
    fields: tuple[FieldName, ...] = ()
    searched_by: tuple[SearchedBy, ...] = ()
    searches: int = 0
    subjects: tuple[UUID, ...] = ()
    agreement: UUID | None = None


def evolve(row: OpeningRow | None, recorded: Recorded[AnyFact]) -> OpeningRow | None:
    match recorded.fact:
        case FieldsOpened() as opened:
            return _row(
                recorded,
                level=opened.level,
                fields=opened.fields,
                subjects=opened.subjects,
                agreement=opened.agreement,
            )
        case RegistrationsSearched() as searched:
            return _row(
                recorded,
                searched_by=searched.by,
                searches=searched.searches,
                subjects=searched.found,
            )
        case AccessRefused() as refused:
            return _row(
                recorded,
                code=refused.code,
                act=refused.act,
                fields=() if refused.field is None else (refused.field,),
                subjects=refused.subjects,
            )
        case _:
            return row


def _row(recorded: Recorded[AnyFact], **what: Any) -> OpeningRow:
    envelope = recorded.envelope
    return OpeningRow(
        position=recorded.position,
        stream=recorded.stream,
        recorded_at=recorded.recorded_at,
        actor=envelope.actor,
        partner=envelope.partner,
        department=envelope.department,
        role=envelope.role,
        purpose=envelope.purpose,
        channel=envelope.channel,
        **what,
    )


MODEL: Final = HeldRows(
    name="openings",
    version=3,
    about=frozenset({FieldsOpened, RegistrationsSearched, AccessRefused}),
    row=OpeningRow,
    key="position",
    key_of=attrgetter("position"),
    evolve=evolve,
    ddl="""
        create table {table} (
            position    bigint not null,
            stream      uuid not null,
            recorded_at timestamptz not null,
            actor       uuid not null,
            partner     uuid not null,
            department  uuid,
            role        text not null,
            purpose     text not null,
            channel     text not null,
            level       text,
            code        text,
            act         text,
            fields      text[] not null,
            searched_by text[] not null,
            searches    integer not null,
            subjects    uuid[] not null,
            agreement   uuid,
            held        int8range not null
        )
    """,
    indexes=(
        "create index on {table} using gin (subjects)",
        "create index on {table} (actor, position)",
        "create index on {table} (partner, position)",
        "create index on {table} (actor, recorded_at) where searches > 0",
        "create index on {table} (partner, recorded_at) where searches > 0",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningFilters:
    """None filters nothing. `refused` tells openings and searches from refusals."""

    subject: UUID | None = None
    actor: UUID | None = None
    partner: UUID | None = None
    refused: bool | None = None


async def page(
    connection: AsyncConnection[Any],
    window: Window[int],
    *,
    filters: OpeningFilters | None = None,
) -> Page[OpeningRow]:
    """Openings, searches and refusals recorded up to `position`, in the order in which they were recorded."""
    query = """
        select * from read.openings_v3
        where held @> %(position)s::bigint
          and (%(subject)s::uuid is null or subjects @> array[%(subject)s::uuid])
          and (%(actor)s::uuid is null or actor = %(actor)s)
          and (%(partner)s::uuid is null or partner = %(partner)s)
          and (%(refused)s::boolean is null or (code is not null) = %(refused)s)
          and (%(after)s::bigint is null or position > %(after)s)
        order by position limit %(limit)s
    """
    parameters = window.parameters | asdict(filters or OpeningFilters())
    return window.page(await fetch(connection, OpeningRow, query, parameters))


Searcher: TypeAlias = Literal["actor", "partner"]

_BEYOND: Final = sql.SQL("""
    select extract(epoch from recorded_at + %(within)s - clock_timestamp())::float8 from (
        select recorded_at, sum(searches) over (order by recorded_at desc) as so_far
        from {table}
        where {searcher} = %(id)s and searches > 0 and recorded_at > clock_timestamp() - %(within)s
          and (purpose = %(plans)s) = %(planning)s
    ) as counted
    where so_far > %(room)s order by recorded_at desc limit 1
""")


async def searched_beyond(  # noqa: PLR0913 - whose searches, which, and how many
    connection: AsyncConnection[Any],
    searcher: Searcher,
    who: UUID,
    *,
    within: timedelta,
    room: int,
    planning: bool,
) -> float | None:
    """Seconds until no more people than `room` will have been looked for within that time; None where it is so now.

    Those are counted that were looked for to plan, or all others.
    """
    query = _BEYOND.format(table=Copy(MODEL).table, searcher=sql.Identifier(searcher))
    counted = {"planning": planning, "plans": Purpose.PLANNING}
    cursor = await connection.execute(query, {"id": who, "within": within, "room": room} | counted)
    found: tuple[float] | None = await cursor.fetchone()
    return None if found is None else found[0]
