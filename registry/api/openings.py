"""Who opened what, who looked for whom, and who was refused: for auditors."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.ids import read_global_id, read_uuid
from registry.api.moment import AsOf, as_number, page_window
from registry.api.partner import Partner, partner_of
from registry.api.relay import Connection, Node, connection, global_id
from registry.api.scalars import Position
from registry.api.staff import Actor
from registry.domain.access import SearchedBy
from registry.domain.vocabulary import Channel, Level, Purpose, Role
from registry.privacy.policy_table import ROLE_NOT_ALLOWED
from registry.projections import openings as read_model
from registry.projections.openings import OpeningFilters, OpeningRow
from registry.projections.reading import Page, Window

SUBJECTS_LISTED = 100


@strawberry.type(description="Personal fields opened in one request, people found, or a refusal.")
class Opening(Node):
    position: Position
    at: datetime
    actor: Actor
    role: Role
    purpose: Purpose
    channel: Channel
    level: Level | None = strawberry.field(description="How far; null for a search or a refusal.")
    code: str | None = strawberry.field(description="Of a refusal; null for all else.")
    act: str | None = strawberry.field(description="What was refused; null for all else.")
    fields: list[str] = strawberry.field(description="Opened, or asked for and refused.")
    searched_by: list[SearchedBy] = strawberry.field(
        description="What people were looked for by, never the values; empty for all else."
    )
    subject_count: int
    subjects: list[str] = strawberry.field(
        description="Ids of members and households, the first hundred; search by one for all."
    )
    agreement_id: strawberry.ID | None
    row: strawberry.Private[OpeningRow]
    seen_at: strawberry.Private[int]

    @classmethod
    def of(cls, row: OpeningRow, seen_at: int) -> Self:
        return cls(
            id=global_id("Opening", str(row.position)),
            position=Position(row.position),
            at=row.recorded_at,
            actor=Actor.of(row.actor, row.partner, row.role, seen_at),
            role=row.role,
            purpose=row.purpose,
            channel=row.channel,
            level=row.level,
            code=row.code,
            act=row.act,
            fields=list(row.fields),
            searched_by=list(row.searched_by),
            subject_count=len(row.subjects),
            subjects=[str(subject) for subject in row.subjects[:SUBJECTS_LISTED]],
            agreement_id=None if row.agreement is None else global_id("Agreement", row.agreement),
            row=row,
            seen_at=seen_at,
        )

    @strawberry.field(description="Whose actor it was.")
    async def partner(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.partner, self.seen_at)


@strawberry.input(description="What to look for; nothing looks for everything.")
class OpeningFilter:
    subject: strawberry.ID | None = strawberry.field(
        default=None, description="A household or member, whoever opened it."
    )
    actor: str | None = None
    partner: strawberry.ID | None = None
    refused: bool | None = strawberry.field(
        default=None, description="Refusals, or openings and searches."
    )


async def openings(
    info: Asking,
    filter: OpeningFilter | None = None,  # noqa: A002 - the argument's name in the schema
    as_of: AsOf | None = None,
    first: int = 50,
    after: str | None = None,
) -> Connection[Opening]:
    """Openings, searches and refusals, oldest first, to an auditor who asks for the purpose of audit."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_number)
    page: Page[OpeningRow] = Page()
    refusals = []
    if (await info.context.standing()).scope.openings:
        page = await read_model.page(
            await info.context.connection(), window, filters=_search(filter or OpeningFilter())
        )
    else:
        refusals = await info.context.refusals("access.list")
        refusals = refusals or [info.context.ledger.refused(ROLE_NOT_ALLOWED, "access.list")]
    return connection(
        page,
        lambda row: Opening.of(row, window.position),
        lambda row: row.position,
        window,
        refusals,
    )


async def opening_at(info: Asking, number: int, position: int) -> Opening | None:
    """The one that was recorded at that very place of the log, to whom the list of them is open."""
    if not (await info.context.standing()).scope.openings:
        return None
    connected = await info.context.connection()
    page = await read_model.page(connected, Window(position, first=1, after=number - 1))
    return next((Opening.of(row, position) for row in page.rows if row.position == number), None)


def _search(wanted: OpeningFilter) -> OpeningFilters:
    return OpeningFilters(
        subject=None if wanted.subject is None else _subject(wanted.subject),
        actor=None if wanted.actor is None else read_uuid(wanted.actor, "Actor"),
        partner=None if wanted.partner is None else read_uuid(wanted.partner, "Partner"),
        refused=wanted.refused,
    )


def _subject(given: str) -> UUID:
    """The id of a household or a member, as the schema gives it or written plainly."""
    try:
        return UUID(given)
    except ValueError:
        kind, _ = read_global_id(given)
    return read_uuid(given, "Member" if kind == "Member" else "Household")
