"""Facts to the library's stored events and back.

The library's own mapper takes events apart with `vars()`, which slotted dataclasses do not have, and stores import
paths, which are no promise. Both of its methods are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from eventsourcing.persistence import Mapper, StoredEvent

from registry.domain.envelope import Envelope
from registry.eventlog import codec
from registry.eventlog.names import NAME_OF, AnyFact


@dataclass(frozen=True, slots=True)
class Pending:
    """A fact with the place it is decided for: `version` counts from 1 within its stream."""

    stream: UUID
    version: int
    envelope: Envelope
    fact: AnyFact


class FactMapper(Mapper[UUID]):
    """The codec where the library expects one; it knows neither cipher nor compressor."""

    def __init__(self) -> None:
        """Leave out the parts of the library's mapper that are not used here."""

    def to_stored_event(self, domain_event: Pending) -> StoredEvent:  # type: ignore[override]  # ours alone
        return StoredEvent(
            originator_id=domain_event.stream,
            originator_version=domain_event.version,
            topic=NAME_OF[type(domain_event.fact)],
            state=codec.encode(domain_event.envelope, domain_event.fact),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Pending:  # type: ignore[override]  # ours alone
        envelope, fact = codec.decode(stored_event.topic, stored_event.state)
        stream = cast(UUID, stored_event.originator_id)
        return Pending(stream, stored_event.originator_version, envelope, fact)
