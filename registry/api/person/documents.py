"""The cards and plates that the person was ever issued."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from registry.api.person.sections import Both, Cell, Section, code
from registry.api.person.subject import Subject
from registry.domain.access import FieldName
from registry.projections import entitlement_documents as read_model
from registry.projections.entitlement_documents import DocumentFilters, ShownDocument
from registry.projections.reading import all_pages

COLUMNS = ("on", "document", "document_number", "valid_until", "standing", "by")
NUMBER = FieldName("entitlement_document.issued.number")


async def documents(subject: Subject) -> Section:
    rows = await all_pages(
        partial(
            read_model.page,
            subject.reading.connection,
            partner=subject.home.partner,
            filters=DocumentFilters(member=subject.member),
            on=subject.context.services.writer.mint.today(),
        ),
        lambda read: read[-1].since,
        position=subject.reading.position,
    )
    return Section("documents", COLUMNS, [await _line(subject, row) for row in rows])


async def _line(subject: Subject, row: ShownDocument) -> Mapping[str, Cell]:
    reasons = (
        ("document_loss_reason", row.loss),
        ("document_withdrawal_reason", row.withdrawal),
    )
    why = [Both.listed(kind, reason) for kind, reason in reasons if reason is not None]
    return {
        "on": code(row.issued_on.isoformat()),
        "document": Both.listed("document_kind", row.kind),
        "document_number": await subject.opened(
            NUMBER, row.series, subject.member, row.number, subject.record
        ),
        "valid_until": None if row.valid_until is None else code(row.valid_until.isoformat()),
        "standing": [Both.listed("document_standing", row.standing), *why],
        "by": await subject.partner(row.partner),
    }
