"""Whatever partners do, in whatever order: a check as of a past position answers what it answered then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from uuid import UUID

import pytest

from registry.api.ids import read_uuid
from registry.application import pairs
from registry.application.deliveries import Planned
from registry.application.delivery_changes import reverse_delivery
from registry.application.pairs import sides_of
from registry.domain.casework import ReversalReason
from registry.domain.sameness import PartingReason
from registry.domain.vocabulary import BenefitFamily, Purpose
from tests.api.planning import (
    PLANNER,
    THERE,
    act,
    check,
    drafted,
    link,
    members_of,
    reviewing,
)
from tests.api.register import ASSOCIATION, MINISTRY, Register, Settle

pytestmark = pytest.mark.anyio

HOMES: Final = 4
STEPS: Final = 20


@dataclass
class Partners:
    """What the association did that it may do more with, and of which homes both say that they are one."""

    register: Register
    settled: Settle
    chance: Random
    here: list[UUID]
    there: list[UUID]
    linked: set[int] = field(default_factory=set)
    delivered: list[UUID] = field(default_factory=list)
    plans: list[tuple[str, list[int]]] = field(default_factory=list)
    released: list[tuple[str, list[int]]] = field(default_factory=list)

    async def deliver(self) -> None:
        home = self.chance.randrange(HOMES)
        self.delivered.append(await self.register.delivered(ASSOCIATION, "food", self.there[home]))

    async def take_back(self) -> None:
        if self.delivered:
            given = self.delivered.pop(self.chance.randrange(len(self.delivered)))
            context = self.register.context(ASSOCIATION)
            await self.register.submit(reverse_delivery(given, ReversalReason.RETURNED, context))

    async def join(self) -> None:
        home = self.chance.randrange(HOMES)
        if home not in self.linked:
            self.linked.add(home)
            await link(self.register, self.settled, self.here[home], self.there[home])

    async def part(self) -> None:
        if self.linked:
            home = self.chance.choice(sorted(self.linked))
            self.linked.remove(home)
            one, other = self.here[home], self.there[home]
            sides = sides_of(
                ((await members_of(self.register, one))[0], one),
                ((await members_of(self.register, other))[0], other),
            )
            context = reviewing(self.register)
            await self.register.submit(
                pairs.undoing(sides, PartingReason.ASKED_THEM, None, context)
            )

    async def reserve(self) -> None:
        homes = sorted(self.chance.sample(range(HOMES), 2))
        rows = [self.there[home] for home in homes]
        plan = await drafted(self.register, THERE, *rows, programme="food")
        await self.settled()
        await act(self.register, THERE, "reservePlan", plan)
        self.plans.append((plan, homes))

    async def release(self) -> None:
        if self.plans:
            plan, homes = self.plans.pop()
            await act(self.register, THERE, "releasePlan", plan)
            self.released.append((plan, homes))

    async def hand_out(self) -> None:
        if self.released:
            plan, homes = self.released[-1]
            line = self.chance.randrange(len(homes))
            await self.register.delivered(
                ASSOCIATION,
                "food",
                self.there[homes[line]],
                planned=Planned(read_uuid(plan, "Plan"), line + 1),
            )

    async def anything(self) -> None:
        acts: list[Callable[[], Awaitable[None]]] = [
            self.deliver, self.take_back, self.join, self.join, self.part, self.reserve, self.release, self.hand_out,
        ]  # fmt: skip
        await self.chance.choice(acts)()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_check_as_of_a_past_position_answers_what_it_answered_then(
    register: Register, settled: Settle, seed: int
) -> None:
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY))
    here = [await register.registered(MINISTRY) for _ in range(HOMES)]
    there = [await register.registered(ASSOCIATION) for _ in range(HOMES)]
    partners = Partners(register, settled, Random(seed), here, there)  # noqa: S311 - a history, no secret
    answered: list[tuple[int, dict[str, Any]]] = []
    for _ in range(STEPS):
        await partners.anything()
        position = await settled()
        answered.append((position, await check(register, PLANNER, *here)))
    for position, found in answered:
        again = await check(register, PLANNER, *here, asOf={"position": position})
        assert again["lines"] == found["lines"], (seed, position)
        assert (again["clear"], again["conflict"]) == (found["clear"], found["conflict"])
    assert len({found["conflict"] for _, found in answered}) > 1, (
        "a history in which nothing happens"
    )
