"""Referrals: what one organisation asks of another, as the two of them see it."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.ids import read_short
from registry.api.moment import AsOf, page_window
from registry.api.opener import SealedField, personal
from registry.api.partner import Partner, partner_of
from registry.api.places import Place
from registry.api.reading import Referred
from registry.api.relay import Connection, Node, connection, global_id
from registry.domain.casework import (
    DisclosedField,
    Priority,
    ReferralResult,
    ReferralStage,
    RejectionReason,
)
from registry.domain.reference import short_reference
from registry.domain.referral import ENDED, GROUP_OF
from registry.domain.vocabulary import BenefitFamily, ConsentPurpose, ConsentState
from registry.privacy.policy import HeldReferral
from registry.projections import household_consent
from registry.projections import referrals as read_model
from registry.projections.household_consent import ConsentRow
from registry.projections.household_contact import ContactRow
from registry.projections.household_members import MemberRow
from registry.projections.reading import Page
from registry.projections.referrals import WAITING_STAGES, DueKey, ReferralFilters, ReferralRow


@strawberry.type(description="Whom a referral is about, as far as it discloses them.")
class ReferredPerson:
    row: strawberry.Private[ReferralRow]
    record: strawberry.Private[HeldReferral]
    found: strawberry.Private[Referred | None]

    @property
    def subject(self) -> UUID:
        return self.row.subject

    @strawberry.field(description="Where they live, no finer.")
    def markaz(self) -> Place | None:
        markaz = None if self.found is None else self.found.home.markaz
        return None if markaz is None else Place.of(markaz)

    @property
    def member(self) -> MemberRow | None:
        return None if self.found is None else self.found.member

    @property
    def contact(self) -> ContactRow | None:
        return None if self.found is None else self.found.contact

    @strawberry.field(**personal("household.member_joined.name"))
    def name(self) -> SealedField:
        return self._own(None if self.member is None else self.member.name)

    @strawberry.field(**personal("household.member_joined.identity_numbers"))
    def identity_numbers(self) -> SealedField:
        return self._own(None if self.member is None else self.member.identity_numbers)

    @strawberry.field(**personal("household.member_joined.born"))
    def born(self) -> SealedField:
        return self._own(None if self.member is None else self.member.born)

    @strawberry.field(**personal("household.member_joined.phones"))
    def phones(self) -> SealedField:
        return self._own(None if self.member is None else self.member.phones)

    @strawberry.field(**personal("household.member_joined.criteria"))
    def criteria(self) -> SealedField:
        return self._own(None if self.member is None else self.member.criteria)

    @strawberry.field(**personal("household.member_joined.functioning"))
    def functioning(self) -> SealedField:
        return self._own(None if self.member is None else self.member.functioning)

    @strawberry.field(**personal("household.registered.phones"))
    def household_phones(self) -> SealedField:
        return self._of_household(None if self.contact is None else self.contact.phones)

    @strawberry.field(**personal("household.registered.address"))
    def address(self) -> SealedField:
        return self._of_household(None if self.contact is None else self.contact.address)

    @strawberry.field(**personal("household.registered.criteria"))
    def household_criteria(self) -> SealedField:
        return self._of_household(None if self.contact is None else self.contact.criteria)

    def _own(self, sealed: bytes | None) -> SealedField:
        subject = self.row.subject if self.member is None else self.member.member
        return SealedField(self.row.household, subject, sealed)

    def _of_household(self, sealed: bytes | None) -> SealedField:
        return SealedField(self.row.household, self.row.household, sealed)


@strawberry.type(description="One organisation asks another to help; both of them see it.")
class Referral(Node):
    row: strawberry.Private[ReferralRow]
    record: strawberry.Private[HeldReferral]
    consent: strawberry.Private[ConsentRow | None]
    position: strawberry.Private[int]
    received: bool = strawberry.field(description="Whether the viewer's partner is asked.")
    overdue: bool = strawberry.field(description="Past its day, and the help has not begun.")

    @classmethod
    def of(cls, row: ReferralRow, consent: ConsentRow | None, info: Asking, position: int) -> Self:
        now = info.context.services.writer.mint.clock()
        return cls(
            id=global_id("Referral", row.referral),
            row=row,
            record=as_held(row, consent),
            consent=consent,
            position=position,
            received=row.asked == info.context.viewer.partner,
            overdue=row.stage in WAITING_STAGES and row.due < now,
        )

    @property
    def subject(self) -> UUID:
        return self.row.subject

    @strawberry.field(description="The id in short, to be said over the phone.")
    def reference(self) -> str:
        return short_reference(self.row.referral)

    @strawberry.field
    def need(self) -> BenefitFamily:
        return self.row.need

    @strawberry.field
    def priority(self) -> Priority:
        return self.row.priority

    @strawberry.field
    def stage(self) -> ReferralStage:
        return self.row.stage

    @strawberry.field
    def sent_at(self) -> datetime:
        return self.row.sent_at

    @strawberry.field
    def due(self) -> datetime:
        return self.row.due

    @strawberry.field(description="When it came to the stage that it is in.")
    def changed_at(self) -> datetime:
        return self.row.changed_at

    @strawberry.field(description="What it means to show; consent may have narrowed it since.")
    def disclosed(self) -> list[DisclosedField]:
        return list(self.row.disclosed)

    @strawberry.field(description="What the household answers to being referred, today.")
    def household_agrees(self) -> ConsentState:
        if self.consent is None:
            return ConsentState.NOT_ASKED
        return self.consent.answer(ConsentPurpose.REFERRAL).state

    @strawberry.field(description="Why it was rejected, or passed on last.")
    def reason(self) -> RejectionReason | None:
        return self.row.reason

    @strawberry.field
    def result(self) -> ReferralResult | None:
        return self.row.result

    @strawberry.field(description="Who asks.")
    async def sender(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.sender, self.position)

    @strawberry.field(description="Who is asked now.")
    async def asked(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.row.asked, self.position)

    @strawberry.field(description="The household, for the partner that registered it.")
    def household_id(self) -> strawberry.ID | None:
        return None if self.received else global_id("Household", self.row.household)

    @strawberry.field
    async def person(self, info: Asking) -> ReferredPerson:
        reading = await info.context.at(self.position)
        found = await reading.referred.load((self.row.household, self.row.member))
        return ReferredPerson(row=self.row, record=self.record, found=found)

    @strawberry.field(**personal("referral.sent.note"))
    def note(self) -> SealedField:
        return self._sealed(self.row.note)

    @strawberry.field(**personal("referral.rejected.note"))
    def reason_note(self) -> SealedField:
        return self._sealed(self.row.reason_note)

    @strawberry.field(**personal("referral.done.feedback"))
    def feedback(self) -> SealedField:
        return self._sealed(self.row.feedback)

    def _sealed(self, sealed: bytes | None) -> SealedField:
        return SealedField(self.row.referral, self.row.subject, sealed)


def as_held(row: ReferralRow, consent: ConsentRow | None) -> HeldReferral:
    """Policy decides by what the household agrees to today, whatever it agreed to when this was sent."""
    answer = None if consent is None else consent.answer(ConsentPurpose.REFERRAL)
    agrees = answer is not None and answer.state is ConsentState.GIVEN
    covered = [one for one in row.disclosed if answer is not None and answer.covers(GROUP_OF[one])]
    return HeldReferral(
        owner=row.sender,
        asked=row.asked,
        disclosed=frozenset(covered) if agrees else None,
        ended=row.stage in ENDED,
    )


@strawberry.input(description="What to look for; nothing looks for everything.")
class ReferralFilter:
    received: bool | None = strawberry.field(
        default=None, description="What others ask of the partner (true), what it asks (false)."
    )
    stage: ReferralStage | None = None
    open: bool | None = strawberry.field(default=None, description="Not ended yet.")
    overdue: bool | None = strawberry.field(default=None, description="True: overdue ones alone.")
    reference: str | None = strawberry.field(default=None, description="The id in short.")


async def referrals(
    info: Asking,
    filter: ReferralFilter | None = None,  # noqa: A002 - the argument's name in the schema
    as_of: AsOf | None = None,
    first: int = 50,
    after: str | None = None,
) -> Connection[Referral]:
    """Inbox and outbox of the viewer's partner; those that are due first come first."""
    window = await page_window(info.context, as_of, checked_first(first), after, _as_key)
    refusals = await info.context.refusals("referral.list")
    standing = await info.context.standing()
    connected = await info.context.connection()
    page: Page[ReferralRow] = Page()
    if standing.scope.own:
        filters = _search(info, filter or ReferralFilter())
        page = await read_model.page(connected, window, standing.scope.viewer.partner, filters)
    consents = await household_consent.today(connected, [row.household for row in page.rows])
    return connection(
        page,
        lambda row: Referral.of(row, consents.get(row.household), info, window.position),
        lambda row: f"{row.due.isoformat()} {row.referral}",
        window,
        refusals,
    )


async def referral_at(info: Asking, referral: UUID, position: int) -> Referral | None:
    standing = await info.context.standing()
    if not standing.scope.own:
        return None
    connected = await info.context.connection()
    partner = standing.scope.viewer.partner
    found = await read_model.by_ids(connected, [referral], position=position, partner=partner)
    row = found.get(referral)
    if row is None:
        return None
    consents = await household_consent.today(connected, [row.household])
    return Referral.of(row, consents.get(row.household), info, position)


def _as_key(key: str | int) -> DueKey:
    due, _, referral = str(key).partition(" ")
    return datetime.fromisoformat(due), UUID(referral)


def _search(info: Asking, wanted: ReferralFilter) -> ReferralFilters:
    now = info.context.services.writer.mint.clock()
    return ReferralFilters(
        received=wanted.received,
        stage=wanted.stage,
        open=wanted.open,
        overdue_at=now if wanted.overdue else None,
        short=read_short(wanted.reference),
    )
