"""Programmes. A protected one is never named to anyone but its owner."""

from __future__ import annotations

from typing import Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.eligibility import EligibilityRule, rule_of
from registry.api.ids import read_uuid
from registry.api.moment import AsOf, as_uuid, page_window
from registry.api.money import Money
from registry.api.partner import Partner, partner_of
from registry.api.relay import Connection, Node, connection, global_id
from registry.domain.planning import GivenTo
from registry.domain.vocabulary import BenefitFamily, BenefitKind, Cycle, Unit
from registry.projections import programme_directory
from registry.projections.programme_directory import ProgrammeRow
from registry.projections.reading import Page


@strawberry.type(description="One benefit of one owner.")
class Programme(Node):
    code: str
    name_ar: str
    name_en: str
    family: BenefitFamily
    kind: BenefitKind
    unit: Unit
    cycle: Cycle
    protected: bool
    closed: bool
    tags: list[str] = strawberry.field(description="What it is for, as its owner tags it.")
    overlaps_with: list[BenefitFamily]
    overlaps_per: GivenTo
    overlap_months: int = strawberry.field(
        description="How many months before its period and after it count, too."
    )
    ceiling: Money | None = strawberry.field(
        description="Only above it, all together, is it too much."
    )
    row: strawberry.Private[ProgrammeRow]
    position: strawberry.Private[int]

    @classmethod
    def of(cls, row: ProgrammeRow, position: int) -> Self:
        return cls(
            id=global_id("Programme", row.programme),
            code=row.code,
            name_ar=row.name_ar,
            name_en=row.name_en,
            family=row.family,
            kind=row.kind,
            unit=row.unit,
            cycle=row.cycle,
            protected=row.protected,
            closed=row.closed,
            tags=list(row.tags),
            overlaps_with=list(row.overlap_families),
            overlaps_per=row.overlap_per,
            overlap_months=row.overlap_months,
            ceiling=Money.of(row.ceiling, row.ceiling_currency),
            row=row,
            position=position,
        )

    @strawberry.field(
        description="Whom it is for, as of the moment asked for, or in an earlier version; for its owner alone."
    )
    async def rule(self, info: Asking, version: int | None = None) -> EligibilityRule | None:
        own = self.row.owner == info.context.viewer.partner
        return await rule_of(info, self.row.programme, self.position, version) if own else None

    @strawberry.field
    async def owner(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.owner, self.position)


async def programme_of(asking: Asking, programme: UUID | None, position: int) -> Programme | None:
    """None, too, for another partner's protected one."""
    if programme is None:
        return None
    row = await (await asking.context.at(position)).programmes.load(programme)
    return None if row is None else Programme.of(row, position)


async def programmes(
    info: Asking,
    owner: strawberry.ID | None = None,
    as_of: AsOf | None = None,
    first: int = 50,
    after: str | None = None,
) -> Connection[Programme]:
    """Programmes of every partner, less the protected ones of others."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_uuid)
    standing = await info.context.standing()
    page: Page[ProgrammeRow] = Page()
    if not standing.scope.totals:
        refusals = await info.context.refusals("programme.list")
    else:
        refusals = []
        page = await programme_directory.page(
            await info.context.connection(),
            window,
            visible_to=standing.visible,
            owner=None if owner is None else read_uuid(owner, "Partner"),
        )
    return connection(
        page,
        lambda row: Programme.of(row, window.position),
        lambda row: row.programme,
        window,
        refusals,
    )
