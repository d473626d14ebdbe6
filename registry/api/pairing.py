"""Saying of two registrations that they are of one person, or of two, and taking that back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Final, TypeAlias, cast
from uuid import UUID

import strawberry

from registry.api.carrying import answered, carried_out
from registry.api.changed import Changed
from registry.api.context import Asking
from registry.api.drafts import note_of
from registry.api.homes import registration_of
from registry.api.ids import BadRequest, read_uuid
from registry.api.member import Member, member_at
from registry.api.moment import position_of
from registry.api.pair import Pair, pair_at
from registry.api.refusal import Refusal
from registry.api.standing import standing_of
from registry.application import pairs
from registry.application.command import Command, Context, Outcome
from registry.domain.errors import Refused
from registry.domain.pair import Sides
from registry.domain.sameness import DismissalReason, Needed, PartingReason, Proposal
from registry.domain.vocabulary import Purpose, Role
from registry.projections.pairs import by_ids


@strawberry.type(description="A pair is as it was asked for.")
class PairChanged(Changed):
    @strawberry.field(
        description="Null where the viewer may not read it, or the read models are behind."
    )
    async def pair(self, info: Asking) -> Pair | None:
        return await self.read(info, pair_at)

    @strawberry.field(
        description="What was said, where it counts only once another person says the same."
    )
    async def proposed(self, info: Asking) -> Proposal | None:
        history = await info.context.services.log.load(self.outcome.stream)
        said = [one for one in history if one.position <= self.outcome.position]
        pair = pairs.fold({self.outcome.stream: said}, self.outcome.stream)
        return None if pair is None or pair.proposed is None else pair.proposed[0]


_NOBODY: Final = "…"
PairResult: TypeAlias = Annotated[PairChanged | Refusal, strawberry.union("PairResult")]


async def confirm_duplicate(
    info: Asking,
    first: strawberry.ID,
    second: strawberry.ID,
    idempotency_key: strawberry.ID,
    note: str | None = None,
) -> PairResult:
    """The two members are one person; nothing is merged, and it can be undone.

    Where more waits for it than one person may decide about, it is proposed, and another person confirms it.
    """
    said = note_of(note)

    async def confirm(context: Context) -> Outcome:
        services, sides = info.context.services, await _sides(info, first, second)
        connection, rules = await info.context.connection(), services.adjudication
        try:
            return await pairs.confirm(services.writer, connection, rules, sides, said, context)
        except Refused as refused:
            if refused.code != "link_joins_members":
                raise
            raise await _naming(info, refused) from None

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

    async def dismiss(context: Context) -> Outcome:
        services, sides = info.context.services, await _sides(info, first, second)
        connection, rules = await info.context.connection(), services.adjudication
        return await pairs.dismiss(services.writer, connection, rules, sides, reason, said, context)

    return PairChanged.by("Pair", await answered(info, "pair.dismiss", idempotency_key, dismiss))


async def undo_link(  # noqa: PLR0913 - as above
    info: Asking,
    *,
    first: strawberry.ID,
    second: strawberry.ID,
    reason: PartingReason,
    idempotency_key: strawberry.ID,
    note: str | None = None,
) -> PairResult:
    """Take a link back, whoever made it: each is what it was before; proposed and seconded as a confirmation is."""
    said = note_of(note)

    async def undo(context: Context) -> Outcome:
        services, sides = info.context.services, await _sides(info, first, second)
        connection, rules = await info.context.connection(), services.adjudication
        return await pairs.undo(services.writer, connection, rules, sides, reason, said, context)

    return PairChanged.by("Pair", await answered(info, "pair.undo", idempotency_key, undo))


@strawberry.enum(description="Of which registration of a pair the partner is meant.")
class PairSide(StrEnum):
    FIRST = "first"
    SECOND = "second"
    BOTH = "both"


async def ask_about_pair(  # noqa: PLR0913 - what is asked, and of whom
    info: Asking,
    *,
    pair: strawberry.ID,
    of: PairSide,
    needs: list[Needed],
    idempotency_key: strawberry.ID,
    note: str | None = None,
) -> PairResult:
    """Ask the partner of a side for what is missing before anybody decides."""

    async def command(context: Context) -> Command:
        said = note_of(note)
        if not needs:
            raise BadRequest("pair_question_blank")
        found = await _pair(info, pair)
        homes = [found.row.first_household, found.row.second_household]
        meant = {PairSide.FIRST: homes[:1], PairSide.SECOND: homes[1:]}.get(of, homes)
        asked = await _whose(info, meant, found)
        return pairs.ask_more(found.row.sides, asked, needs, said, context)

    return PairChanged.by(
        "Pair", await carried_out(info, "pair.ask_more", idempotency_key, command)
    )


async def answer_about_pair(
    info: Asking, pair: strawberry.ID, idempotency_key: strawberry.ID, note: str | None = None
) -> PairResult:
    """Answer what the viewer's partner was asked about a pair."""

    async def command(context: Context) -> Command:
        return pairs.answer((await _pair(info, pair)).row.sides, note_of(note), context)

    return PairChanged.by("Pair", await carried_out(info, "pair.answer", idempotency_key, command))


async def _naming(info: Asking, refused: Refused) -> Refused:
    """The same, with the members in conflict as the viewer knows them, and none whom they may not."""
    conflicts = cast("list[list[str]]", refused.details["members"])
    position = await position_of(info.context, None)
    ids, named = [], []
    for two in conflicts:
        members = [await member_at(info, UUID(one), position) for one in two]
        there = [one for one in members if one is not None]
        if there:
            ids.append([one.id for one in there])
            named.append(" + ".join([await _called(info, one) for one in there]))
    return Refused(refused.code, members=ids, named=tuple(named) or _NOBODY)


async def _called(info: Asking, member: Member) -> str:
    """By the reference of its household and its number there."""
    home = await member.household(info)
    return f"{'' if home is None else home.reference()}:{member.row.number}"


async def _pair(info: Asking, pair: str) -> Pair:
    """Raises `Refused`: `pair_unknown`."""
    found = await pair_at(info, read_uuid(pair, "Pair"), await position_of(info.context, None))
    if found is None:
        raise Refused("pair_unknown")
    return found


async def _whose(info: Asking, homes: Iterable[UUID], pair: Pair) -> set[UUID]:
    """The partners of registrations, who may know of both sides of the pair: nobody is told of one by a question.

    Raises:
        Refused: `pair_not_for_partner`.
    """
    reading = await info.context.at(pair.position)
    found = [await reading.households.load(home) for home in homes]
    partners = {registration_of(home).owner for home in found if home is not None}
    for partner in partners - {info.context.viewer.partner}:
        viewer = replace(
            info.context.viewer,
            partner=partner,
            roles=frozenset({Role.REVIEWER}),
            purpose=Purpose.DEDUPLICATION,
        )
        today = info.context.services.writer.mint.today()
        theirs = await standing_of(reading.connection, viewer, today)
        seen = await by_ids(
            reading.connection,
            [pair.row.pair],
            position=pair.position,
            visible_to=theirs.visible,
        )
        if not seen:
            raise Refused("pair_not_for_partner")
    return partners


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
