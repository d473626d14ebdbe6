"""A partner that is late with its reports, where it made lines of a plan unknown."""

from __future__ import annotations

from datetime import date
from typing import Self

import strawberry

from registry.api.context import Asking
from registry.api.partner import Partner, partner_of
from registry.projections.lateness import LatePartner as Row


@strawberry.type(
    description="A partner that has not reported for longer than it agreed to, so that lines are not known."
)
class LatePartner:
    row: strawberry.Private[Row]
    position: strawberry.Private[int]
    since: date = strawberry.field(
        description="The last day that is known of: of its newest delivery on record, up to which it said that all is, "
        "or on which it agreed to report."
    )
    every: int = strawberry.field(description="Within how many days it agreed to report.")

    @classmethod
    def of(cls, row: Row, position: int) -> Self:
        return cls(row=row, position=position, since=row.since, every=row.every)

    @strawberry.field
    async def partner(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.partner, self.position)
