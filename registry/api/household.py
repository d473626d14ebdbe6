"""Households as partners registered them: each registration a claim of its own."""

from __future__ import annotations

from datetime import date, datetime
from operator import attrgetter
from typing import Self
from uuid import UUID

import strawberry

from registry.api.closing import detail, own
from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.delivery import BY_CLOSED_FIELD, Delivery
from registry.api.exposure import Exposure, View
from registry.api.homes import registration_of
from registry.api.ids import BadRequest, read_uuid
from registry.api.lists import SizeBand
from registry.api.member import Member
from registry.api.moment import AsOf, as_number, as_uuid, page_window, position_of, window_at
from registry.api.opener import SealedField, personal
from registry.api.partner import Partner, partner_of
from registry.api.places import Place, finer_than_markaz
from registry.api.relay import Connection, Node, connection, global_id
from registry.api.selection import below, first_of, is_continued, is_set
from registry.api.standing import Standing
from registry.api.timeline import TimelineEntry, timeline_of
from registry.domain.casework import ClosingReason, RegistrationKind, WithdrawalReason
from registry.domain.places import known_place
from registry.domain.reference import NotAReference, read_reference
from registry.domain.vocabulary import ConsentPurpose, ConsentState, FieldGroup, HoldReason
from registry.privacy.policy import HeldRegistration
from registry.projections import household_identities, household_roll
from registry.projections.delivery_ledger import DeliveryRow
from registry.projections.distinct import Per
from registry.projections.household_consent import Answer
from registry.projections.household_contact import ContactRow
from registry.projections.household_roll import RollFilters, ShownRow
from registry.projections.reading import Page, Window
from registry.projections.visibility import RecordFilter

DELIVERIES_SHOWN = 20


@strawberry.type(description="A registration that its partner serves no more.")
class Closing:
    reason: ClosingReason
    last_day: date = strawberry.field(description="What was handed over until then counts.")

    @classmethod
    def of(cls, row: ShownRow) -> Self | None:
        if row.closed is None or row.last_day is None:
            return None
        return cls(reason=row.closed, last_day=row.last_day)


@strawberry.type(description="What a household answered last when it was asked for a purpose.")
class HouseholdConsent:
    purpose: ConsentPurpose
    state: ConsentState
    groups: list[FieldGroup] = strawberry.field(
        description="What may be shown for it; none named is all of them."
    )
    since: date | None

    @classmethod
    def of(cls, purpose: ConsentPurpose, answer: Answer) -> Self:
        return cls(purpose=purpose, state=answer.state, groups=list(answer.groups), since=answer.on)


@strawberry.type(description="A household as one partner registered it.")
class Household(Node):
    row: strawberry.Private[ShownRow]
    record: strawberry.Private[HeldRegistration]
    view: strawberry.Private[View]
    position: strawberry.Private[int]

    @property
    def subject(self) -> UUID:
        """Whose field it is, where one is refused."""
        return self.row.household

    @classmethod
    def of(cls, row: ShownRow, standing: Standing, position: int) -> Self:
        record = registration_of(row)
        return cls(
            id=global_id("Household", row.household),
            row=row,
            record=record,
            view=standing.view(record),
            position=position,
        )

    @strawberry.field(description="Short, readable over the phone, with a check character.")
    def reference(self) -> str:
        return self.row.reference

    @strawberry.field(description="Null where the registration names its governorate alone.")
    def markaz(self) -> Place | None:
        return None if self.row.markaz is None else Place.of(self.row.markaz)

    @strawberry.field(description="From the declared size; null where nobody said.")
    def size_band(self) -> SizeBand | None:
        return SizeBand.of(self.row.declared_size)

    @strawberry.field(description="Whether the viewer's own partner registered it.")
    def own_registration(self) -> bool:
        return self.view.own

    @strawberry.field(
        description="Every registration of the same household that is there for the viewer, the oldest first; this "
        "one alone where it is linked with no other."
    )
    async def registrations(self, info: Asking) -> list[Household]:
        return await self.same(info, Per.IDENTITY)

    @strawberry.field(**personal("household.member_joined.name"))
    def head_name(self) -> SealedField:
        return SealedField(self.row.household, self.row.head, self.row.head_name)

    @strawberry.field(extensions=detail(), description="As registered: village or coarser.")
    def place(self) -> Place | None:
        return Place.of(self.row.place)

    @strawberry.field(extensions=detail(), description="The partner that registered it.")
    async def partner(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.partner, self.position)

    @strawberry.field(extensions=detail(), description="What the household said of itself.")
    def declared_size(self) -> int | None:
        return self.row.declared_size

    @strawberry.field(extensions=detail())
    def named_members(self) -> int | None:
        return self.row.named_members

    @strawberry.field(extensions=detail())
    def registered_on(self) -> datetime | None:
        return self.row.registered_at

    @strawberry.field(extensions=detail())
    def kind(self) -> RegistrationKind | None:
        return self.row.kind

    @strawberry.field(extensions=detail(), description="Null while its partner serves it.")
    def closed(self) -> Closing | None:
        return Closing.of(self.row)

    @strawberry.field(
        extensions=detail(),
        description="Who is there, in the order named; the first hundred of them. With those who are "
        "`gone` too: who left, died or moved.",
    )
    async def members(self, info: Asking, *, gone: bool = False) -> list[Member] | None:
        reading = await info.context.at(self.position)
        page = await reading.members_of(gone=gone).load(self.row.household)
        return [
            Member.of(row, self.record, self.view, self.position)
            for row in (page.rows if page is not None else ())
        ]

    @strawberry.field(extensions=own(), description="Registered, and waiting for somebody to look.")
    def on_hold(self) -> HoldReason | None:
        return self.row.on_hold

    @strawberry.field(
        extensions=own(), description="Why it counts nowhere any more; it stays in history."
    )
    def withdrawn(self) -> WithdrawalReason | None:
        return self.row.withdrawn

    @strawberry.field(
        extensions=own(), description="How many warnings stand on it, beside those of its members."
    )
    def open_warnings(self) -> int | None:
        return self.row.odd

    @strawberry.field(extensions=own())
    def protected(self) -> bool | None:
        return self.row.protected

    @strawberry.field(extensions=own(), description="Consent to sharing.")
    def sharing(self) -> ConsentState | None:
        return self.row.sharing

    @strawberry.field(
        extensions=own(),
        description="What it answers today, purpose by purpose; who was not asked has no entry.",
    )
    async def consents(self, info: Asking) -> list[HouseholdConsent] | None:
        row = await (await info.context.at(self.position)).consents.load(self.row.household)
        asked = [one for one in ConsentPurpose if row is not None and one.value in row.answers]
        return [HouseholdConsent.of(one, row.answer(one)) for one in asked if row is not None]

    @strawberry.field(**personal("household.registered.partner_reference"))
    async def partner_reference(self, info: Asking) -> SealedField:
        return self._sealed(
            contact.partner_reference if (contact := await self._contact(info)) else None
        )

    @strawberry.field(**personal("household.registered.phones"))
    async def phones(self, info: Asking) -> SealedField:
        return self._sealed(contact.phones if (contact := await self._contact(info)) else None)

    @strawberry.field(**personal("household.registered.address"))
    async def address(self, info: Asking) -> SealedField:
        return self._sealed(contact.address if (contact := await self._contact(info)) else None)

    @strawberry.field(**personal("household.registered.criteria"))
    async def criteria(self, info: Asking) -> SealedField:
        return self._sealed(contact.criteria if (contact := await self._contact(info)) else None)

    @strawberry.field(**personal("household.registered.warnings"))
    async def warnings(self, info: Asking) -> SealedField:
        return self._sealed(contact.warnings if (contact := await self._contact(info)) else None)

    @strawberry.field(
        description="What it received, as far as it is shown to the viewer; per identity through whichever of its "
        "registrations."
    )
    async def deliveries(
        self,
        info: Asking,
        first: int = DELIVERIES_SHOWN,
        after: str | None = None,
        per: Per = Per.REGISTRATION,
    ) -> Connection[Delivery]:
        window = window_at(self.position, checked_first(first), after, as_uuid)
        homes = {one.row.household: one for one in await self.same(info, per)}
        load = (await info.context.at(self.position)).deliveries_to(window).load
        pages = {home: await load(home) or Page[DeliveryRow]() for home in homes}
        home_of = {row.delivery: home for home, page in pages.items() for row in page.rows}
        standing = await info.context.standing()
        return connection(
            window.merge(pages.values(), attrgetter("delivery")),
            lambda row: Delivery.of(
                row, standing, homes[home_of[row.delivery]].record, self.position
            ),
            lambda row: row.delivery,
            window,
        )

    @strawberry.field(
        description="What happened to it, oldest first: every fact by every partner that is there for the viewer; per "
        "identity to whichever of its registrations."
    )
    async def timeline(
        self,
        info: Asking,
        first: int = 50,
        after: str | None = None,
        per: Per = Per.REGISTRATION,
    ) -> Connection[TimelineEntry]:
        window = window_at(self.position, checked_first(first), after, as_number)
        return await timeline_of(info, await self.same(info, per), window)

    async def same(self, info: Asking, per: Per) -> list[Household]:
        """Those that are meant: this one, or all that are one household with it."""
        if per is Per.REGISTRATION:
            return [self]
        same = await (await info.context.at(self.position)).same_households.load(self.row.household)
        found = [await household_at(info, one, self.position) for one in same or ()]
        return [one for one in found if one is not None]

    async def _contact(self, info: Asking) -> ContactRow | None:
        return await (await info.context.at(self.position)).contacts.load(self.row.household)

    def _sealed(self, sealed: bytes | None) -> SealedField:
        """What the registration holds of its own; the household is its subject."""
        return SealedField(self.row.household, self.row.household, sealed)


@strawberry.input(description="What to look for; nothing looks for everything.")
class HouseholdFilter:
    place: str | None = strawberry.field(default=None, description="P-code; takes what lies in it.")
    partner: strawberry.ID | None = None
    on_hold: bool | None = None
    closed: bool | None = strawberry.field(
        default=None, description="Served no more, or still; nothing looks for both."
    )
    kind: RegistrationKind | None = None
    size_band: SizeBand | None = None


async def households(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    filter: HouseholdFilter | None = None,  # noqa: A002 - the argument's name in the schema
    as_of: AsOf | None = None,
    first: int = 50,
    after: str | None = None,
    per: Per = Per.REGISTRATION,
) -> Connection[Household]:
    """The roll, in recorded order: every registration there is for the viewer, or of each household the oldest."""
    window = await page_window(info.context, as_of, checked_first(first), after, as_uuid)
    refusals = await info.context.refusals("household.list")
    standing = await info.context.standing()
    visible, filters = _search(filter or HouseholdFilter(), standing)
    if visible != standing.visible:
        refusals.append(info.context.ledger.refused(BY_CLOSED_FIELD, "household.list"))
    connected = await info.context.connection()
    if per is Per.IDENTITY:
        page = await household_identities.page(
            connected, window, searched=visible, visible_to=standing.visible, filters=filters
        )
    else:
        page = await household_roll.page(connected, window, visible_to=visible, filters=filters)
    shown = [Household.of(row, standing, window.position) for row in page.rows]
    await _read_ahead(info, shown, window.position)
    by_id = {household.row.household: household for household in shown}
    return connection(
        page, lambda row: by_id[row.household], lambda row: row.household, window, refusals
    )


async def household(
    info: Asking,
    id: strawberry.ID | None = None,  # noqa: A002 - the argument's name in the schema
    reference: str | None = None,
    as_of: AsOf | None = None,
) -> Household | None:
    """One registration, null where there is none for the viewer."""
    if (id is None) == (reference is None):
        raise BadRequest("id_or_reference")
    position = await position_of(info.context, as_of)
    await info.context.refusals("household.read")
    if id is not None:
        return await household_at(info, read_uuid(id, "Household"), position)
    return await household_called(info, reference or "", position)


async def household_called(info: Asking, reference: str, position: int) -> Household | None:
    """By its reference.

    Raises:
        BadRequest: `reference_malformed`.
    """
    try:
        filters = RollFilters(reference=read_reference(reference), withdrawn=True)
    except NotAReference:
        raise BadRequest("reference_malformed") from None
    standing = await info.context.standing()
    window: Window[UUID] = Window(position, first=1)
    connected = await info.context.connection()
    found = await household_roll.page(
        connected, window, visible_to=standing.visible, filters=filters
    )
    return next((Household.of(row, standing, position) for row in found.rows), None)


async def household_at(info: Asking, household: UUID, position: int) -> Household | None:
    row = await (await info.context.at(position)).households.load(household)
    return None if row is None else Household.of(row, await info.context.standing(), position)


def _search(wanted: HouseholdFilter, standing: Standing) -> tuple[RecordFilter, RollFilters]:
    """What to look for, and among which records: nobody searches by what they may not see."""
    place = None if wanted.place is None else known_place(wanted.place)
    visible = standing.visible
    closed_fields = (wanted.partner, wanted.closed, wanted.kind)
    if any(one is not None for one in closed_fields) or finer_than_markaz(place):
        visible = standing.visible_in_detail
    if wanted.on_hold is not None:
        visible = standing.visible_as_own
    size_from, size_to = (None, None) if wanted.size_band is None else wanted.size_band.bounds
    return visible, RollFilters(
        place=None if place is None else place.code,
        partner=None if wanted.partner is None else read_uuid(wanted.partner, "Partner"),
        on_hold=wanted.on_hold,
        closed=wanted.closed,
        kind=wanted.kind,
        size_from=size_from,
        size_to=size_to,
    )


_CONTACT_FIELDS = frozenset({"partnerReference", "phones", "address", "criteria", "warnings"})


async def _read_ahead(info: Asking, shown: list[Household], position: int) -> None:
    """Read together what the query asks for below each household, so that keys are read once."""
    asked = {field.name.value: field for field in below(info, "edges", "node")}
    reading = await info.context.at(position)
    all_of_them = [one.row.household for one in shown]
    in_detail = [one.row.household for one in shown if one.view.shows(Exposure.DETAIL)]
    if "members" in asked:
        gone = is_set(info, asked["members"], "gone")
        await reading.members_of(gone=gone).load_many(in_detail)
    if _CONTACT_FIELDS & asked.keys():
        await reading.contacts.load_many(in_detail)
    if "registrations" in asked:
        await reading.same_households.load_many(all_of_them)
    if "deliveries" in asked and not is_continued(asked["deliveries"]):
        first = checked_first(first_of(info, asked["deliveries"], DELIVERIES_SHOWN))
        await reading.deliveries_to(Window(position, first)).load_many(all_of_them)
