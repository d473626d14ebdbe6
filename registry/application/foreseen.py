"""What would stand in the log if all that was only tried so far had been carried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from registry.application.command import Mint
from registry.application.deciding import Decided, foresee
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.eventlog.known import Known, KnownCommand


@dataclass(slots=True)
class Foreseen:
    """Streams, commands and references that are in no log; positions are not known and stand as 0."""

    histories: dict[UUID, Sequence[Recorded[AnyFact]]] = field(default_factory=dict)
    commands: dict[bytes, KnownCommand] = field(default_factory=dict)
    references: dict[tuple[UUID, bytes], tuple[UUID, bool]] = field(default_factory=dict)

    def beside(self, known: Known) -> Known:
        """What the log knows, and after it what is foreseen."""
        histories = {stream: list(history) for stream, history in self.histories.items()}
        return Known(
            known.histories | histories,
            {**known.commands, **self.commands},
            {**known.references, **self.references},
        )

    def add(self, decided: Iterable[Decided], known: Known, mint: Mint) -> None:
        """Take in what was decided on the ground of what is known."""
        histories: dict[UUID, Sequence[Recorded[AnyFact]]] = dict(known.histories)
        for one in decided:
            foresee(histories, one, mint)
            self.histories |= {stream: histories[stream] for stream, _, _ in one.facts}
            asked = one.asked
            stream = asked.command.stream
            if asked.key is not None:
                self.commands[asked.key] = KnownCommand(asked.content, stream, 0, 0, mended=False)
            if asked.reference is not None:
                self.references[asked.reference] = (stream, False)
