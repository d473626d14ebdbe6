"""What a partner says of a double support: how it came about, why it was right, what came back, and that it is open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeAlias

import strawberry

from registry.api.carrying import carried_out, shown_at
from registry.api.changed import Changed
from registry.api.context import Asking
from registry.api.delivery_drafts import money_given
from registry.api.delivery_inputs import MoneyInput
from registry.api.double_support import (
    DoubleSupport,
    Pair,
    double_support_at,
    key_of,
    looking_at,
    named_pair,
)
from registry.api.drafts import note_of
from registry.api.ids import BadRequest
from registry.api.moment import position_of
from registry.api.refusal import Refusal
from registry.application import double_support as application
from registry.application import rights
from registry.application.command import Command, Context
from registry.application.double_support import Speaking
from registry.domain.double_support import (
    ExplanationReason,
    JustificationReason,
    RecoveryMeans,
    ReopeningReason,
)
from registry.domain.errors import Refused


@strawberry.type(description="Of a double support stands what was asked for.")
class DoubleSupportChanged(Changed):
    @strawberry.field(
        description="Null where the viewer may not read it, or the read models are behind."
    )
    async def double_support(self, info: Asking) -> DoubleSupport | None:
        position, pair = await shown_at(info, self.outcome), named_pair(self.id)
        return None if position is None else await double_support_at(info, pair, position)


DoubleSupportResult: TypeAlias = Annotated[
    DoubleSupportChanged | Refusal, strawberry.union("DoubleSupportResult")
]


async def explain_double_support(
    info: Asking,
    double_support: strawberry.ID,
    reason: ExplanationReason,
    idempotency_key: strawberry.ID,
    note: str | None = None,
) -> DoubleSupportResult:
    """Say how it came about."""
    return await _said(
        info,
        "double_support.explain",
        double_support,
        idempotency_key,
        note,
        lambda speaking: application.explain(speaking, reason),
    )


async def justify_double_support(
    info: Asking,
    double_support: strawberry.ID,
    reason: JustificationReason,
    idempotency_key: strawberry.ID,
    note: str | None = None,
) -> DoubleSupportResult:
    """Say why it was right to give twice."""
    return await _said(
        info,
        "double_support.justify",
        double_support,
        idempotency_key,
        note,
        lambda speaking: application.justify(speaking, reason),
    )


async def recover_double_support(  # noqa: PLR0913 - what came back, and how
    info: Asking,
    *,
    double_support: strawberry.ID,
    amount: MoneyInput,
    means: RecoveryMeans,
    idempotency_key: strawberry.ID,
    note: str | None = None,
) -> DoubleSupportResult:
    """Say that so much more of the own delivery came back."""
    back = money_given(amount)
    if back is None:
        raise BadRequest("amount_unreadable")
    return await _said(
        info,
        "double_support.recover",
        double_support,
        idempotency_key,
        note,
        lambda speaking: application.recover(speaking, back, means),
    )


async def reopen_double_support(
    info: Asking,
    double_support: strawberry.ID,
    reason: ReopeningReason,
    idempotency_key: strawberry.ID,
    note: str | None = None,
) -> DoubleSupportResult:
    """Take back what was said of it, amounts too."""
    return await _said(
        info,
        "double_support.reopen",
        double_support,
        idempotency_key,
        note,
        lambda speaking: application.reopen(speaking, reason),
    )


async def _said(  # noqa: PLR0913, PLR0917 - who says what of which, in what words
    info: Asking,
    act: str,
    double_support: str,
    key: str,
    note: str | None,
    say: Callable[[Speaking], Command],
) -> DoubleSupportChanged | Refusal:
    pair, words = named_pair(double_support), note_of(note)
    command = _about(info, act, pair, words, say)
    return DoubleSupportChanged.by(
        "DoubleSupport", await carried_out(info, act, key, command), key_of(*pair)
    )


def _about(
    info: Asking, act: str, pair: Pair, note: str | None, say: Callable[[Speaking], Command]
) -> Callable[[Context], Awaitable[Command]]:
    """What is said of what there is: of a double support that is there no more, nobody says anything."""

    async def command(context: Context) -> Command:
        rights.check(act, context.role, context.purpose)
        looking = await looking_at(info, await position_of(info.context, None))
        doubled = None if looking is None else await looking.called(*pair)
        if doubled is None:
            raise Refused("double_support_unknown")
        return say(Speaking(doubled, context, note))

    return command
