"""What happened to a household, in order: every fact there is for the viewer, read from the log itself.

There is no table of it. The log has the facts in their order, the read models say which streams are the household's,
and what may be seen of each stream is what may be seen of its record.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final, Self
from uuid import UUID

import strawberry

from registry.api.closing import detail, own
from registry.api.context import Asking
from registry.api.days import PreciseDate
from registry.api.delivery import Delivery, delivery_at
from registry.api.exposure import Exposure, View
from registry.api.homes import registration_of
from registry.api.member import Member, member_at
from registry.api.partner import Partner, partner_of
from registry.api.programme import Programme
from registry.api.relay import Connection, connection, global_id
from registry.api.scalars import Position
from registry.api.staff import Actor
from registry.api.subject_request import SubjectRequest, request_at
from registry.api.told import details
from registry.domain import delivery as deliveries
from registry.domain import household as households
from registry.domain import subject_request
from registry.domain.eligibility import EligibilityDecided
from registry.domain.envelope import Recorded
from registry.domain.facts import NAME_OF, AnyFact
from registry.domain.pair import PairFact
from registry.domain.vocabulary import Channel, Purpose
from registry.projections import double_support, eligibility, entitlement_documents, pairs, streams
from registry.projections.reading import Page, Window
from registry.texts import say

if TYPE_CHECKING:
    from registry.api.household import Household
    from registry.api.pair import Pair

_OF_DELIVERIES: Final = frozenset(
    {deliveries.DeliveryRecorded, deliveries.DeliveryCorrected, deliveries.DeliveryReversed}
)
_IN_DETAIL: Final = frozenset({households.HouseholdRegistered, households.MemberJoined})
"""What others are told under an agreement beyond the base one; the rest is between a household and its partner."""


@strawberry.type(description="A clear value of a fact, by the name of its field.")
class Detail:
    name: str
    label_ar: str
    label_en: str
    value_ar: str
    value_en: str


@dataclass(frozen=True, slots=True)
class _Told:
    """How far a stream is told, and which registration tells of it; none of a pair, which is of two."""

    view: View
    home: Household | None = None


@strawberry.type(description="Something that happened to a household.")
class TimelineEntry:
    recorded: strawberry.Private[Recorded[AnyFact]]
    view: strawberry.Private[View]
    home: strawberry.Private[Household | None]
    position: Position
    at: strawberry.Private[int]
    fact: str = strawberry.field(description="The name that it is stored under.")
    label_ar: str
    label_en: str

    @classmethod
    def of(cls, recorded: Recorded[AnyFact], told: _Told, at: int) -> Self:
        name = NAME_OF[type(recorded.fact)]
        return cls(
            recorded=recorded,
            view=told.view,
            home=told.home,
            position=Position(recorded.position),
            at=at,
            fact=name,
            label_ar=say(f"fact.{name}", "ar"),
            label_en=say(f"fact.{name}", "en"),
        )

    @strawberry.field(extensions=detail())
    def recorded_at(self) -> datetime | None:
        return self.recorded.recorded_at

    @strawberry.field(
        extensions=detail(), description="When it happened, where that is another time."
    )
    def effective(self) -> PreciseDate | None:
        known = self.recorded.envelope.effective
        return None if known is None else PreciseDate.of(known)

    @strawberry.field(description="Who recorded it.")
    async def partner(self, info: Asking) -> Partner | None:
        return await partner_of(info, self.recorded.envelope.partner, self.at)

    @strawberry.field(extensions=detail())
    def actor(self) -> Actor | None:
        envelope = self.recorded.envelope
        return Actor.of(envelope.actor, envelope.partner, envelope.role, self.at)

    @strawberry.field(extensions=detail())
    def purpose(self) -> Purpose | None:
        return self.recorded.envelope.purpose

    @strawberry.field(extensions=detail())
    def channel(self) -> Channel | None:
        return self.recorded.envelope.channel

    @strawberry.field(extensions=detail(), description="Whom it is about.")
    async def member(self, info: Asking) -> Member | None:
        fact = self.recorded.fact
        named = getattr(fact, "member", None) or getattr(fact, "head", None)
        return None if named is None else await member_at(info, named, self.at)

    @strawberry.field(
        description="The registration that it happened to; null for what is said of two of them."
    )
    def household(
        self,
    ) -> Annotated[Household, strawberry.lazy("registry.api.household")] | None:
        return self.home

    @strawberry.field(
        description="The two registrations that may be of one person, as they stood when the timeline was read."
    )
    async def pair(
        self, info: Asking
    ) -> Annotated[Pair, strawberry.lazy("registry.api.pair")] | None:
        from registry.api.pair import pair_at  # noqa: PLC0415 - each has the other

        if not isinstance(self.recorded.fact, PairFact):
            return None
        return await pair_at(info, self.recorded.stream, self.at)

    @strawberry.field(
        description="The delivery it is about, as it stood when the timeline was read."
    )
    async def delivery(self, info: Asking) -> Delivery | None:
        if type(self.recorded.fact) not in _OF_DELIVERIES:
            return None
        return await delivery_at(info, self.recorded.stream, self.at)

    @strawberry.field(extensions=own(), description="The programme that a decision is about.")
    async def programme(self, info: Asking) -> Programme | None:
        if not isinstance(self.recorded.fact, EligibilityDecided):
            return None
        row = await (await info.context.at(self.at)).programmes.load(self.recorded.fact.programme)
        return None if row is None else Programme.of(row, self.at)

    @strawberry.field(
        extensions=own(),
        description="The request of a person, as it stood when the timeline was read.",
    )
    async def request(self, info: Asking) -> SubjectRequest | None:
        if not isinstance(self.recorded.fact, subject_request.RequestFact):
            return None
        return await request_at(info, self.recorded.stream, self.at)

    @strawberry.field(extensions=own(), description="To whom it was offered, sent or handed over.")
    async def to(self, info: Asking) -> Partner | None:
        fact = self.recorded.fact
        partner = None if isinstance(fact, households.MemberMovedOut) else getattr(fact, "to", None)
        return None if partner is None else await partner_of(info, partner, self.at)

    @strawberry.field(
        extensions=own(), description="What it says that is not personal, in both languages."
    )
    def details(self) -> list[Detail] | None:
        in_arabic = dict(details(self.recorded.fact, "ar"))
        return [
            Detail(
                name=name,
                label_ar=in_arabic[name].name,
                label_en=words.name,
                value_ar=in_arabic[name].value,
                value_en=words.value,
            )
            for name, words in details(self.recorded.fact, "en")
        ]

    @strawberry.field(extensions=own(), description="The import of a file that brought it.")
    def file_import(self) -> strawberry.ID | None:
        found = self.recorded.envelope.file_import
        return None if found is None else global_id("Import", found)

    @strawberry.field(extensions=own(), description="The row of that file, counted from 1.")
    def row(self) -> int | None:
        return self.recorded.envelope.row


async def timeline_of(
    info: Asking, homes: Sequence[Household], window: Window[int]
) -> Connection[TimelineEntry]:
    """What happened to registrations up to the window's position, oldest first."""
    served, told = set[UUID](), await _of_pairs(info, homes, window.position)
    for home in homes:
        deliveries = await _deliveries_to(info, home, window.position)
        streams_ = {*deliveries, *await _of_the_partner(info, home, window.position)}
        served |= deliveries
        told |= dict.fromkeys(streams_, _Told(home.view, home))
    facts = await info.context.services.log.story(
        {*told, *(home.row.household for home in homes if home.view.shows(Exposure.OWN))},
        partly=[home.row.household for home in homes if home.view.shows(Exposure.DETAIL)],
        names=[NAME_OF[fact] for fact in _IN_DETAIL],
        after=window.after or 0,
        until=window.position,
        limit=window.first + 1,
    )
    told |= {home.row.household: _Told(home.view, home) for home in homes}
    page: Page[Recorded[AnyFact]] = window.page(facts)
    views = await _views(info, {one.stream for one in page.rows} & served, window.position)
    told |= {one: replace(told[one], view=view) for one, view in views.items()}
    return connection(
        page,
        lambda one: TimelineEntry.of(one, told[one.stream], window.position),
        lambda one: one.position,
        window,
    )


async def _deliveries_to(info: Asking, household: Household, position: int) -> frozenset[UUID]:
    return await streams.deliveries_to(
        await info.context.connection(),
        household.row.household,
        position=position,
        visible_to=(await info.context.standing()).visible,
    )


async def _of_the_partner(info: Asking, household: Household, position: int) -> Collection[UUID]:
    """Referrals, which whoever is asked sees among its own; requests; documents; decisions; what is said of support."""
    if not household.view.shows(Exposure.OWN):
        return ()
    connected, home = await info.context.connection(), household.row.household
    referred = await streams.referrals_of(connected, home, position=position)
    said = await double_support.streams_of(
        connected, home, info.context.viewer.partner, position=position
    )
    issued = await entitlement_documents.series_of(connected, home, position=position)
    judged = await eligibility.streams_of(connected, home, position=position)
    asked = await streams.requests_of(connected, home, position=position)
    return referred | said | issued | judged | asked


async def _of_pairs(info: Asking, homes: Sequence[Household], position: int) -> dict[UUID, _Told]:
    """What was said of members and others, who they are; in detail where both sides are shown in detail."""
    standing, reading = await info.context.standing(), await info.context.at(position)
    rows = await pairs.of_households(
        reading.connection,
        [home.row.household for home in homes],
        position=position,
        visible_to=standing.visible,
    )
    told = {}
    for row in rows:
        sides = [
            await reading.households.load(side)
            for side in (row.first_household, row.second_household)
        ]
        views = [standing.view(registration_of(side)) for side in sides if side is not None]
        whole = len(views) == len(sides) and all(one.shows(Exposure.DETAIL) for one in views)
        told[row.pair] = _Told(View(own=whole, detail=whole))
    return told


async def _views(info: Asking, served: Collection[UUID], position: int) -> dict[UUID, View]:
    found = {one: await delivery_at(info, one, position) for one in served}
    return {one: shown.view for one, shown in found.items() if shown is not None}
