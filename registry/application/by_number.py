"""Which conflicts of a plan a comparison of identity numbers alone would have found: what identities are worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import product
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection

from registry.application.amendments import numbers_of
from registry.application.checking import Checked, LineFound
from registry.application.command import Context
from registry.application.comparing import MEMBER, ToOpen
from registry.application.writer import Writer
from registry.domain.planning import LineStatus
from registry.domain.vocabulary import Purpose
from registry.projections.household_members import numbers_of_members
from registry.projections.same_household import Linked


async def found_by_number(
    writer: Writer, connection: AsyncConnection[Any], checked: Checked, context: Context
) -> int:
    """How many conflicts are with the same registration, or with one that shares an identity number with it.

    Numbers are opened of those alone whom links join in a conflict, which goes on record.
    """
    lines = [one for one in checked.lines if one.status is LineStatus.CONFLICT]
    joined = _Joined(checked.linked)
    pairs = {one.row.number: joined.pairs(one) for one in lines}
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
        itself = line.repeats is not None or line.row.household in _homes(line)
        return itself or any(
            numbers.get(one, set()) & numbers.get(other, set())
            for one, other in pairs[line.row.number]
        )

    return sum(map(by_number, lines))


def _homes(line: LineFound) -> set[UUID]:
    return {one.home for one in line.overlaps}


class _Joined:
    """The members whom links make one person, household by household."""

    def __init__(self, linked: Linked) -> None:
        self._of_home: dict[UUID, dict[UUID, list[UUID]]] = defaultdict(lambda: defaultdict(list))
        for leader, members in linked.of_person().items():
            for member in members:
                for home in linked.homes[member]:
                    self._of_home[home][leader].append(member)

    def pairs(self, line: LineFound) -> Collection[tuple[UUID, UUID]]:
        """A member of the line's household and one of a household in conflict with it who are one person."""
        own = self._of_home.get(line.row.household or UUID(int=0), {})
        return [pair for home in _homes(line) for pair in self._alike(own, self._of_home.get(home))]

    @staticmethod
    def _alike(
        own: dict[UUID, list[UUID]], theirs: dict[UUID, list[UUID]] | None
    ) -> Iterable[tuple[UUID, UUID]]:
        for person in own.keys() & (theirs or {}).keys():
            yield from product(own[person], (theirs or {})[person])
