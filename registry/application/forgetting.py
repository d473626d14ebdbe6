"""Forgetting a person: the fact first, then the keys, then what could find them again. Every step may be redone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from registry.application.command import Command, Context, Histories, canonical
from registry.application.households import fold, own_household
from registry.application.writer import Writer
from registry.domain import household as domain
from registry.domain.delivery import DeliveryRecorded
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import CaseNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRequest:
    """`deliveries` are the streams of those that served the household; `case` is where the request is kept."""

    household: UUID
    member: UUID
    case: CaseNumber
    deliveries: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What forgetting a member came to; `household` tells whether the household's own contacts went with it."""

    household: UUID
    subjects: tuple[UUID, ...]
    already: bool


async def forget_member(writer: Writer, request: ErasureRequest, context: Context) -> Forgotten:
    """Forget a member of a household of the acting partner.

    Safe to repeat: a second call finishes what a crash left undone.

    Raises:
        Refused: `household_unknown`, `member_unknown`, `case_number_malformed`, `act_not_allowed`.
    """
    household, member = request.household, request.member
    year = writer.mint.today().year

    def decide(histories: Histories) -> Sequence[AnyFact]:
        state = own_household(histories, household, context.partner)
        return domain.forget(state, member, request.case, year)

    outcome = await writer.submit(
        Command(
            act="household.forget",
            context=context,
            stream=household,
            needs=(household,),
            decide=decide,
            content=canonical((household, member, request.case)),
        )
    )
    history = await writer.log.load(household)
    state = fold(history)
    subjects = (member, household) if state.erased else (member,)
    await writer.keys.destroy(subjects)
    # What was asked, and the partner's own reference, would bring the person back at the next import.
    if state.erased or member == state.head:
        await writer.log.forget_reference(household)
    served = await writer.log.load_many(request.deliveries)
    about = [one for one in chain(history, *served.values()) if _tells_of(member, one.fact, state)]
    await writer.log.wipe_commands(_last_facts(about, chain(history, *served.values())))
    return Forgotten(household, subjects, already=outcome.position == 0)


def _tells_of(member: UUID, fact: AnyFact, household: domain.Household) -> bool:
    """Whether a fact was recorded from words about the member; of an erased household, whatever it is."""
    match fact:
        case domain.MemberJoined(member=who):
            return household.erased or who == member
        case domain.HouseholdRegistered(head=head):
            return household.erased or head == member
        case DeliveryRecorded(member=who):
            return household.erased or who == member
        case _:
            return False


def _last_facts(
    about: Iterable[Recorded[AnyFact]], histories: Iterable[Recorded[AnyFact]]
) -> set[tuple[UUID, int]]:
    """Stream and version of the last fact of each command that recorded one of `about`."""
    commands = {one.envelope.command for one in about}
    last: dict[UUID, tuple[UUID, int]] = {}
    for one in histories:
        if one.envelope.command in commands:
            last[one.envelope.command] = (one.stream, one.version)
    return set(last.values())
