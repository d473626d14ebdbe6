"""Deliveries: what was handed over or done."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from registry.api.closing import detail, own
from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.days import PreciseDate
from registry.api.exposure import View
from registry.api.homes import homes_of, household_of
from registry.api.ids import read_short, read_uuid
from registry.api.member import Member, member_at
from registry.api.moment import AsOf, as_uuid, page_window
from registry.api.money import Money
from registry.api.opener import SealedField, personal
from registry.api.partner import Partner, partner_of
from registry.api.places import Place, finer_than_markaz
from registry.api.programme import Programme
from registry.api.relay import Connection, Node, connection, global_id
from registry.api.standing import Standing
from registry.api.wording import COLLECTOR_AUTHORITY, COLLECTOR_NUMBERS
from registry.domain.access import RefusalCode
from registry.domain.casework import ReversalReason
from registry.domain.families import below
from registry.domain.places import known_place
from registry.domain.reference import short_reference
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Channel,
    Claim,
    CountsAs,
    MoneySource,
    Unit,
)
from registry.privacy.policy import HeldDelivery, HeldRegistration
from registry.projections import delivery_ledger
from registry.projections.delivery_ledger import DeliveryFilters, DeliveryRow
from registry.projections.reading import LARGEST_PAGE, Window
from registry.projections.visibility import RecordFilter

if TYPE_CHECKING:
    from registry.api.household import Household

BY_CLOSED_FIELD = RefusalCode("search_by_closed_field")


@strawberry.type(description="Who paid for it, and how much of it where that is known.")
class Source:
    kind: MoneySource
    amount: Money | None
    given_by: strawberry.Private[UUID | None]
    position: strawberry.Private[int]

    @strawberry.field
    async def partner(self, info: Asking) -> Partner | None:
        return (
            None if self.given_by is None else await partner_of(info, self.given_by, self.position)
        )


@strawberry.type(description="One line of help.")
class Delivery(Node):
    row: strawberry.Private[DeliveryRow]
    record: strawberry.Private[HeldDelivery]
    view: strawberry.Private[View]
    position: strawberry.Private[int]

    @property
    def subject(self) -> UUID | None:
        """Whose field it is, where one is refused; None of a headcount."""
        return self.row.member or self.row.household

    family: BenefitFamily
    claim: Claim = strawberry.field(description="Who says so. Own records alone are counted.")
    reversed: bool = strawberry.field(description="It was taken back and counts no more.")

    @classmethod
    def of(
        cls, row: DeliveryRow, standing: Standing, home: HeldRegistration | None, position: int
    ) -> Self:
        """`home` is the registration of who received it, None where nobody was named."""
        record = HeldDelivery(
            owner=row.partner,
            sharing=None if home is None else home.sharing,
            covers=frozenset() if home is None else home.covers,
            place=row.place,
            family=row.family,
            programme=row.programme,
        )
        return cls(
            id=global_id("Delivery", row.delivery),
            row=row,
            record=record,
            view=standing.view(record),
            position=position,
            family=row.family,
            claim=row.claim,
            reversed=row.reversal is not None,
        )

    @strawberry.field(description="The id in short, to be said over the phone.")
    def reference(self) -> str:
        return short_reference(self.row.delivery)

    @strawberry.field
    def on(self) -> PreciseDate:
        return PreciseDate.of(self.row.on)

    @strawberry.field
    def markaz(self) -> Place | None:
        return None if self.row.markaz is None else Place.of(self.row.markaz)

    @strawberry.field(description="Whose record it is.")
    async def partner(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.partner, self.position)

    @strawberry.field(description="Who received it; null where nobody was named.")
    async def household(
        self, info: Asking
    ) -> Annotated[Household, strawberry.lazy("registry.api.household")] | None:
        from registry.api.household import household_at  # noqa: PLC0415 - each has the other

        household = await household_of(await info.context.at(self.position), self.row)
        return None if household is None else await household_at(info, household, self.position)

    @strawberry.field(extensions=detail())
    async def member(self, info: Asking) -> Member | None:
        if self.row.member is None:
            return None
        return await member_at(info, self.row.member, self.position)

    @strawberry.field(extensions=detail(), description="How many were served, unnamed.")
    def headcount(self) -> int | None:
        return self.row.headcount

    @strawberry.field(extensions=detail())
    async def programme(self, info: Asking) -> Programme | None:
        if self.row.programme is None:
            return None
        row = await (await info.context.at(self.position)).programmes.load(self.row.programme)
        return None if row is None else Programme.of(row, self.position)

    @strawberry.field(extensions=detail())
    def kind(self) -> BenefitKind | None:
        return self.row.kind

    @strawberry.field(extensions=detail())
    def unit(self) -> Unit | None:
        return self.row.unit

    @strawberry.field(extensions=detail())
    def quantity(self) -> Decimal | None:
        return self.row.quantity

    @strawberry.field(extensions=detail())
    def value(self) -> Money | None:
        if self.row.amount is None or self.row.currency is None:
            return None
        return Money(amount=self.row.amount, currency=self.row.currency)

    @strawberry.field(extensions=detail())
    def counts_as(self) -> CountsAs | None:
        return self.row.counts_as

    @strawberry.field(
        extensions=detail(),
        description="What it is meant for begins with this; null for the first day of `on`.",
    )
    def serves_from(self) -> PreciseDate | None:
        begins = self.row.period_begins
        return None if begins is None else PreciseDate.of(begins)

    @strawberry.field(
        extensions=detail(),
        description="What it is meant for ends with this; null for the last day of `on`.",
    )
    def serves_until(self) -> PreciseDate | None:
        ends = self.row.period_ends
        return None if ends is None else PreciseDate.of(ends)

    @strawberry.field(extensions=detail(), description="Where the recipient lives, as registered.")
    def place(self) -> Place | None:
        return Place.of(self.row.place)

    @strawberry.field(extensions=own())
    def money_sources(self) -> list[MoneySource] | None:
        return list(self.row.money_sources)

    @strawberry.field(extensions=own())
    def sources(self) -> list[Source] | None:
        row = self.row
        return [
            Source(
                kind=kind,
                given_by=partner,
                amount=None
                if amount is None or currency is None
                else Money(amount=amount, currency=currency),
                position=self.position,
            )
            for kind, partner, amount, currency in zip(
                row.money_sources,
                row.source_partners,
                row.source_amounts,
                row.source_currencies,
                strict=True,
            )
        ]

    @strawberry.field(extensions=detail(), description="How it came to be known.")
    def channel(self) -> Channel | None:
        return self.row.channel

    @strawberry.field(extensions=detail(), description="The centre where it was.")
    async def service_point(self, info: Asking) -> Partner | None:
        point = self.row.service_point
        return None if point is None else await partner_of(info, point, self.position)

    @strawberry.field(
        extensions=detail(), description="The same for all that was done in one visit."
    )
    def visit(self) -> strawberry.ID | None:
        return None if self.row.visit is None else global_id("Visit", self.row.visit)

    @strawberry.field(extensions=detail(), description="When it was last corrected.")
    def corrected_at(self) -> datetime | None:
        return self.row.corrected_at

    @strawberry.field(extensions=detail())
    def reversed_at(self) -> datetime | None:
        return self.row.reversed_at

    @strawberry.field(extensions=detail(), description="Why it was taken back.")
    def reversal(self) -> ReversalReason | None:
        return self.row.reversal

    @strawberry.field(**personal("delivery.recorded.giver"))
    def giver(self) -> SealedField:
        return self._sealed(self.row.giver)

    @strawberry.field(**personal("delivery.recorded.collector"))
    def collector(self) -> SealedField:
        return self._sealed(self.row.collector)

    @strawberry.field(**personal("delivery.recorded.collector", COLLECTOR_NUMBERS))
    def collector_numbers(self) -> SealedField:
        return self._sealed(self.row.collector)

    @strawberry.field(
        **personal("delivery.recorded.collector", COLLECTOR_AUTHORITY),
        description="By what right a proxy collected; none for whoever came themselves.",
    )
    def collector_authority(self) -> SealedField:
        return self._sealed(self.row.collector)

    def _sealed(self, sealed: bytes | None) -> SealedField:
        return SealedField(self.row.delivery, self.row.member or self.row.household, sealed)


@strawberry.input(description="What to look for; nothing looks for everything.")
class DeliveryFilter:
    household: strawberry.ID | None = None
    family: BenefitFamily | None = None
    claim: Claim | None = None
    partner: strawberry.ID | None = None
    programme: strawberry.ID | None = None
    place: str | None = strawberry.field(default=None, description="P-code; takes what lies in it.")
    delivered_from: date | None = None
    delivered_until: date | None = None
    visit: strawberry.ID | None = None
    reversed: bool | None = strawberry.field(
        default=False, description="True: those that were taken back alone; null: all."
    )
    reference: str | None = strawberry.field(default=None, description="The id in short.")


async def deliveries(
    info: Asking,
    filter: DeliveryFilter | None = None,  # noqa: A002 - the argument's name in the schema
    as_of: AsOf | None = None,
    first: int = 50,
    after: str | None = None,
) -> Connection[Delivery]:
    """The ledger, as far as it is shown to the viewer, in recorded order."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_uuid)
    refusals = await info.context.refusals("delivery.list")
    standing = await info.context.standing()
    visible, filters = _search(filter or DeliveryFilter(), standing)
    if visible != standing.visible:
        refusals.append(info.context.ledger.refused(BY_CLOSED_FIELD, "delivery.list"))
    page = await delivery_ledger.page(
        await info.context.connection(), window, visible_to=visible, filters=filters
    )
    homes = await homes_of(info, page.rows, window.position)
    return connection(
        page,
        lambda row: Delivery.of(row, standing, homes[row.delivery], window.position),
        lambda row: row.delivery,
        window,
        refusals,
    )


async def delivery_at(info: Asking, delivery: UUID, position: int) -> Delivery | None:
    row = await (await info.context.at(position)).deliveries.load(delivery)
    if row is None:
        return None
    homes = await homes_of(info, [row], position)
    return Delivery.of(row, await info.context.standing(), homes[row.delivery], position)


def _search(wanted: DeliveryFilter, standing: Standing) -> tuple[RecordFilter, DeliveryFilters]:
    """What to look for, and among which records: nobody searches by what they may not see."""
    place = None if wanted.place is None else known_place(wanted.place)
    named = (wanted.programme, wanted.visit)
    in_detail = any(one is not None for one in named) or finer_than_markaz(place)
    return standing.visible_in_detail if in_detail else standing.visible, DeliveryFilters(
        household=None if wanted.household is None else read_uuid(wanted.household, "Household"),
        families=None if wanted.family is None else sorted(below([wanted.family])),
        claim=wanted.claim,
        partner=None if wanted.partner is None else read_uuid(wanted.partner, "Partner"),
        programme=None if wanted.programme is None else read_uuid(wanted.programme, "Programme"),
        place=None if place is None else place.code,
        delivered_from=wanted.delivered_from,
        delivered_until=wanted.delivered_until,
        visit=None if wanted.visit is None else read_uuid(wanted.visit, "Visit"),
        reversed=wanted.reversed,
        short=read_short(wanted.reference),
    )


async def deliveries_of_visit(info: Asking, visit: UUID, position: int) -> list[Delivery]:
    """What the viewer's own partner recorded of a visit, less what was taken back."""
    standing = await info.context.standing()
    window: Window[UUID] = Window(position, LARGEST_PAGE)
    page = await delivery_ledger.page(
        await info.context.connection(),
        window,
        visible_to=standing.visible_as_own,
        filters=DeliveryFilters(visit=visit),
    )
    return [Delivery.of(row, standing, None, position) for row in page.rows]
