"""How many cards and plates stand how; totals, of which small ones are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self

import strawberry

from registry.api.context import Asking
from registry.api.entitlement_document import day_asked
from registry.api.moment import AsOf, position_of
from registry.api.partner import Partner, partner_of
from registry.api.protected import Reason
from registry.api.refusal import Refusal
from registry.api.scalars import Position
from registry.domain.entitlement_document import DocumentKind
from registry.domain.small_cells import shown, total_shown
from registry.projections import entitlement_documents as read_model
from registry.projections.entitlement_documents import DocumentsBy, DocumentTotal

ACT: Final = "document.totals"


@strawberry.enum(name="DocumentFigure", description="What is counted of documents.")
class Figure(StrEnum):
    ISSUED = "issued"
    LIVE = "live"
    EXPIRED = "expired"
    REPLACED = "replaced"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    HOLDER_GONE = "holder_gone"


@strawberry.type(
    description="Documents, never persons. To most viewers a count from 1 to 9 is not shown, and others are to the "
    "nearest ten; `hidden` says which are not, and `reason` why."
)
class DocumentTally:
    row: strawberry.Private[DocumentTotal]
    position: strawberry.Private[int]
    kind: DocumentKind | None = strawberry.field(description="Null where it was not asked for.")
    issued: int | None = strawberry.field(description="All that there ever were.")
    live: int | None
    expired: int | None
    replaced: int | None
    lost: int | None
    withdrawn: int | None
    holder_gone: int | None
    hidden: list[Figure]

    @classmethod
    def of(cls, row: DocumentTotal, counts: dict[Figure, int | None], position: int) -> Self:
        return cls(
            row=row,
            position=position,
            kind=row.kind,
            hidden=[one for one in Figure if counts[one] is None],
            **{one.value: count for one, count in counts.items()},
        )

    @strawberry.field(description="Who issued them; null where it was not asked for.")
    async def partner(self, info: Asking) -> Partner | None:
        named = self.row.partner
        return None if named is None else await partner_of(info, named, self.position)

    @strawberry.field(description="Why figures are hidden.")
    def reason(self) -> Reason | None:
        return Reason.of("few_people") if self.hidden else None


@strawberry.type(description="How documents stand on a day: everybody's, or those that one issued.")
class DocumentTotals:
    position: Position
    on: date
    rows: list[DocumentTally]
    total: DocumentTally | None = strawberry.field(description="All rows in one.")
    refusals: list[Refusal]


async def entitlement_document_totals(
    info: Asking,
    by: list[DocumentsBy] = [DocumentsBy.KIND],  # noqa: B006 - strawberry reads the default; nobody changes it
    own: bool = False,  # noqa: FBT001, FBT002 - the argument's name in the schema
    on: date | None = None,
    as_of: AsOf | None = None,
) -> DocumentTotals:
    """A row for each of `by`; `own` counts what the viewer's partner issued alone."""
    position = await position_of(info.context, as_of)
    day = day_asked(info, on, as_of)
    scope = (await info.context.standing()).scope
    if not (scope.own if own else scope.totals):
        refusals = await info.context.refusals(ACT)
        return DocumentTotals(
            position=Position(position), on=day, rows=[], total=None, refusals=refusals
        )
    asked: dict[str, Any] = {"position": position, "on": day}
    partner = scope.viewer.partner if own else None
    connected = await info.context.connection()
    rows = await read_model.totals(connected, by=by, own=partner, **asked)
    whole = await read_model.totals(connected, by=(), own=partner, **asked)
    small = own or scope.small_cells
    return DocumentTotals(
        position=Position(position),
        on=day,
        rows=[DocumentTally.of(row, _told(row, small=small), position) for row in rows],
        total=next(
            (DocumentTally.of(one, _beside(one, rows, small=small), position) for one in whole),
            None,
        ),
        refusals=[],
    )


def _told(row: DocumentTotal, *, small: bool) -> dict[Figure, int | None]:
    counts = {one: int(getattr(row, one.value)) for one in Figure}
    return {one: count if small else shown(count) for one, count in counts.items()}


def _beside(
    total: DocumentTotal, rows: Sequence[DocumentTotal], *, small: bool
) -> dict[Figure, int | None]:
    """The total less the figures that, with all rows beside them, would tell of those that are hidden."""
    if small:
        return _told(total, small=True)
    return {
        one: total_shown(getattr(total, one.value), [getattr(row, one.value) for row in rows])
        for one in Figure
    }
