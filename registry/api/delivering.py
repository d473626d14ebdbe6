"""Recording deliveries and visits, mending a delivery, taking one back."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, TypeAlias
from uuid import UUID

import strawberry

from registry.api.carrying import carried_out, shown_at
from registry.api.context import Asking
from registry.api.delivery import Delivery, deliveries_of_visit, delivery_at
from registry.api.delivery_drafts import delivery_draft, delivery_mend, visit_drafts
from registry.api.delivery_inputs import DeliveryCorrectionInput, DeliveryInput, VisitInput
from registry.api.ids import read_uuid
from registry.api.refusal import Refusal
from registry.api.relay import global_id
from registry.api.scalars import Position
from registry.application import deliveries, delivery_changes
from registry.application.command import Command, Context, Outcome
from registry.domain.casework import ReversalReason
from registry.domain.delivery import DeliveryRecorded as Recorded


async def _delivery(
    root: strawberry.Parent[DeliveryRecorded | DeliveryChanged], info: Asking
) -> Delivery | None:
    position = await shown_at(info, root.outcome)
    return None if position is None else await delivery_at(info, root.outcome.stream, position)


@strawberry.type(description="A delivery was recorded.")
class DeliveryRecorded:
    id: strawberry.ID
    position: Position
    repeated: bool
    outcome: strawberry.Private[Outcome]
    delivery: Delivery | None = strawberry.field(resolver=_delivery)


@strawberry.type(description="All that was done in a visit was recorded.")
class VisitRecorded:
    id: strawberry.ID = strawberry.field(
        description="Of the visit: more may be recorded under it, one delivery at a time."
    )
    position: Position
    repeated: bool
    outcome: strawberry.Private[Outcome]
    visit: strawberry.Private[UUID]

    @strawberry.field(description="Null where the read models are behind.")
    async def deliveries(self, info: Asking) -> list[Delivery] | None:
        position = await shown_at(info, self.outcome)
        return None if position is None else await deliveries_of_visit(info, self.visit, position)


@strawberry.type(description="A delivery was mended or taken back, or it was so already.")
class DeliveryChanged:
    id: strawberry.ID
    position: Position = strawberry.field(description="0 where it was so already.")
    changed: bool = strawberry.field(description="False where it was so already.")
    repeated: bool
    outcome: strawberry.Private[Outcome]
    delivery: Delivery | None = strawberry.field(resolver=_delivery)

    @classmethod
    def of(cls, outcome: Outcome) -> DeliveryChanged:
        return cls(
            id=global_id("Delivery", outcome.stream),
            position=Position(outcome.position),
            changed=outcome.position > 0,
            repeated=outcome.repeated,
            outcome=outcome,
        )


RecordDeliveryResult: TypeAlias = Annotated[
    DeliveryRecorded | Refusal, strawberry.union("RecordDeliveryResult")
]
RecordVisitResult: TypeAlias = Annotated[
    VisitRecorded | Refusal, strawberry.union("RecordVisitResult")
]
ChangeDeliveryResult: TypeAlias = Annotated[
    DeliveryChanged | Refusal, strawberry.union("ChangeDeliveryResult")
]


async def record_delivery(
    info: Asking,
    input: DeliveryInput,  # noqa: A002 - the argument's name in the schema
    idempotency_key: strawberry.ID,
) -> RecordDeliveryResult:
    """Record what was handed over or done."""
    mint = info.context.services.writer.mint

    def command(context: Context) -> Command:
        draft = delivery_draft(input, mint.today())
        return deliveries.record_delivery(draft, replace(context, channel=input.channel), mint)

    outcome = await carried_out(info, "delivery.record", idempotency_key, command)
    if isinstance(outcome, Refusal):
        return outcome
    return DeliveryRecorded(
        id=global_id("Delivery", outcome.stream),
        position=Position(outcome.position),
        repeated=outcome.repeated,
        outcome=outcome,
    )


async def record_visit(
    info: Asking,
    input: VisitInput,  # noqa: A002 - the argument's name in the schema
    idempotency_key: strawberry.ID,
) -> RecordVisitResult:
    """Record all that was done in one visit: one visit, and a service for each thing."""
    services = info.context.services
    mint = services.writer.mint

    def command(context: Context) -> Command:
        drafts = visit_drafts(input, mint.today())
        return deliveries.record_visit(drafts, replace(context, channel=input.channel), mint)

    outcome = await carried_out(info, "delivery.record_visit", idempotency_key, command)
    if isinstance(outcome, Refusal):
        return outcome
    history = await services.log.load(outcome.stream)
    visit = next(one.fact.visit for one in history if isinstance(one.fact, Recorded))
    if visit is None:
        raise AssertionError("a visit has an id")
    return VisitRecorded(
        id=global_id("Visit", visit),
        position=Position(outcome.position),
        repeated=outcome.repeated,
        outcome=outcome,
        visit=visit,
    )


async def correct_delivery(
    info: Asking,
    delivery: strawberry.ID,
    correction: DeliveryCorrectionInput,
    idempotency_key: strawberry.ID,
) -> ChangeDeliveryResult:
    """Mend a delivery of the viewer's own partner."""
    writer = info.context.services.writer

    async def command(context: Context) -> Command:
        stream = read_uuid(delivery, "Delivery")
        mend = delivery_mend(correction, writer.mint.today())
        opened = await delivery_changes.sealed_now(writer, stream, mend, context)
        return delivery_changes.correct_delivery(stream, mend, context, writer.mint, opened=opened)

    outcome = await carried_out(info, "delivery.correct", idempotency_key, command)
    return outcome if isinstance(outcome, Refusal) else DeliveryChanged.of(outcome)


async def reverse_delivery(
    info: Asking,
    delivery: strawberry.ID,
    reason: ReversalReason,
    idempotency_key: strawberry.ID,
) -> ChangeDeliveryResult:
    """Take a delivery of the viewer's own partner back: it counts no more and stays in history."""
    outcome = await carried_out(
        info,
        "delivery.reverse",
        idempotency_key,
        lambda context: delivery_changes.reverse_delivery(
            read_uuid(delivery, "Delivery"), reason, context
        ),
    )
    return outcome if isinstance(outcome, Refusal) else DeliveryChanged.of(outcome)
