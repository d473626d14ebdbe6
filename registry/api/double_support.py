"""Double support: help of the viewer's partner that a household had twice, and what was said of that."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Final, Self, TypeAlias
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.days import read_month
from registry.api.delivery import Delivery, delivery_at
from registry.api.homes import registration_of
from registry.api.household import Household, household_at
from registry.api.ids import BadRequest, read_global_id, read_uuid
from registry.api.moment import AsOf, page_window
from registry.api.money import Money
from registry.api.opener import SealedField, personal
from registry.api.partner import Partner, partner_of
from registry.api.refusal import Refusal
from registry.api.relay import Connection, Node, connection, global_id
from registry.application import double_support as application
from registry.application.double_support import Place, Told
from registry.application.doubled import MARK, Looking
from registry.domain.dates import months_away
from registry.domain.double_support import (
    ExplanationReason,
    JustificationReason,
    RecoveryMeans,
    ReopeningReason,
    SupportStage,
)
from registry.domain.planning import PlanWarning
from registry.domain.vocabulary import BenefitFamily
from registry.privacy.policy import HeldRegistration
from registry.projections.household_identities import households_of
from registry.projections.reading import Page
from registry.projections.support_given import GivenFilters, GivenRow
from registry.projections.support_plans import refused_to_share

Pair: TypeAlias = tuple[UUID, bytes]

ACT: Final = "double_support.list"


def key_of(given: UUID, mark: bytes) -> str:
    """A double support by the own delivery and the mark of the other, short enough to be typed."""
    return urlsafe_b64encode(given.bytes + mark).decode()


def read_key(key: str) -> Pair:
    """Raises `ValueError`: it is none."""
    both = urlsafe_b64decode(key)
    return UUID(bytes=both[:-MARK]), both[-MARK:]


@strawberry.type(description="Help that overlaps: family and period, and more where agreed.")
class OverlappingHelp:
    row: strawberry.Private[GivenRow]
    position: strawberry.Private[int]
    family: BenefitFamily
    begins: date
    ends: date
    own: bool = strawberry.field(description="Of the viewer's own partner.")
    warned: PlanWarning | None = strawberry.field(
        description="What a plan had said before it was given; null where no agreement shows it."
    )
    stage: SupportStage | None = strawberry.field(
        description="How far the other partner came with it; null where no agreement shows it."
    )

    @classmethod
    def of(cls, told: Told, position: int) -> Self:
        row, own = told.doubled.other, told.doubled.given.partner == told.doubled.other.partner
        stage = told.stage if own else told.theirs.stage if told.theirs else SupportStage.OPEN
        return cls(
            row=row,
            position=position,
            family=row.family,
            begins=row.begins,
            ends=row.ends,
            own=own,
            warned=told.warned[row.delivery] if row.named else None,
            stage=stage if row.named else None,
        )

    @strawberry.field(description="Null where no agreement names it.")
    async def partner(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.partner, self.position) if self.row.named else None

    @strawberry.field(description="Null where no agreement shows it.")
    async def delivery(self, info: Asking) -> Delivery | None:
        return await delivery_at(info, self.row.delivery, self.position) if self.row.named else None


@strawberry.type(
    description="A delivery of the viewer's partner, and another that it overlaps with."
)
class DoubleSupport(Node):
    told: strawberry.Private[Told]
    record: strawberry.Private[HeldRegistration]
    at: strawberry.Private[int]
    family: BenefitFamily
    begins: date
    ends: date
    value: Money | None = strawberry.field(description="What the own delivery is worth.")
    warned: PlanWarning = strawberry.field(description="What a plan had said before it was given.")
    other: OverlappingHelp
    stage: SupportStage
    explanation: ExplanationReason | None
    justification: JustificationReason | None
    recovery: RecoveryMeans | None
    reopening: ReopeningReason | None
    recovered: Money | None = strawberry.field(description="All that came back.")
    said_at: datetime | None = strawberry.field(description="When something was last said of it.")

    @classmethod
    def of(cls, told: Told, record: HeldRegistration, position: int) -> Self:
        given, said = told.doubled.given, told.said
        return cls(
            id=global_id("DoubleSupport", key_of(given.delivery, told.doubled.mark)),
            told=told,
            record=record,
            at=position,
            family=given.family,
            begins=given.begins,
            ends=given.ends,
            value=Money.of(given.amount, given.currency),
            warned=told.warned[given.delivery],
            other=OverlappingHelp.of(told, position),
            stage=told.stage,
            explanation=said.explanation if said else None,
            justification=said.justification if said else None,
            recovery=said.means if said else None,
            reopening=said.reopening if said else None,
            recovered=Money.of(said.amount, said.currency) if said else None,
            said_at=said.said_at if said else None,
        )

    @property
    def subject(self) -> UUID:
        return self.told.doubled.given.home

    @strawberry.field(description="The own delivery; of two, that which begins later.")
    async def delivery(self, info: Asking) -> Delivery | None:
        return await delivery_at(info, self.told.doubled.given.delivery, self.at)

    @strawberry.field(description="That had the own delivery.")
    async def household(
        self, info: Asking
    ) -> Annotated[Household, strawberry.lazy("registry.api.household")] | None:
        return await household_at(info, self.subject, self.at)

    @strawberry.field(**personal("double_support.explained.note"))
    def note(self) -> SealedField:
        said = self.told.said
        if said is None:
            return SealedField(self.subject, self.subject, None)
        return SealedField(said.said, said.household, said.note)


async def double_support(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    since: str | None = None,
    until: str | None = None,
    household: strawberry.ID | None = None,
    stage: SupportStage | None = None,
    as_of: AsOf | None = None,
    first: int = 50,
    after: str | None = None,
) -> Connection[DoubleSupport]:
    """By the first day of the own delivery's period, which months from and until are of, both included."""
    window = await page_window(info.context, as_of, checked_first(first), after, _place)
    refusals = await info.context.refusals(ACT)
    page: Page[Told] = Page()
    looking = await looking_at(info, window.position)
    if looking is not None:
        filters = await wanted(looking, since, until, household)
        page = await application.page(looking, window, filters, stage)
        refusals += await not_compared(info)
    records = await _records(info, page.rows, window.position)
    return connection(
        page,
        lambda one: DoubleSupport.of(one, records[one.doubled.given.home], window.position),
        lambda one: " ".join(map(str, one.doubled.place)),
        window,
        refusals,
    )


async def looking_at(info: Asking, position: int) -> Looking | None:
    """None for whom there are no records of their own."""
    standing = await info.context.standing()
    if not standing.scope.own:
        return None
    return await Looking.at(await info.context.connection(), position, standing.visible)


async def wanted(
    looking: Looking, since: str | None, until: str | None, household: str | None
) -> GivenFilters:
    """Raises `BadRequest`: `month_malformed`, `id_malformed`."""
    begin = date.min if since is None else read_month(since)
    end = date.max if until is None else _last_of(read_month(until))
    if household is None:
        return GivenFilters(begins_from=begin, begins_until=end)
    home = read_uuid(household, "Household")
    alike = await households_of(
        looking.connection, [home], looking.position, visible_to=looking.visible_to
    )
    return GivenFilters(begins_from=begin, begins_until=end, households=alike[home])


async def not_compared(info: Asking) -> list[Refusal]:
    """How many registrations of others were not compared, since the household refused to share."""
    connected, partner = await info.context.connection(), info.context.viewer.partner
    count = await refused_to_share(connected, partner)
    return [Refusal.of("double_support_compared", {"count": count})] if count else []


async def double_support_at(info: Asking, pair: Pair, position: int) -> DoubleSupport | None:
    looking = await looking_at(info, position)
    found = None if looking is None else await application.one_of(looking, *pair)
    if found is None:
        return None
    records = await _records(info, [found], position)
    return DoubleSupport.of(found, records[found.doubled.given.home], position)


async def _records(
    info: Asking, found: Sequence[Told], position: int
) -> dict[UUID, HeldRegistration]:
    reading, records = await info.context.at(position), {}
    for home in {one.doubled.given.home for one in found}:
        row = await reading.households.load(home)
        if row is None:
            raise AssertionError("only what was given to households that are shown is looked at")
        records[home] = registration_of(row)
    return records


def _last_of(month: date) -> date:
    return date.fromordinal(months_away(month, 1).toordinal() - 1)


def _place(key: str | int) -> Place:
    begins, given, other = str(key).split(" ")
    return date.fromisoformat(begins), UUID(given), UUID(other)


def named_pair(given: str) -> Pair:
    """What an id names, or the key that stands in one.

    Raises:
        BadRequest: `id_malformed`.
    """
    try:
        if len(given) == len(key_of(UUID(int=0), bytes(MARK))):
            return read_key(given)
        kind, key = read_global_id(given)
        if kind == "DoubleSupport":
            return read_key(key)
    except ValueError:
        pass
    raise BadRequest("id_malformed")
