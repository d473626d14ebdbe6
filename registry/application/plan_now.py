"""A plan looked at once more: links and deliveries that came since it was reserved."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from registry.application.checking import Checked, LineFound, Reader, check
from registry.application.plans import standing
from registry.application.writer import Writer
from registry.domain.plan import Plan
from registry.domain.planning import LineStatus
from registry.projections.visibility import RecordFilter


@dataclass(frozen=True, slots=True)
class Now:
    """A plan, and what a check finds of its lines at this moment."""

    state: Plan
    checked: Checked

    @property
    def overtaken(self) -> int | None:
        """How many lines that it serves are in conflict by now: links were made since, or others were faster.

        Overridden ones aside; None where nothing could be compared.
        """
        if not self.checked.compared:
            return None
        served = self.state.served - self.state.overridden
        return len(served.intersection(self.checked.numbers(LineStatus.CONFLICT)))

    def line(self, number: int) -> LineFound:
        """Lines are numbered from 1, in their order."""
        return self.checked.lines[number - 1]


async def as_of_now(
    writer: Writer, connection: Reader, plan: UUID, partner: UUID, *, visible_to: RecordFilter
) -> Now:
    """Look at a plan once more. No number is opened, and nothing goes on record."""
    stands = await standing(writer, plan, partner)
    found = await check(writer, connection, stands.rows, stands.wanted, visible_to=visible_to)
    return Now(stands.state, found)
