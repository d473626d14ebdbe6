"""What a judge reads of a partner's households, many at a time: clear fields, and sealed ones as they stand.

Who is closed, withdrawn or forgotten is left out, and so is a household of which somebody was forgotten: the last
decision on it stays.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.privacy.arrays import Uuids
from registry.projections import eligibility, household_contact, household_members, household_roll
from registry.projections.model import Copy

MOST: Final = 1_000
"""Households that are read at once."""


@dataclass(frozen=True, slots=True)
class Due:
    """Those alone on whom nothing was decided that still stands.

    A decision stands by the same `rule`, until something of the household changes, and if its day is after `outdated`.
    """

    programme: UUID
    rule: int
    outdated: date


class MemberInputs(NamedTuple):
    member: UUID
    relation: str
    sex: str
    nationality: str
    born: bytes
    functioning: bytes
    criteria: bytes


class HouseholdInputs(NamedTuple):
    """`unnamed` are how many more there are than were ever named; from `changed` on it is as it is."""

    household: UUID
    reference: str
    place: str
    markaz: str | None
    governorate: str | None
    size: int | None
    unnamed: int | None
    changed: int
    criteria: bytes
    members: Sequence[MemberInputs]


_NOBODY_DUE: Final = {"programme": None, "rule": None, "outdated": None}
_TABLES: Final = {
    "roll": Copy(household_roll.MODEL).table,
    "contact": Copy(household_contact.MODEL).table,
    "members": Copy(household_members.MODEL).table,
    "decisions": Copy(eligibility.MODEL).table,
}
_CHANGED: Final = sql.SQL("greatest(lower(home.held), lower(contact.held), named.changed)")
_STATED: Final = sql.SQL("""
    {roll} as home
    cross join lateral (
        select max(lower(held)) as changed, count(*) filter (where presence <> 'withdrawn') as ever,
               bool_or(forgotten and presence = 'present') as forgotten
        from {members} as one where one.household = home.household and one.held @> %(position)s::bigint
    ) as named
    join {contact} as contact on contact.household = home.household and contact.held @> %(position)s::bigint
""").format(**_TABLES)
_STANDING: Final = sql.SQL("""
    select from {decisions} as decided
    where decided.programme = %(programme)s and decided.household = home.household
      and decided.held @> %(position)s::bigint
      and (home.forgotten or named.forgotten
           or decided.rule = %(rule)s and decided.seen >= {changed} and decided.decided_on > %(outdated)s)
""").format(**_TABLES, changed=_CHANGED)
_HOMES: Final = sql.SQL("""
    select home.household, home.reference, home.place, home.markaz, home.governorate, home.declared_size,
           greatest(home.declared_size - named.ever, 0), {changed}, contact.criteria
    from {stated}
    where home.held @> %(position)s::bigint and home.partner = %(partner)s
      and home.withdrawn is null and home.closed is null and not home.forgotten
      and (%(households)s::uuid[] is null or home.household = any(%(households)s))
      and (%(after)s::uuid is null or home.household > %(after)s)
      and named.forgotten is not true
      and (%(programme)s::uuid is null or not exists ({standing}))
    order by home.household limit %(limit)s
""").format(stated=_STATED, changed=_CHANGED, standing=_STANDING)
_DUE: Final = sql.SQL("""
    select home.household from {stated}
    where home.held @> %(position)s::bigint and home.household = any(%(households)s) and not exists ({standing})
""").format(stated=_STATED, standing=_STANDING)
# One household after the other: many at once are looked for through the whole table where it was not analysed yet.
_MEMBERS: Final = sql.SQL("""
    select named.* from unnest(%(households)s::uuid[]) as home (household) cross join lateral (
        select household, member, relation, sex, nationality, born, functioning, criteria from {members}
        where household = home.household and held @> %(position)s::bigint and presence = 'present'
        order by line
    ) as named
""").format(**_TABLES)


async def sample(
    connection: AsyncConnection[Any], partner: UUID, *, position: int, size: int
) -> list[UUID]:
    """Households of the partner, the same ones again, as if drawn at random: no order of theirs says who they are."""
    query = sql.SQL("""
        select household from {roll} as home where held @> %(position)s::bigint and partner = %(partner)s
           and withdrawn is null and closed is null and not forgotten
        order by md5(household::text) limit %(size)s
    """).format(**_TABLES)
    asked = {"partner": partner, "position": position, "size": size}
    return [household for (household,) in await (await connection.execute(query, asked)).fetchall()]


async def those_due(
    connection: AsyncConnection[Any], due: Due, households: Collection[UUID], *, position: int
) -> set[UUID]:
    """Which of them there is no decision on that stands; on whoever was forgotten since, the last one does."""
    asked = {**asdict(due), "households": list(households), "position": position}
    found = await (await connection.execute(_DUE, asked)).fetchall()
    return {household for (household,) in found}


async def page(  # noqa: PLR0913 - whose, which, as of when
    connection: AsyncConnection[Any],
    partner: UUID,
    *,
    position: int,
    households: Collection[UUID] | None = None,
    after: UUID | None = None,
    due: Due | None = None,
    limit: int = MOST,
) -> list[HouseholdInputs]:
    """In the order of their ids, those that follow `after`."""
    asked = {
        "partner": partner,
        "position": position,
        "households": None if households is None else list(households),
        "after": after,
        "limit": limit,
        **(_NOBODY_DUE if due is None else asdict(due)),
    }
    async with connection.transaction():
        # Read in the order of the index: the first of a sort would be known only after all households were looked at.
        await connection.execute("select set_config('enable_sort', 'off', true)")
        homes = await (await connection.execute(_HOMES, asked, binary=True)).fetchall()
    there = {"households": Uuids(home[0] for home in homes), "position": position}
    found = await (await connection.execute(_MEMBERS, there, binary=True)).fetchall()
    members = {
        household: [MemberInputs._make(values[1:]) for values in those]
        for household, those in groupby(found, itemgetter(0))
    }
    return [HouseholdInputs._make((*home, members.get(home[0], ()))) for home in homes]
