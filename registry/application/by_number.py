"""Which conflicts of a plan a comparison of identity numbers alone would have found: what identities are worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from registry.application.amendments import numbers_of
from registry.application.checking import Checked, LineFound
from registry.application.command import Context
from registry.application.comparing import MEMBER, ToOpen
from registry.application.writer import Writer
from registry.domain.planning import LineStatus
from registry.domain.vocabulary import Purpose
from registry.projections.household_identities import persons_linked
from registry.projections.household_members import numbers_of_members

Members: TypeAlias = Mapping[UUID, Sequence[UUID]]
"""Of a registration, by the person that they are."""


async def found_by_number(
    writer: Writer, connection: AsyncConnection[Any], checked: Checked, context: Context
) -> int:
    """How many conflicts are with the same registration, or with one that shares an identity number with it.

    Numbers are opened of those alone whom links join in a conflict, which goes on record.
    """
    lines = [one for one in checked.lines if one.status is LineStatus.CONFLICT]
    own = {one.row.household for one in lines if one.row.household}
    homes = own.union(*map(_homes, lines))
    persons = await persons_linked(
        connection, homes, checked.position, visible_to=checked.visible_to
    )
    pairs = {one.row.number: _pairs(one, persons) for one in lines}
    members = {member for those in pairs.values() for pair in those for member in pair}
    sealed = await numbers_of_members(connection, members, position=checked.position)
    to_open = ToOpen()
    for member, record in sealed.items():
        to_open.add(member, MEMBER, {"identity_numbers": record}, ("identity_numbers",))
    opened = await to_open.opened(writer, context, Purpose.DEDUPLICATION)
    numbers = {
        member: numbers_of(opened.by_record.get(record) or ()) for member, record in sealed.items()
    }

    def by_number(line: LineFound) -> bool:
        itself = not line.row.by_name and (
            line.repeats is not None or line.row.household in _homes(line)
        )
        return itself or any(
            numbers.get(one, set()) & numbers.get(other, set())
            for one, other in pairs[line.row.number]
        )

    return sum(map(by_number, lines))


def _homes(line: LineFound) -> set[UUID]:
    return {one.home for one in line.overlaps}


def _pairs(line: LineFound, persons: Mapping[UUID, Members]) -> list[tuple[UUID, UUID]]:
    """A member of the line's household and one of another in conflict with it who are one person."""
    household = line.row.household
    own = persons.get(household) if household else None
    if not own:
        return []
    others = _homes(line) - {household}
    return [pair for home in others for pair in _alike(own, persons.get(home, {}))]


def _alike(own: Members, theirs: Members) -> Iterable[tuple[UUID, UUID]]:
    for person in own.keys() & theirs.keys():
        yield from product(own[person], theirs[person])
