"""Whom a household's own rows speak of: members by the reference that their partner gives them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from registry.application.as_recorded import Values, member_values
from registry.application.command import Context
from registry.application.comparing import MEMBER, OpenedValues, ToOpen
from registry.application.households import own_household
from registry.application.writer import Writer
from registry.domain.casework import Presence
from registry.domain.envelope import Recorded
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.household import HeadChanged, Household


@dataclass(frozen=True, slots=True, repr=False)
class KnownMembers:
    """`head` is None where another has become head since it was registered: nobody can tell whom a row means by it.

    `by_reference` has all that were ever there, gone or not, but those who were withdrawn or forgotten.
    """

    head: UUID | None
    by_reference: Mapping[str, UUID]


async def known_members(
    writer: Writer, households: Collection[UUID], context: Context
) -> dict[UUID, KnownMembers]:
    """Those of each household of the partner, with one look into the log and one at the keys.

    Households that are not the partner's are absent. The references are opened for it, which goes on record.
    """
    found: dict[UUID, tuple[UUID | None, dict[UUID, Values]]] = {}
    to_open = ToOpen()
    histories = await writer.log.load_many(households)
    for household, history in histories.items():
        try:
            state = own_household(histories, household, context.partner)
        except Refused:
            continue
        values = {member: member_values(history, member) for member in _named(state)}
        for member, those in values.items():
            to_open.add(member, MEMBER, those, ["partner_reference"])
        found[household] = (_head(state, history), values)
    opened = await to_open.opened(writer, context)
    return {
        household: KnownMembers(head, _by_reference(values, opened))
        for household, (head, values) in found.items()
    }


def _named(state: Household) -> list[UUID]:
    return [
        member
        for member, grown in state.members.items()
        if member not in state.forgotten and grown.presence is not Presence.WITHDRAWN
    ]


def _head(state: Household, history: Sequence[Recorded[AnyFact]]) -> UUID | None:
    changed = any(isinstance(one.fact, HeadChanged) for one in history)
    return None if changed or state.head in state.forgotten else state.head


def _by_reference(values: Mapping[UUID, Values], opened: OpenedValues) -> dict[str, UUID]:
    references = {
        member: opened.by_record.get(those["partner_reference"]) for member, those in values.items()
    }
    return {said: member for member, said in references.items() if said is not None}
