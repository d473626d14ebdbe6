"""What others recorded on that which an import brought, and who knows of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Protocol
from uuid import UUID

from registry.domain.envelope import Actor, Recorded
from registry.domain.errors import Refused
from registry.domain.facts import NAME_OF, AnyFact
from registry.domain.file_import import UndoneCounts
from registry.domain.household import HouseholdRegistered
from registry.domain.reference import Reference
from registry.domain.vocabulary import Role

LISTED: Final = 1_000
"""Of what others built on an import, so many are named one by one."""


class Dependents(Protocol):
    """Deliveries, referrals, requests and documents of persons by whom they are about, as the read models know them."""

    async def catch_up(self) -> None:
        """Wait until the read models have come to the end that the log has now."""

    async def deliveries(
        self, households: Collection[UUID], members: Collection[UUID]
    ) -> Collection[UUID]:
        """Deliveries to households, to whomever in them, and to members."""

    async def asked_about(self, households: Collection[UUID]) -> Collection[UUID]:
        """Referrals of households and of whomever in them, what they asked about their data, and their documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltOn:
    """Something that was recorded on what the import brought. `household` has its reference where it is one's."""

    fact: str
    stream: UUID
    recorded_at: datetime
    partner: UUID
    actor: Actor
    role: Role
    file_import: UUID | None
    household: UUID | None = None
    reference: Reference | None = None


@dataclass(slots=True)
class Found:
    """What undoing comes to. The first of what others built on it are named; `left` counts by code what had to stay."""

    counts: UndoneCounts = field(default_factory=UndoneCounts)
    built_on: list[BuiltOn] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)

    def add(self, built: BuiltOn) -> None:
        self.counts = replace(self.counts, built_on=self.counts.built_on + 1)
        if len(self.built_on) < LISTED:
            self.built_on.append(built)


class ImportBuiltOn(Refused):
    """Others have built on what the import brought."""

    code = "import_built_on"

    def __init__(self, found: Found) -> None:
        super().__init__(number=found.counts.built_on)
        self.found = found


def built(one: Recorded[AnyFact], household: Sequence[Recorded[AnyFact]]) -> BuiltOn:
    first = household[0].fact if household else None
    registered = first if isinstance(first, HouseholdRegistered) else None
    return BuiltOn(
        fact=NAME_OF[type(one.fact)],
        stream=one.stream,
        recorded_at=one.recorded_at,
        partner=one.envelope.partner,
        actor=one.envelope.actor,
        role=one.envelope.role,
        file_import=one.envelope.file_import,
        household=household[0].stream if registered is not None else None,
        reference=None if registered is None else registered.reference,
    )
