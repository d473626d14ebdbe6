"""Which registrations a stretch of the log concerns: where somebody is to be compared anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from registry.domain.envelope import Recorded
from registry.domain.errors import SijillError
from registry.domain.facts import AnyFact
from registry.domain.household import PersonForgotten
from registry.domain.pair import DuplicateConfirmed, DuplicateDismissed, LinkUndone
from registry.domain.vocabulary import Role
from registry.eventlog.reading import FACTS, StoredFact
from registry.matching.concerns import CONCERNS

Connection: TypeAlias = AsyncConnection[Any]


@dataclass(slots=True)
class Touched:
    """`position` is how far the log was read, `forgotten` are members whose pairs' keys go."""

    position: int
    households: set[UUID] = field(default_factory=set)
    pairs: set[UUID] = field(default_factory=set)
    forgotten: set[UUID] = field(default_factory=set)

    def take(self, recorded: Recorded[AnyFact]) -> None:
        match recorded.fact:
            case DuplicateConfirmed() | DuplicateDismissed() | LinkUndone():
                if recorded.envelope.role is not Role.SYSTEM:
                    self.pairs.add(recorded.stream)
                return
            case PersonForgotten(member=member):
                self.forgotten.add(member)
            case _:
                pass
        self.households.add(recorded.stream)


async def touched_after(connection: Connection, position: int, head: int, most: int) -> Touched:
    """What the log holds past a position, up to `head` or so many facts that concern matching."""
    query = FACTS + (
        "where notification_id > %b and notification_id <= %b and topic = any(%b)"
        " order by notification_id limit %b"
    )
    cursor = await connection.execute(query, [position, head, CONCERNS, most], binary=True)
    stored = [StoredFact(*row) for row in await cursor.fetchall()]
    touched = Touched(stored[-1].position if len(stored) == most else head)
    for recorded in readable(stored):
        touched.take(recorded)
    return touched


def readable(stored: Iterable[StoredFact]) -> Iterable[Recorded[AnyFact]]:
    """What cannot be read is put aside by the read models, which say so; there is nothing of it to compare."""
    for one in stored:
        try:
            yield one.read()
        except SijillError:
            continue
