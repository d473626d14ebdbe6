"""What every fact travels with: who, for whom, why, through what, caused by what, and when it was recorded."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Generic, NamedTuple, NewType, TypeVar
from uuid import UUID

from registry.domain.dates import PreciseDate
from registry.domain.fields import Clear
from registry.domain.vocabulary import Channel, Purpose, Role

Actor = NewType("Actor", UUID)
"""An opaque id; a staff directory outside the log says whose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened, in the past tense. It says one thing and is never changed."""

    def __init_subclass__(cls) -> None:
        cls.__repr__ = Fact.__repr__  # type: ignore[method-assign]  # a dataclass leaves alone what is there

    def __repr__(self) -> str:
        """Every field by its name, and nothing of a personal one: `Open` hides itself, bytes are sealed."""
        said = ((field.name, getattr(self, field.name)) for field in fields(self))
        named = (f"{name}={'***' if type(one) is bytes else repr(one)}" for name, one in said)
        return f"{type(self).__name__}({', '.join(named)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Stored with every fact.

    `effective` is given when the act happened at another time than it was recorded. `command` names the command that
    caused the fact; `file_import`, `sheet` and `row` the line of a file it came from (sheets count from 0 in the order
    of the file, hidden and empty ones too; rows from 1, as the file's reader sees them).
    """

    actor: Clear[Actor]
    partner: Clear[UUID]
    department: Clear[UUID | None] = None
    role: Clear[Role]
    purpose: Clear[Purpose]
    channel: Clear[Channel]
    command: Clear[UUID]
    file_import: Clear[UUID | None] = None
    sheet: Clear[int | None] = None
    row: Clear[int | None] = None
    effective: Clear[PreciseDate | None] = None


FactT_co = TypeVar("FactT_co", bound=Fact, covariant=True)


class Recorded(NamedTuple, Generic[FactT_co]):
    """A fact in its place in the log. `position` is the order of commit, with holes; `version` counts from 1.

    A tuple, since followers make millions of them.
    """

    position: int
    stream: UUID
    version: int
    recorded_at: datetime
    envelope: Envelope
    fact: FactT_co
