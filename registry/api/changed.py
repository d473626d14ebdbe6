"""The answer of a mutation about one thing: it is as it was asked for, and can be read as it is by then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Self, TypeVar
from uuid import UUID

import strawberry

from registry.api.carrying import shown_at
from registry.api.context import Asking
from registry.api.refusal import Refusal
from registry.api.relay import global_id
from registry.api.scalars import Position
from registry.application.command import Outcome

ReadT = TypeVar("ReadT")


@strawberry.type
class Changed:
    """What all such answers have; each names what was changed and says how it is read."""

    outcome: strawberry.Private[Outcome]
    id: strawberry.ID
    position: Position
    repeated: bool

    @classmethod
    def by(cls, kind: str, outcome: Outcome | Refusal, key: str | None = None) -> Self | Refusal:
        """The answer about a thing of that kind, as its global ids name it: by its stream, or by its own key."""
        if isinstance(outcome, Refusal):
            return outcome
        return cls(
            outcome=outcome,
            id=global_id(kind, key or outcome.stream),
            position=Position(outcome.position),
            repeated=outcome.repeated,
        )

    async def read(
        self, info: Asking, at: Callable[[Asking, UUID, int], Awaitable[ReadT | None]]
    ) -> ReadT | None:
        """What was changed, as of now; None where the read models are behind."""
        position = await shown_at(info, self.outcome)
        return None if position is None else await at(info, self.outcome.stream, position)
