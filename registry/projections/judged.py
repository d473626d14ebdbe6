"""What a judge reads of a partner's households, many at a time: clear fields, and sealed ones as they stand.

Who is closed, withdrawn or forgotten is left out, and so is a household of which somebody was forgotten: the last
decision on it stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.projections import household_contact, household_members, household_roll
from registry.projections.model import Copy

MOST: Final = 2_000
"""Households that are read at once."""


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


_TABLES: Final = {
    "roll": Copy(household_roll.MODEL).table,
    "contact": Copy(household_contact.MODEL).table,
    "members": Copy(household_members.MODEL).table,
}
_HOMES: Final = sql.SQL("""
    select home.household, home.reference, home.place, home.markaz, home.governorate, home.declared_size,
           greatest(home.declared_size - named.ever, 0), greatest(lower(home.held), lower(contact.held), named.changed),
           contact.criteria
    from {roll} as home
    cross join lateral (
        select max(lower(held)) as changed, count(*) filter (where presence <> 'withdrawn') as ever,
               bool_or(forgotten and presence = 'present') as forgotten
        from {members} as one where one.household = home.household and one.held @> %(position)s::bigint
    ) as named
    join {contact} as contact on contact.household = home.household and contact.held @> %(position)s::bigint
    where home.held @> %(position)s::bigint and home.partner = %(partner)s
      and home.withdrawn is null and home.closed is null and not home.forgotten
      and (%(households)s::uuid[] is null or home.household = any(%(households)s))
      and (%(after)s::uuid is null or home.household > %(after)s)
      and named.forgotten is not true
    order by home.household limit %(limit)s
""").format(**_TABLES)
_MEMBERS: Final = sql.SQL("""
    select household, member, relation, sex, nationality, born, functioning, criteria from {members}
    where household = any(%(households)s) and held @> %(position)s::bigint and presence = 'present'
    order by household, line
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


async def page(  # noqa: PLR0913 - whose, which, as of when
    connection: AsyncConnection[Any],
    partner: UUID,
    *,
    position: int,
    households: Collection[UUID] | None = None,
    after: UUID | None = None,
    limit: int = MOST,
) -> list[HouseholdInputs]:
    """In the order of their ids, those that follow `after`."""
    asked = {
        "partner": partner,
        "position": position,
        "households": None if households is None else list(households),
        "after": after,
        "limit": limit,
    }
    homes = await (await connection.execute(_HOMES, asked)).fetchall()
    there = {"households": [home[0] for home in homes], "position": position}
    members: dict[UUID, list[MemberInputs]] = defaultdict(list)
    for household, *values in await (await connection.execute(_MEMBERS, there)).fetchall():
        members[household].append(MemberInputs(*values))
    return [HouseholdInputs._make((*home, members[home[0]])) for home in homes]
