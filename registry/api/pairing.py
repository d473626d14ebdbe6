"""Saying of two registrations that they are of one person, or of two, and taking that back."""

from __future__ import annotations

from typing import Annotated, TypeAlias
from uuid import UUID

import strawberry

from registry.api.carrying import answered, carried_out
from registry.api.changed import Changed
from registry.api.context import Asking
from registry.api.drafts import note_of
from registry.api.member import member_at
from registry.api.moment import position_of
from registry.api.pair import Pair, pair_at
from registry.api.refusal import Refusal
from registry.api.relay import read_uuid
from registry.application import pairs
from registry.application.command import Command, Context, Outcome
from registry.domain.errors import Refused
from registry.domain.pair import Sides
from registry.domain.sameness import DismissalReason, PartingReason


@strawberry.type(description="A pair is as it was asked for.")
class PairChanged(Changed):
    @strawberry.field(
        description="Null where the viewer may not read it, or the read models are behind."
    )
    async def pair(self, info: Asking) -> Pair | None:
        return await self.read(info, pair_at)


PairResult: TypeAlias = Annotated[PairChanged | Refusal, strawberry.union("PairResult")]


async def confirm_duplicate(
    info: Asking,
    first: strawberry.ID,
    second: strawberry.ID,
    idempotency_key: strawberry.ID,
    note: str | None = None,
) -> PairResult:
    """The two members are one person; nothing is merged, and it can be undone."""
    said = note_of(note)

    async def confirm(context: Context) -> Outcome:
        writer, sides = info.context.services.writer, await _sides(info, first, second)
        connection = await info.context.connection()
        return await pairs.confirm(writer, connection, sides, said, context)

    return PairChanged.by("Pair", await answered(info, "pair.confirm", idempotency_key, confirm))


async def dismiss_duplicate(  # noqa: PLR0913 - what a person says of two
    info: Asking,
    *,
    first: strawberry.ID,
    second: strawberry.ID,
    reason: DismissalReason,
    idempotency_key: strawberry.ID,
    note: str | None = None,
) -> PairResult:
    """The two members are two; nobody is asked again unless the evidence changes."""
    said = note_of(note)

    async def command(context: Context) -> Command:
        return pairs.dismiss(await _sides(info, first, second), reason, said, context)

    return PairChanged.by("Pair", await carried_out(info, "pair.dismiss", idempotency_key, command))


async def undo_link(  # noqa: PLR0913 - as above
    info: Asking,
    *,
    first: strawberry.ID,
    second: strawberry.ID,
    reason: PartingReason,
    idempotency_key: strawberry.ID,
    note: str | None = None,
) -> PairResult:
    """Take a link back, whoever made it: each is what it was before."""
    said = note_of(note)

    async def command(context: Context) -> Command:
        return pairs.undo(await _sides(info, first, second), reason, said, context)

    return PairChanged.by("Pair", await carried_out(info, "pair.undo", idempotency_key, command))


async def _sides(info: Asking, first: str, second: str) -> Sides:
    return pairs.sides_of(await _side(info, first), await _side(info, second))


async def _side(info: Asking, member: str) -> tuple[UUID, UUID]:
    """A member that is there for the viewer, with its household.

    Raises:
        Refused: `member_unknown`.
    """
    found = await member_at(
        info, read_uuid(member, "Member"), await position_of(info.context, None)
    )
    if found is None:
        raise Refused("member_unknown")
    return found.row.member, found.row.household
