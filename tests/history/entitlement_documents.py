"""What the stored examples of cards and plates say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from registry.domain.entitlement_document import (
    DocumentIssued,
    DocumentKind,
    DocumentLossReason,
    DocumentLost,
    DocumentReplaced,
    DocumentReplacementReason,
    DocumentWithdrawalReason,
    DocumentWithdrawn,
)
from registry.domain.fields import Open
from tests.history.keys import STREAM, Example

_CARD: Final = UUID("01935a2c-1000-7000-8000-0000000000c1")
_NEXT: Final = UUID("01935a2c-1000-7000-8000-0000000000c2")
_HOLDER: Final = UUID("01935a2c-1000-7000-8000-0000000000c3")

ENTITLEMENT_DOCUMENTS: Final[Mapping[str, Example]] = {
    "entitlement_document.issued.v1": Example(
        DocumentIssued(
            document=_CARD,
            household=STREAM,
            member=_HOLDER,
            kind=DocumentKind.PRIORITY_CARD,
            issued_on=date(2026, 1, 4),
            valid_until=date(2027, 1, 3),
            number=Open("P-004711"),
        )
    ),
    "entitlement_document.lost.v1": Example(
        DocumentLost(document=_CARD, member=_HOLDER, reason=DocumentLossReason.STOLEN),
        version=2,
    ),
    "entitlement_document.replaced.v1": Example(
        DocumentReplaced(
            former=_CARD,
            document=_NEXT,
            household=STREAM,
            member=_HOLDER,
            kind=DocumentKind.PRIORITY_CARD,
            reason=DocumentReplacementReason.STOLEN,
            issued_on=date(2026, 3, 1),
            valid_until=date(2028, 2, 29),
            number=Open("P-004712"),
        ),
        version=3,
    ),
    "entitlement_document.withdrawn.v1": Example(
        DocumentWithdrawn(
            document=_NEXT, member=_HOLDER, reason=DocumentWithdrawalReason.ENTITLEMENT_ENDED
        ),
        version=4,
    ),
}
