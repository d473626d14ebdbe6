"""Cards and plates as they come, for the histories that read models are compared over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

from registry.domain import entitlement_document as domain
from registry.domain.entitlement_document import DocumentFact, DocumentKind, Series, series_id
from registry.domain.fields import Sealed
from registry.eventlog.mapper import Pending


@dataclass
class Issuing:
    """It draws from a chance of its own, so that the rest of the history stays what it was."""

    history: Any
    random: Random
    of: dict[UUID, tuple[UUID, UUID, DocumentKind]] = field(default_factory=dict)
    states: dict[UUID, Series] = field(default_factory=dict)

    def beside(self) -> list[Pending]:
        """Everything once of the first holder, and then now and then something of one."""
        first = not self.of
        if not self.history.homes or not (first or self.random.random() < 0.1):
            return []
        stream = self._series()
        told = list(self._told(stream, first=first))
        begins = self.history.versions.get(stream, 0)
        self.history.versions[stream] = begins + len(told)
        envelope = self.history.said_last
        return [Pending(stream, begins + at, envelope, fact) for at, fact in enumerate(told, 1)]

    def _series(self) -> UUID:
        if self.of and self.random.random() < 0.6:
            return self.random.choice(list(self.of))
        home = self.random.choice(list(self.history.homes))
        member = self.random.choice(list(self.history.homes[home].relations))
        kind = self.random.choice(list(DocumentKind))
        stream = series_id(member, kind)
        self.of.setdefault(stream, (home, member, kind))
        return stream

    def _told(self, stream: UUID, *, first: bool) -> Iterator[DocumentFact]:
        ways = ("issued", "replaced", "lost", "replaced", "withdrawn", "issued")
        chosen = ways if first else (self.random.choice(ways),)
        for way in chosen:
            fact = self._fact(stream, way if stream in self.states else "issued")
            self.states[stream] = domain.evolve(self.states.get(stream), fact)
            yield fact

    def _fact(self, stream: UUID, way: str) -> DocumentFact:
        """Whatever may be said; a fold takes it in any order."""
        home, member, kind = self.of[stream]
        begins = date(2026, 1, 1) + timedelta(days=self.random.randrange(300))
        printed: dict[str, Any] = {
            "document": UUID(int=self.random.getrandbits(128)),
            "household": home,
            "member": member,
            "kind": kind,
            "issued_on": begins,
            "valid_until": self.random.choice((None, begins + timedelta(days=365))),
            "number": Sealed(self.random.randbytes(24)),
        }
        if way == "issued":
            return domain.DocumentIssued(**printed)
        last = self.states[stream].document
        if way == "replaced":
            reason = self.random.choice(list(domain.DocumentReplacementReason))
            return domain.DocumentReplaced(former=last, reason=reason, **printed)
        if way == "lost":
            loss = self.random.choice(list(domain.DocumentLossReason))
            return domain.DocumentLost(document=last, member=member, reason=loss)
        ended = self.random.choice(list(domain.DocumentWithdrawalReason))
        return domain.DocumentWithdrawn(document=last, member=member, reason=ended)
