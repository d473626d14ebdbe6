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


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What forgetting a member came to; `household` tells whether the household's own contacts went with it."""

    household: UUID
    subjects: tuple[UUID, ...]
    already: bool


async def forget_member(
    writer: Writer,
    household: UUID,
    member: UUID,
    case: CaseNumber,
    deliveries: Sequence[UUID],
    context: Context,
) -> Forgotten:
    """Forget a member of a household of the acting partner; `deliveries` are the streams that served it.

    Safe to repeat: a second call finishes what a crash left undone.

    Raises:
        Refused: `household_unknown`, `member_unknown`, `case_number_malformed`, `act_not_allowed`.
    """

    def decide(histories: Histories) -> Sequence[AnyFact]:
        return domain.forget(own_household(histories, household, context.partner), member, case)

    outcome = await writer.submit(
        Command(
            act="household.forget",
            context=context,
            stream=household,
            needs=(household,),
            decide=decide,
            content=canonical((household, member, case)),
        )
    )
    state = fold(await writer.log.load(household))
    subjects = (member, household) if state.erased else (member,)
    await writer.keys.destroy(subjects)
    # The digests of what was asked, and the partner's own reference, would bring the person back at the next import.
    await writer.log.forget_reference(household)
    await writer.log.clear_commands([household, *deliveries])
    return Forgotten(household, subjects, already=outcome.position == 0)
