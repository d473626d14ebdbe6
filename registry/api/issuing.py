"""What can be done with cards and plates: issued, replaced, reported lost, withdrawn."""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from registry.api.carrying import carried_out
from registry.api.changed import Changed
from registry.api.context import Asking
from registry.api.entitlement_document import EntitlementDocument, last_of
from registry.api.ids import read_uuid
from registry.api.moment import position_of
from registry.api.refusal import Refusal
from registry.application import entitlement_documents as documents
from registry.application.command import Command, Context, Outcome
from registry.application.document_numbers import Numbers
from registry.application.entitlement_documents import Holder, Printed
from registry.domain.entitlement_document import (
    DocumentKind,
    DocumentLossReason,
    DocumentReplacementReason,
    DocumentWithdrawalReason,
)


@strawberry.type(
    description="A holder's documents of a kind are as it was asked for; `id` is that of the holder."
)
class EntitlementDocumentChanged(Changed):
    @strawberry.field(
        description="The last of them; null where the viewer may not read it, or the read models are behind."
    )
    async def document(self, info: Asking) -> EntitlementDocument | None:
        return await self.read(info, last_of)


EntitlementDocumentResult: TypeAlias = Annotated[
    EntitlementDocumentChanged | Refusal, strawberry.union("EntitlementDocumentResult")
]


@strawberry.input(description="Whose document of which kind.")
class DocumentHolderInput:
    household: strawberry.ID
    member: strawberry.ID
    kind: DocumentKind

    def read(self) -> Holder:
        return Holder(
            household=read_uuid(self.household, "Household"),
            member=read_uuid(self.member, "Member"),
            kind=self.kind,
        )


@strawberry.input(description="What stands on a document.")
class PrintedDocumentInput:
    number: str = strawberry.field(description="Sealed.")
    issued_on: date | None = strawberry.field(default=None, description="Null is today.")
    valid_until: date | None = strawberry.field(default=None, description="Its last day, if any.")

    def read(self) -> Printed:
        return Printed(number=self.number, issued_on=self.issued_on, valid_until=self.valid_until)


async def issue_entitlement_document(
    info: Asking,
    holder: DocumentHolderInput,
    printed: PrintedDocumentInput,
    idempotency_key: strawberry.ID,
) -> EntitlementDocumentResult:
    """Issue a document to a member who has no live one of its kind."""
    mint = info.context.services.writer.mint

    async def command(context: Context) -> Command:
        whose, said = holder.read(), printed.read()
        taken_by = await _taken_by(info, whose, said)
        return documents.issue_document(whose, said, context, mint, taken_by=taken_by)

    return _changed(holder, await carried_out(info, "document.issue", idempotency_key, command))


async def replace_entitlement_document(
    info: Asking,
    holder: DocumentHolderInput,
    printed: PrintedDocumentInput,
    reason: DocumentReplacementReason,
    idempotency_key: strawberry.ID,
) -> EntitlementDocumentResult:
    """Put another in the place of the last one, be it live, lost or expired."""
    mint = info.context.services.writer.mint

    async def command(context: Context) -> Command:
        whose, said = holder.read(), printed.read()
        taken_by = await _taken_by(info, whose, said)
        return documents.replace_document(whose, said, reason, context, mint, taken_by=taken_by)

    return _changed(holder, await carried_out(info, "document.replace", idempotency_key, command))


async def lose_entitlement_document(
    info: Asking,
    holder: DocumentHolderInput,
    reason: DocumentLossReason,
    idempotency_key: strawberry.ID,
) -> EntitlementDocumentResult:
    """Say that the holder has it no more."""
    outcome = await carried_out(
        info,
        "document.lose",
        idempotency_key,
        lambda context: documents.lose_document(holder.read(), reason, context),
    )
    return _changed(holder, outcome)


async def withdraw_entitlement_document(
    info: Asking,
    holder: DocumentHolderInput,
    reason: DocumentWithdrawalReason,
    idempotency_key: strawberry.ID,
) -> EntitlementDocumentResult:
    """Take it back."""
    outcome = await carried_out(
        info,
        "document.withdraw",
        idempotency_key,
        lambda context: documents.withdraw_document(holder.read(), reason, context),
    )
    return _changed(holder, outcome)


async def _taken_by(info: Asking, holder: Holder, printed: Printed) -> str | None:
    services = info.context.services
    numbers = Numbers(
        connection=await info.context.connection(),
        keys=services.keys,
        issuer=info.context.viewer.partner,
        position=await position_of(info.context, None),
        on=services.writer.mint.today(),
    )
    (taken_by,) = await numbers.taken_by([(holder, printed)])
    return taken_by


def _changed(
    holder: DocumentHolderInput, outcome: Outcome | Refusal
) -> EntitlementDocumentChanged | Refusal:
    if isinstance(outcome, Refusal):
        return outcome
    return EntitlementDocumentChanged.by("Member", outcome, str(holder.read().member))
