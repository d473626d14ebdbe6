"""What can be recorded over the API. Every answer is what was recorded, or a refusal as data.

What was recorded is read back, and the read models waited for, where the client asks for it and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Final, TypeAlias

import strawberry

from registry.api.context import Asking
from registry.api.delivery import Delivery, delivery_at
from registry.api.drafts import delivery_draft, household_draft, member_draft
from registry.api.faults import BadRequest, is_for_clients
from registry.api.household import Household, household_at
from registry.api.inputs import DeliveryInput, HouseholdInput, MemberInput
from registry.api.ledger import acting
from registry.api.refusal import Refusal
from registry.api.relay import global_id, read_uuid
from registry.api.scalars import Position
from registry.application.command import Command, Context, Outcome
from registry.application.deliveries import record_delivery as delivery_command
from registry.application.households import add_member as member_command
from registry.application.households import register_household as household_command
from registry.domain.access import RefusalCode
from registry.domain.errors import SijillError
from registry.domain.household import HouseholdRegistered as Registered
from registry.domain.household import MemberJoined
from registry.projections.as_of import wait_for

LONGEST_KEY: Final = 200
PATIENCE: Final = 2.0
"""Seconds that an answer waits for the read models, so that its writer reads what it wrote."""

_ON_RECORD: Final = frozenset(
    {"act_not_allowed", "purpose_only_reads", "partner_suspended", "partner_not_enrolled"}
)
"""Refusals that are about who asks, not about what."""


async def _reference(root: strawberry.Parent[HouseholdRegistered], info: Asking) -> str:
    if root.minted is not None:
        return root.minted
    history = await info.context.services.log.load(root.outcome.stream)
    return _registered(one.fact for one in history).reference


def _registered(facts: Iterable[object]) -> Registered:
    return next(fact for fact in facts if isinstance(fact, Registered))


@strawberry.type(description="A household was registered.")
class HouseholdRegistered:
    """`minted` is its reference where it was recorded just now; one that stands in the log is read there."""

    outcome: strawberry.Private[Outcome]
    minted: strawberry.Private[str | None]
    id: strawberry.ID
    reference: str = strawberry.field(resolver=_reference)
    position: Position = strawberry.field(description="Of the last fact in the log.")
    repeated: bool = strawberry.field(description="The same key had been sent before.")

    @strawberry.field(
        description="Null where the viewer may not read it, or the read models are behind."
    )
    async def household(self, info: Asking) -> Household | None:
        return await _household(info, self.outcome)


@strawberry.type(description="A member was added.")
class MemberAdded:
    id: strawberry.ID
    position: Position
    repeated: bool
    outcome: strawberry.Private[Outcome]

    @strawberry.field
    async def household(self, info: Asking) -> Household | None:
        return await _household(info, self.outcome)


@strawberry.type(description="A delivery was recorded.")
class DeliveryRecorded:
    id: strawberry.ID
    position: Position
    repeated: bool
    outcome: strawberry.Private[Outcome]

    @strawberry.field
    async def delivery(self, info: Asking) -> Delivery | None:
        position = await _shown_at(info, self.outcome)
        return None if position is None else await delivery_at(info, self.outcome.stream, position)


RegisterHouseholdResult: TypeAlias = Annotated[
    HouseholdRegistered | Refusal, strawberry.union("RegisterHouseholdResult")
]
AddMemberResult: TypeAlias = Annotated[MemberAdded | Refusal, strawberry.union("AddMemberResult")]
RecordDeliveryResult: TypeAlias = Annotated[
    DeliveryRecorded | Refusal, strawberry.union("RecordDeliveryResult")
]


async def register_household(
    info: Asking,
    input: HouseholdInput,  # noqa: A002 - the argument's name in the schema
    idempotency_key: strawberry.ID,
) -> RegisterHouseholdResult:
    """Register a household with everyone who is named."""
    writer = info.context.services.writer
    asked: list[Command] = []

    def command(context: Context) -> Command:
        draft = household_draft(input, writer.mint.today())
        asked.append(household_command(draft, context, writer.mint))
        return asked[-1]

    outcome = await _carried_out(info, "household.register", idempotency_key, command)
    if isinstance(outcome, Refusal):
        return outcome
    return HouseholdRegistered(
        id=global_id("Household", outcome.stream),
        position=Position(outcome.position),
        repeated=outcome.repeated,
        outcome=outcome,
        minted=None if outcome.repeated else _registered(asked[-1].decide({})).reference,
    )


async def add_member(
    info: Asking, household: strawberry.ID, member: MemberInput, idempotency_key: strawberry.ID
) -> AddMemberResult:
    """Add a member to a household of the viewer's own partner."""
    writer = info.context.services.writer

    def command(context: Context) -> Command:
        draft = member_draft(member, writer.mint.today())
        return member_command(read_uuid(household, "Household"), draft, context, writer.mint)

    outcome = await _carried_out(info, "household.add_member", idempotency_key, command)
    if isinstance(outcome, Refusal):
        return outcome
    history = await writer.log.load(outcome.stream)
    joined = next(
        one.fact
        for one in history
        if one.position == outcome.position and isinstance(one.fact, MemberJoined)
    )
    return MemberAdded(
        id=global_id("Member", joined.member),
        position=Position(outcome.position),
        repeated=outcome.repeated,
        outcome=outcome,
    )


async def record_delivery(
    info: Asking,
    input: DeliveryInput,  # noqa: A002 - the argument's name in the schema
    idempotency_key: strawberry.ID,
) -> RecordDeliveryResult:
    """Record what was handed over or done."""
    writer = info.context.services.writer
    outcome = await _carried_out(
        info,
        "delivery.record",
        idempotency_key,
        lambda context: delivery_command(delivery_draft(input), context, writer.mint),
    )
    if isinstance(outcome, Refusal):
        return outcome
    return DeliveryRecorded(
        id=global_id("Delivery", outcome.stream),
        position=Position(outcome.position),
        repeated=outcome.repeated,
        outcome=outcome,
    )


async def _carried_out(
    info: Asking, act: str, key: str, command: Callable[[Context], Command]
) -> Outcome | Refusal:
    context = info.context
    try:
        if not 1 <= len(key.strip()) <= LONGEST_KEY:
            raise BadRequest("idempotency_key_blank", limit=LONGEST_KEY)
        asked = command(acting(context.viewer, act, key))
        return await context.services.writer.submit(asked)
    except SijillError as problem:
        if not is_for_clients(problem):
            raise
        if problem.code in _ON_RECORD:
            return context.ledger.refused(RefusalCode(problem.code), act, **problem.details)
        return Refusal.by(problem)


async def _household(info: Asking, outcome: Outcome) -> Household | None:
    position = await _shown_at(info, outcome)
    return None if position is None else await household_at(info, outcome.stream, position)


async def _shown_at(info: Asking, outcome: Outcome) -> int | None:
    """The position at which the outcome can be read; None where that takes too long."""
    pool = info.context.services.readers
    try:
        return await wait_for(pool, outcome.position, seconds=PATIENCE)
    except SijillError as behind:
        if behind.code != "read_models_behind":
            raise
        return None
