"""A pair: two registrations of a member that may be of one person, and what the machine and people said of it.

Nothing is merged. A link is a fact that can be undone; the identity of a person is what the links that hold connect.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NewType, TypeAlias, assert_never
from uuid import UUID

from registry.domain.envelope import Fact
from registry.domain.errors import Refused
from registry.domain.evidence import Evidence
from registry.domain.fields import Clear, Identity, Personal, Sensitive
from registry.domain.sameness import CaseReason, DismissalReason, PartingReason, SettledReason

ModelVersion = NewType("ModelVersion", str)
"""Which model weighed the evidence: its weights, thresholds and frequency of names are frozen under that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """The two members and their households, the member with the smaller id first: it was registered first."""

    first: Clear[UUID]
    second: Clear[UUID]
    first_household: Clear[UUID]
    second_household: Clear[UUID]

    def __post_init__(self) -> None:
        if self.first >= self.second:
            raise ValueError("the sides of a pair stand in the order of their ids")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationsLinked(Fact):
    """The machine is sure. `score` is the weight of all evidence, in tenths of a bit; `model` weighed it.

    The evidence is levels and weights, never values, and sealed under the pair's own key.
    """

    sides: Clear[Sides]
    model: Clear[ModelVersion]
    score: Clear[int]
    evidence: Personal[tuple[Evidence, ...], Identity]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateCaseOpened(Fact):
    """The machine is not sure, or may not be: a person is asked. As `RegistrationsLinked` otherwise."""

    sides: Clear[Sides]
    why: Clear[CaseReason]
    model: Clear[ModelVersion]
    score: Clear[int]
    evidence: Personal[tuple[Evidence, ...], Identity]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateCaseSettled(Fact):
    """The case asks nothing any more, by what was recorded since."""

    because: Clear[SettledReason]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateConfirmed(Fact):
    """A person says that they are one. `note` is why, sealed under the pair's own key, as all that follow."""

    sides: Clear[Sides]
    note: Personal[str, Sensitive] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateDismissed(Fact):
    """A person says that they are two."""

    sides: Clear[Sides]
    reason: Clear[DismissalReason]
    note: Personal[str, Sensitive] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkUndone(Fact):
    """The two are apart again: by a person, or, where the machine had linked them, by what was recorded since."""

    reason: Clear[PartingReason]
    note: Personal[str, Sensitive] | None = None


PairFact: TypeAlias = (
    RegistrationsLinked
    | DuplicateCaseOpened
    | DuplicateCaseSettled
    | DuplicateConfirmed
    | DuplicateDismissed
    | LinkUndone
)


class LinkedBy(StrEnum):
    """Whose word a link is: a person's is never undone by the machine."""

    MACHINE = "machine"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Pair:
    """`linked` where a link holds; `open` while a case waits; `parted` where a person said that they are two."""

    sides: Sides
    linked: LinkedBy | None = None
    open: bool = False
    parted: bool = False


BY_PERSON: Final = frozenset(PartingReason) - {PartingReason.EVIDENCE_CHANGED}


def link(pair: Pair | None, linked: RegistrationsLinked) -> list[PairFact]:
    """What a person parted is never linked by the machine, whatever the evidence has become: that is a case."""
    if pair is not None and (pair.linked or pair.parted):
        return []
    return [linked]


def open_case(
    pair: Pair | None, opened: DuplicateCaseOpened, *, evidence_changed: bool
) -> list[PairFact]:
    """Ask a person; once one has said that they are two, only where the evidence is another one.

    A link that the machine made and is no longer sure of is undone by it first.
    """
    if pair is None:
        return [opened]
    if pair.open or pair.linked is LinkedBy.PERSON:
        return []
    if pair.parted and not evidence_changed:
        return []
    return [*part(pair), opened]


def settle(pair: Pair, because: SettledReason) -> list[PairFact]:
    """What was recorded since answers the case, or parts what the machine had linked."""
    settled: list[PairFact] = [DuplicateCaseSettled(because=because)] if pair.open else []
    return [*settled, *part(pair)]


def part(pair: Pair) -> list[PairFact]:
    """The machine takes its own link back, never a person's."""
    if pair.linked is not LinkedBy.MACHINE:
        return []
    return [LinkUndone(reason=PartingReason.EVIDENCE_CHANGED, note=None)]


def confirm(
    pair: Pair | None, confirmed: DuplicateConfirmed, conflicts: tuple[tuple[UUID, UUID], ...]
) -> list[PairFact]:
    """A person links them. `conflicts` are members who would become one and are of one registration.

    Raises:
        Refused: `link_joins_members`, with the members in conflict.
    """
    if pair is not None and pair.linked is LinkedBy.PERSON:
        return []
    if conflicts:
        raise Refused(
            "link_joins_members", members=[[str(one) for one in two] for two in conflicts]
        )
    return [confirmed]


def dismiss(pair: Pair | None, dismissed: DuplicateDismissed) -> list[PairFact]:
    """A person says that they are two.

    Raises:
        Refused: `pair_is_linked`, which is undone and not dismissed.
    """
    if pair is not None and pair.linked:
        raise Refused("pair_is_linked")
    if pair is not None and pair.parted and not pair.open:
        return []
    return [dismissed]


def undo(pair: Pair, undone: LinkUndone) -> list[PairFact]:
    """A person takes a link back, whoever made it.

    Raises:
        Refused: `pair_not_linked`, `parting_reason_of_the_machine`.
    """
    if undone.reason not in BY_PERSON:
        raise Refused("parting_reason_of_the_machine")
    if pair.linked is None:
        if pair.parted:
            return []
        raise Refused("pair_not_linked")
    return [undone]


def evolve(pair: Pair | None, fact: PairFact) -> Pair:
    """Fold one fact into the state. Total over `PairFact`; never refuses."""
    match fact:
        case RegistrationsLinked(sides=sides):
            return Pair(sides, linked=LinkedBy.MACHINE)
        case DuplicateCaseOpened(sides=sides):
            return Pair(sides, open=True, parted=pair is not None and pair.parted)
        case DuplicateConfirmed(sides=sides):
            return Pair(sides, linked=LinkedBy.PERSON)
        case DuplicateDismissed(sides=sides):
            return Pair(sides, parted=True)
        case _ if pair is None:
            raise AssertionError(f"{type(fact).__name__} of a pair that nothing was said of")
        case DuplicateCaseSettled():
            return replace(pair, open=False)
        case LinkUndone(reason=reason):
            return replace(pair, linked=None, parted=reason in BY_PERSON)
        case _:
            assert_never(fact)
