"""What is counted for a viewer: of whom, over which months, and whether few people are told of."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

import strawberry

from registry.api.context import Asking, RequestContext
from registry.api.days import read_month
from registry.api.ids import BadRequest, read_uuid
from registry.api.moment import AsOf
from registry.api.refusal import Refusal
from registry.domain.access import FieldName
from registry.domain.errors import Refused
from registry.domain.places import known_place
from registry.domain.small_cells import counts_for
from registry.domain.vocabulary import BenefitFamily
from registry.privacy.policy_table import COUNTED_BY_DISABILITY_FOR, PURPOSE_NOT_ALLOWED
from registry.privacy.sealer import open_records
from registry.projections import coverage
from registry.projections.coverage import Asked, CoverageBy, DisabilityGroup, Period
from registry.projections.distinct import Per
from registry.projections.visibility import RecordFilter

MOST_MONTHS: Final = 36
_EARLIEST: Final = date(1900, 1, 1)
_STRATUM: Final = FieldName("household.member_joined.stratum")
_AT_ONCE: Final = 5_000
"""Records that are opened before others have their turn."""


@strawberry.input(description="Of what coverage is counted; what is left out filters nothing.")
class CoverageFilter:
    place: str | None = strawberry.field(default=None, description="P-code; with all in it.")
    programme: strawberry.ID | None = None
    family: BenefitFamily | None = None
    month_from: str | None = strawberry.field(default=None, description="2026-09, and later.")
    month_until: str | None = strawberry.field(default=None, description="2026-10, and earlier.")
    own: bool = strawberry.field(
        default=False,
        description="The viewer's partner's own alone: its households, its programmes, its deliveries.",
    )


@dataclass(frozen=True)
class Counting:
    """`small_cells` says whether counts of few people are told; with `refusals` of access nothing is counted."""

    context: RequestContext
    position: int
    asked: Asked
    visible: RecordFilter
    small_cells: bool
    refusals: Sequence[Refusal] = field(default=())

    def told(self, count: int) -> int | None:
        return counts_for(exactly=self.small_cells)(count)


async def counting(  # noqa: PLR0913 - what a table may be asked for
    info: Asking,
    act: str,
    position: int,
    *,
    by: Collection[CoverageBy],
    given: CoverageFilter | None,
    per: Per,
    as_of: AsOf | None,
) -> Counting:
    """What is counted as of a position, and what is opened for it.

    Raises:
        BadRequest: `month_malformed`, `months_out_of_range`, `id_malformed`, `place_unknown`.
    """
    context, filters = info.context, given or CoverageFilter()
    standing = await context.standing()
    scope = standing.scope
    asked = _asked(context, by, filters, per, as_of)
    refusals = [] if (scope.own if filters.own else scope.totals) else await context.refusals(act)
    if CoverageBy.DISABILITY in by and scope.viewer.purpose not in COUNTED_BY_DISABILITY_FOR:
        refusals.append(context.ledger.refused(PURPOSE_NOT_ALLOWED, act))
    found = Counting(
        context=context,
        position=position,
        asked=asked,
        visible=standing.visible,
        small_cells=filters.own or scope.small_cells,
        refusals=refusals,
    )
    if CoverageBy.DISABILITY in by and not refusals:
        return replace(found, asked=replace(asked, disability=await _disability(found)))
    return found


def _asked(
    context: RequestContext,
    by: Collection[CoverageBy],
    filters: CoverageFilter,
    per: Per,
    as_of: AsOf | None,
) -> Asked:
    today = context.services.writer.mint.today()
    if as_of is not None and as_of.date:
        today = as_of.date.value
    period = _period(filters, today, by_month=CoverageBy.MONTH in by)
    try:
        place = None if filters.place is None else known_place(filters.place).code
    except Refused as problem:
        raise BadRequest(problem.code) from None
    programme = filters.programme
    return Asked(
        year=today.year if period is None else min(period.last, today).year,
        period=period,
        place=place,
        programme=None if programme is None else read_uuid(programme, "Programme"),
        family=filters.family,
        per=per,
        own=filters.own,
    )


def _period(filters: CoverageFilter, today: date, *, by_month: bool) -> Period | None:
    """A table by months is of the last twelve, unless others are asked for."""
    if filters.month_from is None and filters.month_until is None and not by_month:
        return None
    last = read_month(filters.month_until) if filters.month_until else today.replace(day=1)
    default = last.replace(year=last.year - 1) if by_month else _EARLIEST
    first = read_month(filters.month_from) if filters.month_from else default
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months < 1 or (by_month and months > MOST_MONTHS):
        raise BadRequest("months_out_of_range", limit=MOST_MONTHS)
    return Period(first=first, last=_month_end(last))


def month_called(written: str) -> Period:
    """All of a month, written as 2026-10.

    Raises:
        BadRequest: `month_malformed`.
    """
    first = read_month(written)
    return Period(first=first, last=_month_end(first))


def _month_end(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


async def _disability(found: Counting) -> dict[UUID, DisabilityGroup]:
    """Of everybody who is counted and of whom it is known, by their oldest registration that knows it.

    It is opened by the registry for whoever asks, to be counted; that it was goes on record.
    """
    records = await coverage.strata(
        await found.context.connection(),
        position=found.position,
        visible_to=found.visible,
        asked=found.asked,
    )
    known: dict[UUID, DisabilityGroup] = {}
    for begin in range(0, len(records), _AT_ONCE):
        some = dict(enumerate(records[begin : begin + _AT_ONCE]))
        opened = await open_records(
            {at: sealed for at, (_, sealed) in some.items()}, found.context.services.keys
        )
        for at, (person, _) in some.items():
            told = getattr(opened[at].value, "disability", None)
            if told is not None and person not in known:
                known[person] = DisabilityGroup.WITH if told else DisabilityGroup.WITHOUT
    found.context.ledger.counted(_STRATUM)
    return known
