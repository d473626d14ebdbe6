"""What is said of pairs as it comes, for the histories that read models are compared over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from registry.domain import pair
from registry.domain.envelope import Actor
from registry.domain.fields import Sealed
from registry.domain.pair import ModelVersion, PairFact, Sides
from registry.domain.sameness import (
    CaseReason,
    DismissalReason,
    Needed,
    PartingReason,
    SettledReason,
)
from registry.eventlog.mapper import Pending


def sayings(random: Random, sealed: Callable[[], Sealed], sides: Sides) -> list[PairFact]:
    """Whatever may be said; a fold takes it in any order, once the sides are known."""
    found: dict[str, Any] = {
        "sides": sides,
        "model": ModelVersion(random.choice(("v1", "v2"))),
        "score": random.randrange(-100, 300),
    }
    return [
        pair.RegistrationsLinked(evidence=sealed(), **found),
        pair.DuplicateCaseOpened(why=random.choice(list(CaseReason)), evidence=sealed(), **found),
        pair.DuplicateConfirmed(sides=sides, note=random.choice((None, sealed()))),
        pair.DuplicateDismissed(
            sides=sides,
            reason=random.choice(list(DismissalReason)),
            note=random.choice((None, sealed())),
        ),
        pair.LinkUndone(
            reason=random.choice(list(PartingReason)), note=random.choice((None, sealed()))
        ),
        pair.DuplicateCaseSettled(because=random.choice(list(SettledReason))),
    ]


class Pairing:
    """The part of a history that speaks of two registrations; what it needs of the rest stands above."""

    random: Random
    homes: dict[UUID, Any]
    pairs: dict[UUID, Sides]
    sealed: Callable[[], Sealed]
    now: Callable[..., list[Pending]]

    def finds_pair(self) -> list[Pending]:
        if len(self.homes) < 2:
            return []
        here, there = self.random.sample(list(self.homes), 2)
        first, second = sorted(
            (self.random.choice(list(self.homes[home].relations)), home) for home in (here, there)
        )
        if first[0] == second[0]:
            return []
        sides = Sides(
            first=first[0],
            second=second[0],
            first_household=first[1],
            second_household=second[1],
        )
        stream = UUID(int=sides.first.int ^ sides.second.int)
        self.pairs[stream] = sides
        return self.now(stream, *sayings(self.random, self.sealed, sides)[:1])

    def speaks_of_pair(self) -> list[Pending]:
        if not self.pairs:
            return []
        stream, sides = self.random.choice(list(self.pairs.items()))
        return self.now(stream, self.random.choice(sayings(self.random, self.sealed, sides)))

    def says_everything_of_a_pair(self) -> list[Pending]:
        """Each once, in an order in which each changes something."""
        stream, sides = next(iter(self.pairs.items()))
        linked, asked, confirmed, dismissed, undone, settled = sayings(
            self.random, self.sealed, sides
        )
        return self.now(stream, dismissed, linked, asked, settled, confirmed, undone)


@dataclass
class Adjudicating:
    """What people say of pairs before anybody has decided. It draws from a chance of its own."""

    history: Any
    random: Random
    begun: bool = False

    def beside(self) -> list[Pending]:
        """Everything once of the first pair that there is, and then now and then something of one."""
        if not self.history.pairs or (self.begun and self.random.random() < 0.8):
            return []
        stream, sides = self.random.choice(list(self.history.pairs.items()))
        ways = self._ways(sides)
        told = [self.random.choice(ways)] if self.begun else ways
        self.begun = True
        begins = self.history.versions.get(stream, 0)
        self.history.versions[stream] = begins + len(told)
        envelope = self.history.said_last
        return [Pending(stream, begins + at, envelope, fact) for at, fact in enumerate(told, 1)]

    def _ways(self, sides: Sides) -> list[PairFact]:
        """Whatever may be said; a fold takes it in any order."""
        first, second, *_ = self.history.partners * 2
        who = Actor(UUID(int=self.random.randrange(1, 4)))
        reason = self.random.choice(list(DismissalReason))
        needs = tuple(self.random.sample(list(Needed), 2))
        return [
            pair.DismissalProposed(sides=sides, by=who, reason=reason, note=self._note()),
            pair.ConfirmationProposed(sides=sides, by=who, note=self._note()),
            pair.MoreAsked(asked=(first, second), needs=needs, note=self._note()),
            pair.MoreAsked(asked=(second,), needs=needs[:1], note=self._note()),
            pair.MoreAnswered(partner=first, note=self._note()),
            pair.PartingProposed(
                by=who, reason=self.random.choice(list(PartingReason)), note=self._note()
            ),
        ]

    def _note(self) -> Sealed | None:
        return self.random.choice((None, Sealed(self.random.randbytes(24))))
