"""A programme: one benefit of one owner, with what it overlaps with. Rules come with eligibility."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType, TypeAlias, assert_never
from uuid import UUID

from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.fields import Clear
from registry.domain.partner import PublicName, is_code
from registry.domain.vocabulary import BenefitFamily, BenefitKind, Cycle, Unit

ProgrammeCode = NewType("ProgrammeCode", str)
"""Short name that people type, unique within its owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeOpened(Fact):
    """`owner` is the partner that runs it. A protected programme is never named to anyone but its owner."""

    owner: Clear[UUID]
    code: Clear[ProgrammeCode]
    name_ar: Clear[PublicName]
    name_en: Clear[PublicName]
    family: Clear[BenefitFamily]
    kind: Clear[BenefitKind]
    unit: Clear[Unit]
    cycle: Clear[Cycle] = Cycle.ON_DEMAND
    protected: Clear[bool] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeClosed(Fact):
    """Nothing more is delivered under it."""


ProgrammeFact: TypeAlias = ProgrammeOpened | ProgrammeClosed


@dataclass(frozen=True, slots=True)
class Programme:
    owner: UUID
    closed: bool = False


def open_programme(programme: Programme | None, opened: ProgrammeOpened) -> list[ProgrammeFact]:
    """Open a programme.

    Raises:
        Refused: `programme_already_open`, `programme_code_malformed`.
    """
    if programme is not None:
        raise Refused("programme_already_open")
    if not is_code(opened.code):
        raise Refused("programme_code_malformed")
    return [opened]


def close_programme(programme: Programme) -> list[ProgrammeFact]:
    return [] if programme.closed else [ProgrammeClosed()]


def evolve(programme: Programme | None, fact: ProgrammeFact) -> Programme:
    """Fold one fact into the state. Total over `ProgrammeFact`; never refuses."""
    match fact:
        case ProgrammeOpened(owner=owner):
            return Programme(owner=owner)
        case _ if programme is None:
            raise AssertionError(f"{type(fact).__name__} before ProgrammeOpened")
        case ProgrammeClosed():
            return Programme(owner=programme.owner, closed=True)
        case _:
            assert_never(fact)
