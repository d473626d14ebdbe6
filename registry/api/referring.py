"""What can be asked of another organisation, and answered: referrals, and handing a household over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeAlias
from uuid import UUID

import strawberry

from registry.api.carrying import carried_out
from registry.api.changed import Changed
from registry.api.context import Asking
from registry.api.drafts import note_of
from registry.api.ids import read_uuid
from registry.api.referral import Referral, referral_at
from registry.api.refusal import Refusal
from registry.api.relay import global_id
from registry.api.scalars import Position
from registry.application import referrals, transfers
from registry.application.command import Command, Context, Outcome
from registry.application.referrals import Known, ReferralDraft, known_referral
from registry.domain.casework import DisclosedField, Priority, ReferralResult, RejectionReason
from registry.domain.vocabulary import BenefitFamily
from registry.projections.standing import bound


@strawberry.type(description="A referral is as it was asked for.")
class ReferralChanged(Changed):
    @strawberry.field(
        description="Null where the viewer may not read it, or the read models are behind."
    )
    async def referral(self, info: Asking) -> Referral | None:
        return await self.read(info, referral_at)


@strawberry.type(description="What was asked of another partner about a household, or answered.")
class HouseholdHandedOver:
    id: strawberry.ID = strawberry.field(description="Of the household.")
    position: Position
    repeated: bool


ReferralResultUnion: TypeAlias = Annotated[
    ReferralChanged | Refusal, strawberry.union("ReferralChangedResult")
]
HandingOverResult: TypeAlias = Annotated[
    HouseholdHandedOver | Refusal, strawberry.union("HandingOverResult")
]


@strawberry.input
class ReferralInput:
    household: strawberry.ID
    member: strawberry.ID | None = strawberry.field(
        default=None, description="Whom it is about; without one the household as a whole."
    )
    to: strawberry.ID = strawberry.field(description="The partner that is asked.")
    need: BenefitFamily
    priority: Priority = Priority.NORMAL
    disclosed: list[DisclosedField] = strawberry.field(
        default_factory=list,
        description="What it shows of the person; consent must cover all of it.",
    )
    note: str | None = strawberry.field(default=None, description="To whoever helps; sealed.")


async def send_referral(
    info: Asking,
    input: ReferralInput,  # noqa: A002 - the argument's name in the schema
    idempotency_key: strawberry.ID,
) -> ReferralResultUnion:
    """Ask another partner to help somebody of one's own households."""
    draft = ReferralDraft(
        household=read_uuid(input.household, "Household"),
        member=None if input.member is None else read_uuid(input.member, "Member"),
        to=read_uuid(input.to, "Partner"),
        need=input.need,
        priority=input.priority,
        disclosed=tuple(one for one in DisclosedField if one in input.disclosed),
        note=note_of(input.note),
    )

    async def command(context: Context) -> Command:
        agreements = await _binding(info, context.partner, draft.to)
        mint = info.context.services.writer.mint
        return referrals.send_referral(draft, context, mint, agreements=agreements)

    return ReferralChanged.by(
        "Referral", await carried_out(info, "referral.send", idempotency_key, command)
    )


async def accept_referral(
    info: Asking, referral: strawberry.ID, idempotency_key: strawberry.ID
) -> ReferralResultUnion:
    """The partner that is asked will help."""

    async def command(context: Context) -> Command:
        return referrals.accept_referral(await _known(info, referral), context)

    return ReferralChanged.by(
        "Referral", await carried_out(info, "referral.accept", idempotency_key, command)
    )


async def reject_referral(
    info: Asking,
    referral: strawberry.ID,
    reason: RejectionReason,
    idempotency_key: strawberry.ID,
    note: str | None = None,
) -> ReferralResultUnion:
    """It will not, and says why."""

    async def command(context: Context) -> Command:
        known = await _known(info, referral)
        return referrals.reject_referral(known, reason, note_of(note), context)

    return ReferralChanged.by(
        "Referral", await carried_out(info, "referral.reject", idempotency_key, command)
    )


async def redirect_referral(
    info: Asking,
    referral: strawberry.ID,
    to: strawberry.ID,
    reason: RejectionReason,
    idempotency_key: strawberry.ID,
) -> ReferralResultUnion:
    """It passes the request on to another partner that the sender reaches."""

    async def command(context: Context) -> Command:
        known, asked = await _known(info, referral), read_uuid(to, "Partner")
        return referrals.redirect_referral(
            known,
            asked,
            reason,
            context,
            info.context.services.writer.mint,
            agreements=await _binding(info, known.sender, asked),
        )

    return ReferralChanged.by(
        "Referral", await carried_out(info, "referral.redirect", idempotency_key, command)
    )


async def start_referral(
    info: Asking, referral: strawberry.ID, idempotency_key: strawberry.ID
) -> ReferralResultUnion:
    """The help has begun."""

    async def command(context: Context) -> Command:
        return referrals.start_referral(await _known(info, referral), context)

    return ReferralChanged.by(
        "Referral", await carried_out(info, "referral.start", idempotency_key, command)
    )


async def finish_referral(
    info: Asking,
    referral: strawberry.ID,
    result: ReferralResult,
    idempotency_key: strawberry.ID,
    feedback: str | None = None,
) -> ReferralResultUnion:
    """Tell the sender how it ended."""

    async def command(context: Context) -> Command:
        known = await _known(info, referral)
        return referrals.finish_referral(known, result, note_of(feedback), context)

    return ReferralChanged.by(
        "Referral", await carried_out(info, "referral.finish", idempotency_key, command)
    )


async def revoke_referral(
    info: Asking, referral: strawberry.ID, idempotency_key: strawberry.ID
) -> ReferralResultUnion:
    """The sender takes its request back."""

    async def command(context: Context) -> Command:
        return referrals.revoke_referral(await _known(info, referral), context)

    return ReferralChanged.by(
        "Referral", await carried_out(info, "referral.revoke", idempotency_key, command)
    )


async def offer_household(
    info: Asking, household: strawberry.ID, to: strawberry.ID, idempotency_key: strawberry.ID
) -> HandingOverResult:
    """Ask another partner to take a household over; it stays where it is until that one does."""

    async def command(context: Context) -> Command:
        asked = read_uuid(to, "Partner")
        return transfers.offer_household(
            read_uuid(household, "Household"),
            asked,
            context,
            info.context.services.writer.mint,
            agreements=await _binding(info, context.partner, asked),
        )

    return _handed(await carried_out(info, "household.offer", idempotency_key, command))


async def end_offer(
    info: Asking, household: strawberry.ID, idempotency_key: strawberry.ID
) -> HandingOverResult:
    """Take an offer back, or decline one."""
    return _handed(
        await carried_out(
            info,
            "household.end_offer",
            idempotency_key,
            lambda context: transfers.end_offer(read_uuid(household, "Household"), context),
        )
    )


async def take_over_household(
    info: Asking, household: strawberry.ID, idempotency_key: strawberry.ID
) -> HandingOverResult:
    """Take a household over that was offered."""
    return _handed(
        await carried_out(
            info,
            "household.take_over",
            idempotency_key,
            lambda context: transfers.take_over(read_uuid(household, "Household"), context),
        )
    )


async def _known(info: Asking, referral: str) -> Known:
    return await known_referral(info.context.services.log, read_uuid(referral, "Referral"))


async def _binding(info: Asking, partner: UUID, other: UUID) -> Sequence[UUID]:
    """The agreements that bind the two today; the command decides from their facts."""
    today = info.context.services.writer.mint.today()
    found = await bound(await info.context.connection(), partner, today)
    return [one.id for one in found.agreements if one.terms.party(other) is not None]


def _handed(outcome: Outcome | Refusal) -> HouseholdHandedOver | Refusal:
    if isinstance(outcome, Refusal):
        return outcome
    return HouseholdHandedOver(
        id=global_id("Household", outcome.stream),
        position=Position(outcome.position),
        repeated=outcome.repeated,
    )
