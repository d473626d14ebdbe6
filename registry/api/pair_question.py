"""What partners ask each other before anybody decides on a pair."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.opener import SealedField, personal
from registry.api.partner import Partner, partner_of
from registry.domain.sameness import Needed
from registry.privacy.policy import HeldRegistration
from registry.projections.pairs import PairRow


@strawberry.type(description="A question about a pair, and the last answer to it.")
class PairQuestion:
    row: strawberry.Private[PairRow]
    record: strawberry.Private[HeldRegistration]
    position: strawberry.Private[int]
    asked_at: datetime | None
    needs: list[Needed] = strawberry.field(description="What is asked for.")
    answered_at: datetime | None

    @classmethod
    def of(cls, row: PairRow, record: HeldRegistration, position: int) -> Self:
        return cls(
            row=row,
            record=record,
            position=position,
            asked_at=row.asked_at,
            needs=list(row.needs),
            answered_at=row.answered_at,
        )

    @property
    def subject(self) -> UUID:
        return self.row.pair

    @strawberry.field(description="Who asks.")
    async def by(self, info: Asking) -> Partner | None:
        asked_by = self.row.asked_by
        return None if asked_by is None else await partner_of(info, asked_by, self.position)

    @strawberry.field(description="Who owes an answer.")
    async def waits_for(self, info: Asking) -> list[Partner]:
        found = [await partner_of(info, one, self.position) for one in self.row.asked]
        return [one for one in found if one is not None]

    @strawberry.field(description="Who answered last.")
    async def answered_by(self, info: Asking) -> Partner | None:
        answered = self.row.answered_by
        return None if answered is None else await partner_of(info, answered, self.position)

    @strawberry.field(**personal("pair.more_asked.note"))
    def note(self) -> SealedField:
        return SealedField(self.row.pair, self.row.pair, self.row.asked_note)

    @strawberry.field(**personal("pair.more_asked.note"))
    def answer(self) -> SealedField:
        return SealedField(self.row.pair, self.row.pair, self.row.answer_note)
