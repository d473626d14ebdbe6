"""Entitlement documents: cards and plates that a partner issues to a member, so that a right is shown and not proved.

The stream is the holder's, one for each kind: so that of two desks that issue at once the second sees the first, and
nobody holds two live ones of a kind (docs/adr/0024). That a document expired is no fact: its last day says it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TypeAlias, assert_never
from uuid import UUID, uuid5

from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear, Identity, Personal
from registry.domain.household import Household, require_present, require_standing


class DocumentKind(StrEnum):
    """What is issued."""

    PRIORITY_CARD = "priority_card"
    PLATE = "plate"


class DocumentStage(StrEnum):
    """What was said of a document last."""

    ISSUED = "issued"
    REPLACED = "replaced"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


class DocumentReplacementReason(StrEnum):
    """Why another takes its place."""

    RENEWED = "renewed"
    LOST = "lost"
    STOLEN = "stolen"
    DAMAGED = "damaged"
    CORRECTED = "corrected"


class DocumentLossReason(StrEnum):
    """How the holder came to have it no more."""

    LOST = "lost"
    STOLEN = "stolen"
    DAMAGED = "damaged"


class DocumentWithdrawalReason(StrEnum):
    """Why it holds no more."""

    ENTITLEMENT_ENDED = "entitlement_ended"
    HOLDER_DIED = "holder_died"
    RETURNED = "returned"
    MISUSED = "misused"
    ISSUED_IN_ERROR = "issued_in_error"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentIssued(Fact):
    """A member holds a document from a day on. `number` is what is printed on it, sealed under the member's key.

    `valid_until` is its last day, None where it has none.
    """

    document: Clear[UUID]
    household: Clear[UUID]
    member: Clear[UUID]
    kind: Clear[DocumentKind]
    issued_on: Clear[date]
    valid_until: Clear[date | None]
    number: Personal[str, Identity]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReplaced(Fact):
    """Another document takes the place of `former`, which holds no more."""

    former: Clear[UUID]
    document: Clear[UUID]
    household: Clear[UUID]
    member: Clear[UUID]
    kind: Clear[DocumentKind]
    reason: Clear[DocumentReplacementReason]
    issued_on: Clear[date]
    valid_until: Clear[date | None]
    number: Personal[str, Identity]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLost(Fact):
    """The holder has it no more; whoever shows it is not to be believed."""

    document: Clear[UUID]
    member: Clear[UUID]
    reason: Clear[DocumentLossReason]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentWithdrawn(Fact):
    """The partner takes it back."""

    document: Clear[UUID]
    member: Clear[UUID]
    reason: Clear[DocumentWithdrawalReason]


DocumentFact: TypeAlias = DocumentIssued | DocumentReplaced | DocumentLost | DocumentWithdrawn


@dataclass(frozen=True, slots=True)
class Series:
    """The documents of one kind that a holder had: the last of them, and how it stands."""

    document: UUID
    issued_on: date
    valid_until: date | None
    stage: DocumentStage = DocumentStage.ISSUED
    withdrawn: DocumentWithdrawalReason | None = None


def series_id(member: UUID, kind: DocumentKind) -> UUID:
    """The stream of a holder's documents of a kind."""
    return uuid5(member, kind.value)


def issue(
    series: Series | None, issued: DocumentIssued, household: Household, today: date
) -> list[DocumentFact]:
    """Issue a document to a member who has no live one of its kind.

    Raises:
        Refused: `document_live` with its last day; `day_in_the_future`, `document_days_reversed`, and what
            `require_standing` and `require_present` refuse.
    """
    _require_holder(household, issued.member)
    _require_days(issued.issued_on, issued.valid_until, today)
    if series is not None and _holds_on(series, issued.issued_on):
        raise Refused("document_live", until=series.valid_until or "—")
    return [issued]


def replace_by(
    series: Series | None, replaced: DocumentReplaced, household: Household, today: date
) -> list[DocumentFact]:
    """Let another take the place of the last document, be it live, lost or expired.

    Raises:
        Refused: `document_unknown`, `document_withdrawn`, `document_older_than_former`, `day_in_the_future`,
            `document_days_reversed`, and what `require_standing` and `require_present` refuse.
    """
    _require_holder(household, replaced.member)
    if series is None:
        raise Refused("document_unknown")
    if series.stage is DocumentStage.WITHDRAWN:
        raise Refused("document_withdrawn")
    _require_days(replaced.issued_on, replaced.valid_until, today)
    if replaced.issued_on < series.issued_on:
        raise Refused("document_older_than_former", issued=series.issued_on.isoformat())
    return [replaced]


def lose(series: Series, lost: DocumentLost) -> list[DocumentFact]:
    """Say that the holder has it no more, also of somebody who is gone or was forgotten.

    Raises:
        Refused: `document_withdrawn`.
    """
    match series.stage:
        case DocumentStage.WITHDRAWN:
            raise Refused("document_withdrawn")
        case DocumentStage.LOST:
            return []
        case _:
            return [lost]


def withdraw(series: Series, withdrawn: DocumentWithdrawn) -> list[DocumentFact]:
    """Take it back, also from somebody who is gone or was forgotten.

    Raises:
        Refused: `document_withdrawn`, for another reason.
    """
    if series.stage is not DocumentStage.WITHDRAWN:
        return [withdrawn]
    if series.withdrawn is not withdrawn.reason:
        raise Refused("document_withdrawn")
    return []


def _holds_on(series: Series, day: date) -> bool:
    """Whether the last document holds on a day on which another would begin, and so would be a second one."""
    ends = series.valid_until
    return series.stage is DocumentStage.ISSUED and (ends is None or ends >= day)


def _require_holder(household: Household, member: UUID) -> None:
    require_standing(household)
    require_present(household, member)


def _require_days(issued: date, until: date | None, today: date) -> None:
    if issued > today:
        raise Refused("day_in_the_future")
    if until is not None and until < issued:
        raise Refused("document_days_reversed")


def evolve(series: Series | None, fact: DocumentFact) -> Series:
    """Fold one fact into the state. Total over `DocumentFact`; never refuses."""
    match fact:
        case DocumentIssued() | DocumentReplaced():
            return Series(fact.document, fact.issued_on, fact.valid_until)
        case _ if series is None:
            raise AssertionError(f"{type(fact).__name__} before DocumentIssued")
        case DocumentLost():
            return replace(series, stage=DocumentStage.LOST)
        case DocumentWithdrawn(reason=reason):
            return replace(series, stage=DocumentStage.WITHDRAWN, withdrawn=reason)
        case _:
            assert_never(fact)


def as_issued(facts: Iterable[object]) -> Series | None:
    """A holder's documents as they stand; None where none was issued."""
    series = None
    for fact in facts:
        if isinstance(fact, DocumentFact):
            series = evolve(series, fact)
    return series
