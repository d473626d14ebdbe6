"""Whose document it is, and all that its sections are made from: rows, the registration's own facts, policy."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from registry.api.context import RequestContext
from registry.api.opener import SealedField
from registry.api.person.sections import Both, Cell, Kind, Value, code
from registry.api.protected import ProtectedState, ProtectedString, ProtectedStrings
from registry.api.reading import Reading
from registry.api.wording import wording_of
from registry.domain.access import FieldName
from registry.domain.envelope import Recorded
from registry.domain.facts import NAME_OF, AnyFact, subject_of
from registry.domain.household import HeadChanged, Household, evolve
from registry.domain.vocabulary import Level
from registry.privacy.policy import HeldRecord, HeldReferral, HeldRegistration, decide
from registry.privacy.policy_table import RECORD_NOT_SHARED, FieldKind
from registry.privacy.values import PERSONAL_OF, field_name
from registry.projections.household_members import MemberRow
from registry.projections.household_roll import ShownRow
from registry.projections.model import sealed
from registry.texts import TEXTS


@dataclass(frozen=True, slots=True, repr=False)
class HeldValue:
    """A value that is held today, in the fact that said it last."""

    name: FieldName
    sealed: bytes
    recorded: Recorded[AnyFact]


@dataclass(frozen=True, slots=True, repr=False)
class Subject:
    """`history` are the facts of the registration that the person stands in, oldest first; `state` their fold."""

    context: RequestContext
    reading: Reading
    row: MemberRow
    home: ShownRow
    record: HeldRegistration
    history: Sequence[Recorded[AnyFact]]
    state: Household
    made_at: datetime

    @classmethod
    async def read(
        cls, context: RequestContext, row: MemberRow, home: ShownRow, record: HeldRegistration
    ) -> Subject:
        history = await context.services.log.load(row.household)
        state: Household | None = None
        for recorded in history:
            state = evolve(state, recorded.fact)  # type: ignore[arg-type]  # a household's stream holds no other facts
        if state is None:
            raise AssertionError("a household on the roll has facts")
        reading = await context.at((await context.standing()).position)
        now = context.services.writer.mint.clock()
        return cls(context, reading, row, home, record, history, state, now)

    @property
    def member(self) -> UUID:
        return self.row.member

    @property
    def answers_for_the_household(self) -> bool:
        """The head and adults: what the household holds of its own, as its phones, is theirs too."""
        year = self.made_at.astimezone(self.context.services.writer.mint.zone).year
        return self.state.head == self.member or self.state.members[self.member].is_adult_in(year)

    def held(self, subject: UUID) -> Mapping[str, HeldValue]:
        """Every personal value of a subject that stands today, by its own name: what was said of it last."""
        found: dict[str, HeldValue] = {}
        for recorded in self.history:
            if subject_of(recorded.stream, recorded.fact) != subject:
                continue
            if isinstance(recorded.fact, HeadChanged):  # holds a copy of what was said before
                continue
            for personal in PERSONAL_OF.get(type(recorded.fact), ()):
                value = getattr(recorded.fact, personal.name)
                if value is not None:
                    name = field_name(NAME_OF[type(recorded.fact)], personal.name)
                    found[personal.name] = HeldValue(name, sealed(value), recorded)
        return found

    async def open(self, values: Iterable[HeldValue], subject: UUID) -> list[Cell]:
        """As far as policy opens each to who asks for the person; on record."""
        return await asyncio.gather(
            *(
                self.opened(one.name, one.recorded.stream, subject, one.sealed, self.record)
                for one in values
            )
        )

    async def opened(
        self,
        name: FieldName,
        stream: UUID,
        subject: UUID | None,
        value: bytes | None,
        record: HeldRecord | HeldReferral,
    ) -> Cell:
        decision = decide((await self.context.standing()).scope, record, name)
        opener, wording = self.context.opener, wording_of(name)
        if decision.level is Level.WITHHELD:
            shown = opener.withhold(decision.reason or RECORD_NOT_SHARED, name, subject, wording)
        else:
            shown = await opener.open(decision, name, SealedField(stream, subject, value), wording)
        return _cell(name, shown)

    async def partner(self, partner: UUID) -> Both:
        row = await self.reading.partners.load(partner)
        if row is None:  # the register itself, which is no partner
            return Both.of("person.register")
        return Both(row.name_ar, row.name_en)

    def day(self, moment: datetime) -> Value:
        return code(moment.astimezone(self.context.services.writer.mint.zone).date().isoformat())

    def minute(self, moment: datetime) -> Value:
        zone = self.context.services.writer.mint.zone
        return code(moment.astimezone(zone).strftime("%Y-%m-%d %H:%M"))

    async def source(self, recorded: Recorded[Any]) -> Mapping[str, Cell]:
        """Where a value came from: who recorded it, when, through what, and which line of a file."""
        envelope = recorded.envelope
        through: list[Both | Value] = [Both.listed("channel", envelope.channel)]
        if envelope.file_import is not None:
            sheet = 1 if envelope.sheet is None else envelope.sheet + 1
            through = [
                Both.of("person.file_line", sheet=sheet, row=envelope.row or "…"),
                Value(str(envelope.file_import), Kind.TRACE),
            ]
        return {
            "by": await self.partner(envelope.partner),
            "on": self.day(recorded.recorded_at),
            "through": through,
        }


_LISTS: Mapping[str, str] = {
    "criteria": "criterion",
    "warnings": "warning",
    "reason": "leaving_reason",
}
"""Fields whose values are members of closed lists, and what their labels go by."""
_RUN_FROM_THE_LEFT = frozenset(
    {"identity_numbers", "phones", "born", "partner_reference", "functioning"}
)


def _cell(name: FieldName, shown: ProtectedString | ProtectedStrings) -> Cell:
    if shown.state is ProtectedState.CLEAR:
        words = shown.values if isinstance(shown, ProtectedStrings) else [shown.value or ""]
        return [_word(name.rpartition(".")[2], one) for one in words if one]
    reason = shown.reason
    return None if reason is None else Both(reason.message_ar, reason.message_en)


def _word(own_name: str, written: str) -> Both | Value:
    kind = _LISTS.get(own_name)
    if kind is not None:
        return Both.listed(kind, written)
    if own_name == "functioning":
        question, _, answer = written.partition(":")
        return Both.of(f"person.functioning.{question}", answer=answer)
    return code(written) if own_name in _RUN_FROM_THE_LEFT else Value(written)


def field_label(name: str) -> Both:
    """What a personal field is called; its stored name where it has no label yet."""
    written = f"field.{name}"
    return Both.of(written) if written in TEXTS else Both(name, name)


NEVER_SHOWN = FieldKind.STATISTICS
"""What no viewer opens; the rights say that it is held."""
