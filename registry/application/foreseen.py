"""Commands that are only tried: each is decided after those before it, and what it would record is kept in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from registry.application.command import Command, Outcome
from registry.application.deciding import Answers, Decided, Keyed, decide_all
from registry.application.rights import RECORDING_ACCESS
from registry.application.writer import Writer
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.eventlog.known import Known, KnownCommand

ROOM: Final = 20_000
"""Streams that are foreseen at most before all of them are let go."""


@dataclass(slots=True)
class Foreseen:
    """Streams, commands and references that are in no log, or not as they would be."""

    histories: dict[UUID, Sequence[Recorded[AnyFact]]] = field(default_factory=dict)
    commands: dict[bytes, KnownCommand] = field(default_factory=dict)
    references: dict[tuple[UUID, bytes], tuple[UUID, bool]] = field(default_factory=dict)

    def beside(
        self, known: Known, keys: Collection[bytes], references: Collection[tuple[UUID, bytes]]
    ) -> Known:
        """What is known of all that was asked for, as it would be."""
        return Known(
            {
                stream: list(self.histories.get(stream, history))
                for stream, history in known.histories.items()
            },
            {**known.commands, **{key: self.commands[key] for key in keys if key in self.commands}},
            {
                **known.references,
                **{one: self.references[one] for one in references if one in self.references},
            },
        )


class Foreseeing(Writer):
    """Answers as `Writer` does and writes nothing but who opened what, which is on record like any opening.

    What it foresees stands after the `head` of the log, at positions that no fact has.
    """

    def __init__(self, writer: Writer, head: int) -> None:
        self._foreseen = Foreseen()
        super().__init__(writer.log.foreseeing(self._beside), writer.keys, writer.mint)
        self._position = head

    def make_room(self) -> None:
        """Let go of what was foreseen once it is much; what comes is then decided by the log alone."""
        if len(self._foreseen.histories) > ROOM:
            self._foreseen = Foreseen()

    async def say_anew(self, commands: Sequence[Command]) -> None:
        for command, known in zip(commands, await self.known_commands(commands), strict=True):
            if known is not None:
                self._say_anew(self._found_by(command), known)

    def _beside(
        self, known: Known, keys: Collection[bytes], references: Collection[tuple[UUID, bytes]]
    ) -> Known:
        return self._foreseen.beside(known, keys, references)

    def _attempt(self, batch: Mapping[int, Keyed]) -> Answers:
        openings = {
            place: asked._replace(command=_of_no_import(asked.command))
            for place, asked in batch.items()
            if asked.command.act == RECORDING_ACCESS
        }
        if openings:
            rest = {place: asked for place, asked in batch.items() if place not in openings}
            return super()._attempt(openings) | (self._attempt(rest) if rest else {})
        known, before = self._known(batch), self._before(batch)
        with self._deciding:
            answers, decided = decide_all(batch, known, self.keys.registry_id, self.mint)
            for place, one in decided.items():
                answers[place] = Outcome(one.asked.command.stream, self._keep(one, known))
                if (mended := before.get(place)) is not None:
                    self._say_anew(*mended, mended=True)
        return answers

    def _before(self, batch: Mapping[int, Keyed]) -> dict[int, tuple[Keyed, KnownCommand]]:
        """The commands that are mended, by the place of what mends them, with what is known of them."""
        mends = {
            place: asked.command.mends
            for place, asked in batch.items()
            if asked.command.mends is not None
        }
        known = zip(mends.items(), self._known_commands([*mends.values()]), strict=True)
        return {
            place: (self._found_by(command), was)
            for (place, command), was in known
            if was is not None
        }

    def _keep(self, decided: Decided, known: Known) -> int:
        """Take in what was decided on the ground of what is known; the position of its last fact, 0 of nothing."""
        asked, histories = decided.asked, self._foreseen.histories
        for stream, version, fact in decided.facts:
            self._position += 1
            at = (self._position, stream, version, self.mint.clock(), decided.envelope)
            before = histories.get(stream, known.histories.get(stream, ()))
            histories[stream] = [*before, Recorded(*at, fact)]
        if not decided.facts:
            return 0
        if asked.key is not None:
            stream, version, _ = decided.facts[-1]
            self._foreseen.commands[asked.key] = KnownCommand(
                asked.content, stream, version, self._position, mended=False
            )
        if asked.reference is not None:
            self._foreseen.references[asked.reference] = (asked.command.stream, False)
        return self._position

    def _say_anew(self, asked: Keyed, known: KnownCommand, *, mended: bool = False) -> None:
        if asked.key is None:
            return
        anew = known._replace(content=asked.content)
        if mended:
            anew = anew._replace(position=self._position, mended=True)
        self._foreseen.commands[asked.key] = anew


def _of_no_import(command: Command) -> Command:
    """There is no import that what was opened could be of."""
    context = replace(command.context, file_import=None, sheet=None, row=None)
    return replace(command, context=context)
