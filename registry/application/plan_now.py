"""A plan looked at once more: links and deliveries that came since it was reserved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from registry.application import plans, rights
from registry.application.checking import LONGEST, Checked, LineFound, Reader, check
from registry.application.command import Context, Outcome
from registry.application.matched import wait_for_matching
from registry.application.plans import Standing, standing
from registry.application.writer import Writer
from registry.domain.errors import Refused
from registry.domain.plan import Plan
from registry.domain.planning import LineStatus, PlanStage, UnknownReason
from registry.projections import plan_lines
from registry.projections.visibility import RecordFilter

RELEASING: Final = 10
"""Seconds that a question of the comparison may take where a release waits for it."""


@dataclass(frozen=True, slots=True)
class Now:
    """A plan, and what a check finds of its lines at this moment."""

    state: Plan
    checked: Checked
    delivered: frozenset[int]

    @property
    def overtaken(self) -> int | None:
        """How many lines that wait to be handed out are in conflict by now, overridden ones aside.

        Links were made since, or others were faster. None where nothing could be compared, and where none is known of
        while matching is behind.
        """
        if not self.checked.compared:
            return None
        waiting = self.state.served - self.state.overridden - self.delivered
        found = [self.line(number) for number in waiting]
        conflicts = sum(one.status is LineStatus.CONFLICT for one in found)
        doubted = any(one.unknown is UnknownReason.MATCHING_BEHIND for one in found)
        return None if doubted and not conflicts else conflicts

    def line(self, number: int) -> LineFound:
        """Lines are numbered from 1, in their order."""
        return self.checked.lines[number - 1]


async def as_of_now(
    writer: Writer, connection: Reader, plan: UUID, partner: UUID, *, visible_to: RecordFilter
) -> Now:
    """Look at a plan once more. No number is opened, and nothing goes on record."""
    return await _now(
        writer, connection, await standing(writer, plan, partner), visible_to=visible_to
    )


async def _now(
    writer: Writer,
    connection: Reader,
    stands: Standing,
    *,
    visible_to: RecordFilter,
    longest: int = LONGEST,
) -> Now:
    found = await check(
        writer, connection, stands.rows, stands.wanted, visible_to=visible_to, longest=longest
    )
    handing_out, plan = stands.state.stage is PlanStage.RELEASED, stands.wanted.plan
    delivered = (
        await plan_lines.delivered(connection, plan, found.position)
        if handing_out and plan is not None
        else frozenset()
    )
    return Now(stands.state, found, delivered)


@dataclass(frozen=True, slots=True)
class Released:
    """`overtaken` is as of the look at it before it was released."""

    outcome: Outcome
    overtaken: int | None


async def release_plan(  # noqa: PLR0913 - a plan, on which condition, and who asks
    writer: Writer,
    connection: Reader,
    plan: UUID,
    context: Context,
    *,
    visible_to: RecordFilter,
    unless_overtaken: bool = False,
) -> Released:
    """Let a plan be handed out, and say what came to be in conflict since it was reserved.

    Raises:
        Refused: `plan_unknown`, what `domain.plan.release` refuses, and where it is to be held up by lines that are
            overtaken `plan_lines_overtaken` with how many, or `plan_not_compared` where nobody can say.
    """
    rights.check("plan.release", context.role, context.purpose)
    stands, overtaken = await standing(writer, plan, context.partner), None
    if stands.state.stage in _TO_HAND_OUT:
        await wait_for_matching(writer, connection)
        now = await _now(writer, connection, stands, visible_to=visible_to, longest=RELEASING)
        overtaken = now.overtaken
    if unless_overtaken and stands.state.stage is PlanStage.RESERVED:
        _require_none(overtaken)
    command = plans.release_plan(plan, context, writer.mint)
    return Released(await writer.submit(command), overtaken)


def _require_none(overtaken: int | None) -> None:
    if overtaken is None:
        raise Refused("plan_not_compared")
    if overtaken:
        raise Refused("plan_lines_overtaken", lines=overtaken)


_TO_HAND_OUT: Final = (PlanStage.RESERVED, PlanStage.RELEASED)
"""Of any other plan the release is refused, or was done before; there is nothing to compare."""
