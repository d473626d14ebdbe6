"""What the stored examples of plans say: what help overlaps with, and whom a programme means to serve."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from registry.domain.money import Currency, Money
from registry.domain.plan import (
    PlanCancelled,
    PlanChecked,
    PlanClosed,
    PlanCounts,
    PlanDrafted,
    PlanLine,
    PlanLineOverridden,
    PlanLinesAdded,
    PlanReleased,
    PlanReserved,
)
from registry.domain.planning import GivenTo, OverrideReason
from registry.domain.programme import OverlapRule, ProgrammeOverlapSet, ProgrammeTagged, Tag
from registry.domain.vocabulary import BenefitFamily
from tests.history.keys import HEAD, MINISTRY, PROGRAMME, STREAM, Example

_COUNTS: Final = PlanCounts(clear=1, conflict=1, not_eligible=1, unknown=1, by_id_alone=1)
_RULE: Final = OverlapRule(
    families=(BenefitFamily.FOOD, BenefitFamily.CASH),
    per=GivenTo.PERSON,
    months=2,
    ceiling=Money(Decimal("900.00"), Currency.EGP),
)

PLANS: Final[Mapping[str, Example]] = {
    "programme.overlap_set.v1": Example(ProgrammeOverlapSet(rule=_RULE), version=2),
    "programme.tagged.v1": Example(
        ProgrammeTagged(tags=(Tag("generations"), Tag("vision-2030"))), version=4
    ),
    "plan.drafted.v1": Example(
        PlanDrafted(
            owner=MINISTRY,
            programme=PROGRAMME,
            family=BenefitFamily.FOOD,
            serves_from=date(2026, 10, 1),
            serves_until=date(2026, 10, 31),
            value=Money(Decimal("350.00"), Currency.EGP),
            length=4,
        )
    ),
    "plan.lines_added.v1": Example(
        PlanLinesAdded(
            lines=(
                PlanLine(number=1, household=STREAM, member=HEAD),
                PlanLine(number=2, household=STREAM),
                PlanLine(number=3),
            )
        ),
        version=2,
    ),
    "plan.checked.v1": Example(PlanChecked(seen=412, counts=_COUNTS), version=3),
    "plan.reserved.v1": Example(
        PlanReserved(
            seen=413,
            counts=_COUNTS,
            until=datetime(2026, 10, 12, 9, 30, tzinfo=UTC),
            lines=(1,),
            unknown=(3,),
        ),
        version=4,
    ),
    "plan.line_overridden.v1": Example(
        PlanLineOverridden(line=3, reason=OverrideReason.VISITED), version=5
    ),
    "plan.released.v1": Example(PlanReleased(), version=6),
    "plan.closed.v1": Example(PlanClosed(delivered=1, undelivered=1), version=7),
    "plan.cancelled.v1": Example(PlanCancelled(), version=8),
}
