"""What waits for somebody, found by living each household through once more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from registry.domain import household
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.vocabulary import ConsentPurpose, ConsentState
from tests.folds.households import Rows


class _Home:
    """A household as it stands, with the facts that brought it on a list."""

    def __init__(self, first: Recorded[AnyFact]) -> None:
        self.stream = first.stream
        self.partner = first.envelope.partner
        self.hold: Recorded[AnyFact] | None = None
        self.not_asked: Recorded[AnyFact] | None = None
        self.closed: Recorded[AnyFact] | None = None
        self.warned: Recorded[AnyFact] | None = None
        self.odd: dict[UUID, int] = {}
        self.gone = False

    def live(self, one: Recorded[AnyFact]) -> None:
        fact = one.fact
        if isinstance(fact, household.HouseholdRegistered):
            states = [c.state for c in fact.consent if c.purpose is ConsentPurpose.SHARING]
            self.not_asked = one if states[-1:] in ([], [ConsentState.NOT_ASKED]) else None
        if isinstance(fact, household.ConsentAnswered):
            self.not_asked = (
                None if fact.consent.purpose is ConsentPurpose.SHARING else self.not_asked
            )
        if isinstance(fact, household.HouseholdPutOnHold | household.HouseholdReleased):
            self.hold = one if isinstance(fact, household.HouseholdPutOnHold) else None
        if isinstance(fact, household.HouseholdClosed | household.HouseholdReopened):
            self.closed = one if isinstance(fact, household.HouseholdClosed) else None
        if isinstance(fact, household.HouseholdTransferred):
            self.partner = fact.to
        if isinstance(fact, household.HouseholdForgotten | household.RegistrationWithdrawn):
            self.gone = True
        self.count(one)

    def count(self, one: Recorded[AnyFact]) -> None:
        fact = one.fact
        member = getattr(fact, "member", None)
        if (odd := getattr(fact, "odd", None)) is not None:
            self.odd[member or one.stream] = odd
        elif isinstance(fact, _LEAVING):
            self.odd[fact.member] = 0
        warned = any(self.odd.values())
        self.warned = (self.warned or one) if warned else None

    def row(self) -> dict[str, Any]:
        return {
            "household": self.stream,
            "partner": self.partner,
            "on_hold": getattr(self.hold.fact, "reason", None) if self.hold else None,
            **_since("hold", self.hold),
            **_since("consent", self.not_asked),
            "odd": {str(whom): odd for whom, odd in self.odd.items() if odd},
            **_since("odd", self.warned),
            "closed": getattr(self.closed.fact, "reason", None) if self.closed else None,
            **_since("closed", self.closed),
        }


_LEAVING = (
    household.MemberLeft
    | household.MemberDied
    | household.MemberMovedOut
    | household.MemberWithdrawn
    | household.PersonForgotten
)


def _since(name: str, one: Recorded[AnyFact] | None) -> dict[str, Any]:
    return {
        f"{name}_since": one.position if one else None,
        f"{name}_at": one.recorded_at if one else None,
    }


def waiting(facts: Iterable[Recorded[AnyFact]]) -> Rows:
    streams: dict[UUID, list[Recorded[AnyFact]]] = defaultdict(list)
    for one in facts:
        if isinstance(one.fact, household.HouseholdFact):
            streams[one.stream].append(one)
    homes = {stream: _Home(those[0]) for stream, those in streams.items()}
    for stream, those in streams.items():
        for one in those:
            homes[stream].live(one)
    return {stream: home.row() for stream, home in homes.items() if not home.gone}
