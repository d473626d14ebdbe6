"""A plan of the viewer's own that waits for a pair to be decided."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

import strawberry

from registry.api.context import Asking
from registry.api.money import Money
from registry.api.plan import Plan, plan_at
from registry.projections.pair_queue import Held


@strawberry.type(
    description="A plan that a pair holds up, with its lines that mean one of the two."
)
class HeldPlan:
    row: strawberry.Private[Held]
    position: strawberry.Private[int]
    starts: date = strawberry.field(description="The first day that it serves.")
    lines: int
    value: Money | None = strawberry.field(description="What these lines are worth together.")

    @classmethod
    def of(cls, row: Held, position: int) -> Self:
        value = Money.of(row.worth, row.currency)
        return cls(row=row, position=position, starts=row.starts, lines=row.lines, value=value)

    @strawberry.field
    async def plan(
        self, info: Asking
    ) -> Annotated[Plan, strawberry.lazy("registry.api.plan")] | None:
        return await plan_at(info, self.row.plan, self.position)
