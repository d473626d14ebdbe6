"""Forgetting a person: the fact first, then the keys, then what could find them again. Every step may be redone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from registry.application.command import Command, Context, Histories, canonical
from registry.application.households import fold, own_household
from registry.application.writer import Writer
from registry.domain import household as domain
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
    year = writer.mint.clock().year

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
    state = fold(await writer.log.load(household))
    subjects = (member, household) if state.erased else (member,)
    await writer.keys.destroy(subjects)
    # The digests of what was asked, and the partner's own reference, would bring the person back at the next import.
    await writer.log.forget_reference(household)
    await writer.log.clear_commands([household, *request.deliveries])
    return Forgotten(household, subjects, already=outcome.position == 0)
