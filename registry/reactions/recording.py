"""Verdicts into the log, under the lock of whoever makes links, with the check that a person's confirmation meets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from registry.application import pairs as commands
from registry.application.command import Command, Context
from registry.application.pairs import Finding, alone_with_links
from registry.application.writer import Writer
from registry.domain.errors import Refused, SijillError
from registry.domain.pair import Sides
from registry.domain.sameness import CaseReason
from registry.projections.identities import at_odds, persons_at_home
from registry.reactions.verdicts import Question, Verdicts

Connection: TypeAlias = AsyncConnection[Any]

AT_ONCE: Final = 300
"""Links that are made in one go: whoever confirms meanwhile waits for no more."""


@dataclass(frozen=True, slots=True)
class Recorder:
    """Writes as the machine. `abreast` answers once the read models, which `reader` reads, have the whole log."""

    writer: Writer
    reader: Connection
    context: Context
    abreast: Callable[[], Awaitable[int]]

    async def record(self, verdicts: Verdicts) -> Counter[str]:
        """How many facts of each kind it came to. Done again it comes to nothing."""
        settled = [commands.settle(sides, why, self.context) for sides, why in verdicts.settled]
        done = Counter(settled=sum(await self._submit(settled)))
        # What takes back what the machine had linked comes before the links that this allows.
        first = [one for one in verdicts.questions if one.takes_back]
        others = [one for one in verdicts.questions if not one.takes_back]
        if len(verdicts.links) + len(others) > AT_ONCE or not verdicts.links:
            first, others = first + others, []
        done["cases"] += sum(await self._submit(self._asked(first)))
        for start in range(0, len(verdicts.links), AT_ONCE):
            done += await self._link(verdicts.links[start : start + AT_ONCE], others)
        return done

    def _asked(self, questions: Iterable[Question]) -> list[Command]:
        return [
            commands.ask(one.found, one.why, self.context, evidence_changed=one.changed)
            for one in questions
        ]

    async def _link(self, found: Sequence[Finding], questions: Sequence[Question]) -> Counter[str]:
        """Make links, and ask in the same transaction: a commit takes longer than what is in it."""
        async with alone_with_links(self.reader):
            good, joining = await self._apart(found, await self.abreast())
            why = CaseReason.WOULD_JOIN_MEMBERS
            links = [commands.link(one, self.context) for one in good]
            asked = self._asked([*questions, *(Question(one, why) for one in joining)])
            done = await self._submit([*links, *asked])
        return Counter(links=sum(done[: len(links)]), cases=sum(done[len(links) :]))

    async def _apart(
        self, found: Sequence[Finding], position: int
    ) -> tuple[list[Finding], list[Finding]]:
        """Links that may be made one after the other, and those that would make one person of two members."""
        sides = {one for each in found for one in _members(each.sides)}
        persons, homes = await persons_at_home(self.reader, sides, position)
        person_of = {one: those for those in persons.values() for one in those}
        good, joining = [], []
        for each in found:
            one, other = (person_of[member] for member in _members(each.sides))
            if one is not other and at_odds(one, other, homes):
                joining.append(each)
                continue
            good.append(each)
            one |= other
            person_of |= dict.fromkeys(one, one)
        return good, joining

    async def _submit(self, asked: Sequence[Command]) -> list[bool]:
        """Which of them recorded something. Who was withdrawn or forgotten meanwhile is matched in its turn."""
        answers = await self.writer.submit_many(asked) if asked else []
        for one in answers:
            if isinstance(one, SijillError) and not isinstance(one, Refused):
                raise one
        return [not isinstance(one, SijillError) and one.position > 0 for one in answers]


def _members(sides: Sides) -> tuple[UUID, UUID]:
    return sides.first, sides.second
