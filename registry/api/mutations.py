"""What can be recorded over the API. Every answer is what was recorded, or a refusal as data.

What was recorded is read back, and the read models waited for, where the client asks for it and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, TypeAlias

import strawberry

from registry.api.carrying import carried_out, shown_at
from registry.api.context import Asking
from registry.api.drafts import household_draft, member_draft
from registry.api.household import Household, household_at
from registry.api.ids import read_uuid
from registry.api.inputs import HouseholdInput, MemberInput
from registry.api.refusal import Refusal
from registry.api.relay import global_id
from registry.api.scalars import Position
from registry.api.searching import PossibleDuplicates, duplicates_at
from registry.application.command import Command, Context, Outcome
from registry.application.households import add_member as member_command
from registry.application.households import register_household as household_command
from registry.domain.household import HouseholdRegistered as Registered
from registry.domain.household import MemberJoined


async def _reference(root: strawberry.Parent[HouseholdRegistered], info: Asking) -> str:
    if root.minted is not None:
        return root.minted
    history = await info.context.services.log.load(root.outcome.stream)
    return _registered(one.fact for one in history).reference


def _registered(facts: Iterable[object]) -> Registered:
    return next(fact for fact in facts if isinstance(fact, Registered))


@strawberry.type(description="A household was registered.")
class HouseholdRegistered:
    """`minted` is its reference where it was recorded just now, in so many `facts`; else it is read in the log."""

    outcome: strawberry.Private[Outcome]
    minted: strawberry.Private[str | None]
    facts: strawberry.Private[int]
    id: strawberry.ID
    reference: str = strawberry.field(resolver=_reference)
    position: Position = strawberry.field(description="Of the last fact in the log.")
    repeated: bool = strawberry.field(description="The same key had been sent before.")

    @strawberry.field(
        description="Null where the viewer may not read it, or the read models are behind."
    )
    async def household(self, info: Asking) -> Household | None:
        return await _household(info, self.outcome)

    @strawberry.field(
        description="Who of them may be registered already, by whatever partner, as a search would tell."
    )
    async def possible_duplicates(self, info: Asking) -> PossibleDuplicates:
        return await _duplicates(info, self.outcome, self.facts)


@strawberry.type(description="A member was added.")
class MemberAdded:
    id: strawberry.ID
    position: Position
    repeated: bool
    outcome: strawberry.Private[Outcome]

    @strawberry.field
    async def household(self, info: Asking) -> Household | None:
        return await _household(info, self.outcome)

    @strawberry.field(description="As of a registration, of everybody in the household.")
    async def possible_duplicates(self, info: Asking) -> PossibleDuplicates:
        return await _duplicates(info, self.outcome, facts=1)


RegisterHouseholdResult: TypeAlias = Annotated[
    HouseholdRegistered | Refusal, strawberry.union("RegisterHouseholdResult")
]
AddMemberResult: TypeAlias = Annotated[MemberAdded | Refusal, strawberry.union("AddMemberResult")]


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

    outcome = await carried_out(info, "household.register", idempotency_key, command)
    if isinstance(outcome, Refusal):
        return outcome
    facts = asked[-1].decide({})
    return HouseholdRegistered(
        id=global_id("Household", outcome.stream),
        position=Position(outcome.position),
        repeated=outcome.repeated,
        outcome=outcome,
        minted=None if outcome.repeated else _registered(facts).reference,
        facts=len(facts),
    )


async def add_member(
    info: Asking, household: strawberry.ID, member: MemberInput, idempotency_key: strawberry.ID
) -> AddMemberResult:
    """Add a member to a household of the viewer's own partner."""
    writer = info.context.services.writer

    def command(context: Context) -> Command:
        draft = member_draft(member, writer.mint.today())
        return member_command(read_uuid(household, "Household"), draft, context, writer.mint)

    outcome = await carried_out(info, "household.add_member", idempotency_key, command)
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


async def _household(info: Asking, outcome: Outcome) -> Household | None:
    position = await shown_at(info, outcome)
    return None if position is None else await household_at(info, outcome.stream, position)


async def _duplicates(info: Asking, outcome: Outcome, facts: int) -> PossibleDuplicates:
    """What came before the command's own facts is what others recorded."""
    before = None if outcome.repeated else outcome.position - facts
    position = await shown_at(info, outcome)
    return await duplicates_at(info, outcome.stream, position, besides=before)
