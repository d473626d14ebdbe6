"""What is said of pairs as it comes, for the histories that read models are compared over."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

from registry.domain import pair
from registry.domain.fields import Sealed
from registry.domain.pair import ModelVersion, PairFact, Sides
from registry.domain.sameness import CaseReason, DismissalReason, PartingReason, SettledReason
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
