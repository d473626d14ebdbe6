"""What a file brings, row by row, ready to be written: drafts with the place they came from."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Self, TypeAlias
from uuid import UUID

from registry.application.deliveries import DeliveryDraft
from registry.application.households import HouseholdDraft, MemberDraft
from registry.application.plan_rows import RowSaid
from registry.domain.dates import PreciseDate
from registry.domain.file_import import Digest, FileFormat, TakenAs
from registry.domain.money import Money
from registry.domain.places import PCode
from registry.domain.vocabulary import RegistrationWarning
from registry.intake.findings import Kept, Notice, Place, Reject
from registry.intake.mapping import FileMapping

HOUSEHOLDS: Final = 500
ROWS: Final = 4_000
"""How much of a file is taken in at a time: one transaction or two of a few thousand facts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the sender says beside the file.

    `on` is the date of a list; `within` the place that all of it comes from; `programme` what a list of deliveries
    handed out; `without_repeats` that a form is taken although its repeats are lost; `today` bounds dates of birth.
    `unplaced` is where a row that names no place counts as being; without it such a row is refused.
    """

    today: date
    taken_as: TakenAs | None = None
    on: PreciseDate | None = None
    within: PCode | None = None
    unplaced: PCode | None = None
    programme: UUID | None = None
    without_repeats: bool = False
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
    `approved` where the row says that somebody has looked at it and it need not wait. `alike` is what stays of what is
    identifying when a phone or an address is left out; None where a number or a reference says who it is.
    """

    at: Place
    draft: HouseholdDraft
    identifying: str = field(repr=False)
    approved: bool = False
    alike: str | None = field(default=None, repr=False)
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
    """What a row goes by where its partner gives it no reference: `own` tells it from others of its household.

    The household is that of a `reference`, or of what is `identifying` where there is none. What is `personal` in `own`
    is written as a keyed token.
    """

    reference: str | None
    identifying: str = field(repr=False)
    own: str = field(repr=False)
    personal: bool = False

    @classmethod
    def within(cls, household: Incoming, own: str, *, personal: bool = False) -> Self:
        return cls(
            reference=household.draft.partner_reference,
            identifying=household.identifying,
            own=own,
            personal=personal,
        )


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class HandedRow:
    """A row that says that a line of a plan was handed over: the line by its number, else by whom it means.

    Without a `value` it was what the plan says that a line is worth. `place` is for a line that means nobody in the
    register; None where the row says none that is known.
    """

    at: Place
    line: int | None
    said: RowSaid | None
    on: PreciseDate
    quantity: Decimal
    value: Money | None
    place: PCode | None = None


@dataclass(slots=True)
class Batch:
    """What a stretch of a file brings. `names` has rejected rows too: they come back mended.

    `named` are the references of households whose rows are rejected: they are in the file all the same.

    `rows` is how many rows of data it is; `reached` how far into the file it goes, in what `Reading.length` counts.
    """

    incoming: list[Incoming] = field(default_factory=list)
    handed: list[HandedRow] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    names: dict[Place, RowName] = field(default_factory=dict)
    named: list[str] = field(default_factory=list)
    rows: int = 0
    reached: int = 0

    @property
    def full(self) -> bool:
        return len(self.incoming) >= HOUSEHOLDS or self.rows >= ROWS


Batches: TypeAlias = Generator[Batch, None, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file as it is understood before its rows are read. They are read when the batches are gone through.

    `mapping` is complete: saved and given again it takes the same columns. `list` is a digest of what makes it the same
    list as another of its partner's. `notices` are of the file as a whole.
    `length` counts lines, or registrations where the file is held whole.
    """

    format: FileFormat
    digest: Digest
    taken_as: TakenAs
    on: PreciseDate | None
    mapping: FileMapping
    list: bytes
    tables: tuple[Kept, ...]
    notices: tuple[Notice, ...]
    length: int
    batches: Callable[[], Batches]
