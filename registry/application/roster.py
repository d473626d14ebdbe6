"""Who is in a household: members leave, die, move to another one, are assessed; another one becomes the head."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from registry.application import rights
from registry.application.acts import about_own, each_once
from registry.application.command import (
    Command,
    Context,
    Elsewhere,
    Histories,
    Mint,
    canonical,
)
from registry.application.comparing import MEMBER, OpenedValues, ToOpen
from registry.application.households import member_stratum, own_household
from registry.application.said import OF_MEMBER, Said, member_values
from registry.application.writer import Writer
from registry.domain import household as domain
from registry.domain.casework import LeavingReason
from registry.domain.dates import PreciseDate
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.fields import Open
from registry.domain.household import (
    MemberAssessed,
    MemberDied,
    MemberLeft,
    MemberMovedIn,
    WashingtonGroup,
)
from registry.domain.vocabulary import Criterion, Relation

_MOVED: Final = "household.member_moved"
_ASSESSED: Final = "household.assess_member"
_ASSESSED_BY: Final = ("criteria", "functioning", "born")
"""What an assessment leaves as it is, and what tells whether the short set is asked at that age."""
_CARRIED: Final = ("sex", "birth_band", "nationality", "odd")
"""What goes along in clear when a member moves; the relation is another one there."""
_SEALED: Final = tuple(name for name in OF_MEMBER if name not in {*_CARRIED, "relation"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A member of `household` who lives in the household `to` since a day, if known, and is what to its head."""

    household: UUID
    member: UUID
    to: UUID
    relation: Relation
    on: PreciseDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Assessment:
    """What somebody found who looked again at a member, each of it whole; None where it was not looked at."""

    household: UUID
    member: UUID
    criteria: tuple[Criterion, ...] | None = None
    functioning: WashingtonGroup | None = None


def leave(
    household: UUID,
    member: UUID,
    went: tuple[PreciseDate | None, LeavingReason],
    context: Context,
    mint: Mint,
) -> Command:
    """A member lives elsewhere, in no household of the partner; `went` is the day, if known, and why."""
    on, reason = went
    left, today = MemberLeft(member=member, on=on, reason=Open(reason)), mint.today()
    return about_own(
        "household.member_left",
        household,
        context,
        lambda state: domain.leave(state, left, today),
        member,
        went,
    )


def die(
    household: UUID, member: UUID, on: PreciseDate | None, context: Context, mint: Mint
) -> Command:
    """A member has died, on a day if it is known."""
    died, today = MemberDied(member=member, on=on), mint.today()
    return about_own(
        "household.member_died",
        household,
        context,
        lambda state: domain.die(state, died, today),
        member,
        on,
    )


def change_head(household: UUID, head: UUID, former_is: Relation, context: Context) -> Command:
    """Another member is the head; `former_is` says what the former one is to it."""

    def decide(histories: Histories) -> Sequence[AnyFact]:
        state = own_household(histories, household, context.partner)
        domain.require_standing(state)
        domain.require_present(state, head)
        name = member_values(histories[household], head)["name"]
        return domain.change_head(state, head, former_is, name)

    return Command(
        act="household.change_head",
        context=context,
        stream=household,
        needs=(household,),
        decide=decide,
        content=canonical((household, head, former_is)),
    )


async def move(writer: Writer, asked: Move, context: Context) -> Command:
    """A member goes to another household of the partner: one act, in both or in neither.

    What is known of the member is opened and sealed anew where it stands now, under the keys that it keeps. The
    outcome's stream is the household that it came to. Refuses what `own_household` refuses of either household, and
    what `domain.move` refuses; `version_conflict` where somebody was faster, see `as_it_stands`.
    """
    histories = await writer.log.load_many({asked.household, asked.to})
    to_open = ToOpen()
    with suppress(Refused):  # the command says why
        rights.check(_MOVED, context.role, context.purpose)
        for household in (asked.household, asked.to):
            own_household(histories, household, context.partner)
        values = member_values(histories[asked.household], asked.member)
        to_open.add(asked.member, MEMBER, values, _SEALED)
    return _move(asked, await to_open.opened(writer, context), context, writer.mint)


async def assess_member(writer: Writer, asked: Assessment, context: Context) -> Command:
    """Somebody has looked again at a member.

    Refuses what `own_household` and `domain.assess_member` refuse; `version_conflict` as `move`.
    """
    histories = await writer.log.load_many({asked.household})
    to_open = ToOpen()
    with suppress(Refused):  # the command says why
        rights.check(_ASSESSED, context.role, context.purpose)
        own_household(histories, asked.household, context.partner)
        values = member_values(histories[asked.household], asked.member)
        to_open.add(asked.member, MEMBER, values, _ASSESSED_BY)
    return _assess(asked, await to_open.opened(writer, context), context, writer.mint)


def _move(asked: Move, opened: OpenedValues, context: Context, mint: Mint) -> Command:
    today = mint.today()

    def decide(histories: Histories) -> Sequence[AnyFact | Elsewhere]:
        state = other = own_household(histories, asked.household, context.partner)
        if asked.to != asked.household:
            other = own_household(histories, asked.to, context.partner)

        def arriving() -> MemberMovedIn:
            return _arriving(asked, member_values(histories[asked.household], asked.member), opened)

        here, there = domain.move(
            state, (asked.to, other), asked.member, arriving, (asked.on, today)
        )
        return [*(Elsewhere(asked.household, fact) for fact in here), *there]

    return Command(
        act=_MOVED,
        context=context,
        stream=asked.to,
        needs=(asked.to, asked.household),
        also=(asked.household,),
        decide=decide,
        content=canonical(asked),
    )


def _arriving(asked: Move, values: Said, opened: OpenedValues) -> MemberMovedIn:
    along: dict[str, Any] = {name: values[name] for name in _CARRIED}
    along |= {name: Open(opened.value(values[name])) for name in _SEALED}
    return MemberMovedIn(
        member=asked.member,
        came_from=asked.household,
        relation=asked.relation,
        on=asked.on,
        **along,
    )


def _assess(asked: Assessment, opened: OpenedValues, context: Context, mint: Mint) -> Command:
    today = mint.today()

    def decide(histories: Histories) -> Sequence[AnyFact]:
        state = own_household(histories, asked.household, context.partner)
        domain.require_standing(state)
        domain.require_present(state, asked.member)
        values = member_values(histories[asked.household], asked.member)
        criteria, functioning, born = (opened.value(values[name]) for name in _ASSESSED_BY)
        if asked.criteria is not None:
            criteria = each_once(asked.criteria)
        functioning = asked.functioning or functioning
        assessed = MemberAssessed(
            member=asked.member,
            criteria=Open(criteria),
            functioning=Open(functioning),
            stratum=Open(member_stratum(criteria, functioning, born, today)),
        )
        return domain.assess_member(state, assessed)

    return Command(
        act=_ASSESSED,
        context=context,
        stream=asked.household,
        needs=(asked.household,),
        decide=decide,
        content=canonical((asked, asked.criteria is None)),
    )
