"""A reader that follows the log by asking again and again for what stands past the last position it saw."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event

from registry.eventlog.reading import StoredFact, read_stored
from tests.eventlog.sessions import Session


@dataclass
class Tail:
    session: Session
    seen: list[StoredFact] = field(default_factory=list)

    def look(self) -> int:
        """Take what there is, up to seven facts; how many there were."""
        new = list(read_stored(self.session, self.seen[-1].position if self.seen else 0, 7))
        self.seen += new
        return len(new)

    def look_until(self, done: Event) -> None:
        """Look without a pause, and to the end once it is done."""
        while not done.is_set():
            self.look()
        while self.look():
            pass

    @property
    def positions(self) -> list[int]:
        return [fact.position for fact in self.seen]
