"""Rows that say something else than what stands: each is a correction of what it changes, and of nothing more.

A row is compared with the present values, opened for it. What is blank in it, or less exact, changes nothing; nor does
what files said before, where somebody has corrected it by hand since. Two rows say when they speak: one that is dated
before what stands changes nothing, nor does one of an import that began before what stands was said, be it by another
row of the same file or by a later file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any, TypeAlias
from uuid import UUID

from registry.application.amendments import (
    Amendment,
    household_as_described,
    member_as_described,
)
from registry.application.command import Command, Context, Elsewhere, Histories, Outcome
from registry.application.corrections import corrections_of
from registry.application.deliveries import DeliveryDraft
from registry.application.delivery_changes import (
    DeliveryMend,
    correct_delivery,
    sealed_now,
)
from registry.application.households import HouseholdDraft, MemberDraft, fold
from registry.application.known_members import registered_head
from registry.application.writer import ATTEMPTS, Writer
from registry.domain import household as domain
from registry.domain.casework import DeliveryField
from registry.domain.delivery import DeliveryRecorded
from registry.domain.envelope import Recorded
from registry.domain.errors import Refused, SijillError, VersionConflict
from registry.domain.facts import AnyFact
from registry.domain.household import (
    Consent,
    ConsentAnswered,
    HouseholdPutOnHold,
    HouseholdRegistered,
    HouseholdReleased,
    MemberJoined,
)
from registry.domain.vocabulary import Purpose
from registry.eventlog.known import KnownCommand
from registry.intake.commands import RowCommand, Said


class Found(Enum):
    """What came of a row that says something else."""

    CORRECTED = auto()
    JOINED = auto()  # by this import, before it was cut short
    SAME = auto()  # it said no more than what stands
    OLDER = auto()
    SAID_SINCE = auto()


Mended: TypeAlias = Found | SijillError
History: TypeAlias = Sequence[Recorded[AnyFact]]


@dataclass(frozen=True, slots=True)
class Differing:
    """`household` is the one that the row is of, `member` whom it means where it is a member's."""

    row: RowCommand
    household: UUID
    member: UUID | None = None


@dataclass(frozen=True, slots=True)
class Mending:
    """`began` is the position of the import's start."""

    writer: Writer
    began: int

    async def mend(self, rows: Sequence[Differing]) -> list[Mended]:
        """What came of each row, in their order."""
        answers: dict[int, Mended] = {}
        waiting = dict(enumerate(rows))
        for _ in range(ATTEMPTS):
            if not waiting:
                break
            found = await self._attempt(list(waiting.values()))
            answers |= dict(zip(waiting, found, strict=True))
            waiting = {
                at: row for at, row in waiting.items() if isinstance(answers[at], VersionConflict)
            }
        return [answers[at] for at in range(len(rows))]

    async def _attempt(self, rows: Sequence[Differing]) -> list[Mended]:
        known = await self.writer.known_commands([one.row.command for one in rows])
        histories = await self.writer.log.load_many(
            {_stream(row, one) for row, one in zip(rows, known, strict=True)}
        )
        answers: dict[int, Mended] = {}
        speaking: list[_Speaking] = []
        for at, (row, one) in enumerate(zip(rows, known, strict=True)):
            history = histories[_stream(row, one)]
            if one is not None and one.position > self.began:
                answers[at] = Found.SAID_SINCE
            elif _is_older(row, history):
                answers[at] = Found.OLDER
            else:
                speaking.append(_Speaking.of(at, row, one, history))
        found = await self._said(speaking)
        answers |= {one.at: came for one, came in zip(speaking, found, strict=True)}
        return [answers[at] for at in range(len(rows))]

    async def _said(self, speaking: Sequence[_Speaking]) -> list[Mended]:
        found = await self._carried_out(await self._commands(speaking))
        pairs = list(zip(speaking, found, strict=True))
        same = [one.row.row.command for one, came in pairs if came is Found.SAME and one.own]
        if same:
            await self.writer.say_anew(same)
        return [one.done_before(self.began) if came is Found.SAME else came for one, came in pairs]

    async def _commands(self, speaking: Sequence[_Speaking]) -> list[Command | SijillError]:
        amendments = [one.amendments() for one in speaking]
        contexts = [
            [one.context] * len(those) for one, those in zip(speaking, amendments, strict=True)
        ]
        made = iter(
            await corrections_of(
                self.writer,
                [amendment for those in amendments for amendment in those],
                [context for those in contexts for context in those],
            )
        )
        commands: list[Command | SijillError] = []
        for one, those in zip(speaking, amendments, strict=True):
            parts = [next(made) for _ in those]
            commands.append(one.together(parts) if parts else await self._of_delivery(one))
        return commands

    async def _of_delivery(self, one: _Speaking) -> Command | SijillError:
        mend = _mend(one.row.row.said)
        recorded = one.history[0].fact
        if isinstance(recorded, DeliveryRecorded) and _is_other_help(recorded, one.row.row.said):
            return Refused("delivery_of_other_help")
        try:
            opened = await sealed_now(self.writer, one.stream, mend, one.context)
        except Refused as refused:
            return refused
        command = correct_delivery(one.stream, mend, one.context, self.writer.mint, opened=opened)
        return one.together([command])

    async def _carried_out(self, commands: Sequence[Command | SijillError]) -> list[Mended]:
        outcomes = iter(
            await self.writer.submit_many([one for one in commands if isinstance(one, Command)])
        )
        return [_found(next(outcomes)) if isinstance(one, Command) else one for one in commands]


def _found(outcome: Outcome | SijillError) -> Mended:
    if isinstance(outcome, SijillError):
        return outcome
    return Found.CORRECTED if outcome.position else Found.SAME


@dataclass(frozen=True, slots=True)
class _Speaking:
    """A row that may change something. `own` where it goes on being known by its key and what it says now."""

    at: int
    row: Differing
    stream: UUID
    member: UUID | None
    history: History
    own: bool

    @classmethod
    def of(cls, at: int, row: Differing, known: KnownCommand | None, history: History) -> _Speaking:
        stream, member, own = _stream(row, known), row.member, known is not None
        if isinstance(row.row.said, HouseholdDraft):
            member = registered_head(history)
        elif known is not None and isinstance(row.row.said, MemberDraft):
            joined = history[known.version - 1].fact
            own = isinstance(joined, MemberJoined) and joined.member == member
        return cls(at, row, stream, member, history, own)

    @property
    def context(self) -> Context:
        return _correcting(self.row.row.command.context)

    def done_before(self, began: int) -> Found:
        """What this import had done of it by an earlier run; nothing is the same."""
        context = self.row.row.command.context
        row = (context.file_import, context.sheet, context.row)
        mine = [
            one.fact
            for one in self.history
            if one.position > began
            and (one.envelope.file_import, one.envelope.sheet, one.envelope.row) == row
        ]
        if not mine:
            return Found.SAME
        joined = any(isinstance(one, MemberJoined) and one.member == self.member for one in mine)
        return Found.JOINED if joined else Found.CORRECTED

    def amendments(self) -> list[Amendment]:
        match self.row.row.said:
            case HouseholdDraft() as draft:
                own: list[Amendment] = [household_as_described(self.stream, draft)]
                if self.member is not None:
                    own.append(member_as_described(self.stream, self.member, draft.head))
                return own
            case MemberDraft() as draft if self.member is not None:
                return [member_as_described(self.stream, self.member, draft)]
            case _:
                return []

    def together(self, parts: Sequence[Command]) -> Command:
        """One command of several for a stream; the later ones see what those before them change."""
        row = self.row.row

        def decide(histories: Histories) -> Sequence[AnyFact]:
            facts: list[AnyFact] = []
            for part in parts:
                seen = {**histories, self.stream: _with(histories[self.stream], facts)}
                facts += [one for one in part.decide(seen) if not isinstance(one, Elsewhere)]
            if isinstance(row.said, HouseholdDraft):
                facts += _answered(_with(histories[self.stream], facts), row.said, row)
            return facts

        mends = row.command if self.own else None
        return replace(parts[0], decide=decide, content=b"", mends=mends)


def _is_older(row: Differing, history: History) -> bool:
    """Whether the row is dated before what a file said last of the same."""
    said = row.row.command.context.effective
    if said is None:
        return False
    dated = [
        one.envelope.effective.first
        for one in history
        if one.envelope.file_import is not None and one.envelope.effective is not None
    ]
    return bool(dated) and said.last < max(dated)


def _stream(row: Differing, known: KnownCommand | None) -> UUID:
    return known.stream if isinstance(row.row.said, DeliveryDraft) and known else row.household


def _correcting(context: Context) -> Context:
    return replace(context, purpose=Purpose.CORRECTION, key=None)


def _with(history: History, facts: Sequence[AnyFact]) -> list[Recorded[AnyFact]]:
    """The history as it will be with facts that are not recorded yet."""
    last = history[-1]
    return [
        *history,
        *(
            last._replace(version=len(history) + number, fact=fact)
            for number, fact in enumerate(facts, start=1)
        ),
    ]


def _answered(history: History, draft: HouseholdDraft, row: RowCommand) -> list[AnyFact]:
    """What a row says was answered, and whether it waits, where the files before it said something else.

    What was answered or released by hand since stays so until a file says something new.
    """
    household = fold(history)
    by_files = [one.fact for one in history if one.envelope.file_import is not None]
    before = {one.purpose: one.state for one in _answers(by_files)}
    facts: list[AnyFact] = []
    for consent in draft.consent:
        if before.get(consent.purpose) is not consent.state:
            with suppress(Refused):  # nothing to withdraw where it never agreed
                facts += domain.answer(household, consent)
    held = _holds(by_files)
    if draft.hold is not None and not held:
        facts += domain.put_on_hold(household, draft.hold)
    elif row.of.approved and held:
        facts += domain.release(household)
    return facts


def _answers(facts: Iterable[AnyFact]) -> Iterable[Consent]:
    for fact in facts:
        if isinstance(fact, HouseholdRegistered):
            yield from fact.consent
        elif isinstance(fact, ConsentAnswered):
            yield fact.consent


def _holds(facts: Iterable[AnyFact]) -> bool:
    """Whether it waits by what files said."""
    held = [
        isinstance(one, HouseholdPutOnHold)
        for one in facts
        if isinstance(one, HouseholdPutOnHold | HouseholdReleased)
    ]
    return bool(held) and held[-1]


def _mend(draft: Said) -> DeliveryMend:
    """What a row says of its delivery; blanks say nothing."""
    if not isinstance(draft, DeliveryDraft):
        raise TypeError("not a row of a delivery")
    given: dict[DeliveryField, Any] = {
        DeliveryField.QUANTITY: draft.quantity,
        DeliveryField.VALUE: draft.value,
        DeliveryField.ON: draft.on,
        DeliveryField.SERVES_FROM: draft.serves_from,
        DeliveryField.SERVES_UNTIL: draft.serves_until,
        DeliveryField.SOURCES: draft.sources,
        DeliveryField.GIVER: draft.giver,
    }
    said = {one.value: value for one, value in given.items() if value not in (None, ())}
    return DeliveryMend(said=tuple(map(DeliveryField, said)), **said)


def _is_other_help(recorded: DeliveryRecorded, draft: Said) -> bool:
    """Whether a row says that something else was given: that is another delivery, and no correction of this one."""
    given = draft.benefit if isinstance(draft, DeliveryDraft) else None
    said = None if given is None else (given.family, given.kind, given.unit)
    return said not in {None, (recorded.family, recorded.kind, recorded.unit)}
