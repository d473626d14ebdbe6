"""Cards and plates of the viewer's own members, as they stand on a day."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Final, Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.ids import read_uuid
from registry.api.member import Member, member_at
from registry.api.moment import AsOf, as_number, page_window
from registry.api.opener import SealedField, personal
from registry.api.partner import Partner, partner_of
from registry.api.relay import Connection, Node, connection, global_id
from registry.domain.entitlement_document import (
    DocumentKind,
    DocumentLossReason,
    DocumentReplacementReason,
    DocumentWithdrawalReason,
)
from registry.privacy.policy import HeldRegistration
from registry.projections import entitlement_documents as read_model
from registry.projections.entitlement_documents import (
    DocumentFilters,
    DocumentStanding,
    ShownDocument,
)
from registry.projections.reading import Page, Window

LISTING: Final = "document.list"


@strawberry.type(description="A card or a plate that a partner issued to a member.")
class EntitlementDocument(Node):
    row: strawberry.Private[ShownDocument]
    record: strawberry.Private[HeldRegistration]
    position: strawberry.Private[int]
    holder: Member

    @classmethod
    def of(cls, row: ShownDocument, holder: Member, position: int) -> Self:
        return cls(
            id=global_id("EntitlementDocument", row.document),
            row=row,
            record=holder.record,
            position=position,
            holder=holder,
        )

    @property
    def subject(self) -> UUID:
        return self.row.member

    @strawberry.field
    def kind(self) -> DocumentKind:
        return self.row.kind

    @strawberry.field(description="On the day that was asked about.")
    def standing(self) -> DocumentStanding:
        return self.row.standing

    @strawberry.field
    def issued_on(self) -> date:
        return self.row.issued_on

    @strawberry.field(description="Its last day; null where it has none.")
    def valid_until(self) -> date | None:
        return self.row.valid_until

    @strawberry.field(description="Who issued it.")
    async def issuer(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.partner, self.position)

    @strawberry.field(description="The document whose place it took.")
    def replaces(self) -> strawberry.ID | None:
        former = self.row.replaces
        return None if former is None else global_id("EntitlementDocument", former)

    @strawberry.field(description="Why it took the place of another.")
    def replacement(self) -> DocumentReplacementReason | None:
        return self.row.replacement

    @strawberry.field(description="How it was lost.")
    def loss(self) -> DocumentLossReason | None:
        return self.row.loss

    @strawberry.field(description="Why it was withdrawn.")
    def withdrawal(self) -> DocumentWithdrawalReason | None:
        return self.row.withdrawal

    @strawberry.field(**personal("entitlement_document.issued.number"))
    def number(self) -> SealedField:
        return SealedField(self.row.series, self.row.member, self.row.number)


@strawberry.input(description="What to look for; nothing looks for everything.")
class EntitlementDocumentFilter:
    kind: DocumentKind | None = None
    standing: DocumentStanding | None = None
    household: strawberry.ID | None = None
    member: strawberry.ID | None = None
    same_number: bool = strawberry.field(
        default=False,
        description="Another holder has one of the issuer's of that kind with the same number, as far as matching has "
        "come today.",
    )


async def entitlement_documents(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    filter: EntitlementDocumentFilter | None = None,  # noqa: A002 - the argument's name in the schema
    on: date | None = None,
    as_of: AsOf | None = None,
    first: int = 50,
    after: str | None = None,
) -> Connection[EntitlementDocument]:
    """Documents of the viewer's own members, in the order in which they were recorded."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_number)
    refusals = await info.context.refusals(LISTING)
    page = await _page(info, window, _filters(filter), day_asked(info, on, as_of))
    shown = await _shown(info, page.rows, window.position)
    there = tuple(row for row in page.rows if row.document in shown)
    return connection(
        Page(there, page.more),
        lambda row: shown[row.document],
        lambda row: row.since,
        window,
        refusals,
    )


def day_asked(info: Asking, on: date | None, as_of: AsOf | None) -> date:
    """The day on which documents are looked at: the one given, else that of the moment, else today."""
    at = None if as_of is None or as_of.date is None else as_of.date.value
    return on or at or info.context.services.writer.mint.today()


async def document_at(
    info: Asking, document: UUID, position: int, on: date | None = None
) -> EntitlementDocument | None:
    scope = (await info.context.standing()).scope
    if not scope.own:
        return None
    found = await read_model.by_ids(
        await info.context.connection(),
        [document],
        position=position,
        partner=scope.viewer.partner,
        on=day_asked(info, on, None),
    )
    return (await _shown(info, list(found.values()), position)).get(document)


async def last_of(info: Asking, series: UUID, position: int) -> EntitlementDocument | None:
    """The last of a holder's documents of a kind."""
    window: Window[int] = Window(position, first=100)
    page = await _page(info, window, DocumentFilters(series=series), day_asked(info, None, None))
    last = page.rows[-1:]
    return (await _shown(info, last, position)).get(last[0].document) if last else None


async def _page(
    info: Asking, window: Window[int], filters: DocumentFilters, on: date
) -> Page[ShownDocument]:
    scope = (await info.context.standing()).scope
    if not scope.own:
        return Page()
    connected, partner = await info.context.connection(), scope.viewer.partner
    return await read_model.page(connected, window, partner=partner, filters=filters, on=on)


async def _shown(
    info: Asking, rows: Sequence[ShownDocument], position: int
) -> dict[UUID, EntitlementDocument]:
    holders = await asyncio.gather(*(member_at(info, row.member, position) for row in rows))
    return {
        row.document: EntitlementDocument.of(row, holder, position)
        for row, holder in zip(rows, holders, strict=True)
        if holder is not None
    }


def _filters(wanted: EntitlementDocumentFilter | None) -> DocumentFilters:
    asked = wanted or EntitlementDocumentFilter()
    return DocumentFilters(
        kind=asked.kind,
        standing=asked.standing,
        household=None if asked.household is None else read_uuid(asked.household, "Household"),
        member=None if asked.member is None else read_uuid(asked.member, "Member"),
        same_number=asked.same_number,
    )
