"""What a partner says of its own reports: how often it agreed to make them, and up to which day they are complete."""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from registry.api.carrying import carried_out
from registry.api.changed import Changed
from registry.api.context import Asking
from registry.api.ids import BadRequest
from registry.api.partner import Partner, partner_of
from registry.api.refusal import Refusal
from registry.application import steering


@strawberry.type(description="The viewer's own partner is as it was asked for.")
class PartnerChanged(Changed):
    @strawberry.field(description="Null where the read models are behind.")
    async def partner(self, info: Asking) -> Partner | None:
        return await self.read(info, partner_of)


PartnerResult: TypeAlias = Annotated[PartnerChanged | Refusal, strawberry.union("PartnerResult")]


async def report_every(
    info: Asking,
    idempotency_key: strawberry.ID,
    days: Annotated[
        int | None,
        strawberry.argument(description="1 to 366; null, and nothing else, lifts what was agreed."),
    ] = strawberry.UNSET,
    agreed_on: Annotated[
        date | None,
        strawberry.argument(
            description="From which day it counts; without one, that of the agreement before, or today."
        ),
    ] = None,
) -> PartnerResult:
    """Agree, for the viewer's own partner, within how many days what it gives is on record."""
    if days is strawberry.UNSET:
        raise BadRequest("partner_interval_malformed")
    mint = info.context.services.writer.mint
    outcome = await carried_out(
        info,
        "partner.report_every",
        idempotency_key,
        lambda context: steering.report_every(days, agreed_on, context, mint),
    )
    return PartnerChanged.by("Partner", outcome)


async def report_up_to(info: Asking, day: date, idempotency_key: strawberry.ID) -> PartnerResult:
    """Say that all that the viewer's own partner gave up to a day is on record; also where it gave nothing."""
    mint = info.context.services.writer.mint
    outcome = await carried_out(
        info,
        "partner.report_up_to",
        idempotency_key,
        lambda context: steering.report_up_to(day, context, mint),
    )
    return PartnerChanged.by("Partner", outcome)
