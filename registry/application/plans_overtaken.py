"""Plans that links have overtaken: somebody on a line is somebody who got such help elsewhere, as it turns out.

Only lines that a link has touched since they were reserved are compared anew, so that it costs what was linked since,
and not what the plans hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Final, TypeAlias
from uuid import UUID

from registry.application.checking import Reader, Row, Wanted, check
from registry.application.plans import rule_of
from registry.application.writer import Writer
from registry.domain.money import money_of
from registry.domain.planning import LineStatus
from registry.projections import pairs, plan_lines, plans
from registry.projections.household_identities import households_of
from registry.projections.identities import homes_of, persons_of
from registry.projections.pairs import Link
from registry.projections.plan_lines import PlanLineRow
from registry.projections.plans import OngoingPlan
from registry.projections.visibility import RecordFilter

MOST_LINKS: Final = 5_000
"""Links since the oldest of a partner's plans was reserved, each of which costs a millisecond at most.

With more, every plan that they may concern is listed as one that was not compared: a request must not wait for it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """`lines` are in conflict now, None where they could not be compared; `at` is when a link first touched one."""

    plan: UUID
    lines: int | None
    at: datetime


_Touched: TypeAlias = Mapping[UUID, Sequence[Link]]
"""By household, the links that touched it, in their order."""


async def overtaken(
    writer: Writer, connection: Reader, partner: UUID, *, position: int, visible_to: RecordFilter
) -> list[Overtaken]:
    """The plans of a partner with such lines that nobody has handed out.

    Of those whose period is over there is nothing to hold back: whoever never closed one looks at no old links for it.
    """
    now, today = writer.mint.clock(), writer.mint.today()
    ongoing = await plans.ongoing(
        connection, position=position, partner=partner, now=now, today=today
    )
    after = min((one.compared for one in ongoing), default=position)
    links = await pairs.linked_since(connection, after, position=position, visible_to=visible_to)
    if not links:
        return []
    if len(links) > MOST_LINKS:
        return [found for one in ongoing for found in _unsaid(one, links)]
    touched = await _touched(connection, links, position, visible_to)
    waiting = await plan_lines.waiting_for(
        connection, [one.plan for one in ongoing], touched, position
    )
    lines: dict[UUID, list[PlanLineRow]] = defaultdict(list)
    for line in waiting:
        lines[line.plan].append(line)
    found = [
        await _compared(writer, connection, one, lines[one.plan], touched, position, visible_to)
        for one in ongoing
    ]
    return [one for one in found if one is not None]


def _unsaid(plan: OngoingPlan, links: Sequence[Link]) -> list[Overtaken]:
    """A plan of which nobody has looked which of its lines the links touched."""
    since = [link.at for link in links if link.since > plan.compared]
    return [Overtaken(plan=plan.plan, lines=None, at=since[0])] if since else []


async def _touched(
    connection: Reader, links: Sequence[Link], position: int, visible_to: RecordFilter
) -> _Touched:
    """Whose identity, or whose members', the links belong to."""
    persons = await persons_of(
        connection, {one.first for one in links}, position, visible_to=visible_to
    )
    homes = await homes_of(connection, _all(persons.values()), position)
    together = await households_of(
        connection, _all(homes.values()), position, visible_to=visible_to
    )
    touched: dict[UUID, list[Link]] = defaultdict(list)
    for link in links:
        lived = _all(homes.get(one, ()) for one in persons[link.first])
        for home in _all(together[one] for one in lived):
            touched[home].append(link)
    return touched


def _all(several: Iterable[Collection[UUID]]) -> set[UUID]:
    return {one for those in several for one in those}


async def _compared(  # noqa: PLR0913, PLR0917 - what is compared, as of when, for whom
    writer: Writer,
    connection: Reader,
    plan: OngoingPlan,
    lines: Sequence[PlanLineRow],
    touched: _Touched,
    position: int,
    visible_to: RecordFilter,
) -> Overtaken | None:
    """None where no line is in conflict that was touched since the plan was reserved."""
    links = {
        one.number: next(link for link in touched[one.household] if link.since > plan.compared)
        for one in lines
        if one.household is not None and touched[one.household][-1].since > plan.compared
    }
    rows = [
        Row(number=one.number, household=one.household, member=one.member)
        for one in lines
        if one.number in links
    ]
    if not rows:
        return None
    wanted = await _wanted(writer, plan)
    found = await check(writer, connection, rows, wanted, visible_to=visible_to, position=position)
    numbers = found.numbers(LineStatus.CONFLICT) if found.compared else links.keys()
    if not numbers:
        return None
    first = min((links[one] for one in numbers), key=attrgetter("since"))
    lines_now = len(numbers) if found.compared else None
    return Overtaken(plan=plan.plan, lines=lines_now, at=first.at)


async def _wanted(writer: Writer, plan: OngoingPlan) -> Wanted:
    return Wanted(
        rule=await rule_of(writer, plan.programme, plan.partner),
        programme=plan.programme,
        begins=plan.serves_from,
        ends=plan.serves_until,
        value=money_of(plan.amount, plan.currency),
        plan=plan.plan,
    )
