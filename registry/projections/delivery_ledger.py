"""A row a delivery: what was handed over or done, to whom, by whom, and who says so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.domain.dates import PreciseDate, Precision
from registry.domain.delivery import DeliveryRecorded
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.fields import Group, Personal
from registry.domain.money import Currency
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Claim,
    CountsAs,
    MoneySource,
    Unit,
)
from registry.projections.area import PLACE_INDEXES, PlacedPages, area_of
from registry.projections.model import Row, sealed
from registry.projections.reading import Page, Window, fetch, pages_by
from registry.projections.validity import HeldRows
from registry.projections.visibility import DELIVERY_VISIBLE, RecordFilter


class DeliveryRow(Row, frozen=True, kw_only=True):
    """`partner` is whose record it is. `giver`, `collector` and `partner_reference` are sealed.

    `on`, `period_begins` and `period_ends` put the dates together again as precisely as they were given.
    """

    delivery: UUID
    partner: UUID
    recorded_at: datetime
    household: UUID | None
    member: UUID | None
    headcount: int | None
    programme: UUID | None
    family: BenefitFamily
    kind: BenefitKind
    unit: Unit
    quantity: Decimal
    amount: Decimal | None
    currency: Currency | None
    counts_as: CountsAs
    on_first: date
    on_last: date
    on_precision: Precision
    serves_from: date | None
    serves_from_last: date | None
    serves_from_precision: Precision | None
    serves_until: date | None
    serves_until_last: date | None
    serves_until_precision: Precision | None
    place: PCode
    markaz: PCode | None
    governorate: PCode | None
    service_point: UUID | None
    money_sources: tuple[MoneySource, ...]
    visit: UUID | None
    plan_line: UUID | None
    claim: Claim
    giver: bytes | None
    collector: bytes | None
    partner_reference: bytes | None

    @property
    def on(self) -> PreciseDate:
        return _known(self.on_first, self.on_last, self.on_precision)

    @property
    def period_begins(self) -> PreciseDate | None:
        return _precise(self.serves_from, self.serves_from_last, self.serves_from_precision)

    @property
    def period_ends(self) -> PreciseDate | None:
        return _precise(self.serves_until, self.serves_until_last, self.serves_until_precision)


def _precise(
    first: date | None, last: date | None, precision: Precision | None
) -> PreciseDate | None:
    if first is None or last is None or precision is None:
        return None
    return _known(first, last, precision)


def _known(first: date, last: date, precision: Precision) -> PreciseDate:
    return PreciseDate(first, precision, last if precision is Precision.SPAN else None)


def evolve(row: DeliveryRow | None, recorded: Recorded[AnyFact]) -> DeliveryRow | None:
    match recorded.fact:
        case DeliveryRecorded() as made:
            return _recorded(recorded, made)
        case _:
            return row


def _recorded(recorded: Recorded[AnyFact], made: DeliveryRecorded) -> DeliveryRow:
    area = area_of(made.place)
    return DeliveryRow(
        delivery=recorded.stream,
        partner=recorded.envelope.partner,
        recorded_at=recorded.recorded_at,
        household=made.household,
        member=made.member,
        headcount=made.headcount,
        programme=made.programme,
        family=made.family,
        kind=made.kind,
        unit=made.unit,
        quantity=made.quantity,
        amount=None if made.value is None else made.value.amount,
        currency=None if made.value is None else made.value.currency,
        counts_as=made.counts_as,
        on_first=made.on.first,
        on_last=made.on.last,
        on_precision=made.on.precision,
        serves_from=None if made.serves_from is None else made.serves_from.first,
        serves_from_last=None if made.serves_from is None else made.serves_from.last,
        serves_from_precision=None if made.serves_from is None else made.serves_from.precision,
        serves_until=None if made.serves_until is None else made.serves_until.first,
        serves_until_last=None if made.serves_until is None else made.serves_until.last,
        serves_until_precision=None if made.serves_until is None else made.serves_until.precision,
        place=made.place,
        markaz=area.markaz,
        governorate=area.governorate,
        service_point=made.service_point,
        money_sources=tuple(source.kind for source in made.sources),
        visit=made.visit,
        plan_line=made.plan_line,
        claim=made.claim,
        giver=_sealed(made.giver),
        collector=_sealed(made.collector),
        partner_reference=_sealed(made.partner_reference),
    )


def _sealed(value: Personal[Any, Group] | None) -> bytes | None:
    return None if value is None else sealed(value)


MODEL: Final = HeldRows(
    name="delivery_ledger",
    version=1,
    about=frozenset({DeliveryRecorded}),
    row=DeliveryRow,
    key="delivery",
    evolve=evolve,
    ddl="""
        create table {table} (
            delivery      uuid not null,
            partner       uuid not null,
            recorded_at   timestamptz not null,
            household     uuid,
            member        uuid,
            headcount     bigint,
            programme     uuid,
            family        text not null,
            kind          text not null,
            unit          text not null,
            quantity      numeric not null,
            amount        numeric,
            currency      text,
            counts_as     text not null,
            on_first      date not null,
            on_last       date not null,
            on_precision  text not null,
            serves_from            date,  -- first day of the month, year or span where that is the precision
            serves_from_last       date,
            serves_from_precision  text,
            serves_until           date,
            serves_until_last      date,
            serves_until_precision text,
            place         text not null,
            markaz        text,
            governorate   text,
            service_point uuid,
            money_sources text[] not null,
            visit         uuid,
            plan_line     uuid,
            claim         text not null,
            giver         bytea,          -- sealed
            collector     bytea,          -- sealed
            partner_reference bytea,      -- sealed
            held          int8range not null
        )
    """,
    indexes=(
        "create index on {table} (household, delivery)",
        "create index on {table} (member, delivery)",
        "create index on {table} (partner, delivery)",
        "create index on {table} (programme, delivery)",
        *PLACE_INDEXES,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFilters:
    """None filters nothing.

    A delivery not known to the day was made between two dates when it may have been: when its month, year or span and
    the dates, both included, have a day in common.
    """

    household: UUID | None = None
    programme: UUID | None = None
    family: BenefitFamily | None = None
    claim: Claim | None = None
    partner: UUID | None = None
    place: PCode | None = None
    delivered_from: date | None = None
    delivered_until: date | None = None


class _AtHome(DeliveryRow, frozen=True, kw_only=True):
    """A delivery with the household that got it, itself or through a member."""

    home: UUID


_DELIVERIES: Final = sql.SQL("""
    select delivery.*, home.household as home
    from read.delivery_ledger_v1 as delivery
    left join read.household_members_v1 as person
        on delivery.household is null and person.member = delivery.member and upper_inf(person.held)
    left join read.household_roll_v1 as home
        on home.household = coalesce(delivery.household, person.household) and upper_inf(home.held)
    left join read.programme_directory_v1 as scheme
        on scheme.programme = delivery.programme and upper_inf(scheme.held)
    where delivery.held @> %(position)s::bigint and {visible}
""").format(visible=DELIVERY_VISIBLE)

_PAGES: Final = PlacedPages(
    _DELIVERIES
    + sql.SQL("""
    and (%(household)s::uuid is null or home.household = %(household)s)
    and (%(programme)s::uuid is null or delivery.programme = %(programme)s)
    and (%(family)s::text is null or delivery.family = %(family)s)
    and (%(claim)s::text is null or delivery.claim = %(claim)s)
    and (%(partner)s::uuid is null or delivery.partner = %(partner)s)
    and (%(delivered_from)s::date is null or delivery.on_last >= %(delivered_from)s)
    and (%(delivered_until)s::date is null or delivery.on_first <= %(delivered_until)s)
    and (%(after)s::uuid is null or delivery.delivery > %(after)s)
"""),
    of="delivery",
    key="delivery",
)

_OF_HOUSEHOLDS: Final = sql.SQL("""
    select * from (
        select seen.*, row_number() over (partition by home order by delivery) as line from (
            {deliveries}
            and (delivery.household = any(%(households)s)
                 or delivery.member in (select named.member from read.household_members_v1 as named
                                        where named.household = any(%(households)s)))
            and home.household = any(%(households)s)
            and (%(after)s::uuid is null or delivery.delivery > %(after)s)
        ) as seen
    ) as numbered where line <= %(limit)s order by home, delivery
""").format(deliveries=_DELIVERIES)


async def page(
    connection: AsyncConnection[Any],
    window: Window[UUID],
    *,
    visible_to: RecordFilter,
    filters: DeliveryFilters | None = None,
) -> Page[DeliveryRow]:
    """Deliveries in the order of their ids, which is that of their recording."""
    wanted = filters or DeliveryFilters()
    parameters = {
        **window.parameters,
        **asdict(wanted),
        **_PAGES.parameters(wanted.place),
        **visible_to.parameters,
    }
    query = _PAGES.query(wanted.place)
    return window.page(await fetch(connection, DeliveryRow, query, parameters))


async def of_households(
    connection: AsyncConnection[Any],
    households: Collection[UUID],
    window: Window[UUID],
    *,
    visible_to: RecordFilter,
) -> dict[UUID, Page[DeliveryRow]]:
    """A page of the deliveries to each household, itself or a member of it, in the order of their ids."""
    parameters = window.parameters | {"households": list(households)} | visible_to.parameters
    rows = await fetch(connection, _AtHome, _OF_HOUSEHOLDS, parameters)
    found = pages_by(rows, attrgetter("home"), households, window.first)
    return {household: Page(page.rows, page.more) for household, page in found.items()}


async def by_ids(
    connection: AsyncConnection[Any],
    deliveries: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> dict[UUID, DeliveryRow]:
    """Deliveries that the viewer may not know of are absent, as those that do not exist."""
    query = _DELIVERIES + sql.SQL(" and delivery.delivery = any(%(deliveries)s)")
    parameters = {"position": position, "deliveries": list(deliveries), **visible_to.parameters}
    return {row.delivery: row for row in await fetch(connection, DeliveryRow, query, parameters)}
