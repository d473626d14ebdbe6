"""Whom a partner's rows may mean: the members that are recorded in a household, with what people are told apart by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from registry.application.amendments import conflicts, disagree, numbers_of
from registry.application.command import Context, Histories
from registry.application.comparing import MEMBER, OpenedValues, ToOpen
from registry.application.households import MemberDraft, fold
from registry.application.said import Said, member_values
from registry.application.writer import Writer
from registry.domain.casework import Presence
from registry.domain.dates import PreciseDate
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.household import HeadChanged, HouseholdRegistered, PersonName
from registry.domain.identity_numbers import IdentityNumber
from registry.domain.vocabulary import Relation, Sex

_TELLING: Final = ("partner_reference", "name", "born", "identity_numbers")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class KnownMember:
    """What is recorded of a member by now. `reference` is what its partner calls it."""

    member: UUID
    relation: Relation
    sex: Sex
    name: PersonName
    born: PreciseDate | None
    numbers: tuple[IdentityNumber, ...]
    reference: str | None

    def has_number_of(self, draft: MemberDraft) -> bool:
        return not numbers_of(self.numbers).isdisjoint(numbers_of(draft.identity_numbers))

    def may_be(self, draft: MemberDraft) -> bool:
        """Whether nothing that a person keeps (sex, birth, numbers) is another."""
        return not conflicts(draft.sex, self.sex, draft.born, self.born) and not disagree(
            self.numbers, draft.identity_numbers
        )


def registered_head(history: Sequence[Recorded[AnyFact]]) -> UUID | None:
    """The head, as long as it is the one who was registered as that: otherwise nobody can tell whom a row means by it.

    None, too, of one who was forgotten.
    """
    registered = history[0].fact
    changed = any(isinstance(one.fact, HeadChanged) for one in history)
    head = registered.head if isinstance(registered, HouseholdRegistered) and not changed else None
    return None if head in fold(history).forgotten else head


def recorded_members(history: Sequence[Recorded[AnyFact]]) -> list[UUID]:
    """All that were ever there, gone or not, but the head of the registration and those withdrawn or forgotten."""
    registered, state = history[0].fact, fold(history)
    head = registered.head if isinstance(registered, HouseholdRegistered) else None
    return [
        member
        for member, grown in state.members.items()
        if member != head
        and member not in state.forgotten
        and grown.presence is not Presence.WITHDRAWN
    ]


async def known_members(
    writer: Writer, wanted: Mapping[UUID, Sequence[UUID]], histories: Histories, context: Context
) -> dict[UUID, list[KnownMember]]:
    """What is known of members, by household, opened with one look at the keys; that goes on record.

    Who was forgotten meanwhile is absent.
    """
    to_open, values = ToOpen(), dict[UUID, Said]()
    for household, members in wanted.items():
        for member in members:
            values[member] = member_values(histories[household], member)
            to_open.add(member, MEMBER, values[member], _TELLING)
    if not values:
        return {}
    opened = await to_open.opened(writer, context)
    return {
        household: [
            known
            for member in members
            if (known := _known(member, values[member], opened)) is not None
        ]
        for household, members in wanted.items()
    }


def _known(member: UUID, values: Said, opened: OpenedValues) -> KnownMember | None:
    found = {name: opened.found(values[name]) for name in _TELLING}
    if found["name"] is None:
        return None
    return KnownMember(
        member=member,
        relation=values["relation"],
        sex=values["sex"],
        name=found["name"],
        born=found["born"],
        numbers=found["identity_numbers"] or (),
        reference=found["partner_reference"],
    )
