"""Whom own records say were reached: persons, visits and services, three counts that are never mixed.

Services, and what headcounts add, are signed differences: what is taken back or mended is subtracted again. Persons and
visits are counted from dated presence, each once in whatever is asked for: a sum of cells would count a person again in
every month.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, LiteralString, TypedDict
from uuid import UUID

from msgspec.structs import replace
from psycopg import AsyncConnection, sql

from registry.domain.casework import DeliveryField
from registry.domain.dates import PreciseDate
from registry.domain.delivery import DeliveryCorrected, DeliveryRecorded, DeliveryReversed
from registry.domain.envelope import Recorded
from registry.domain.facts import AnyFact
from registry.domain.places import PCode
from registry.domain.vocabulary import Claim, CountsAs
from registry.projections import distinct, pairs
from registry.projections.area import area_of, within
from registry.projections.differences import Differences
from registry.projections.distinct import Per
from registry.projections.model import Row
from registry.projections.reading import Page, Window, fetch
from registry.projections.validity import HeldRows
from registry.projections.visibility import RecordFilter


class Cell(TypedDict):
    """`month` is its first day, None where the days that are known do not all lie in one."""

    place: PCode
    markaz: PCode | None
    governorate: PCode | None
    programme: UUID | None
    month: date | None


class DifferenceRow(Row, frozen=True, kw_only=True):
    """What a delivery adds to a cell. `unnamed` are persons of a headcount: who is not named is never a person here."""

    delivery: UUID
    headcount: int | None
    counts_as: CountsAs
    place: PCode
    markaz: PCode | None
    governorate: PCode | None
    programme: UUID | None
    month: date | None
    visits: int
    services: int
    unnamed: int


class PresenceRow(Row, frozen=True, kw_only=True):
    """Who was in a cell through a delivery, and in which visit; a delivery without one is a visit of its own.

    `recipient` is a member, or a household, which is served through its head.
    """

    delivery: UUID
    recipient: UUID
    visit: UUID
    place: PCode
    markaz: PCode | None
    governorate: PCode | None
    programme: UUID | None
    month: date | None


def adds(row: DifferenceRow | None, recorded: Recorded[AnyFact]) -> DifferenceRow | None:
    match recorded.fact:
        case DeliveryRecorded(claim=Claim.OWN_RECORD) as made:
            counted = _counted(made.headcount, made.counts_as)
            return DifferenceRow(delivery=recorded.stream, **counted, **_cell(made))
        case DeliveryCorrected() as mended if row is not None:
            heads, counts_as = row.headcount, row.counts_as
            if DeliveryField.HEADCOUNT in mended.changed:
                heads = mended.headcount
            if DeliveryField.COUNTS_AS in mended.changed and mended.counts_as is not None:
                counts_as = mended.counts_as
            changed = {**_counted(heads, counts_as), "month": _month(row.month, mended)}
            return replace(row, **changed)
        case DeliveryReversed():
            return None
        case _:
            return row


def evolve(row: PresenceRow | None, recorded: Recorded[AnyFact]) -> PresenceRow | None:
    match recorded.fact:
        case DeliveryRecorded(claim=Claim.OWN_RECORD, headcount=None) as made if made.subject:
            return PresenceRow(
                delivery=recorded.stream,
                recipient=made.subject,
                visit=made.visit or recorded.stream,
                **_cell(made),
            )
        case DeliveryCorrected() as mended if row is not None:
            return replace(row, month=_month(row.month, mended))
        case DeliveryReversed():
            return None
        case _:
            return row


class _Counted(TypedDict):
    headcount: int | None
    counts_as: CountsAs
    visits: int
    services: int
    unnamed: int


def _counted(headcount: int | None, counts_as: CountsAs) -> _Counted:
    """Who is named is one service, and is counted as a person and in a visit by its presence."""
    heads = headcount or 0
    return _Counted(
        headcount=headcount,
        counts_as=counts_as,
        visits=heads if counts_as is CountsAs.VISIT else 0,
        services=1 if headcount is None else heads if counts_as is CountsAs.SERVICE else 0,
        unnamed=heads if counts_as is CountsAs.PERSON else 0,
    )


def _cell(made: DeliveryRecorded) -> Cell:
    area = area_of(made.place)
    return Cell(
        place=made.place,
        markaz=area.markaz,
        governorate=area.governorate,
        programme=made.programme,
        month=_first_of_month(made.on),
    )


def _month(month: date | None, mended: DeliveryCorrected) -> date | None:
    if DeliveryField.ON not in mended.changed or mended.on is None:
        return month
    return _first_of_month(mended.on)


def _first_of_month(on: PreciseDate) -> date | None:
    return None if on.month is None else on.first.replace(day=1)


DIFFERENCES: Final = Differences(
    name="reached",
    version=2,
    about=frozenset({DeliveryRecorded, DeliveryCorrected, DeliveryReversed}),
    row=DifferenceRow,
    key="delivery",
    evolve=adds,
    ddl="""
        create table {table} (
            delivery    uuid not null,
            headcount   bigint,
            counts_as   text not null,
            sign        smallint not null,  -- -1 takes back
            position    bigint not null,
            place       text not null,
            markaz      text,
            governorate text,
            programme   uuid,
            month       date,
            visits      bigint not null,
            services    bigint not null,
            unnamed     bigint not null
        )
    """,
    indexes=("create index on {table} (position)",),
)

PRESENCE: Final = HeldRows(
    name="reached_presence",
    version=1,
    about=frozenset({DeliveryRecorded, DeliveryCorrected, DeliveryReversed}),
    row=PresenceRow,
    key="delivery",
    evolve=evolve,
    ddl="""
        create table {table} (
            delivery    uuid not null,
            recipient   uuid not null,  -- member or household
            visit       uuid not null,
            place       text not null,
            markaz      text,
            governorate text,
            programme   uuid,
            month       date,
            held        int8range not null
        )
    """,
)


class By(StrEnum):
    """What a table has a row for each of; a person counts once in each row."""

    MARKAZ = "markaz"
    GOVERNORATE = "governorate"
    PROGRAMME = "programme"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachedFilters:
    """None filters nothing. `place` takes what lies in it too; months are given by any day, both ends included."""

    place: PCode | None = None
    programme: UUID | None = None
    month_from: date | None = None
    month_until: date | None = None


class ReachedRow(Row, frozen=True, kw_only=True):
    """`place` is coarser than asked where that is all that is known (a protected registration has no markaz).

    A household is reached itself or through a member. None stands in what was not asked for, for a programme that the
    viewer may not know of, and for months not known.
    """

    place: PCode | None
    programme: UUID | None
    month: date | None
    persons: int
    households: int | None = None
    visits: int
    services: int
    unnamed: int


_TABLE: Final = sql.SQL("""
    with {identities} counted as (
        select presence.place, presence.markaz, presence.governorate, presence.programme, presence.month,
               {person} as person, {household} as household, presence.visit,
               0::bigint as visits, 0::bigint as services, 0::bigint as unnamed
        from read.reached_presence_v1 as presence
        left join read.household_roll_v3 as served
            on served.household = presence.recipient and served.held @> %(position)s::bigint
        {joined}
        where presence.held @> %(position)s::bigint and {mine}
        union all
        select place, markaz, governorate, programme, month, null, null, null,
               sign * visits, sign * services, sign * unnamed
        from read.reached_v2 as presence where position <= %(position)s::bigint and {mine}
    ), wanted as (
        select counted.*,
               case when %(everything)s or not scheme.protected or scheme.owner = %(own)s
                    then counted.programme end as known_programme
        from counted
        left join read.programme_directory_v3 as scheme
            on scheme.programme = counted.programme and upper_inf(scheme.held)
        where (%(within)s::text[] is null or array[place, markaz, governorate] && %(within)s)
          and (%(month_from)s::date is null or month >= date_trunc('month', %(month_from)s::date))
          and (%(month_until)s::date is null or month <= %(month_until)s::date)
    )
    select case when %(markaz)s then coalesce(markaz, governorate, place)
                when %(governorate)s then coalesce(governorate, place) end as place,
           case when %(programme)s then known_programme end as programme,
           case when %(month)s then month end as month,
           count(distinct person)::bigint as persons,
           {households}::bigint as households,
           (count(distinct visit) + sum(visits))::bigint as visits,
           sum(services)::bigint as services,
           sum(unnamed)::bigint as unnamed
    from wanted
    where %(only_programme)s::uuid is null or known_programme = %(only_programme)s
    group by 1, 2, 3
    having count(distinct visit) + sum(visits) + sum(services) + sum(unnamed) > 0
    order by 1, 2, 3
    limit %(limit)s offset coalesce(%(after)s, 0)
""")

_LIVED: Final[LiteralString] = """
    left join read.household_members_v3 as lived
        on lived.member = presence.recipient and lived.held @> %(position)s::bigint and lived.presence <> 'moved'
"""
_SERVED: Final[LiteralString] = "coalesce(served.head, presence.recipient)"
_HOME: Final[LiteralString] = "coalesce(served.household, lived.household)"


_OWN: Final[LiteralString] = """
    exists (select from read.delivery_ledger_v4 as delivery
            where delivery.delivery = presence.delivery and upper_inf(delivery.held) and delivery.partner = %(own)s)
"""


def _table(per: Per, *, households: bool, own: bool) -> sql.Composed:
    """The table as it is asked for; nobody pays for what is not."""
    joined: sql.Composable = sql.SQL(_LIVED if households else "")
    person: sql.Composable = sql.SQL(_SERVED)
    home: sql.Composable = sql.SQL(_HOME)
    identities: sql.Composable = sql.SQL("")
    if per is Per.IDENTITY:
        folds = [distinct.persons(pairs.BOTH_VISIBLE if own else distinct.EVERYBODY)]
        joined += sql.SQL("left join person on person.one = {}").format(person)
        person = sql.SQL("coalesce(person.identity, {})").format(person)
        if households:
            folds.append(distinct.households(distinct.EVERYBODY))
            joined += sql.SQL(" left join home on home.one = {}").format(home)
            home = sql.SQL("coalesce(home.identity, {})").format(home)
        identities = sql.SQL("recursive {},").format(sql.SQL(", ").join(folds))
    return _TABLE.format(
        identities=identities,
        joined=joined,
        person=person,
        mine=sql.SQL(_OWN if own else "true"),
        household=home if households else sql.SQL("null::uuid"),
        households=sql.SQL("count(distinct household)" if households else "null"),
    )


_TABLES: Final = {
    (per, households, own): _table(per, households=households, own=own)
    for per in Per
    for households in (False, True)
    for own in (False, True)
}


async def page(  # noqa: PLR0913 - what a table may be asked for
    connection: AsyncConnection[Any],
    window: Window[int],
    *,
    visible_to: RecordFilter,
    by: Collection[By] = (By.MARKAZ,),
    filters: ReachedFilters | None = None,
    per: Per = Per.REGISTRATION,
    households: bool = False,
    own: bool = False,
) -> Page[ReachedRow]:
    """A table of those reached, past as many rows as `after` says.

    Totals hold everybody's records, also of households that refused sharing; `visible_to` decides only which protected
    programmes are named. An empty `by` gives one row with the totals, or none where nothing was recorded. Per identity
    persons and households count once whoever registered them; `households` are counted where they are asked for.
    `own` is what the viewer's partner delivered alone, folded by links of which it may know both sides.
    """
    wanted = filters or ReachedFilters()
    parameters = {
        **window.parameters,
        **{dimension.value: dimension in by for dimension in By},
        **visible_to.parameters,
        "within": within(wanted.place),
        "only_programme": wanted.programme,
        "month_from": wanted.month_from,
        "month_until": wanted.month_until,
    }
    table = _TABLES[per, households, own]
    return window.page(await fetch(connection, ReachedRow, table, parameters))
