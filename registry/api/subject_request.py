"""What persons ask of the viewer's partner: to see, to have corrected, to object; with the clock and the answer."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Final, Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.homes import registration_of
from registry.api.ids import read_short, read_uuid
from registry.api.member import Member, member_at
from registry.api.moment import AsOf, page_window
from registry.api.opener import SealedField, personal
from registry.api.relay import Connection, Node, connection, global_id
from registry.domain.casework import AnswerReason, RequestAnswer, RequestedBy, RequestKind
from registry.domain.reference import short_reference
from registry.domain.vocabulary import ConsentPurpose
from registry.privacy.policy import HeldRegistration
from registry.projections import subject_requests as read_model
from registry.projections.household_roll import ShownRow
from registry.projections.reading import Page
from registry.projections.subject_requests import DueKey, RequestFilters, ShownRequest

LISTING: Final = "request.list"


@strawberry.type(description="A person asks something of the partner that holds its data.")
class SubjectRequest(Node):
    row: strawberry.Private[ShownRequest]
    record: strawberry.Private[HeldRegistration]
    position: strawberry.Private[int]
    overdue: bool = strawberry.field(description="Past its day, and not answered.")

    @classmethod
    def of(cls, row: ShownRequest, home: ShownRow, info: Asking, position: int) -> Self:
        today = info.context.services.writer.mint.today()
        return cls(
            id=global_id("SubjectRequest", row.request),
            row=row,
            record=registration_of(home),
            position=position,
            overdue=row.waiting and row.due < today,
        )

    @property
    def subject(self) -> UUID:
        return self.row.member

    @strawberry.field(description="The id in short, to be said over the phone.")
    def reference(self) -> str:
        return short_reference(self.row.request)

    @strawberry.field
    def kind(self) -> RequestKind:
        return self.row.kind

    @strawberry.field(description="Who brought it.")
    def requested_by(self) -> RequestedBy:
        return self.row.requested_by

    @strawberry.field(description="The purpose that an objection is to; null where it is none.")
    def objects_to(self) -> ConsentPurpose | None:
        return self.row.objects_to

    @strawberry.field(description="When it was recorded.")
    def received_at(self) -> datetime:
        return self.row.received_at

    @strawberry.field(description="The last day for the answer.")
    def due(self) -> date:
        return self.row.due

    @strawberry.field(description="Whether it waits for an answer.")
    def open(self) -> bool:
        return self.row.waiting

    @strawberry.field
    def answer(self) -> RequestAnswer | None:
        return self.row.answer

    @strawberry.field(description="Why it was not granted, or not all of it.")
    def reason(self) -> AnswerReason | None:
        return self.row.reason

    @strawberry.field
    def answered_at(self) -> datetime | None:
        return self.row.answered_at

    @strawberry.field
    def household_id(self) -> strawberry.ID:
        return global_id("Household", self.row.household)

    @strawberry.field(description="Whose data it is about.")
    async def member(self, info: Asking) -> Member | None:
        return await member_at(info, self.row.member, self.position)

    @strawberry.field(**personal("subject_request.received.words"))
    def words(self) -> SealedField:
        return self._sealed(self.row.words)

    @strawberry.field(**personal("subject_request.answered.words"))
    def answer_words(self) -> SealedField:
        return self._sealed(self.row.answer_words)

    def _sealed(self, sealed: bytes | None) -> SealedField:
        return SealedField(self.row.request, self.row.member, sealed)


@strawberry.input(description="What to look for; nothing looks for everything.")
class SubjectRequestFilter:
    kind: RequestKind | None = None
    open: bool | None = strawberry.field(default=None, description="Waiting for an answer.")
    overdue: bool | None = strawberry.field(default=None, description="True: overdue ones alone.")
    household: strawberry.ID | None = None
    member: strawberry.ID | None = None
    reference: str | None = strawberry.field(default=None, description="The id in short.")


async def subject_requests(
    info: Asking,
    filter: SubjectRequestFilter | None = None,  # noqa: A002 - the argument's name in the schema
    as_of: AsOf | None = None,
    first: int = 50,
    after: str | None = None,
) -> Connection[SubjectRequest]:
    """What persons ask of the viewer's partner; those that are due first come first."""
    window = await page_window(info.context, as_of, checked_first(first), after, _as_key)
    refusals = await info.context.refusals(LISTING)
    scope = (await info.context.standing()).scope
    page: Page[ShownRequest] = Page()
    if scope.own:
        filters = _search(info, filter or SubjectRequestFilter())
        connected = await info.context.connection()
        page = await read_model.page(connected, window, scope.viewer.partner, filters)
    shown = await _shown(info, page.rows, window.position)
    return connection(
        page,
        lambda row: shown[row.request],  # of the own partner, so its household is there too
        lambda row: f"{row.due.isoformat()} {row.request}",
        window,
        refusals,
    )


async def request_at(info: Asking, request: UUID, position: int) -> SubjectRequest | None:
    scope = (await info.context.standing()).scope
    if not scope.own:
        return None
    found = await read_model.by_ids(
        await info.context.connection(),
        [request],
        position=position,
        partner=scope.viewer.partner,
    )
    return (await _shown(info, tuple(found.values()), position)).get(request)


async def _shown(
    info: Asking, rows: tuple[ShownRequest, ...], position: int
) -> dict[UUID, SubjectRequest]:
    reading = await info.context.at(position)
    homes = await asyncio.gather(*(reading.households.load(row.household) for row in rows))
    return {
        row.request: SubjectRequest.of(row, home, info, position)
        for row, home in zip(rows, homes, strict=True)
        if home is not None
    }


def _as_key(key: str | int) -> DueKey:
    due, _, request = str(key).partition(" ")
    return date.fromisoformat(due), UUID(request)


def _search(info: Asking, wanted: SubjectRequestFilter) -> RequestFilters:
    today = info.context.services.writer.mint.today()
    return RequestFilters(
        kind=wanted.kind,
        open=wanted.open,
        overdue_on=today if wanted.overdue else None,
        household=None if wanted.household is None else read_uuid(wanted.household, "Household"),
        member=None if wanted.member is None else read_uuid(wanted.member, "Member"),
        short=read_short(wanted.reference),
    )
