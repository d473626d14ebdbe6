"""A row a delivery: what was handed over or done, to whom, by whom, and who says so.

What was corrected stands in its row; what was taken back keeps its row, with the reason, and is in no list that does
not ask for it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.casework import DeliveryField, ReversalReason
from registry.domain.dates import PreciseDate, Precision
from registry.domain.delivery import (
    DeliveryCorrected,
    DeliveryRecorded,
    DeliveryReversed,
    Source,
)
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.fields import Group, Personal
from registry.domain.money import Currency
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Channel,
    Claim,
    CountsAs,
    MoneySource,
    Unit,
)
from registry.projections.area import PLACE_INDEXES, PlacedPages, area_of
from registry.projections.model import Row, sealed
from registry.projections.reading import Page, Window, fetch, in_short, pages_by
from registry.projections.validity import HeldRows
from registry.projections.visibility import DELIVERY_VISIBLE, RecordFilter


class DeliveryRow(Row, frozen=True, kw_only=True):
    """`partner` is whose record it is. `giver`, `collector` and `partner_reference` are sealed.

    `on`, `period_begins` and `period_ends` put the dates together again as precisely as they were given. The four
    arrays about money have an element for each source, in one order. `corrected_at` is when it was last corrected.
    """

    delivery: UUID
    partner: UUID
    recorded_at: datetime
    channel: Channel
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
    source_partners: tuple[UUID | None, ...]
    source_amounts: tuple[Decimal | None, ...]
    source_currencies: tuple[Currency | None, ...]
    visit: UUID | None
    plan_line: UUID | None
    claim: Claim
    giver: bytes | None
    collector: bytes | None
    partner_reference: bytes | None
    corrected_at: datetime | None = None
    reversed_at: datetime | None = None
    reversal: ReversalReason | None = None

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
        case DeliveryCorrected() as mended if row is not None:
            return replace(row, corrected_at=recorded.recorded_at, **_mended(mended))
        case DeliveryReversed(reason=reason) if row is not None:
            return replace(row, reversed_at=recorded.recorded_at, reversal=reason)
        case _:
            return row


def _recorded(recorded: Recorded[AnyFact], made: DeliveryRecorded) -> DeliveryRow:
    area = area_of(made.place)
    return DeliveryRow(
        delivery=recorded.stream,
        partner=recorded.envelope.partner,
        recorded_at=recorded.recorded_at,
        channel=recorded.envelope.channel,
        household=made.household,
        member=made.member,
        headcount=made.headcount,
        programme=made.programme,
        family=made.family,
        kind=made.kind,
        unit=made.unit,
        quantity=made.quantity,
        counts_as=made.counts_as,
        place=made.place,
        markaz=area.markaz,
        governorate=area.governorate,
        service_point=made.service_point,
        visit=made.visit,
        plan_line=made.plan_line,
        claim=made.claim,
        giver=_sealed(made.giver),
        collector=_sealed(made.collector),
        partner_reference=_sealed(made.partner_reference),
        **_columns(DeliveryField.VALUE, made.value),
        **_columns(DeliveryField.SOURCES, made.sources),
        **_columns(DeliveryField.ON, made.on),
        **_columns(DeliveryField.SERVES_FROM, made.serves_from),
        **_columns(DeliveryField.SERVES_UNTIL, made.serves_until),
    )


def _mended(mended: DeliveryCorrected) -> dict[str, Any]:
    """The columns of what was changed."""
    columns: dict[str, Any] = {}
    for field in mended.changed:
        columns |= _columns(field, getattr(mended, field.value))
    return columns


def _columns(field: DeliveryField, value: Any) -> dict[str, Any]:
    """A field of a delivery as the columns that hold it."""
    match field:
        case DeliveryField.VALUE:
            return {
                "amount": None if value is None else value.amount,
                "currency": None if value is None else value.currency,
            }
        case DeliveryField.SOURCES:
            return _paid_by(value)
        case DeliveryField.ON | DeliveryField.SERVES_FROM | DeliveryField.SERVES_UNTIL:
            first = "on_first" if field is DeliveryField.ON else field.value
            return {
                first: None if value is None else value.first,
                f"{field.value}_last": None if value is None else value.last,
                f"{field.value}_precision": None if value is None else value.precision,
            }
        case DeliveryField.GIVER | DeliveryField.COLLECTOR:
            return {field.value: _sealed(value)}
        case _:
            return {field.value: value}


def _paid_by(sources: tuple[Source, ...]) -> dict[str, Any]:
    amounts = [one.amount for one in sources]
    return {
        "money_sources": tuple(one.kind for one in sources),
        "source_partners": tuple(one.partner for one in sources),
        "source_amounts": tuple(None if one is None else one.amount for one in amounts),
        "source_currencies": tuple(None if one is None else one.currency for one in amounts),
    }


def _sealed(value: Personal[Any, Group] | None) -> bytes | None:
    return None if value is None else sealed(value)


MODEL: Final = HeldRows(
    name="delivery_ledger",
    version=4,
    about=frozenset({DeliveryRecorded, DeliveryCorrected, DeliveryReversed}),
    row=DeliveryRow,
    key="delivery",
    evolve=evolve,
    ddl="""
        create table {table} (
            delivery      uuid not null,
            partner       uuid not null,
            recorded_at   timestamptz not null,
            channel       text not null,
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
            money_sources     text[] not null,  -- an element a source, in these four
            source_partners   uuid[] not null,
            source_amounts    numeric[] not null,
            source_currencies text[] not null,
            visit         uuid,
            plan_line     uuid,
            claim         text not null,
            giver         bytea,          -- sealed
            collector     bytea,          -- sealed
            partner_reference bytea,      -- sealed
            corrected_at  timestamptz,
            reversed_at   timestamptz,
            reversal      text,
            held          int8range not null
        )
    """,
    indexes=(
        "create index on {table} (household, delivery)",
        "create index on {table} (household, (coalesce(serves_until_last, on_last)))",
        "create index on {table} (member, (coalesce(serves_until_last, on_last)))",
        "create index on {table} (plan_line) where plan_line is not null",
        "create index on {table} (member, delivery)",
        "create index on {table} (partner, delivery)",
        "create index on {table} (partner, (coalesce(serves_from, on_first)), delivery)",
        "create index on {table} (programme, delivery)",
        "create index on {table} (visit) where visit is not null",
        *PLACE_INDEXES,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFilters:
    """None filters nothing; without `reversed` those alone are found that were not taken back, with True the others.

    A delivery not known to the day was made between two dates when it may have been: when its month, year or span and
    the dates, both included, have a day in common.
    """

    household: UUID | None = None
    programme: UUID | None = None
    families: list[BenefitFamily] | None = None
    claim: Claim | None = None
    partner: UUID | None = None
    place: PCode | None = None
    delivered_from: date | None = None
    delivered_until: date | None = None
    visit: UUID | None = None
    reversed: bool | None = False
    short: int | None = None


class _AtHome(DeliveryRow, frozen=True, kw_only=True):
    """A delivery with the household that got it, itself or through a member."""

    home: UUID


DELIVERIES: Final = sql.SQL("""
    select delivery.*, home.household as home
    from read.delivery_ledger_v4 as delivery
    left join read.household_members_v3 as person
        on delivery.household is null and person.member = delivery.member
           and upper_inf(person.held) and person.presence <> 'moved'
    left join read.household_roll_v3 as home
        on home.household = coalesce(delivery.household, person.household) and upper_inf(home.held)
    left join read.programme_directory_v3 as scheme
        on scheme.programme = delivery.programme and upper_inf(scheme.held)
    where delivery.held @> %(position)s::bigint and {visible}
""").format(visible=DELIVERY_VISIBLE)

_PAGES: Final = PlacedPages(
    DELIVERIES
    + sql.SQL("""
    and (%(household)s::uuid is null or home.household = %(household)s)
    and (%(programme)s::uuid is null or delivery.programme = %(programme)s)
    and (%(families)s::text[] is null or delivery.family = any(%(families)s))
    and (%(claim)s::text is null or delivery.claim = %(claim)s)
    and (%(partner)s::uuid is null or delivery.partner = %(partner)s)
    and (%(delivered_from)s::date is null or delivery.on_last >= %(delivered_from)s)
    and (%(delivered_until)s::date is null or delivery.on_first <= %(delivered_until)s)
    and (%(visit)s::uuid is null or delivery.visit = %(visit)s)
    and (%(reversed)s::bool is null or %(reversed)s = (delivery.reversal is not null))
    and (%(short)s::bigint is null or {short} = %(short)s)
    and (%(after)s::uuid is null or delivery.delivery > %(after)s)
""").format(short=in_short("delivery", "delivery")),
    of="delivery",
    key="delivery",
)

_OF_HOUSEHOLDS: Final = sql.SQL("""
    select * from (
        select seen.*, row_number() over (partition by home order by delivery) as line from (
            {deliveries}
            and (delivery.household = any(%(households)s)
                 or delivery.member in (select named.member from read.household_members_v3 as named
                                        where named.household = any(%(households)s)))
            and home.household = any(%(households)s)
            and delivery.reversal is null
            and (%(after)s::uuid is null or delivery.delivery > %(after)s)
        ) as seen
    ) as numbered where line <= %(limit)s order by home, delivery
""").format(deliveries=DELIVERIES)


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
    """A page of the deliveries to each household, itself or a member of it, less those taken back, by their ids."""
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
    query = DELIVERIES + sql.SQL(" and delivery.delivery = any(%(deliveries)s)")
    parameters = {"position": position, "deliveries": list(deliveries), **visible_to.parameters}
    return {row.delivery: row for row in await fetch(connection, DeliveryRow, query, parameters)}
