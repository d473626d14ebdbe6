"""Pairs of registrations that may be of one person, side by side, and the person that links make of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Self
from uuid import UUID

import strawberry

from registry.api.context import Asking
from registry.api.cursors import checked_first
from registry.api.delivery import BY_CLOSED_FIELD
from registry.api.homes import registration_of
from registry.api.household import Household, household_at, household_called
from registry.api.ids import BadRequest, read_uuid
from registry.api.member import Member, member_at
from registry.api.moment import AsOf, page_window, position_of
from registry.api.opener import SealedField, personal
from registry.api.pair_held import HeldPlan
from registry.api.pair_question import PairQuestion
from registry.api.relay import Connection, Node, connection, global_id
from registry.domain.access import FieldName
from registry.domain.pair import LinkedBy
from registry.domain.sameness import CaseReason, DismissalReason, PartingReason, Proposal
from registry.privacy.policy import HeldRegistration, decide
from registry.privacy.policy_table import LEAST_TO_MOST
from registry.projections import agreement_directory, pair_queue
from registry.projections import pairs as read_model
from registry.projections.as_of import end_of
from registry.projections.identities import persons_of
from registry.projections.pair_queue import Held, PairFilters, PairKey, PairOrder, QueuedRow, Today
from registry.projections.pairs import PairRow
from registry.projections.reading import Page

_EVIDENCE = FieldName("pair.linked.evidence")


@dataclass(frozen=True, slots=True)
class Beside:
    """What a pair is shown with: the stricter side, the viewer's own, plans that wait, and whether one may decide."""

    record: HeldRegistration
    own: HeldRegistration
    held: Sequence[Held]
    alone: bool


@strawberry.type(description="Two registrations that may be of one person, the older one first.")
class Pair(Node):
    row: strawberry.Private[PairRow]
    record: strawberry.Private[HeldRegistration]
    position: strawberry.Private[int]
    linked: LinkedBy | None = strawberry.field(
        description="Whose word it is that they are one; null where nobody says so."
    )
    parted: bool = strawberry.field(description="A person said that they are two.")
    case: CaseReason | None = strawberry.field(
        description="Why somebody is asked; null where nobody is."
    )
    opened_at: datetime | None = strawberry.field(
        description="Since when somebody is to decide; null where nobody is."
    )
    changed_at: datetime
    model: str | None = strawberry.field(description="The model that weighed the evidence.")
    bits: float | None = strawberry.field(
        description="The weight of all evidence, in bits; positive speaks for one person."
    )
    days_open: int | None = strawberry.field(description="For how many days it has waited.")
    due: date | None = strawberry.field(
        description="By when it is to be decided: the first day of a plan of yours that it holds up, or so many days "
        "after it was opened, whichever comes first."
    )
    overdue: bool
    proposed: Proposal | None = strawberry.field(
        description="What a person said of the two that another person is to say, too."
    )
    proposed_at: datetime | None
    proposed_by_viewer: bool = strawberry.field(description="So that the viewer is not the other.")
    needs_two: bool = strawberry.field(
        description="More waits for the decision than one person may decide about."
    )
    held_up: list[HeldPlan] = strawberry.field(
        description="The viewer's own plans with a line of one of the two, in the order of their first days."
    )
    beside: strawberry.Private[Beside]

    @classmethod
    def of(cls, info: Asking, row: PairRow, beside: Beside, position: int) -> Self:
        mint = info.context.services.writer.mint
        opened = None if row.opened_at is None else row.opened_at.astimezone(mint.zone).date()
        due = None if opened is None else _due(info, opened, beside.held)
        today = mint.today()
        return cls(
            id=global_id("Pair", row.pair),
            row=row,
            record=beside.record,
            position=position,
            linked=row.linked,
            parted=row.parted,
            case=row.case,
            opened_at=row.opened_at,
            changed_at=row.changed_at,
            model=row.model,
            bits=None if row.score is None else row.score / 10,
            days_open=None if opened is None else (today - opened).days,
            due=due,
            overdue=due is not None and due < today,
            proposed=row.proposed,
            proposed_at=row.proposed_at,
            proposed_by_viewer=row.proposed_by == info.context.viewer.actor,
            needs_two=not beside.alone,
            held_up=[HeldPlan.of(one, position) for one in beside.held],
            beside=beside,
        )

    @property
    def subject(self) -> UUID:
        return self.row.pair

    @strawberry.field(description="Null where the viewer's agreements show no members.")
    async def first(self, info: Asking) -> Member | None:
        return await member_at(info, self.row.first, self.position)

    @strawberry.field(description="Null where the viewer's agreements show no members.")
    async def second(self, info: Asking) -> Member | None:
        return await member_at(info, self.row.second, self.position)

    @strawberry.field
    async def first_household(self, info: Asking) -> Household | None:
        return await household_at(info, self.row.first_household, self.position)

    @strawberry.field
    async def second_household(self, info: Asking) -> Household | None:
        return await household_at(info, self.row.second_household, self.position)

    @strawberry.field(description="Why a person said that they are two; null where none did.")
    def dismissal(self) -> DismissalReason | None:
        return self.row.dismissal

    @strawberry.field(description="Why the link was undone last; null where none was.")
    def parting(self) -> PartingReason | None:
        return self.row.parting

    @strawberry.field(**personal("pair.confirmed.note"))
    def note(self) -> SealedField:
        return SealedField(self.row.pair, self.row.pair, self.row.note)

    @strawberry.field(**personal("pair.linked.evidence"))
    def evidence(self) -> SealedField:
        return SealedField(self.row.pair, self.row.pair, self.row.evidence)

    @strawberry.field(description="What was asked last before anybody decides; null where nothing.")
    def question(self) -> PairQuestion | None:
        if self.row.asked_at is None:
            return None
        return PairQuestion.of(self.row, self.beside.own, self.position)


def _due(info: Asking, opened: date, held: Sequence[Held]) -> date:
    waited = opened + timedelta(days=info.context.services.adjudication.case_days)
    return min([waited, *(one.starts for one in held)])


@strawberry.input(description="What to look for; nothing looks for everything. Ends are included.")
class PairFilter:
    open: bool | None = strawberry.field(
        default=None, description="True: those about which somebody is asked."
    )
    linked: bool | None = strawberry.field(default=None, description="True: those that are linked.")
    parted: bool | None = strawberry.field(
        default=None, description="True: those of whom a person said that they are two."
    )
    case: CaseReason | None = None
    household: strawberry.ID | None = None
    partner: strawberry.ID | None = strawberry.field(
        default=None, description="Who made one of the two registrations."
    )
    own: bool = strawberry.field(
        default=False, description="One of the two registrations is the viewer's own."
    )
    bits_from: float | None = None
    bits_to: float | None = None
    opened_from: date | None = strawberry.field(
        default=None, description="Somebody is asked since that day or later."
    )
    opened_until: date | None = None
    plan: strawberry.ID | None = strawberry.field(
        default=None, description="A plan of the viewer's own that it holds up."
    )
    overdue: bool | None = None
    to_second: bool = strawberry.field(
        default=False, description="Another person has decided, and the viewer may be the second."
    )
    asked: bool = strawberry.field(
        default=False, description="The viewer's own partner owes an answer."
    )


async def pairs(  # noqa: PLR0913, PLR0917 - the arguments of the field in the schema
    info: Asking,
    filter: PairFilter | None = None,  # noqa: A002 - the argument's name in the schema
    as_of: AsOf | None = None,
    first: int = 50,
    after: str | None = None,
    order: PairOrder = PairOrder.OLDEST,
) -> Connection[Pair]:
    """Those of which the viewer may know both sides."""
    window = await page_window(info.context, as_of, checked_first(first), after, _key_in(order))
    refusals = await info.context.refusals("pair.list")
    standing = await info.context.standing()
    wanted = filter or PairFilter()
    visible = standing.visible if wanted.partner is None else standing.visible_in_detail
    if visible != standing.visible:
        refusals.append(info.context.ledger.refused(BY_CLOSED_FIELD, "pair.list"))
    page: Page[QueuedRow] = await pair_queue.page(
        await info.context.connection(),
        window,
        visible_to=visible,
        filters=_filters(info, wanted),
        today=today_of(info),
        order=order,
    )
    beside = await beside_of(info, page.rows, window.position)
    return connection(
        page,
        lambda row: Pair.of(info, row, beside[row.pair], window.position),
        lambda row: _written(order, pair_queue.key_in(order, row)),
        window,
        refusals,
    )


def today_of(info: Asking) -> Today:
    services = info.context.services
    return services.adjudication.today(services.writer.mint)


def _filters(info: Asking, wanted: PairFilter) -> PairFilters:
    zone = info.context.services.writer.mint.zone
    begin, end = wanted.opened_from, wanted.opened_until
    partner = None if wanted.partner is None else read_uuid(wanted.partner, "Partner")
    return PairFilters(
        open=wanted.open,
        linked=wanted.linked,
        parted=wanted.parted,
        why=wanted.case,
        household=None if wanted.household is None else read_uuid(wanted.household, "Household"),
        with_own=info.context.viewer.partner if wanted.own else None,
        partner=partner,
        score_from=_tenths(wanted.bits_from),
        score_to=_tenths(wanted.bits_to),
        opened_from=None if begin is None else end_of(begin - timedelta(days=1), zone),
        opened_until=None if end is None else end_of(end, zone),
        plan=None if wanted.plan is None else read_uuid(wanted.plan, "Plan"),
        overdue=wanted.overdue,
        second_by=info.context.viewer.actor if wanted.to_second else None,
        asked=info.context.viewer.partner if wanted.asked else None,
    )


def _tenths(bits: float | None) -> int | None:
    return None if bits is None else round(bits * 10)


async def pair_at(info: Asking, pair: UUID, position: int) -> Pair | None:
    standing = await info.context.standing()
    found = await read_model.by_ids(
        await info.context.connection(), [pair], position=position, visible_to=standing.visible
    )
    beside = await beside_of(info, found.values(), position)
    return Pair.of(info, found[pair], beside[pair], position) if found else None


async def person(
    info: Asking,
    member: strawberry.ID | None = None,
    reference: str | None = None,
    as_of: AsOf | None = None,
) -> list[Member]:
    """The registrations of a person that are there for the viewer, the oldest first.

    Any of its members finds it, as does the reference of a household that it is the head of.
    """
    if (member is None) == (reference is None):
        raise BadRequest("member_or_reference")
    position = await position_of(info.context, as_of)
    await info.context.refusals("record.read")
    reading, standing = await info.context.at(position), await info.context.standing()
    if member is not None:
        asked = read_uuid(member, "Member")
    else:
        home = await household_called(info, reference or "", position)
        if home is None:
            return []
        asked = home.row.head
    if await reading.members.load(asked) is None:
        return []
    found = await persons_of(reading.connection, [asked], position, visible_to=standing.visible)
    members = [await member_at(info, one, position) for one in found[asked]]
    return [one for one in members if one is not None]


async def beside_of(info: Asking, rows: Collection[PairRow], position: int) -> dict[UUID, Beside]:
    """What each pair is shown with. Evidence tells of both sides, and is opened as the stricter one is.

    What partners write to each other is opened as the viewer's own side is, where there is one.
    """
    reading, standing = await info.context.at(position), await info.context.standing()
    viewer, today = info.context.viewer, today_of(info)
    own = viewer.partner if standing.scope.own else None
    asked, connected = [(row.pair, row.sides) for row in rows], reading.connection
    held = await pair_queue.held_up_by(connected, asked, position=position, own=own, today=today)
    stake = await pair_queue.at_stake(connected, asked, position=position, own=own, today=today)
    found: dict[UUID, Beside] = {}
    both = {row.pair: await _held_of(info, row, position) for row in rows}
    owners = {one.owner for sides in both.values() for one in sides}
    agreed = await agreement_directory.alone_up_to(connected, owners, today.day)
    for row in rows:
        sides = both[row.pair]
        record = min(
            sides,
            key=lambda side: LEAST_TO_MOST.index(decide(standing.scope, side, _EVIDENCE).level),
        )
        mine = next((side for side in sides if side.owner == viewer.partner), record)
        rules = info.context.services.adjudication.between(agreed[one.owner] for one in sides)
        alone = rules.alone(stake[row.pair])
        found[row.pair] = Beside(record, mine, held[row.pair], alone)
    return found


async def _held_of(info: Asking, row: PairRow, position: int) -> list[HeldRegistration]:
    """The two registrations, the older one first."""
    households = (await info.context.at(position)).households
    found = [await households.load(one) for one in (row.first_household, row.second_household)]
    sides = [registration_of(home) for home in found if home is not None]
    if len(sides) < len(found):
        raise AssertionError("a pair is there where both of its sides are")
    return sides


def _written(order: PairOrder, key: PairKey) -> str:
    at = key.at.isoformat() if isinstance(key.at, datetime) else key.at
    plan = f"{key.starts} {key.worth} " if order is PairOrder.PLAN else ""
    return f"{plan}{at} {key.pair}"


def _key_in(order: PairOrder) -> Callable[[str | int], PairKey]:
    """Reads where a page ended in an order; `ValueError` for one of another order."""

    def read(key: str | int) -> PairKey:
        *plan, place, pair = str(key).split(" ")
        if order is PairOrder.MOST_CERTAIN:
            return PairKey(int(place), UUID(pair))
        at = datetime.fromisoformat(place)
        if order is PairOrder.OLDEST:
            return PairKey(at, UUID(pair))
        starts, worth = plan
        return PairKey(at, UUID(pair), date.fromisoformat(starts), Decimal(worth))

    return read
