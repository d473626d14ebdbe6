"""Lines of a plan of which nothing is known because a partner that registered them is late with its reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from psycopg import AsyncConnection

from registry.projections.lateness import LatePartner, registered_by
from registry.projections.visibility import RecordFilter

Reader: TypeAlias = AsyncConnection[Any]


@dataclass(frozen=True, slots=True)
class Unreported:
    """The numbers of the `lines`, and those of the partners that the viewer's agreements name, in their order."""

    lines: frozenset[int] = frozenset()
    named: tuple[LatePartner, ...] = ()


async def unreported(  # noqa: PLR0913 - which lines, who is late, for whom, as of when
    connection: Reader,
    alike: Mapping[int, Sequence[UUID]],
    late: Mapping[UUID, LatePartner],
    *,
    per_person: bool,
    position: int,
    visible_to: RecordFilter,
) -> Unreported:
    """Which of the lines, each given with whoever is one with it, are registered by somebody who is late.

    Who registered somebody is told by an agreement that goes beyond the base agreement, and so is who is late.
    """
    recipients = {one for those in alike.values() for one in those}
    found = await registered_by(
        connection,
        late,
        recipients,
        per_person=per_person,
        position=position,
        visible_to=visible_to,
    )
    if not found:
        return Unreported()
    told = await registered_by(
        connection, late, found, per_person=per_person, position=position,
        visible_to=visible_to.in_detail(),
    )  # fmt: skip
    named = {one.partner for those in told.values() for one in those}
    return Unreported(
        frozenset(line for line, those in alike.items() if not found.keys().isdisjoint(those)),
        tuple(late[one] for one in sorted(named)),
    )
