"""Facts for the log's tests: short to write, real to store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from os import urandom
from uuid import UUID

from registry.domain.facts import AnyFact
from registry.domain.ids import uuid7
from registry.domain.partner import PartnerCode, PartnerEnrolled, PartnerSuspended, PublicName
from registry.domain.vocabulary import OrganisationKind
from registry.eventlog.log import Pending, Prepared, ReferenceClaim
from tests.history.keys import ENVELOPE

ENROLLED = PartnerEnrolled(
    code=PartnerCode("qena-orphans"),
    kind=OrganisationKind.ASSOCIATION,
    name_ar=PublicName("جمعية رعاية الأيتام بقنا"),
    name_en=PublicName("Qena Orphan Care"),
)
SUSPENDED = PartnerSuspended()


def new_id() -> UUID:
    return uuid7(datetime.now(UTC), urandom(10))


def pending(stream: UUID, version: int, fact: AnyFact = ENROLLED) -> Pending:
    return Pending(stream, version, replace(ENVELOPE, command=new_id()), fact)


def enrolment(
    stream: UUID | None = None,
    *,
    key: bytes | None = None,
    content: bytes = b"content",
    references: tuple[ReferenceClaim, ...] = (),
) -> Prepared:
    """A partner enrolled: the first fact of a stream, a new one if none is given."""
    return Prepared(
        [pending(stream or new_id(), 1)],
        key,
        None if key is None else content,
        references,
    )
