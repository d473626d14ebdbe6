"""What double support comes to: by the other giver and family, and household by household over the months."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Final, Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.days import read_month
from registry.api.double_support import ACT, looking_at, not_compared, wanted
from registry.api.household import Household, household_at
from registry.api.ids import BadRequest
from registry.api.moment import AsOf, as_uuid, position_of, window_at
from registry.api.money import Money
from registry.api.partner import Partner, partner_of
from registry.api.refusal import Refusal
from registry.api.relay import Connection, connection
from registry.api.scalars import Position
from registry.application import double_support as application
from registry.application.double_support import Row, Tally, Totals
from registry.domain.double_support import SupportStage
from registry.domain.errors import Refused
from registry.domain.vocabulary import BenefitFamily
from registry.projections.reading import Page

MOST_MONTHS: Final = 24


@strawberry.type(description="How much double support there is, and what is at stake by it.")
class SupportTally:
    count: int
    households: int = strawberry.field(description="Each once, whoever registered it.")
    open: int
    explained: int
    justified: int
    recovered: int
    at_stake: list[Money] = strawberry.field(
        description="What own deliveries were worth that are not justified, each once, less what came back; a sum a "
        "currency."
    )
    unpriced: int = strawberry.field(
        description="Own deliveries at stake of which nobody said what they were worth."
    )
    came_back: list[Money]

    @classmethod
    def of(cls, tally: Tally) -> Self:
        return cls(
            count=tally.count,
            households=len(tally.households),
            open=tally.stages[SupportStage.OPEN],
            explained=tally.stages[SupportStage.EXPLAINED],
            justified=tally.stages[SupportStage.JUSTIFIED],
            recovered=tally.stages[SupportStage.RECOVERED],
            at_stake=[Money(amount=one.amount, currency=one.currency) for one in tally.at_stake],
            unpriced=tally.unpriced,
            came_back=[Money(amount=one.amount, currency=one.currency) for one in tally.recovered],
        )


@strawberry.type(description="By the other giver and the family of the own delivery.")
class SupportByPartner:
    named: strawberry.Private[UUID | None]
    position: strawberry.Private[int]
    family: BenefitFamily
    tally: SupportTally

    @classmethod
    def of(cls, row: Row, tally: Tally, position: int) -> Self:
        return cls(
            named=row.partner, position=position, family=row.family, tally=SupportTally.of(tally)
        )

    @strawberry.field(description="Null for all that no agreement names.")
    async def partner(self, info: Asking) -> Partner | None:
        return None if self.named is None else await partner_of(info, self.named, self.position)


@strawberry.type(description="A month in which own help begins that a household had twice.")
class SupportMonth:
    month: str = strawberry.field(description="As 2026-10.")
    tally: SupportTally


@strawberry.type(description="A household that had help twice.")
class SupportOfHousehold:
    key: strawberry.Private[UUID]
    position: strawberry.Private[int]
    months: list[SupportMonth]

    @strawberry.field(description="The registration of it that was made first.")
    async def household(
        self, info: Asking
    ) -> Annotated[Household, strawberry.lazy("registry.api.household")] | None:
        return await household_at(info, self.key, self.position)


@strawberry.type(description="What the double support of the viewer's partner comes to.")
class DoubleSupportTotals:
    cells: strawberry.Private[Mapping[UUID, Mapping[date, Tally]]]
    position: Position
    whole: SupportTally
    rows: list[SupportByPartner]
    refusals: list[Refusal] = strawberry.field(
        description="Why there may be more than was found; on record where it concerns access."
    )

    @strawberry.field(description="Household by month, in the order of the households' ids.")
    def calendar(self, first: int = 50, after: str | None = None) -> Connection[SupportOfHousehold]:
        window = window_at(self.position, checked_first(first), after, as_uuid)
        keys = [one for one in sorted(self.cells) if window.after is None or one > window.after]
        return connection(
            Page.of(keys, window.first),
            lambda key: SupportOfHousehold(
                key=key,
                position=window.position,
                months=[
                    SupportMonth(month=month.isoformat()[:7], tally=SupportTally.of(tally))
                    for month, tally in sorted(self.cells[key].items())
                ],
            ),
            lambda key: key,
            window,
        )


async def double_support_totals(
    info: Asking,
    since: str,
    until: str,
    household: strawberry.ID | None = None,
    as_of: AsOf | None = None,
) -> DoubleSupportTotals:
    """Of own help whose period begins in the months from and until, both included.

    Raises:
        BadRequest: `month_malformed`, `double_support_months_out_of_range`, `double_support_too_much`.
    """
    begin, end = read_month(since), read_month(until)
    if not 0 <= (end.year - begin.year) * 12 + end.month - begin.month < MOST_MONTHS:
        raise BadRequest("double_support_months_out_of_range", limit=MOST_MONTHS)
    position = await position_of(info.context, as_of)
    refusals = await info.context.refusals(ACT)
    looking = await looking_at(info, position)
    found = Totals()
    if looking is not None:
        try:
            filters = await wanted(looking, since, until, household)
            found = await application.totals(looking, filters)
        except Refused as refused:
            raise BadRequest(refused.code, **refused.details) from None
        refusals += await not_compared(info)
    return DoubleSupportTotals(
        cells=found.cells,
        position=Position(position),
        whole=SupportTally.of(found.whole),
        rows=[SupportByPartner.of(row, found.rows[row], position) for row in _in_order(found.rows)],
        refusals=refusals,
    )


def _in_order(rows: Iterable[Row]) -> list[Row]:
    """What no agreement names last."""
    return sorted(rows, key=lambda row: (row.partner is None, str(row.partner), row.family))
