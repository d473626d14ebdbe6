"""Partners that have not reported for longer than they agreed to, and whom they registered.

Nothing is stored of lateness: it hangs on the day, which whoever asks brings with the zone in which days end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, tzinfo
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.domain.ids import time_of
from registry.privacy.arrays import Uuids
from registry.projections import (
    delivery_ledger,
    household_members,
    household_roll,
    partner_directory,
)
from registry.projections.model import Copy
from registry.projections.visibility import HOUSEHOLD_VISIBLE, RecordFilter


class LatePartner(NamedTuple):
    """It agreed to report within `every` days; nothing is known of what it gave after the day `since`."""

    partner: UUID
    every: int
    since: date


class Registered(NamedTuple):
    """A registration of a late partner; the `recipient` is it itself, or a member of it."""

    recipient: UUID
    household: UUID
    partner: UUID


_TABLES: Final = {
    "ledger": Copy(delivery_ledger.MODEL).table,
    "members": Copy(household_members.MODEL).table,
    "partners": Copy(partner_directory.MODEL).table,
    "roll": Copy(household_roll.MODEL).table,
}

_REPORTS: Final = sql.SQL("""
    select one.partner, one.reports_every, one.agreed_on, one.reported_up_to, newest.delivery
    from {partners} as one
    left join lateral (
        select made.delivery from {ledger} as made
        where (made.partner, made.delivery) >= (one.partner, %(least)s::uuid)
          and (made.partner, made.delivery) <= (one.partner, %(most)s::uuid)
          and made.held @> %(position)s::bigint and made.claim = 'own_record' and made.reversal is null
        order by made.partner desc, made.delivery desc limit 1
    ) as newest on true
    where one.held @> %(position)s::bigint and one.reports_every is not null and not one.suspended
      and one.partner is distinct from %(besides)s
    order by one.partner
""").format(**_TABLES)
"""What a partner heard of others is no report of its own, and what was taken back is none at all.

Ordered by the partner, too, so that its own index is read from the end: by deliveries alone everybody's newer ones
would be passed over, which are most where a partner is late.
"""
_LEAST: Final = UUID(int=0)
_MOST: Final = UUID(int=2**128 - 1)


async def late_partners(
    connection: AsyncConnection[Any],
    today: date,
    zone: tzinfo,
    *,
    position: int,
    besides: UUID | None = None,
) -> dict[UUID, LatePartner]:
    """Those whose last report is more days before today than they agreed to; whoever is suspended owes none."""
    parameters = {"position": position, "besides": besides, "least": _LEAST, "most": _MOST}
    cursor = await connection.execute(_REPORTS, parameters)
    late = {}
    for partner, every, agreed_on, reported_up_to, newest in await cursor.fetchall():
        recorded = None if newest is None else time_of(newest).astimezone(zone).date()
        since = max(day for day in (agreed_on, reported_up_to, recorded) if day is not None)
        if (today - since).days > every:
            late[partner] = LatePartner(partner, every, since)
    return late


_HOUSEHOLDS: Final = sql.SQL("""
    select owned.household as recipient, owned.household, owned.partner from {roll} as owned
    where owned.household = any(%(recipients)s)
""").format(**_TABLES)
_MEMBERS: Final = sql.SQL("""
    select person.member as recipient, owned.household, owned.partner
    from {members} as person join {roll} as owned on owned.household = person.household
    where person.member = any(%(recipients)s) and person.held @> %(position)s::bigint
      and person.presence not in ('withdrawn', 'moved')
""").format(**_TABLES)
_SEEN: Final = sql.SQL("""
    select of_late.recipient, of_late.household, of_late.partner
    from ({asked} and owned.held @> %(position)s::bigint and owned.partner = any(%(late)s)) as of_late
    join {roll} as home on home.household = of_late.household and upper_inf(home.held)
    where {visible}
""")


def _seen(asked: sql.Composable) -> sql.Composed:
    return _SEEN.format(asked=asked, visible=HOUSEHOLD_VISIBLE, **_TABLES)


_OF_HOUSEHOLDS: Final = _seen(_HOUSEHOLDS)
_OF_MEMBERS: Final = _seen(_MEMBERS)


async def registered_by(  # noqa: PLR0913 - whose registrations of whom, for whom, as of when
    connection: AsyncConnection[Any],
    late: Collection[UUID],
    recipients: Collection[UUID],
    *,
    per_person: bool,
    position: int,
    visible_to: RecordFilter,
) -> dict[UUID, list[Registered]]:
    """By recipient, the registrations of late partners that the viewer may know of."""
    parameters = {
        "late": Uuids(late),
        "recipients": Uuids(recipients),
        "position": position,
        **visible_to.parameters,
    }
    cursor = await connection.execute(_OF_MEMBERS if per_person else _OF_HOUSEHOLDS, parameters)
    found: dict[UUID, list[Registered]] = defaultdict(list)
    for row in await cursor.fetchall():
        one = Registered(*row)
        found[one.recipient].append(one)
    return found
