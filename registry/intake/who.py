"""Whom the rows of a household mean that is in the register: who is recorded in it, or somebody who joins it now.

A row goes by its partner's number, by its name or by its place in a form. Names are corrected, places move when
somebody is put in before, and a member may have been added by hand. So the rows that are not known as they are, are
compared with the members that no other row of the household means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from uuid import UUID

from rapidfuzz import fuzz

from registry.application.command import Context, Histories
from registry.application.households import MemberDraft
from registry.application.known_members import KnownMember, known_members, recorded_members
from registry.application.writer import Writer
from registry.domain.arabic import fold
from registry.domain.dates import Precision
from registry.domain.household import MemberJoined
from registry.domain.vocabulary import Sex
from registry.eventlog.known import KnownCommand
from registry.intake.commands import RowCommand
from registry.intake.findings import Place

_ALIKE: Final = 85
"""How alike two whole names are, of 100, that may be one that was mistyped."""

Meant: TypeAlias = dict[Place, UUID | None]
"""The member that a row means; None of somebody who is not there yet."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Rows of a household's members. `settled` are known as they are, the others may mean anybody.

    `known` is what is known of each row by its key, `settled` first, in the order of the rows.
    """

    household: UUID
    settled: Sequence[RowCommand]
    open: Sequence[RowCommand]
    known: Mapping[Place, KnownCommand | None]


async def whom(
    writer: Writer, asked: Sequence[Asked], histories: Histories, context: Context
) -> Meant:
    """Whom the open rows mean. Members are opened where there is more than one possibility, which goes on record."""
    calls = [_Call(one, histories) for one in asked]
    wanted = {call.household: call.unclaimed() for call in calls if call.waiting}
    known = await known_members(
        writer, {one: members for one, members in wanted.items() if members}, histories, context
    )
    meant: Meant = {}
    for call in calls:
        call.compare(known.get(call.household, []))
        meant |= call.meant
    return meant


@dataclass(slots=True)
class _Call:
    """The roll of one household."""

    asked: Asked
    histories: Histories
    meant: Meant = field(default_factory=dict)
    waiting: list[tuple[RowCommand, MemberDraft]] = field(default_factory=list)
    _claimed: set[UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._claimed = {one for row in self.asked.settled if (one := self.by_key(row))}
        for row in self.asked.open:
            member = None if row.by_place else self.by_key(row)
            if member is not None:
                self._means(row, member)
            elif isinstance(row.said, MemberDraft):
                self.waiting.append((row, row.said))

    @property
    def household(self) -> UUID:
        return self.asked.household

    def by_key(self, row: RowCommand) -> UUID | None:
        """Who joined by the row, whatever it says now."""
        known = self.asked.known.get(row.at)
        if known is None:
            return None
        joined = self.histories[self.household][known.version - 1].fact
        return joined.member if isinstance(joined, MemberJoined) else None

    def unclaimed(self) -> list[UUID]:
        recorded = recorded_members(self.histories[self.household])
        return [member for member in recorded if member not in self._claimed]

    def compare(self, known: Sequence[KnownMember]) -> None:
        """First by what is certain, so that no likeness takes away whom another row means."""
        self._match([row for row in self.waiting if not row[0].by_place], known, _same_reference)
        self._match(self.waiting, known, _same_number)
        self._match(self.waiting, known, _same_name)
        for row, draft in [*self.waiting]:
            member = self.by_key(row)
            there = next((one for one in known if one.member == member), None)
            if there is not None and member not in self._claimed and there.may_be(draft):
                self._settle(row, draft, there.member)
        self._match(self.waiting, known, _may_be_renamed, guessing=False)
        for row, _ in self.waiting:
            self.meant[row.at] = None

    def _match(
        self,
        rows: Sequence[tuple[RowCommand, MemberDraft]],
        known: Iterable[KnownMember],
        same: Callable[[KnownMember, MemberDraft], bool],
        *,
        guessing: bool = True,
    ) -> None:
        """Give rows to those of whom nothing else is known yet; the first of several only where that may be guessed."""
        for row, draft in [*rows]:
            left = [one for one in known if one.member not in self._claimed and same(one, draft)]
            if len(left) == 1 or (left and guessing):
                self._settle(row, draft, left[0].member)

    def _settle(self, row: RowCommand, draft: MemberDraft, member: UUID) -> None:
        self.waiting.remove((row, draft))
        self._means(row, member)

    def _means(self, row: RowCommand, member: UUID) -> None:
        self.meant[row.at] = member
        self._claimed.add(member)


def _same_reference(known: KnownMember, draft: MemberDraft) -> bool:
    return known.reference is not None and known.reference == draft.partner_reference


def _same_number(known: KnownMember, draft: MemberDraft) -> bool:
    return known.has_number_of(draft)


def _same_name(known: KnownMember, draft: MemberDraft) -> bool:
    return _folded(known.name.written) == _folded(draft.name.written) and known.may_be(draft)


def _may_be_renamed(known: KnownMember, draft: MemberDraft) -> bool:
    """A name that was mistyped, or another name for somebody born on the same day; in the same relation to the head."""
    if known.relation is not draft.relation or not known.may_be(draft):
        return False
    day = draft.born is not None and draft.born.precision is Precision.DAY
    if day and known.born == draft.born and Sex.UNKNOWN not in {known.sex, draft.sex}:
        return True
    return fuzz.ratio(_folded(known.name.written), _folded(draft.name.written)) >= _ALIKE


def _folded(written: str) -> str:
    return " ".join(fold(written).split())
