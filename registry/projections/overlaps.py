"""What was delivered or is reserved to households and persons in a period: what a plan's lines may be in conflict with.

Flat in the number of deliveries: an index finds those of a recipient that end in or after the period.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, sql

from registry.domain.families import alike
from registry.domain.money import Currency, Money, money_of
from registry.domain.planning import ConflictSource, IneligibleReason
from registry.domain.vocabulary import BenefitFamily
from registry.privacy.arrays import Uuids
from registry.projections import (
    delivery_ledger,
    household_members,
    household_roll,
    plan_lines,
    plans,
    programme_directory,
)
from registry.projections.model import Copy
from registry.projections.reading import fetch
from registry.projections.visibility import (
    DELIVERY_VISIBLE,
    HOUSEHOLD_VISIBLE,
    RESERVATION_NAMED,
    RecordFilter,
)


class Overlap(msgspec.Struct, frozen=True, kw_only=True):
    """Help to a `recipient` that was asked about; `reported` where it is said to have been given, and not known.

    `partner` is None where the viewer's agreements do not name it.
    """

    recipient: UUID
    home: UUID
    source: ConflictSource
    family: BenefitFamily
    begins: date
    ends: date
    partner: UUID | None
    amount: Decimal | None
    currency: Currency | None
    reported: bool

    @property
    def value(self) -> Money | None:
        return money_of(self.amount, self.currency)


class Standing(NamedTuple):
    """Why a registration is not to be served, None where nothing stands against it; and whether it waits."""

    ineligible: IneligibleReason | None
    on_hold: bool


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """Which help is looked for: like that of some families, between two days, less that of a plan itself.

    `now` is when reservations that are not released must still hold.
    """

    families: tuple[BenefitFamily, ...]
    begins: date
    ends: date
    plan: UUID | None
    now: datetime

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "families": sorted(alike(self.families)),
            "begins": self.begins,
            "ends": self.ends,
            "plan": self.plan,
            "now": self.now,
        }


_TABLES: Final = {
    "ledger": Copy(delivery_ledger.MODEL).table,
    "lines": Copy(plan_lines.MODEL).table,
    "members": Copy(household_members.MODEL).table,
    "plans": Copy(plans.MODEL).table,
    "programmes": Copy(programme_directory.MODEL).table,
    "roll": Copy(household_roll.MODEL).table,
}

_GIVEN: Final = sql.SQL("""
    coalesce(one.serves_until_last, one.on_last) >= %(begins)s
    and coalesce(one.serves_from, one.on_first) <= %(ends)s
    and one.family = any(%(families)s) and one.held @> %(position)s::bigint and one.reversal is null
""")
"""Below, `offset 0` has each looked up by itself, since a join would read all of the ledger."""

_DELIVERED: Final = sql.SQL("""
    select asked.recipient, home.household as home, 'delivered' as source, delivery.family,
           coalesce(delivery.serves_from, delivery.on_first) as begins,
           coalesce(delivery.serves_until_last, delivery.on_last) as ends,
           case when {named} then delivery.partner end as partner,
           delivery.amount, delivery.currency, delivery.claim <> 'own_record' as reported
    from {asked}
    cross join lateral (
        select * from {ledger} as one
        where one.{recipient} = asked.recipient and {given} offset 0
    ) as delivery
    join {roll} as home on home.household = asked.home and upper_inf(home.held)
    left join {programmes} as scheme
        on scheme.programme = delivery.programme and upper_inf(scheme.held)
    where not exists (select from {lines} as line
                      where line.line = delivery.plan_line and line.plan = %(plan)s)
""")

_RESERVED: Final = sql.SQL("""
    select asked.recipient, asked.home, 'reserved' as source, plan.family,
           plan.serves_from as begins, plan.serves_until as ends,
           case when {named} then plan.partner end as partner,
           plan.amount, plan.currency, false as reported
    from {asked}
    cross join lateral (
        select line, plan from {lines} as one
        where one.{recipient} = asked.recipient and (one.reserved or one.overridden is not null)
          and one.held @> %(position)s::bigint offset 0
    ) as line
    join {plans} as plan on plan.plan = line.plan and plan.held @> %(position)s::bigint
    left join {programmes} as scheme on scheme.programme = plan.programme and upper_inf(scheme.held)
    where plan.plan is distinct from %(plan)s and plan.family = any(%(families)s)
      and plan.serves_from <= %(ends)s and plan.serves_until >= %(begins)s
      and (plan.stage = 'released' or plan.stage = 'reserved' and plan.until > %(now)s)
      and not exists (
        select from {ledger} as one
        where one.plan_line = line.line and one.claim = 'own_record'
          and one.{recipient} = asked.recipient and {given}
        offset 0)
""")
"""A line that was handed out is help once: its delivery takes its place, wherever that is among what was delivered."""

_ITSELF: Final = """
    (select one as recipient, one as household, one as home from unnest(%(recipients)s::uuid[]) as one) as asked
"""
_PERSONS: Final = """
    (select person.member as recipient, person.member, person.household as home from {members} as person
     where person.member = any(%(recipients)s) and person.held @> %(position)s::bigint
       and person.presence not in ('withdrawn', 'moved')) as asked
"""


def _query(recipient: str, asked: str, *, reserved: bool) -> sql.Composed:
    query, named = (_RESERVED, RESERVATION_NAMED) if reserved else (_DELIVERED, DELIVERY_VISIBLE)
    return query.format(
        **_TABLES,
        recipient=sql.Identifier(recipient),
        named=named,
        asked=sql.SQL(asked).format(**_TABLES),
        given=_GIVEN,
    )


_UNION: Final = sql.SQL(" union all ")
_OF_HOUSEHOLDS: Final = _UNION.join(
    [_query("household", _ITSELF, reserved=False), _query("household", _ITSELF, reserved=True)]
)
_OF_PERSONS: Final = _UNION.join(
    [_query("member", _PERSONS, reserved=False), _query("member", _PERSONS, reserved=True)]
)


async def of_households(
    connection: AsyncConnection[Any],
    households: Collection[UUID],
    looked: Looked,
    *,
    position: int,
    visible_to: RecordFilter,
) -> Sequence[Overlap]:
    """Help to households and to members in their name. They are such as the viewer may know of."""
    return await _fetched(connection, _OF_HOUSEHOLDS, households, looked, position, visible_to)


async def of_persons(
    connection: AsyncConnection[Any],
    members: Collection[UUID],
    looked: Looked,
    *,
    position: int,
    visible_to: RecordFilter,
) -> Sequence[Overlap]:
    """Help to members by name, such as the viewer may know of."""
    return await _fetched(connection, _OF_PERSONS, members, looked, position, visible_to)


async def _fetched(  # noqa: PLR0913, PLR0917 - what is asked, and of whom
    connection: AsyncConnection[Any],
    query: sql.Composed,
    recipients: Collection[UUID],
    looked: Looked,
    position: int,
    visible_to: RecordFilter,
) -> Sequence[Overlap]:
    parameters = {
        **looked.parameters,
        **visible_to.parameters,
        "recipients": Uuids(recipients),
        "position": position,
    }
    return await fetch(connection, Overlap, query, parameters)


async def standing_of(
    connection: AsyncConnection[Any],
    households: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> dict[UUID, Standing]:
    """How each stands; those that are not there for the viewer are absent."""
    query = sql.SQL("""
        select home.household,
               case when home.withdrawn is not null then 'withdrawn' when home.forgotten then 'forgotten'
                    when home.closed is not null then 'closed' end,
               home.on_hold is not null
        from read.household_roll_v3 as home
        where home.held @> %(position)s::bigint and home.household = any(%(households)s) and {visible}
    """).format(visible=HOUSEHOLD_VISIBLE)
    parameters = {"position": position, "households": Uuids(households), **visible_to.parameters}
    cursor = await connection.execute(query, parameters, binary=True)
    return {
        household: Standing(None if reason is None else IneligibleReason(reason), on_hold)
        for household, reason, on_hold in await cursor.fetchall()
    }
