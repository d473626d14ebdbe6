"""What a check of a plan found, line by line, as far as the viewer's agreements tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Self

import strawberry

from registry.api.acting import acting
from registry.api.context import Asking, RequestContext
from registry.api.cursors import checked_first
from registry.api.delivery_drafts import money_given
from registry.api.delivery_inputs import MoneyInput
from registry.api.drafts import identity_numbers
from registry.api.household import Household, household_at
from registry.api.ids import BadRequest, read_uuid
from registry.api.inputs import IdentityNumberInput
from registry.api.late_partner import LatePartner
from registry.api.moment import AsOf, as_number, position_of, window_at
from registry.api.money import Money
from registry.api.partner import Partner, partner_of
from registry.api.refusal import Refusal
from registry.api.relay import Connection, connection
from registry.api.scalars import Position
from registry.api.searching import SearchInput, may_search, query_of, search_for
from registry.application import plans
from registry.application.checking import LineFound, Row, Wanted
from registry.application.plan_people import silent, whom_rows_mean
from registry.application.plan_rows import RowSaid, rows_meant
from registry.application.plans import Compared
from registry.domain.errors import Refused
from registry.domain.plan import MOST_LINES, require_terms
from registry.domain.planning import (
    ConflictSource,
    IneligibleReason,
    LineStatus,
    LineWarning,
    UnknownReason,
)
from registry.domain.vocabulary import BenefitFamily
from registry.matching.search import Query
from registry.projections.overlaps import Overlap
from registry.projections.reading import Page


@strawberry.type(
    description="Help that a line overlaps with: which, for when, and whose where that may be known."
)
class PlanConflict:
    row: strawberry.Private[Overlap]
    position: strawberry.Private[int]
    source: ConflictSource
    family: BenefitFamily
    begins: date
    ends: date
    amount: Money | None

    @classmethod
    def of(cls, row: Overlap, position: int) -> Self:
        return cls(
            row=row,
            position=position,
            source=row.source,
            family=row.family,
            begins=row.begins,
            ends=row.ends,
            amount=Money.of(row.amount, row.currency),
        )

    @strawberry.field(description="Null where no agreement names it.")
    async def partner(self, info: Asking) -> Partner | None:
        partner = self.row.partner
        return None if partner is None else await partner_of(info, partner, self.position)


@strawberry.type(description="What was found of a line.")
class CheckedLine:
    found: strawberry.Private[LineFound]
    position: strawberry.Private[int]
    number: int
    status: LineStatus
    unknown: UnknownReason | None
    ineligible: IneligibleReason | None
    repeats: int | None = strawberry.field(
        description="The line of the same plan that means the same."
    )
    warnings: list[LineWarning]
    conflicts: list[PlanConflict]

    @classmethod
    def of(cls, found: LineFound, position: int) -> Self:
        return cls(
            found=found,
            position=position,
            number=found.row.number,
            status=found.status,
            unknown=found.unknown,
            ineligible=found.ineligible,
            repeats=found.repeats,
            warnings=list(found.warnings),
            conflicts=[PlanConflict.of(one, position) for one in found.overlaps],
        )

    @strawberry.field(description="Null where nobody in the register is meant.")
    async def household(
        self, info: Asking
    ) -> Annotated[Household, strawberry.lazy("registry.api.household")] | None:
        household = self.found.row.household
        return None if household is None else await household_at(info, household, self.position)


@strawberry.type(
    description="Lines by what was found; only records that are shared with the viewer were compared."
)
class PlanCheck:
    compared: strawberry.Private[Compared]
    position: Position = strawberry.field(description="Up to which it was compared.")
    clear: int
    conflict: int
    not_eligible: int
    unknown: int
    by_id_alone: int = strawberry.field(
        description="Conflicts that a comparison of numbers alone would have found."
    )
    late_partners: list[LatePartner] = strawberry.field(
        description="For whom lines are not known (`PARTNER_LATE`), as far as agreements name them."
    )
    refusals: list[Refusal] = strawberry.field(
        description="Why less was compared than there may be."
    )

    @classmethod
    def of(cls, compared: Compared, refusals: list[Refusal]) -> Self:
        counts = compared.counts
        return cls(
            compared=compared,
            position=Position(compared.checked.position),
            clear=counts.clear,
            conflict=counts.conflict,
            not_eligible=counts.not_eligible,
            unknown=counts.unknown,
            by_id_alone=counts.by_id_alone,
            late_partners=[
                LatePartner.of(one, compared.checked.position) for one in compared.checked.late
            ],
            refusals=refusals,
        )

    @strawberry.field
    def lines(
        self, status: LineStatus | None = None, first: int = 50, after: str | None = None
    ) -> Connection[CheckedLine]:
        """In the order of the plan; with a status those alone."""
        window = window_at(self.position, checked_first(first), after, as_number)
        found = [
            one
            for one in self.compared.checked.lines
            if status in {None, one.status} and one.row.number > (window.after or 0)
        ]
        page = Page.of(found, window.first)
        return connection(
            page,
            lambda one: CheckedLine.of(one, window.position),
            lambda one: one.row.number,
            window,
        )


@strawberry.input(description="Whom a row means; what stands first decides.")
class PlanRowInput:
    household: strawberry.ID | None = None
    member: strawberry.ID | None = strawberry.field(
        default=None, description="Of the household, where help is given to persons."
    )
    reference: str | None = strawberry.field(
        default=None, description="Of a registration, or the partner's own."
    )
    identity_number: str | None = None
    person: SearchInput | None = strawberry.field(
        default=None,
        description="Whom it names, to be looked for where nothing else says whom it means.",
    )

    def said(self, context: RequestContext) -> RowSaid:
        today = context.services.writer.mint.today()
        given = [IdentityNumberInput(number=self.identity_number)] if self.identity_number else []
        numbers = identity_numbers(given, today)
        return RowSaid(
            household=None if self.household is None else read_uuid(self.household, "Household"),
            member=None if self.member is None else read_uuid(self.member, "Member"),
            reference=self.reference,
            identity_number=next(iter(numbers), None),
            person=self._person(context),
        )

    def _person(self, context: RequestContext) -> Query | None:
        number, asked = self.identity_number, self.person
        if asked is None:
            return None
        if number and not asked.identity_number and not asked.unhcr_number:
            asked = replace(asked, identity_number=number)
        return query_of(context, asked)


@strawberry.input(
    description="Whom a programme means to serve, from the first day to the last, both included."
)
class PlanInput:
    programme: strawberry.ID
    serves_from: date
    serves_until: date
    value: MoneyInput | None = strawberry.field(default=None, description="What a row is worth.")
    rows: list[PlanRowInput]


async def meant(
    context: RequestContext, given: PlanInput, told: Callable[[int, int], None] = silent
) -> tuple[Row, ...]:
    """The rows with whom they mean; `told` hears of the people who have been looked for, and of how many.

    Raises:
        Refused: `plan_empty`, `plan_too_long`.
    """
    if not given.rows:
        raise Refused("plan_empty")
    if len(given.rows) > MOST_LINES:
        raise Refused("plan_too_long", limit=MOST_LINES)
    standing, said = await context.standing(), [row.said(context) for row in given.rows]
    writer, partner = context.services.writer, context.viewer.partner
    people = sum(one.names_somebody for one in said)
    if not people or await may_search(context, people, of_plan=True) is not None:
        return await rows_meant(
            writer, await context.connection(), said, partner, visible_to=standing.visible
        )
    found = await whom_rows_mean(await search_for(context), said, partner, told)
    if found.searched is not None:
        context.ledger.searched(found.searched)
    return found.rows


async def check_plan(info: Asking, input: PlanInput, as_of: AsOf | None = None) -> PlanCheck:  # noqa: A002 - the argument's name in the schema
    """Compare a list with what was delivered and is reserved; nothing is drafted.

    Raises:
        BadRequest: with the code of what is refused.
    """
    try:
        position = None if as_of is None else await position_of(info.context, as_of)
        return await checked(info.context, input, position)
    except Refused as refused:
        raise BadRequest(refused.code, **refused.details) from None


async def checked(
    context: RequestContext,
    given: PlanInput,
    position: int | None = None,
    told: Callable[[int, int], None] = silent,
) -> PlanCheck:
    value = money_given(given.value)
    require_terms(given.serves_from, given.serves_until, value)
    rows = await meant(context, given, told)
    writer, standing = context.services.writer, await context.standing()
    programme = read_uuid(given.programme, "Programme")
    wanted = Wanted(
        rule=await plans.rule_of(writer, programme, context.viewer.partner),
        programme=programme,
        begins=given.serves_from,
        ends=given.serves_until,
        value=value,
    )
    connection, acts = await context.connection(), acting(context.viewer, "plan.check")
    async with context.comparing:
        compared = await plans.compare(
            writer,
            connection,
            wanted,
            rows,
            acts,
            visible_to=standing.visible,
            position=position,
        )
    return PlanCheck.of(compared, await context.refusals("plan.check"))
