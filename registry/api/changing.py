"""What can change in a household of the viewer's own partner. Every answer is the outcome, or a refusal as data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, TypeAlias

import strawberry

from registry.api.carrying import answered, shown_at
from registry.api.change_inputs import (
    HouseholdCorrectionInput,
    MemberCorrectionInput,
    day_of,
)
from registry.api.context import Asking
from registry.api.drafts import consent_of, functioning_of, text_of
from registry.api.household import Household, household_at
from registry.api.ids import read_uuid
from registry.api.inputs import ConsentInput, WashingtonGroupInput
from registry.api.refusal import Refusal
from registry.api.relay import global_id
from registry.api.scalars import Position
from registry.application import acts, roster
from registry.application.acts import each_once
from registry.application.command import Command, Context, Outcome
from registry.application.comparing import as_it_stands
from registry.application.corrections import correction
from registry.domain.casework import ClosingReason, LeavingReason, WithdrawalReason
from registry.domain.places import known_place
from registry.domain.vocabulary import Criterion, HoldReason, Relation


@strawberry.type(description="What was asked stands in the register.")
class HouseholdChanged:
    outcome: strawberry.Private[Outcome]
    id: strawberry.ID = strawberry.field(
        description="Of the household; of the one that a member moved to."
    )
    position: Position = strawberry.field(
        description="Of the last fact in the log; 0 where all of it stood there already."
    )
    repeated: bool = strawberry.field(description="The same key had been sent before.")

    @strawberry.field(
        description="Null where the viewer may not read it, or the read models are behind."
    )
    async def household(self, info: Asking) -> Household | None:
        position = await shown_at(info, self.outcome)
        return None if position is None else await household_at(info, self.outcome.stream, position)


ChangeHouseholdResult: TypeAlias = Annotated[
    HouseholdChanged | Refusal, strawberry.union("ChangeHouseholdResult")
]
Key: TypeAlias = strawberry.ID


async def _changed(
    info: Asking, act: str, key: str, command: Callable[[Context], Awaitable[Command]]
) -> HouseholdChanged | Refusal:
    """What the command comes to that is made from what stands, made anew where somebody was faster."""

    async def do(context: Context) -> Outcome:
        return await as_it_stands(info.context.services.writer, lambda: command(context))

    outcome = await answered(info, act, key, do)
    if isinstance(outcome, Refusal):
        return outcome
    return HouseholdChanged(
        id=global_id("Household", outcome.stream),
        position=Position(outcome.position),
        repeated=outcome.repeated,
        outcome=outcome,
    )


async def _submitted(
    info: Asking, act: str, key: str, command: Callable[[Context], Command]
) -> HouseholdChanged | Refusal:
    async def made(context: Context) -> Command:
        return command(context)

    return await _changed(info, act, key, made)


async def correct_household(
    info: Asking, household: strawberry.ID, right: HouseholdCorrectionInput, idempotency_key: Key
) -> ChangeHouseholdResult:
    """Mend what was recorded of a household. What stands already is answered with position 0."""

    async def command(context: Context) -> Command:
        amendment = right.amendment(read_uuid(household, "Household"))
        return await correction(info.context.services.writer, amendment, context)

    return await _changed(info, "household.correct", idempotency_key, command)


async def correct_member(
    info: Asking,
    household: strawberry.ID,
    member: strawberry.ID,
    right: MemberCorrectionInput,
    idempotency_key: Key,
) -> ChangeHouseholdResult:
    """Mend what was recorded of a member, there or gone."""
    writer = info.context.services.writer

    async def command(context: Context) -> Command:
        home, who = read_uuid(household, "Household"), read_uuid(member, "Member")
        return await correction(writer, right.amendment(home, who, writer.mint.today()), context)

    return await _changed(info, "household.correct_member", idempotency_key, command)


async def assess_household(
    info: Asking, household: strawberry.ID, criteria: list[Criterion], idempotency_key: Key
) -> ChangeHouseholdResult:
    """Say why the household needs help, as somebody sees it who has looked again: all of it."""
    return await _submitted(
        info,
        "household.assess",
        idempotency_key,
        lambda context: acts.assess_household(read_uuid(household, "Household"), criteria, context),
    )


async def assess_member(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    household: strawberry.ID,
    member: strawberry.ID,
    idempotency_key: Key,
    criteria: list[Criterion] | None = None,
    functioning: WashingtonGroupInput | None = None,
) -> ChangeHouseholdResult:
    """Look again at a member. What is left out stays as it is."""

    async def command(context: Context) -> Command:
        assessment = roster.Assessment(
            household=read_uuid(household, "Household"),
            member=read_uuid(member, "Member"),
            criteria=None if criteria is None else each_once(criteria),
            functioning=functioning_of(functioning),
        )
        return await roster.assess_member(info.context.services.writer, assessment, context)

    return await _changed(info, "household.assess_member", idempotency_key, command)


async def relocate_household(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    household: strawberry.ID,
    place: str,
    idempotency_key: Key,
    address: str | None = None,
    since: str | None = None,
) -> ChangeHouseholdResult:
    """The household lives elsewhere, since a day if it is known: there the place must have been."""

    def command(context: Context) -> Command:
        return acts.relocate(
            read_uuid(household, "Household"),
            known_place(place).code,
            text_of("address", address),
            replace(context, effective=day_of(since)),
            info.context.services.writer.mint,
        )

    return await _submitted(info, "household.relocate", idempotency_key, command)


async def change_head(
    info: Asking,
    household: strawberry.ID,
    head: strawberry.ID,
    former_is: Relation,
    idempotency_key: Key,
) -> ChangeHouseholdResult:
    """Another member is the head; `formerIs` says what the former one is to it."""

    def command(context: Context) -> Command:
        home, who = read_uuid(household, "Household"), read_uuid(head, "Member")
        return roster.change_head(home, who, former_is, context)

    return await _submitted(info, "household.change_head", idempotency_key, command)


async def member_left(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    household: strawberry.ID,
    member: strawberry.ID,
    reason: LeavingReason,
    idempotency_key: Key,
    on: str | None = None,
) -> ChangeHouseholdResult:
    """A member lives elsewhere, in no household of this partner. The last one closes the registration."""
    mint = info.context.services.writer.mint

    def command(context: Context) -> Command:
        home, who = read_uuid(household, "Household"), read_uuid(member, "Member")
        return roster.leave(home, who, (day_of(on), reason), context, mint)

    return await _submitted(info, "household.member_left", idempotency_key, command)


async def member_died(
    info: Asking,
    household: strawberry.ID,
    member: strawberry.ID,
    idempotency_key: Key,
    on: str | None = None,
) -> ChangeHouseholdResult:
    """A member has died. Nothing is handed over to it from then on."""
    mint = info.context.services.writer.mint

    def command(context: Context) -> Command:
        home, who = read_uuid(household, "Household"), read_uuid(member, "Member")
        return roster.die(home, who, day_of(on), context, mint)

    return await _submitted(info, "household.member_died", idempotency_key, command)


async def move_member(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    household: strawberry.ID,
    member: strawberry.ID,
    to: strawberry.ID,
    relation: Relation,
    idempotency_key: Key,
    on: str | None = None,
) -> ChangeHouseholdResult:
    """A member goes to another household of this partner, whole, and keeps its id."""

    async def command(context: Context) -> Command:
        move = roster.Move(
            household=read_uuid(household, "Household"),
            member=read_uuid(member, "Member"),
            to=read_uuid(to, "Household"),
            relation=relation,
            on=day_of(on),
        )
        return await roster.move(info.context.services.writer, move, context)

    return await _changed(info, "household.member_moved", idempotency_key, command)


async def answer_consent(
    info: Asking, household: strawberry.ID, consent: ConsentInput, idempotency_key: Key
) -> ChangeHouseholdResult:
    """What the household answers to one purpose from now on. It acts at once, and on past dates too."""
    return await _submitted(
        info,
        "household.answer_consent",
        idempotency_key,
        lambda context: acts.answer_consent(
            read_uuid(household, "Household"),
            consent_of(consent),
            context,
            info.context.services.writer.mint,
        ),
    )


async def put_on_hold(
    info: Asking, household: strawberry.ID, reason: HoldReason, idempotency_key: Key
) -> ChangeHouseholdResult:
    """The registration waits until somebody has looked at it."""
    return await _submitted(
        info,
        "household.put_on_hold",
        idempotency_key,
        lambda context: acts.put_on_hold(read_uuid(household, "Household"), reason, context),
    )


async def release_household(
    info: Asking, household: strawberry.ID, idempotency_key: Key
) -> ChangeHouseholdResult:
    """Somebody has looked; the registration waits no more."""
    return await _submitted(
        info,
        "household.release",
        idempotency_key,
        lambda context: acts.release(read_uuid(household, "Household"), context),
    )


async def close_household(
    info: Asking,
    household: strawberry.ID,
    reason: ClosingReason,
    idempotency_key: Key,
    last_day: date | None = None,
) -> ChangeHouseholdResult:
    """The partner serves it no more. What was handed over until `lastDay`, today by default, still counts."""
    mint = info.context.services.writer.mint
    return await _submitted(
        info,
        "household.close",
        idempotency_key,
        lambda context: acts.close(
            read_uuid(household, "Household"), reason, last_day, context, mint
        ),
    )


async def reopen_household(
    info: Asking, household: strawberry.ID, idempotency_key: Key
) -> ChangeHouseholdResult:
    """A closed registration is served again."""
    return await _submitted(
        info,
        "household.reopen",
        idempotency_key,
        lambda context: acts.reopen(read_uuid(household, "Household"), context),
    )


async def withdraw_household(
    info: Asking, household: strawberry.ID, reason: WithdrawalReason, idempotency_key: Key
) -> ChangeHouseholdResult:
    """It should never have been recorded: it counts nowhere any more, and stays in history."""
    return await _submitted(
        info,
        "household.withdraw",
        idempotency_key,
        lambda context: acts.withdraw(read_uuid(household, "Household"), reason, context),
    )


async def withdraw_member(
    info: Asking,
    household: strawberry.ID,
    member: strawberry.ID,
    reason: WithdrawalReason,
    idempotency_key: Key,
) -> ChangeHouseholdResult:
    """A member who should never have been recorded."""

    def command(context: Context) -> Command:
        home, who = read_uuid(household, "Household"), read_uuid(member, "Member")
        return acts.withdraw_member(home, who, reason, context)

    return await _submitted(info, "household.withdraw_member", idempotency_key, command)
