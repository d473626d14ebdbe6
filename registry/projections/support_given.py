"""Help that was given, as it is looked at for double support: own records that stand, to somebody who is known.

A partner's are read in the order in which their periods begin, by an index of their own; what else the same recipients
got around the same days, by the indexes that plans are checked with. Neither costs what the ledger holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec
from psycopg import AsyncConnection, sql

from registry.domain.money import Currency, Money, money_of
from registry.domain.planning import GivenTo
from registry.domain.vocabulary import BenefitFamily
from registry.projections import (
    delivery_ledger,
    household_members,
    household_roll,
    pairs,
    programme_directory,
)
from registry.projections.model import Copy
from registry.projections.reading import fetch
from registry.projections.visibility import DELIVERY_VISIBLE, HOUSEHOLD_VISIBLE, RecordFilter


class GivenRow(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery over its period. `named` where the viewer may know more of it than family and period.

    `home` is the household that had it, itself or through the `member`, who is None where nobody is there by that name.
    It is `shown` where the viewer may know of that household, which was not withdrawn.
    """

    delivery: UUID
    partner: UUID
    household: UUID | None
    member: UUID | None
    home: UUID
    programme: UUID | None
    family: BenefitFamily
    begins: date
    ends: date
    amount: Decimal | None
    currency: Currency | None
    plan_line: UUID | None
    named: bool
    shown: bool

    @property
    def value(self) -> Money | None:
        return money_of(self.amount, self.currency)

    @property
    def place(self) -> tuple[date, UUID]:
        """Where it stands among a partner's."""
        return self.begins, self.delivery


class _Around(GivenRow, frozen=True, kw_only=True):
    """`of` is the delivery around which it was found."""

    of: UUID


class Asked(NamedTuple):
    """Whose help is looked for around which days, because of a delivery."""

    of: UUID
    recipient: UUID
    begins: date
    ends: date


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenFilters:
    """Help whose period begins between two days, both included; to no others than `households`."""

    begins_from: date = date.min
    begins_until: date = date.max
    households: Sequence[UUID] | None = None


_TABLES: Final[Mapping[str, sql.Composable]] = {
    "ledger": Copy(delivery_ledger.MODEL).table,
    "members": Copy(household_members.MODEL).table,
    "pairs": Copy(pairs.MODEL).table,
    "programmes": Copy(programme_directory.MODEL).table,
    "roll": Copy(household_roll.MODEL).table,
    "visible": HOUSEHOLD_VISIBLE,
    "counts": sql.SQL("""
        one.claim = 'own_record' and one.reversal is null and one.headcount is null
        and one.held @> %(position)s::bigint
    """),
}

_GIVEN: Final = sql.SQL("""
    select {of} as of, delivery.delivery, delivery.partner, delivery.household, person.member,
           coalesce(home.household, delivery.household, delivery.member) as home,
           delivery.programme, delivery.family,
           coalesce(delivery.serves_from, delivery.on_first) as begins,
           coalesce(delivery.serves_until_last, delivery.on_last) as ends,
           delivery.amount, delivery.currency, delivery.plan_line, {named} as named,
           stood.household is not null and {visible} as shown
    from ({some}) as delivery
    left join lateral (
        select lived.member, lived.household from {members} as lived
        where lived.member = delivery.member and lived.held @> %(position)s::bigint
          and lived.presence not in ('withdrawn', 'moved')
        limit 1
    ) as person on true
    left join {roll} as home
        on home.household = coalesce(delivery.household, person.household) and upper_inf(home.held)
    left join {roll} as stood
        on stood.household = home.household and stood.held @> %(position)s::bigint
           and stood.withdrawn is null
    left join {programmes} as scheme
        on scheme.programme = delivery.programme and upper_inf(scheme.held)
""")

_OF_PARTNER: Final = sql.SQL("""
    select * from {ledger} as one where {counts} and one.partner = %(own)s and {which}
""")
_NOT_ALONE: Final = sql.SQL("""
    (one.household is null
     or exists (
        select from {ledger} as beside
        where beside.household = one.household and beside.delivery <> one.delivery
          and beside.held @> %(position)s::bigint and beside.reversal is null
          and coalesce(beside.serves_until_last, beside.on_last)
              >= coalesce(one.serves_from, one.on_first) - make_interval(months => %(months)s)
          and coalesce(beside.serves_from, beside.on_first)
              <= coalesce(one.serves_until_last, one.on_last) + make_interval(months => %(months)s))
     or one.member is not null and exists (
        select from {ledger} as beside
        where beside.member = one.member and beside.delivery <> one.delivery)
     or exists (
        select from {members} as lived
        cross join lateral (
            select from {pairs} as pair where pair.first = lived.member and {linked}
            union all
            select from {pairs} as pair where pair.second = lived.member and {linked}
        ) as other
        where lived.household = one.household))
""").format(
    **_TABLES,
    linked=sql.SQL("pair.linked is not null and pair.held @> %(position)s::bigint"),
)
"""Most help stands alone: nothing else near it to the same household or person, and nobody in it who is linked."""
_IN_ORDER: Final = sql.SQL("""
    {not_alone} and coalesce(one.serves_from, one.on_first) <= %(until)s
    and (coalesce(one.serves_from, one.on_first), one.delivery) >= (%(begins)s::date, %(delivery)s::uuid)
    order by coalesce(one.serves_from, one.on_first), one.delivery limit %(limit)s
""").format(not_alone=_NOT_ALONE)
_TO_THEM: Final = sql.SQL("""
    (one.household = any(%(households)s) or one.household is null and one.member in (
        select there.member from {members} as there where there.household = any(%(households)s)))
    and {in_order}
""").format(**_TABLES, in_order=_IN_ORDER)
_BY_ID: Final = sql.SQL("one.delivery = any(%(deliveries)s)")
_AROUND: Final = sql.SQL("""
    select asked.of, one.* from unnest(
        %(of)s::uuid[], %(recipients)s::uuid[], %(begin)s::date[], %(end)s::date[]
    ) as asked (of, recipient, begins, ends)
    cross join lateral (
        select * from {ledger} as one
        where one.{recipient} = asked.recipient
          and coalesce(one.serves_until_last, one.on_last) >= asked.begins
          and coalesce(one.serves_from, one.on_first) <= asked.ends and {counts}
        offset 0  -- each looked up by itself: a join would read all of the ledger
    ) as one
""")


def _own(which: sql.Composable) -> sql.Composed:
    some = _OF_PARTNER.format(**_TABLES, which=which)
    of, named = sql.SQL("delivery.delivery"), sql.SQL("true")
    return _GIVEN.format(**_TABLES, some=some, of=of, named=named) + sql.SQL(
        " order by begins, delivery"
    )


def _around(recipient: GivenTo) -> sql.Composed:
    column = "household" if recipient is GivenTo.HOUSEHOLD else "member"
    some = _AROUND.format(**_TABLES, recipient=sql.Identifier(column))
    of = sql.SQL("delivery.of")
    return _GIVEN.format(**_TABLES, some=some, of=of, named=DELIVERY_VISIBLE)


_OWN: Final = _own(_IN_ORDER)
_OWN_TO_THEM: Final = _own(_TO_THEM)
_OWN_BY_ID: Final = _own(_BY_ID)
_AROUND_THEM: Final = {recipient: _around(recipient) for recipient in GivenTo}


async def own(  # noqa: PLR0913 - which, from where on and how many
    connection: AsyncConnection[Any],
    filters: GivenFilters,
    limit: int,
    *,
    after: tuple[date, UUID] | None,
    months: int,
    position: int,
    visible_to: RecordFilter,
) -> list[GivenRow]:
    """The viewer's own partner's in their order, from the place `after` on, itself included; those not shown, too.

    Less those beside which there is nothing so many months around them, to them or to whoever is linked to them.
    """
    begins, delivery = after or (filters.begins_from, UUID(int=0))
    query = _OWN if filters.households is None else _OWN_TO_THEM
    parameters = {
        **visible_to.parameters,
        "position": position,
        "limit": limit,
        "months": months,
        "begins": begins,
        "delivery": delivery,
        "until": filters.begins_until,
        "households": list(filters.households or ()),
    }
    return await fetch(connection, GivenRow, query, parameters)


async def by_ids(
    connection: AsyncConnection[Any],
    deliveries: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> list[GivenRow]:
    """The viewer's own partner's; those that are not looked at are absent."""
    parameters = {**visible_to.parameters, "position": position, "deliveries": list(deliveries)}
    rows = await fetch(connection, GivenRow, _OWN_BY_ID, parameters)
    return [row for row in rows if row.shown]


async def around(
    connection: AsyncConnection[Any],
    asked: Sequence[Asked],
    recipient: GivenTo,
    *,
    position: int,
    visible_to: RecordFilter,
) -> dict[UUID, list[GivenRow]]:
    """What was given to households, or to persons by name, around the days of each delivery; itself too."""
    parameters = {
        **visible_to.parameters,
        "position": position,
        "of": [one.of for one in asked],
        "recipients": [one.recipient for one in asked],
        "begin": [one.begins for one in asked],
        "end": [one.ends for one in asked],
    }
    found: dict[UUID, list[GivenRow]] = defaultdict(list)
    for row in await fetch(connection, _Around, _AROUND_THEM[recipient], parameters):
        if row.shown:
            found[row.of].append(row)
    return found
