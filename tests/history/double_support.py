"""What the stored examples of what is said of double support say."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final
from uuid import UUID

from registry.domain.double_support import (
    DoubleSupportExplained,
    DoubleSupportJustified,
    DoubleSupportRecovered,
    DoubleSupportReopened,
    ExplanationReason,
    Given,
    JustificationReason,
    RecoveryMeans,
    ReopeningReason,
)
from registry.domain.fields import Open
from registry.domain.money import Currency, Money
from tests.history.keys import STREAM, Example

_GIVEN: Final = Given(
    delivery=UUID("01935a2c-1000-7000-8000-00000000000e"),
    other=UUID("01935a2c-1000-7000-8000-00000000000f"),
    household=STREAM,
)

DOUBLE_SUPPORT: Final[Mapping[str, Example]] = {
    "double_support.explained.v1": Example(
        DoubleSupportExplained(
            given=_GIVEN,
            reason=ExplanationReason.KNOWN_AS_ONE_LATER,
            note=Open("سُجّلت عندنا باسم أمها"),
        )
    ),
    "double_support.justified.v1": Example(
        DoubleSupportJustified(
            given=_GIVEN, reason=JustificationReason.NEEDS_MORE, note=Open("سبعة أفراد")
        ),
        version=2,
    ),
    "double_support.recovered.v1": Example(
        DoubleSupportRecovered(
            given=_GIVEN,
            amount=Money(Decimal("120.50"), Currency.EGP),
            means=RecoveryMeans.DEDUCTED,
            note=Open("من صرف نوفمبر"),
        ),
        version=3,
    ),
    "double_support.reopened.v1": Example(
        DoubleSupportReopened(
            given=_GIVEN, reason=ReopeningReason.SAID_IN_ERROR, note=Open("أسرة أخرى")
        ),
        version=4,
    ),
}
