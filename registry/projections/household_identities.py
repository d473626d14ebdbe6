"""Households: the registrations that are one, derived from the persons in them, as of a position.

Two registrations are when somebody who is there in both stands in the same generation in both (head or spouse, child,
other), and nobody in different ones: a bride, child here and spouse there, belongs to two households. That is the rule
of `registry.matching.households`, for rows and as of a position, by what a viewer may know of. Nothing is stored of a
household either; its identity is the registration that was made first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.privacy.arrays import Uuids
from registry.projections import household_members, household_roll, pairs
from registry.projections.household_roll import RollFilters, ShownRow
from registry.projections.identities import reached
from registry.projections.model import Copy
from registry.projections.reading import LARGEST_PAGE, Page, Window
from registry.projections.visibility import HOUSEHOLD_VISIBLE, RecordFilter

SAME_GENERATION: Final = sql.SQL("""
    (one.relation = other.relation
     or one.relation in ('head', 'spouse') and other.relation in ('head', 'spouse'))
""")
"""Of two memberships, `one` and `other`. Nobody is there without a relation, and `other` is one of its own."""

_THERE: Final = sql.SQL(
    "membership.held @> %(position)s::bigint and membership.presence = 'present'"
)
_STANDS: Final = sql.SQL(
    "registration.held @> %(position)s::bigint and registration.withdrawn is null"
)

COUNTING: Final = sql.SQL("""
    select membership.member, membership.household, membership.relation
    from {members} as membership
    join {roll} as registration on registration.household = membership.household
    where {there} and {stands}
""").format(
    members=Copy(household_members.MODEL).table,
    roll=Copy(household_roll.MODEL).table,
    there=_THERE,
    stands=_STANDS,
)
"""Who is where, by registrations that were not withdrawn."""

_LINKED_THERE: Final = sql.SQL("""
    mine as materialized (
        -- One after the other: many at once are looked for through the whole table where it was not analysed yet.
        select here.* from unnest(%(households)s::uuid[]) as asked (household)
        cross join lateral (
            select membership.member, membership.household, membership.relation from {members} as membership
            where membership.household = asked.household and {there} offset 0
        ) as here
    ), linked as materialized (
        select one.* from (
            select mine.* from mine join {pairs} as pair on pair.first = mine.member where {link}
            union
            select mine.* from mine join {pairs} as pair on pair.second = mine.member where {link}
        ) as one
        where exists (select from {roll} as registration
                      where registration.household = one.household and {stands} offset 0)
    ), {reached}
""").format(
    link=sql.SQL("pair.linked is not null and pair.held @> %(position)s::bigint"),
    members=Copy(household_members.MODEL).table,
    pairs=Copy(pairs.MODEL).table,
    reached=reached(sql.SQL("select member from linked")),
    roll=Copy(household_roll.MODEL).table,
    there=_THERE,
    stands=_STANDS,
)
"""`linked` first: of those whom a plan of 100,000 rows means, links lead on from few."""

_NEIGHBOURS: Final = sql.SQL("""
    with recursive {linked_there}
    select one.household, other.household
    from linked as one
    join reached on reached.asked = one.member
    cross join lateral (
        {counting} and membership.member = reached.member
        offset 0  -- keeps the planner, which takes the reached for many, to the index
    ) as other
    join {roll} as home on home.household = other.household and upper_inf(home.held)
    where other.household <> one.household and {visible}
    group by 1, 2 having bool_and({same})
""").format(
    linked_there=_LINKED_THERE,
    counting=COUNTING,
    roll=Copy(household_roll.MODEL).table,
    visible=HOUSEHOLD_VISIBLE,
    same=SAME_GENERATION,
)

_PERSONS_LINKED: Final = sql.SQL("""
    with recursive {linked_there}
    select linked.household, linked.member, person.identity
    from linked
    join (
        select asked, (array_agg(member order by member))[1] as identity from reached group by asked
    ) as person on person.asked = linked.member
""").format(linked_there=_LINKED_THERE)


async def households_of(
    connection: AsyncConnection[Any],
    households: Collection[UUID],
    position: int,
    *,
    visible_to: RecordFilter,
) -> dict[UUID, tuple[UUID, ...]]:
    """The registrations that are one household with each of those asked about, itself included, the oldest first.

    The viewer may know of all of them, and of the links that make them one.
    """
    same: dict[UUID, set[UUID]] = {}
    asking = set(households)
    while asking:
        same |= {one: set() for one in asking}
        parameters = {
            "households": Uuids(asking),
            "position": position,
            **visible_to.parameters,
        }
        cursor = await connection.execute(_NEIGHBOURS, parameters)
        for one, other in await cursor.fetchall():
            same[one].add(other)
        asking = {other for one in asking for other in same[one]} - same.keys()
    return {one: _together(one, same) for one in households}


def _together(one: UUID, same: Mapping[UUID, Collection[UUID]]) -> tuple[UUID, ...]:
    if not same[one]:
        return (one,)
    found, asking = set[UUID](), {one}
    while asking:
        found |= asking
        asking = {other for each in asking for other in same[each]} - found
    return tuple(sorted(found))


_WHO_IS_THERE: Final = sql.SQL("""
    select here.* from unnest(%(households)s::uuid[]) as asked (household)
    cross join lateral ({counting} and membership.household = asked.household offset 0) as here
""").format(counting=COUNTING)
"""One after the other, as above."""


async def who_is_there(
    connection: AsyncConnection[Any], households: Collection[UUID], position: int
) -> dict[UUID, list[UUID]]:
    """The members of each of the registrations; those with nobody are absent."""
    parameters = {"households": Uuids(set(households)), "position": position}
    cursor = await connection.execute(_WHO_IS_THERE, parameters, binary=True)
    found: dict[UUID, list[UUID]] = {}
    for member, household, _ in await cursor.fetchall():
        found.setdefault(household, []).append(member)
    return found


async def persons_linked(
    connection: AsyncConnection[Any],
    households: Collection[UUID],
    position: int,
    *,
    visible_to: RecordFilter,
) -> dict[UUID, dict[UUID, list[UUID]]]:
    """Of each registration the members who are linked to others, by the persons that they are.

    By links of which the viewer may know both sides; registrations without such members are absent.
    """
    parameters = {
        "households": Uuids(set(households)),
        "position": position,
        **visible_to.parameters,
    }
    cursor = await connection.execute(_PERSONS_LINKED, parameters, binary=True)
    found: dict[UUID, dict[UUID, list[UUID]]] = {}
    for household, member, person in await cursor.fetchall():
        found.setdefault(household, {}).setdefault(person, []).append(member)
    return found


async def page(
    connection: AsyncConnection[Any],
    window: Window[UUID],
    *,
    searched: RecordFilter,
    visible_to: RecordFilter,
    filters: RollFilters,
) -> Page[ShownRow]:
    """Each household once: the oldest registration of it that fits, in the order of their ids.

    `searched` are the registrations that may be found; what makes some of them one is as `visible_to` has it.
    """
    shown: list[ShownRow] = []
    reading = replace(window, first=min(2 * window.first, LARGEST_PAGE))
    while True:
        read = await household_roll.page(connection, reading, visible_to=searched, filters=filters)
        together = await households_of(
            connection, [row.household for row in read.rows], window.position, visible_to=visible_to
        )
        older = {one for home, those in together.items() for one in those if one < home}
        fitting = await _fitting(connection, older, window.position, searched, filters)
        shown += [
            row
            for row in read.rows
            if not any(one < row.household and one in fitting for one in together[row.household])
        ]
        if not read.more or len(shown) > window.first:
            return window.page(shown[: window.first + 1])
        reading = replace(reading, after=read.rows[-1].household)


async def _fitting(
    connection: AsyncConnection[Any],
    households: Iterable[UUID],
    position: int,
    searched: RecordFilter,
    filters: RollFilters,
) -> set[UUID]:
    """Those of them that a search for the filters finds, too."""
    found, asked = set[UUID](), sorted(households)
    for begin in range(0, len(asked), LARGEST_PAGE):
        some = replace(filters, households=asked[begin : begin + LARGEST_PAGE])
        rows = await household_roll.page(
            connection, Window(position, LARGEST_PAGE), visible_to=searched, filters=some
        )
        found |= {row.household for row in rows.rows}
    return found
