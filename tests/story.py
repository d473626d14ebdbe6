"""Given, when, then for aggregates: `Story(evolve).given(fact, …).when(decision).then(fact, …)`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from registry.domain.errors import Refused

State = TypeVar("State")
Fact = TypeVar("Fact")


@dataclass(frozen=True)
class Told(Generic[Fact]):
    """What came of a decision: its facts, or the code it was refused with."""

    facts: Sequence[Fact]
    refusal: str | None = None

    def then(self, *expected: Fact) -> None:
        assert self.refusal is None, self.refusal
        assert list(self.facts) == list(expected)

    def refused(self, code: str) -> None:
        assert self.refusal == code


@dataclass(frozen=True)
class Story(Generic[State, Fact]):
    evolve: Callable[[State | None, Fact], State]
    state: State | None = None

    def given(self, *facts: Fact) -> Story[State, Fact]:
        state = self.state
        for fact in facts:
            state = self.evolve(state, fact)
        return Story(self.evolve, state)

    def when(self, decide: Callable[[State], Sequence[Fact]]) -> Told[Fact]:
        state = self.state
        assert state is not None, "a decision about something that never began"
        return _tell(lambda: decide(state))

    def begin(self, decide: Callable[[State | None], Sequence[Fact]]) -> Told[Fact]:
        return _tell(lambda: decide(self.state))


def _tell(decide: Callable[[], Sequence[Fact]]) -> Told[Fact]:
    try:
        return Told(decide())
    except Refused as refused:
        return Told([], refused.code)
