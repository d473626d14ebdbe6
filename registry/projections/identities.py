"""Persons: the registrations that links connect, as of a position.

Nothing is stored of a person but the links. Its identity is the id of its member that was registered first, so that it
stays what it is when others are linked to it, and comes apart again when a link is undone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.privacy.arrays import Uuids
from registry.projections import household_members, pairs
from registry.projections.model import Copy
from registry.projections.visibility import RecordFilter

ALL: Final = RecordFilter(everything=True)

_LINKED: Final = sql.SQL("""
    pair.linked is not null and pair.held @> %(position)s::bigint and {visible}
""").format(visible=pairs.BOTH_VISIBLE)


def reached(asked: sql.Composable) -> sql.Composed:
    """Whom links lead to from each member that the query `asked` names; to be put into a `with recursive`."""
    return sql.SQL("""
        reached (asked, member) as (
            select distinct one, one from ({asked}) as named (one)
            union
            select reached.asked, linked.member
            from reached
            cross join lateral (
                select second from {pairs} as pair where first = reached.member and {linked}
                union all
                select first from {pairs} as pair where second = reached.member and {linked}
            ) as linked (member)
        )
    """).format(asked=asked, pairs=Copy(pairs.MODEL).table, linked=_LINKED)


_PERSONS: Final = sql.SQL("""
    with recursive {reached}
    select asked, array_agg(member order by member) from reached group by asked
""").format(reached=reached(sql.SQL("select unnest(%(members)s::uuid[])")))

_HOMES: Final = sql.SQL("""
    select member, array_agg(distinct household) from {members}
    where member = any(%(members)s) and held @> %(position)s::bigint
    group by member
""").format(members=Copy(household_members.MODEL).table)


_PERSONS_AT_HOME: Final = sql.SQL("""
    with recursive {reached}
    select asked, member, array(
        select distinct household from {members} as home
        where home.member = reached.member and held @> %(position)s::bigint
    )
    from reached
""").format(
    reached=reached(sql.SQL("select unnest(%(members)s::uuid[])")),
    members=Copy(household_members.MODEL).table,
)


async def persons_at_home(
    connection: AsyncConnection[Any], members: Collection[UUID], position: int
) -> tuple[dict[UUID, set[UUID]], dict[UUID, frozenset[UUID]]]:
    """What `persons_of` and `homes_of` say of members, by all links, for the registry's own work."""
    parameters = {"members": list(members), "position": position, **ALL.parameters}
    persons, homes = dict[UUID, set[UUID]](), dict[UUID, frozenset[UUID]]()
    cursor = await connection.execute(_PERSONS_AT_HOME, parameters)
    for asked, member, those in await cursor.fetchall():
        persons.setdefault(asked, set()).add(member)
        homes[member] = frozenset(those)
    return persons, homes


async def persons_of(
    connection: AsyncConnection[Any],
    members: Collection[UUID],
    position: int,
    *,
    visible_to: RecordFilter,
) -> dict[UUID, tuple[UUID, ...]]:
    """The members that are one person with each of those asked about, itself included, in the order of their ids.

    The first of them is the person's identity. Links count of which the viewer may know both sides: a person that only
    a registration connects that is not shared is two persons to everybody else.
    """
    parameters = {"members": Uuids(members), "position": position, **visible_to.parameters}
    cursor = await connection.execute(_PERSONS, parameters)
    return {asked: tuple(those) for asked, those in await cursor.fetchall()}


async def homes_of(
    connection: AsyncConnection[Any], members: Collection[UUID], position: int
) -> dict[UUID, frozenset[UUID]]:
    """The households that each member is or ever was in; members that are not known are absent."""
    parameters = {"members": list(members), "position": position}
    cursor = await connection.execute(_HOMES, parameters)
    return {member: frozenset(those) for member, those in await cursor.fetchall()}


def at_odds(
    first: Collection[UUID], second: Collection[UUID], homes: Mapping[UUID, frozenset[UUID]]
) -> tuple[tuple[UUID, UUID], ...]:
    """Members of one household who would be one person if the two persons were one."""
    return tuple(
        (one, other)
        for one in first
        for other in second
        if one != other and homes.get(one, _NOWHERE) & homes.get(other, _NOWHERE)
    )


_NOWHERE: Final[frozenset[UUID]] = frozenset()
