"""A row a request of a person: what it asks, until when, and what was answered. Overdue is told by whoever has a clock.

Requests are between a person and the partner whose household it is today: nobody else knows of them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.casework import AnswerReason, RequestAnswer, RequestedBy, RequestKind
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.subject_request import RequestAnswered, RequestReceived, due_of
from registry.domain.vocabulary import ConsentPurpose
from registry.projections.model import Row, sealed
from registry.projections.reading import Page, Window, fetch, in_short
from registry.projections.validity import HeldRows


class RequestRow(Row, frozen=True, kw_only=True):
    """`since` is the position at which it was received. Bytes are sealed records."""

    request: UUID
    household: UUID
    member: UUID
    kind: RequestKind
    requested_by: RequestedBy
    objects_to: ConsentPurpose | None
    since: int
    received_at: datetime
    due: date
    words: bytes
    answer: RequestAnswer | None = None
    reason: AnswerReason | None = None
    answered_at: datetime | None = None
    answer_words: bytes | None = None


class ShownRequest(RequestRow, frozen=True, kw_only=True):
    """`waiting`: it has no answer, and somebody is left to answer to."""

    waiting: bool


def evolve(row: RequestRow | None, recorded: Recorded[AnyFact]) -> RequestRow | None:
    match recorded.fact:
        case RequestReceived() as received:
            return RequestRow(
                request=recorded.stream,
                household=received.household,
                member=received.member,
                kind=received.kind,
                requested_by=received.requested_by,
                objects_to=received.objects_to,
                since=recorded.position,
                received_at=recorded.recorded_at,
                due=due_of(received, recorded.recorded_at),
                words=sealed(received.words),
            )
        case RequestAnswered(answer=answer, reason=reason, words=words) if row is not None:
            return replace(
                row,
                answer=answer,
                reason=reason,
                answered_at=recorded.recorded_at,
                answer_words=sealed(words),
            )
        case _:
            return row


MODEL: Final = HeldRows(
    name="subject_requests",
    version=1,
    about=frozenset({RequestReceived, RequestAnswered}),
    row=RequestRow,
    key="request",
    evolve=evolve,
    ddl="""
        create table {table} (
            request      uuid not null,
            household    uuid not null,
            member       uuid not null,
            kind         text not null,
            requested_by text not null,
            objects_to   text,              -- purpose of consent
            since        bigint not null,   -- position at which it was received
            received_at  timestamptz not null,
            due          date not null,
            words        bytea not null,    -- sealed
            answer       text,
            reason       text,
            answered_at  timestamptz,
            answer_words bytea,             -- sealed
            held         int8range not null
        )
    """,
    indexes=(
        "create index on {table} (household, request)",
        "create index on {table} (member, request)",
        "create index on {table} (due, request) where answer is null",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFilters:
    """None filters nothing. `open` are those that wait for an answer, `overdue_on` those due before that day."""

    kind: RequestKind | None = None
    open: bool | None = None
    overdue_on: date | None = None
    household: UUID | None = None
    member: UUID | None = None
    short: int | None = None


WAITING: Final = sql.SQL("""
    (asked.answer is null and not exists (
        select from read.household_members_v3 as person
        where person.member = asked.member and person.held @> %(position)s::bigint and person.forgotten
    ))
""")
"""Nobody is left to answer to where the person was forgotten."""

OF_PARTNER: Final = sql.SQL("""
    from read.subject_requests_v1 as asked
    join read.household_roll_v3 as home on home.household = asked.household and upper_inf(home.held)
    where asked.held @> %(position)s::bigint and home.partner = %(partner)s
""")

_SHOWN: Final = sql.SQL("select asked.*, {waiting} as waiting {of_partner}").format(
    waiting=WAITING, of_partner=OF_PARTNER
)
_PAGE: Final = sql.SQL("""
    {shown}
    and (%(kind)s::text is null or asked.kind = %(kind)s)
    and (%(open)s::boolean is null or {waiting} = %(open)s)
    and (%(overdue_on)s::date is null or asked.due < %(overdue_on)s and {waiting})
    and (%(household)s::uuid is null or asked.household = %(household)s)
    and (%(member)s::uuid is null or asked.member = %(member)s)
    and (%(short)s::bigint is null or {short} = %(short)s)
    and (%(after_due)s::date is null
         or (asked.due, asked.request) > (%(after_due)s, %(after_request)s::uuid))
    order by asked.due, asked.request limit %(limit)s
""").format(shown=_SHOWN, waiting=WAITING, short=in_short("asked", "request"))

DueKey = tuple[date, UUID]
"""Where a page ends: lists go by the last day for an answer."""


async def page(
    connection: AsyncConnection[Any],
    window: Window[DueKey],
    partner: UUID,
    filters: RequestFilters,
) -> Page[ShownRequest]:
    """Requests of those in a partner's households; those that are due first come first."""
    due, request = window.after or (None, None)
    parameters = {
        **window.parameters,
        "after_due": due,
        "after_request": request,
        "partner": partner,
        "kind": filters.kind,
        "open": filters.open,
        "overdue_on": filters.overdue_on,
        "household": filters.household,
        "member": filters.member,
        "short": filters.short,
    }
    return window.page(await fetch(connection, ShownRequest, _PAGE, parameters))


async def by_ids(
    connection: AsyncConnection[Any],
    requests: Collection[UUID],
    *,
    position: int,
    partner: UUID,
) -> dict[UUID, ShownRequest]:
    """Requests to other partners are absent, as those that do not exist."""
    query = _SHOWN + sql.SQL(" and asked.request = any(%(requests)s)")
    parameters = {"position": position, "requests": list(requests), "partner": partner}
    return {row.request: row for row in await fetch(connection, ShownRequest, query, parameters)}
