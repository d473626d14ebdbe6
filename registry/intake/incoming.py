"""What a file brings, row by row, ready to be written: drafts with the place they came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from registry.application.deliveries import DeliveryDraft
from registry.application.households import HouseholdDraft, MemberDraft
from registry.domain.dates import PreciseDate
from registry.domain.file_import import Digest, FileFormat, TakenAs
from registry.domain.places import PCode
from registry.domain.vocabulary import RegistrationWarning
from registry.intake.findings import Kept, Notice, Place, Reject
from registry.intake.mapping import FileMapping
from registry.intake.tables import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the sender says beside the file.

    `on` is the date of a list; `within` the place that all of it comes from; `programme` what a list of deliveries
    handed out; `today` bounds dates of birth.
    """

    today: date
    taken_as: TakenAs | None = None
    on: PreciseDate | None = None
    within: PCode | None = None
    programme: UUID | None = None
    mapping: FileMapping = field(default_factory=FileMapping)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMember:
    at: Place
    draft: MemberDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingDelivery:
    """`draft.household` is filled in once the household's id is known."""

    at: Place
    draft: DeliveryDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A registration with what hangs on it. `draft` names the head only: each member has a row of its own.

    `identifying` is what the registration is found again by where its partner gives no reference; it is personal.
    """

    at: Place
    draft: HouseholdDraft
    identifying: str = field(repr=False)
    effective: PreciseDate | None = None
    members: tuple[IncomingMember, ...] = ()
    deliveries: tuple[IncomingDelivery, ...] = ()

    def rows_beside(self) -> tuple[Place, ...]:
        """The rows of its own that its members and deliveries came from."""
        beside = (*(one.at for one in self.members), *(one.at for one in self.deliveries))
        return tuple(at for at in beside if at != self.at)

    def warnings(self) -> Iterator[tuple[Place, RegistrationWarning]]:
        for warning in (*self.draft.warnings, *self.draft.head.warnings):
            yield self.at, warning
        for one in self.members:
            for warning in one.draft.warnings:
                yield one.at, warning


@dataclass(frozen=True, slots=True, kw_only=True)
class RowName:
    """What a row goes by where its partner gives it no reference: `own` tells it from others of its household."""

    household: Incoming = field(repr=False)
    own: str


@dataclass(slots=True)
class Gathered:
    """What has been made of a file's rows so far. `names` has rejected rows too: they come back mended."""

    tables: list[Table] = field(default_factory=list)
    incoming: list[Incoming] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    names: dict[Place, RowName] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file as it was understood. `mapping` is complete: saved and given again it takes the same columns."""

    format: FileFormat
    digest: Digest
    taken_as: TakenAs
    on: PreciseDate | None
    mapping: FileMapping
    tables: tuple[Kept, ...]
    incoming: tuple[Incoming, ...]
    rejects: tuple[Reject, ...]
    notices: tuple[Notice, ...]
    names: Mapping[Place, RowName]

    @property
    def rows(self) -> int:
        return sum(len(table.rows) for table in self.tables)

    def warning_counts(self) -> Mapping[RegistrationWarning, int]:
        return Counter(warning for one in self.incoming for _, warning in one.warnings())
