"""Plans that are checked, reserved and closed, one alone or several at once; and what must be true of all of them."""

from __future__ import annotations

from asyncio import ensure_future, gather, sleep, to_thread, wait
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final, TypeVar
from uuid import UUID

import psycopg

from registry.application import plans
from registry.application.command import Context
from registry.domain import plan as domain
from registry.domain.envelope import Recorded
from registry.domain.errors import Refused
from registry.domain.facts import AnyFact
from registry.domain.ids import time_of
from registry.domain.plan import PlanChecked, PlanClosed, PlanReserved
from registry.domain.planning import LineStatus, PlanStage
from registry.domain.vocabulary import Purpose, Role
from registry.projections.visibility import RecordFilter
from tests.folds import checks
from tests.folds import plans as folds
from tests.properties.asks import Act, Clerk
from tests.properties.broken import must
from tests.properties.life import PATIENCE, Life
from tests.properties.planning import NEAR, WAITING, against, deciding, fitting
from tests.properties.thinking import think

T = TypeVar("T")
Facts = Sequence[Recorded[AnyFact]]
Doing = Callable[[psycopg.AsyncConnection[Any]], Awaitable[object]]
EVERYTHING: Final = RecordFilter(everything=True)
HELD: Final = (timedelta(microseconds=1), timedelta(milliseconds=400), *[timedelta(days=3)] * 3)
"""For how long is reserved: over at once, after a while, never."""
NEXT: Final = {
    None: (Act.DRAFT,),
    PlanStage.DRAFTED: ("check", *["reserve"] * 5, Act.OVERRIDE, Act.CANCEL),
    PlanStage.RESERVED: ("reserve", *[Act.OVERRIDE] * 2, *[Act.RELEASE_PLAN] * 5, Act.CANCEL),
    PlanStage.RELEASED: (*[Act.HAND_OUT] * 6, "check", "close"),
}  # fmt: skip
"""What is done next where the last plan that goes on is at a stage; now and then whatever there is."""
AT_ONCE: Final = 4


class Plans:
    def __init__(self, life: Life) -> None:
        self.life = life

    def go_on(self, chance: Random) -> None:
        """One plan or another goes on, a few times."""
        for _ in range(chance.randint(3, 7)):
            self.life.hear()
            match self._next(chance):
                case "check":
                    self._check(chance)
                case "reserve":
                    self._reserve(chance)
                case "close":
                    self._close(chance)
                case act:
                    self.life.put(think(self.life.clerk, Act(act), chance))

    def _next(self, chance: Random) -> str:
        stages = [one.stage for one in self.life.clerk.town.plans.values()]
        under_way = [stage for stage in stages if stage in NEXT]
        if chance.random() < 0.2:
            return chance.choice(sum(NEXT.values(), ()))
        return chance.choice(NEXT[chance.choice(under_way[-2:] or [None])])

    def meet(self, chance: Random) -> None:
        """Whoever has a plan that waits reserves for it, all at once; two more are of one household."""
        self.life.hear()
        clerk = self.life.clerk
        door, town = clerk.home(chance), clerk.town
        for _ in range(2):
            self.life.put(think(clerk, Act.DRAFT, chance, home=door))
        self.life.hear()
        waiting = [at for at, one in town.plans.items() if one.stage in WAITING][-AT_ONCE:]
        asked = [(at, self._context(town.plans[at].owner), chance.choice(HELD)) for at in waiting]

        async def reserved() -> None:
            await self._followed(gather(*(self._asked(self._reserving(*one)) for one in asked)))

        self.life.office.run(reserved())

    def _check(self, chance: Random) -> None:
        clerk, at = self.life.clerk, fitting(self.life.clerk, chance, tuple(PlanStage))
        context = self._deciding(chance, at)
        stages = (*WAITING, PlanStage.RELEASED)
        self._do(
            lambda connection: plans.check_plan(
                self.life.office.writer, connection, at, context, visible_to=EVERYTHING
            ),
            against(clerk, at, context.partner, lambda state: domain.require_stage(state, *stages)),
            context,
        )

    def _reserve(self, chance: Random) -> None:
        clerk, at = self.life.clerk, fitting(self.life.clerk, chance, WAITING)
        context = self._deciding(chance, at)

        def decide(state: domain.Plan) -> None:
            domain.require_stage(state, *WAITING)
            found = checks.statuses(self.life.heard, at, clerk.mint.clock())
            if not (state.overridden or LineStatus.CLEAR in found.values()):
                raise Refused("plan_nothing_to_reserve")

        refusals = against(clerk, at, context.partner, decide)
        self._do(self._reserving(at, context, chance.choice(HELD)), refusals, context)

    def _reserving(self, at: UUID, context: Context, held: timedelta) -> Doing:
        writer = self.life.office.writer
        return lambda connection: plans.reserve_plan(
            writer, connection, at, held, context, visible_to=EVERYTHING
        )

    def _close(self, chance: Random) -> None:
        clerk, at = self.life.clerk, fitting(self.life.clerk, chance, (PlanStage.RELEASED,))
        context = self._deciding(chance, at)
        self._do(
            lambda connection: plans.close_plan(self.life.office.writer, connection, at, context),
            against(clerk, at, context.partner, lambda state: domain.close(state, 0)),
            context,
        )

    def _deciding(self, chance: Random, at: UUID) -> Context:
        partner = chance.choice(list(self.life.clerk.town.partners))
        return deciding(self.life.clerk, self._context(partner), chance, at)

    def _context(self, partner: UUID) -> Context:
        clerk: Clerk = self.life.clerk
        clerk.asked += 1
        context = clerk.at(partner, Role.PROGRAMME_MANAGER, f"طلب-{clerk.asked}")
        return replace(context, purpose=Purpose.PLANNING)

    def _do(self, doing: Doing, refusals: set[str], context: Context) -> None:
        """Alone, so that what the answer must be is known."""
        partner = self.life.clerk.town.partners.get(context.partner)
        if partner is not None and partner.suspended:
            refusals = refusals | {"partner_suspended"}
        code = self.life.office.run(self._followed(self._asked(doing)))
        expected = code in refusals if refusals else code is None
        must(expected, "an answer about a plan is not what is called for", code, refusals)

    async def _asked(self, doing: Doing) -> str | None:
        """Until there is an answer; its code where it is a refusal."""
        for _ in range(PATIENCE):
            with self.life.patience:
                try:
                    async with self.life.office.registry.readers.connection() as connection:
                        await doing(connection)
                except Refused as no:
                    return no.code
                return None
            await sleep(0.01)
        raise AssertionError("an outage without an end")

    async def _followed(self, doing: Awaitable[T]) -> T:
        """While the read models follow, for which whoever compares waits; matching looks, and finds nobody."""
        self.life.office.administrator.execute(
            "update match.state set position = (select max(notification_id) from log.facts)"
        )
        task = ensure_future(doing)
        while not task.done():
            await to_thread(self.life.office.follow, 1_000, PATIENCE)
            await wait({task}, timeout=0.003)
        return await task


def assert_plans_add_up(facts: Facts) -> None:
    """What was found of every plan is what a plain fold finds, help is reserved once, and every line is counted."""
    known = folds.plans(facts)
    for one in facts:
        match one.fact:
            case PlanChecked(seen=seen, counts=counts):
                _assert_found(facts, one, seen, counts)
            case PlanReserved(seen=seen, counts=counts):
                _assert_found(facts, one, seen, counts)
                whole = counts.clear + counts.conflict + counts.not_eligible + counts.unknown
                must(whole == known[one.stream]["length"], "lines are not all counted", one)
                numbers = len(one.fact.lines), len(one.fact.unknown)
                must(numbers == (counts.clear, counts.unknown), "lines are counted otherwise", one)
            case PlanClosed() as closed:
                _assert_closed(facts, one, closed)
            case _:
                pass


def _assert_found(
    facts: Facts, one: Recorded[AnyFact], seen: int, counts: domain.PlanCounts
) -> None:
    """A reservation that ended while it was looked at may have been seen either way.

    Whoever reserves knows what others reserved up to then, too.
    """
    reserved = one.fact if isinstance(one.fact, PlanReserved) else None
    told = [
        other
        for other in facts
        if other.position <= seen
        or (reserved and other.position < one.position and isinstance(other.fact, PlanReserved))
    ]
    asked = _asked_at(one)
    ways = [checks.statuses(told, one.stream, now) for now in (asked - NEAR, asked)]
    for found in ways:
        of = {status: [at for at, it in found.items() if it is status] for status in LineStatus}
        numbers = {status: len(those) for status, those in of.items()}
        same = numbers == {
            LineStatus.CLEAR: counts.clear,
            LineStatus.CONFLICT: counts.conflict,
            LineStatus.NOT_ELIGIBLE: counts.not_eligible,
            LineStatus.UNKNOWN: counts.unknown,
        }
        if same and (reserved is None or reserved.lines == tuple(of[LineStatus.CLEAR])):
            return
    must(False, "a plan was found otherwise than it is folded", one, ways)  # noqa: FBT003 - it is


def _asked_at(one: Recorded[AnyFact]) -> datetime:
    """By the clock of the life, which an id of a command is made by; when it is recorded the server says."""
    return time_of(one.envelope.command)


def _assert_closed(facts: Facts, one: Recorded[AnyFact], closed: PlanClosed) -> None:
    before = [other for other in facts if other.position < one.position]
    served = [
        row["number"]
        for row in folds.lines(before).values()
        if row["plan"] == one.stream and (row["reserved"] or row["overridden"] is not None)
    ]
    delivered = len(checks.delivered(before, one.stream))
    told = (closed.delivered, closed.undelivered)
    must(told == (delivered, len(served) - delivered), "a closed plan does not add up", one)
