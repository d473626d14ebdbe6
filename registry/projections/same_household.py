"""Which registrations are of one household, as far as links say it and a viewer may know of them.

The rule is that of `registry.matching.households`, for some households and as of a position: two are one when they
share a member of the same generation in both, and none who stands in different ones. What a viewer may not know of
joins nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection, sql
from psycopg.rows import tuple_row

from registry.domain.vocabulary import Relation
from registry.projections import household_members, household_roll, pairs
from registry.projections.model import Copy
from registry.projections.visibility import HOUSEHOLD_VISIBLE, RecordFilter

_GENERATION: Final[Mapping[str, int]] = {Relation.HEAD: 1, Relation.SPOUSE: 1, Relation.CHILD: 2}
"""Of whom else nobody knows in which generation they stand."""

_THERE: Final = sql.SQL("""
    from {members} as person
    join {roll} as home on home.household = person.household and upper_inf(home.held) and {visible}
    where person.held @> %(position)s::bigint and person.presence in ('present', 'died')
""").format(
    members=Copy(household_members.MODEL).table,
    roll=Copy(household_roll.MODEL).table,
    visible=HOUSEHOLD_VISIBLE,
)

_LINKED: Final = sql.SQL("""
    with asked as materialized (
        select distinct person.member {there} and person.household = any(%(households)s)
    )
    select first, second from {pairs} as link join asked on link.first = asked.member
    where linked is not null and held @> %(position)s::bigint
    union
    select first, second from {pairs} as link join asked on link.second = asked.member
    where linked is not null and held @> %(position)s::bigint
""").format(pairs=Copy(pairs.MODEL).table, there=_THERE)

_WHERE: Final = (
    sql.SQL("select person.member, person.household, person.relation")
    + _THERE
    + sql.SQL(" and person.member = any(%(members)s)")
)


@dataclass(slots=True)
class Joined:
    """Things that are one, in groups; each is called by any of its members."""

    _leader: dict[UUID, UUID] = field(default_factory=dict)

    def leader(self, one: UUID) -> UUID:
        while (above := self._leader.get(one, one)) != one:
            self._leader[one] = self._leader.get(above, above)
            one = above
        return one

    def join(self, one: UUID, other: UUID) -> None:
        self._leader[self.leader(one)] = self.leader(other)

    def groups(self, those: Iterable[UUID]) -> dict[UUID, set[UUID]]:
        found: dict[UUID, set[UUID]] = defaultdict(set)
        for one in those:
            found[self.leader(one)].add(one)
        return found


@dataclass(slots=True)
class Linked:
    """Members that links lead to, with the households in which they stand and their generation there."""

    homes: dict[UUID, dict[UUID, int]] = field(default_factory=dict)
    persons: Joined = field(default_factory=Joined)

    def of_person(self) -> dict[UUID, set[UUID]]:
        """The members of each person, by its leader."""
        return self.persons.groups(self.homes)

    def all_homes(self) -> set[UUID]:
        return {home for homes in self.homes.values() for home in homes}

    def households(self) -> Joined:
        """Households that are one."""
        same, apart = set[tuple[UUID, UUID]](), set[tuple[UUID, UUID]]()
        for members in self.of_person().values():
            stands = [at for member in members for at in self.homes[member].items()]
            for place, (home, generation) in enumerate(stands):
                for other, theirs in stands[place + 1 :]:
                    if home != other and generation and theirs:
                        pair = (min(home, other), max(home, other))
                        (same if generation == theirs else apart).add(pair)
        one = Joined()
        for home, other in same - apart:
            one.join(home, other)
        return one


async def linked_with(
    connection: AsyncConnection[Any],
    households: Collection[UUID],
    *,
    position: int,
    visible_to: RecordFilter,
) -> Linked:
    """Every member that links lead to from members of the households, and on from those of the households reached."""
    found, seen, new = Linked(), set[UUID](), set(households)
    parameters = {"position": position, **visible_to.parameters}
    async with connection.cursor(row_factory=tuple_row) as cursor:
        while new:
            seen |= new
            await cursor.execute(_LINKED, {**parameters, "households": list(new)})
            links = await cursor.fetchall()
            ends = {end for link in links for end in link} - found.homes.keys()
            await cursor.execute(_WHERE, {**parameters, "members": list(ends)})
            for member, household, relation in await cursor.fetchall():
                found.homes.setdefault(member, {})[household] = _GENERATION.get(relation, 0)
            for one, other in links:
                if one in found.homes and other in found.homes:
                    found.persons.join(one, other)
            new = found.all_homes() - seen
    return found
