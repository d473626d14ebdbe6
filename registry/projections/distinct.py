"""Persons and households of the whole register, each counted once: all links at a position, folded in one pass.

The pass reads what is linked and nothing else. Whoever is linked to nobody is one, so what there is once is what there
is, less what links make one of.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection, sql

from registry.projections import household_roll, pairs
from registry.projections.household_identities import COUNTING, SAME_GENERATION
from registry.projections.model import Copy
from registry.projections.visibility import HOUSEHOLD_VISIBLE, RecordFilter


class Per(StrEnum):
    """What a list or a count has one of: each registration as a partner made it, or each person and household."""

    REGISTRATION = "registration"
    IDENTITY = "identity"


def _joined(name: str, edges: sql.Composable) -> sql.Composed:
    """A table `name` with the smallest id, as `identity`, that each `one` of the edges leads to. They go both ways."""
    return sql.SQL("""
        {edge} (one, other) as materialized ({edges}),
        {walk} (one, other) as (
            select distinct one, one from {edge}
            union
            select {walk}.one, {edge}.other from {walk} join {edge} on {edge}.one = {walk}.other
        ), {name} (one, identity) as materialized (
            select distinct on (one) one, other from {walk} order by one, other
        )
    """).format(
        name=sql.Identifier(name),
        edge=sql.Identifier(f"{name}_edge"),
        walk=sql.Identifier(f"{name}_walk"),
        edges=edges,
    )


_LINKS: Final = sql.SQL("""
    select pair.{one}, pair.{other} from {pairs} as pair
    where pair.linked is not null and pair.held @> %(position)s::bigint and {visible}
""")


def persons(visible: sql.Composable) -> sql.Composed:
    """The person of every member that is linked, for a `with recursive`."""
    both_ways = (
        _LINKS.format(
            one=sql.Identifier(one),
            other=sql.Identifier(other),
            pairs=Copy(pairs.MODEL).table,
            visible=visible,
        )
        for one, other in (("first", "second"), ("second", "first"))
    )
    return _joined("person", sql.SQL(" union all ").join(both_ways))


def households(visible: sql.Composable) -> sql.Composed:
    """The household of every registration that is one with another, for a `with recursive` after `persons`.

    A table `there` has where the linked members are.
    """
    return sql.SQL("""
        there as materialized (
            select counted.*, person.identity
            from ({counting}) as counted join person on person.one = counted.member
            where {visible}
        ), {joined}
    """).format(
        counting=COUNTING,
        visible=visible,
        joined=_joined(
            "home",
            sql.SQL("""
                select one.household, other.household from there as one
                join there as other on other.identity = one.identity and other.household <> one.household
                group by 1, 2 having bool_and({same})
            """).format(same=SAME_GENERATION),
        ),
    )


EVERYBODY: Final = sql.SQL("true")
SHOWN: Final = sql.SQL("""
    exists (select from {roll} as home
            where home.household = counted.household and upper_inf(home.held) and {visible})
""").format(roll=Copy(household_roll.MODEL).table, visible=HOUSEHOLD_VISIBLE)


def _counted(*, everybody: bool) -> sql.Composed:
    return sql.SQL("""
        with recursive {persons}, {households}, ours as (
            select roll.household from {roll} as roll
            where roll.held @> %(position)s::bigint and roll.withdrawn is null
              and (%(partner)s::uuid is null or roll.partner = %(partner)s)
        )
        select (select count(*) - count(distinct there.identity) from there join ours using (household)),
               (select count(*) - count(distinct home.identity)
                from home join ours on ours.household = home.one)
    """).format(
        persons=persons(EVERYBODY if everybody else pairs.BOTH_VISIBLE),
        households=households(EVERYBODY if everybody else SHOWN),
        roll=Copy(household_roll.MODEL).table,
    )


_ALL, _SEEN = _counted(everybody=True), _counted(everybody=False)


class TwiceThere(NamedTuple):
    """How many more members and registrations there are than persons and households."""

    persons: int
    households: int


async def twice_there(
    connection: AsyncConnection[Any],
    *,
    position: int,
    partner: UUID | None = None,
    visible_to: RecordFilter | None = None,
) -> TwiceThere:
    """Of the whole register, or of a partner's; by all links, or by those alone that a viewer may know of.

    Members are those who are there, and registrations those that were not withdrawn, as `summary` counts them.
    """
    parameters: dict[str, Any] = {"position": position, "partner": partner}
    if visible_to is not None:
        parameters |= visible_to.parameters
    cursor = await connection.execute(_ALL if visible_to is None else _SEEN, parameters)
    ((twice, two),) = await cursor.fetchall()
    return TwiceThere(twice, two)
