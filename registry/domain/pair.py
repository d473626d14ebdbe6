"""A pair: two registrations of a member that may be of one person, and what the machine and people said of it.

Nothing is merged. A link is a fact that can be undone; the identity of a person is what the links that hold connect.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, NewType, TypeAlias, assert_never
from uuid import UUID

from registry.domain.envelope import Actor, Fact
from registry.domain.errors import Refused
from registry.domain.evidence import Evidence
from registry.domain.fields import Clear, Identity, Personal, Sensitive
from registry.domain.sameness import (
    CaseReason,
    DismissalReason,
    Needed,
    PartingReason,
    Proposal,
    SettledReason,
)

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationProposed(Fact):
    """A person says that they are one, where so much hangs on it that another person must say so, too.

    `by` stands here beside the envelope, since it decides whose word is the second.
    """

    sides: Clear[Sides]
    by: Clear[Actor]
    note: Personal[str, Sensitive] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissalProposed(Fact):
    """A person says that they are two, where another must say so, too; as `ConfirmationProposed` otherwise."""

    sides: Clear[Sides]
    by: Clear[Actor]
    reason: Clear[DismissalReason]
    note: Personal[str, Sensitive] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartingProposed(Fact):
    """A person takes a link back, where another must say so, too; the link holds until then."""

    by: Clear[Actor]
    reason: Clear[PartingReason]
    note: Personal[str, Sensitive] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreAsked(Fact):
    """Whoever is to decide needs to know more: `asked` are partners with a side, `needs` is what they are asked for."""

    asked: Clear[tuple[UUID, ...]]
    needs: Clear[tuple[Needed, ...]]
    note: Personal[str, Identity] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreAnswered(Fact):
    """A `partner` that was asked says what it knows."""

    partner: Clear[UUID]
    note: Personal[str, Identity] | None = None


PairFact: TypeAlias = (
    RegistrationsLinked
    | DuplicateCaseOpened
    | DuplicateCaseSettled
    | DuplicateConfirmed
    | DuplicateDismissed
    | LinkUndone
    | ConfirmationProposed
    | DismissalProposed
    | PartingProposed
    | MoreAsked
    | MoreAnswered
)


class LinkedBy(StrEnum):
    """Whose word a link is: a person's is never undone by the machine."""

    MACHINE = "machine"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Pair:
    """`linked` where a link holds; `open` while a case waits; `parted` where a person said that they are two.

    `proposed` is what somebody said whose word alone is not enough, and who; `asked` are partners that owe an answer.
    """

    sides: Sides
    linked: LinkedBy | None = None
    open: bool = False
    parted: bool = False
    proposed: tuple[Proposal, Actor] | None = None
    asked: frozenset[UUID] = frozenset()


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
    """What was recorded since answers the case, or parts what the machine had linked.

    What a person proposed of two that the machine never asked about ends with either of them alone. The link of
    somebody who was forgotten stays: the other registrations are still of one person.
    """
    gone = because is not SettledReason.EVIDENCE_CHANGED
    over = pair.open or (gone and pair.proposed is not None)
    settled: list[PairFact] = [DuplicateCaseSettled(because=because)] if over else []
    return settled if because is SettledReason.FORGOTTEN else [*settled, *part(pair)]


def part(pair: Pair) -> list[PairFact]:
    """The machine takes its own link back, never a person's."""
    if pair.linked is not LinkedBy.MACHINE:
        return []
    return [LinkUndone(reason=PartingReason.EVIDENCE_CHANGED, note=None)]


def confirm(
    pair: Pair | None,
    confirmed: DuplicateConfirmed,
    conflicts: tuple[tuple[UUID, UUID], ...],
    *,
    by: Actor,
    alone: bool,
) -> list[PairFact]:
    """A person links them. `conflicts` are members who would become one and are of one registration.

    One person's word is enough where they may decide `alone`; else it is a proposal, and another's the decision.

    Raises:
        Refused: `link_joins_members`, with the members in conflict; `second_is_the_first`.
    """
    if pair is not None and pair.linked is LinkedBy.PERSON and pair.proposed is None:
        return []
    if conflicts:
        raise Refused(
            "link_joins_members", members=[[str(one) for one in two] for two in conflicts]
        )
    if alone or _seconds(pair, Proposal.ONE_PERSON, by):
        return [confirmed]
    return [ConfirmationProposed(sides=confirmed.sides, by=by, note=confirmed.note)]


def dismiss(
    pair: Pair | None, dismissed: DuplicateDismissed, *, by: Actor, alone: bool
) -> list[PairFact]:
    """A person says that they are two; `alone` as for `confirm`.

    Raises:
        Refused: `pair_is_linked`, which is undone and not dismissed; `second_is_the_first`.
    """
    if pair is not None and pair.linked:
        raise Refused("pair_is_linked")
    if pair is not None and pair.parted and not (pair.open or pair.proposed):
        return []
    if alone or _seconds(pair, Proposal.TWO_PERSONS, by):
        return [dismissed]
    sides, reason, note = dismissed.sides, dismissed.reason, dismissed.note
    return [DismissalProposed(sides=sides, by=by, reason=reason, note=note)]


def _seconds(pair: Pair | None, proposal: Proposal, by: Actor) -> bool:
    """Whether another person proposed the same; what somebody proposed otherwise is in nobody's way.

    Raises:
        Refused: `second_is_the_first`.
    """
    proposed, who = (pair.proposed if pair is not None else None) or (None, None)
    if proposed is not proposal:
        return False
    if who == by:
        raise Refused("second_is_the_first")
    return True


def ask_more(pair: Pair | None, asked: MoreAsked) -> list[PairFact]:
    """Ask partners with a side for what is missing, while somebody is to decide.

    Raises:
        Refused: `pair_not_open`.
    """
    if pair is None or not (pair.open or pair.proposed):
        raise Refused("pair_not_open")
    return [asked]


def answer(pair: Pair | None, answered: MoreAnswered) -> list[PairFact]:
    """Raises `Refused`: `pair_asks_nothing` of the partner."""
    if pair is None or answered.partner not in pair.asked:
        raise Refused("pair_asks_nothing")
    return [answered]


def undo(pair: Pair, undone: LinkUndone, *, by: Actor, alone: bool) -> list[PairFact]:
    """A person takes a link back, whoever made it; `alone` as for `confirm`.

    Raises:
        Refused: `pair_not_linked`, `parting_reason_of_the_machine`, `second_is_the_first`.
    """
    if undone.reason not in BY_PERSON:
        raise Refused("parting_reason_of_the_machine")
    if pair.linked is None:
        if pair.parted:
            return []
        raise Refused("pair_not_linked")
    if alone or _seconds(pair, Proposal.TWO_PERSONS, by):
        return [undone]
    return [PartingProposed(by=by, reason=undone.reason, note=undone.note)]


def evolve(pair: Pair | None, fact: PairFact) -> Pair:  # noqa: C901, PLR0911, PLR0912 - a case a fact
    """Fold one fact into the state. Total over `PairFact`; never refuses."""
    match fact:
        case RegistrationsLinked(sides=sides):
            return Pair(sides, linked=LinkedBy.MACHINE)
        case DuplicateCaseOpened(sides=sides):
            return replace(pair or Pair(sides), linked=None, open=True)
        case DuplicateConfirmed(sides=sides):
            return Pair(sides, linked=LinkedBy.PERSON)
        case DuplicateDismissed(sides=sides):
            return Pair(sides, parted=True)
        case ConfirmationProposed(sides=sides, by=by):
            return replace(pair or Pair(sides), proposed=(Proposal.ONE_PERSON, by))
        case DismissalProposed(sides=sides, by=by):
            return replace(pair or Pair(sides), proposed=(Proposal.TWO_PERSONS, by))
        case _ if pair is None:
            raise AssertionError(f"{type(fact).__name__} of a pair that nothing was said of")
        case DuplicateCaseSettled():
            return replace(pair, open=False, proposed=None, asked=frozenset())
        case PartingProposed(by=by):
            return replace(pair, proposed=(Proposal.TWO_PERSONS, by))
        case LinkUndone(reason=reason):
            return Pair(pair.sides, open=pair.open, parted=reason in BY_PERSON)
        case MoreAsked(asked=asked):
            return replace(pair, asked=pair.asked.union(asked))
        case MoreAnswered(partner=partner):
            return replace(pair, asked=pair.asked - {partner})
        case _:
            assert_never(fact)
