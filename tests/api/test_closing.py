"""A plan is closed with all that was delivered by it: nothing is handed out past its end, and nothing is missing."""

from __future__ import annotations

from asyncio import gather, get_running_loop, run_coroutine_threadsafe, sleep
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Final
from uuid import UUID

import pytest

from registry.api.ids import read_uuid
from registry.application.plans import close_plan
from registry.application.writer import Writer
from registry.domain.errors import Refused
from registry.domain.plan import PlanClosed
from registry.domain.vocabulary import BenefitFamily, Purpose, Role
from registry.eventlog.log import Prepared
from tests.api.register import ASSOCIATION, MINISTRY, Register, Settle
from tests.api.test_handed_out_once import handed_out, released

pytestmark = pytest.mark.anyio

LINES: Final = 12


@pytest.fixture
async def homes(register: Register) -> list[UUID]:
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY))
    return [await register.registered(ASSOCIATION, f"هدى {number}") for number in range(LINES)]


async def counted(register: Register, plan: UUID) -> PlanClosed:
    facts = [one.fact for one in await register.services.writer.log.load(plan)]
    (closed,) = [fact for fact in facts if isinstance(fact, PlanClosed)]
    return closed


async def closed_elsewhere(register: Register, plan: str) -> None:
    """By another process than hands out."""
    services, asked = register.services, register.context(ASSOCIATION, Role.PROGRAMME_MANAGER)
    elsewhere = Writer(services.writer.log, services.writer.keys, services.writer.mint)
    async with services.readers.connection() as connection:
        planning = replace(asked, purpose=Purpose.PLANNING)
        await close_plan(elsewhere, connection, read_uuid(plan, "Plan"), planning)


@pytest.mark.parametrize("seed", range(4))
async def test_whoever_hands_out_while_a_plan_is_closed_is_counted_or_refused(
    register: Register, settled: Settle, homes: list[UUID], seed: int
) -> None:
    plan = await released(register, settled, *homes)
    chance = Random(seed)  # noqa: S311 - who comes first, no secret

    async def hand(line: int, home: UUID) -> UUID | None:
        await sleep(chance.uniform(0, 0.06))
        with suppress(Refused):
            return await handed_out(register, plan, line, home)
        return None

    async def close() -> None:
        await sleep(0.02)
        await closed_elsewhere(register, plan)

    asked = [hand(line, home) for line, home in enumerate(homes, 1)]
    *handed, _ = await gather(*asked, close())
    delivered = [one for one in handed if one is not None]
    closed = await counted(register, read_uuid(plan, "Plan"))
    assert (closed.delivered, closed.undelivered) == (len(delivered), LINES - len(delivered))


async def test_what_was_decided_before_the_end_of_a_plan_is_not_stored_after_it(
    register: Register, settled: Settle, homes: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, log = await released(register, settled, *homes), register.services.writer.log
    append, loop = log.append_now, get_running_loop()

    def closed_meanwhile(prepared: Sequence[Prepared]) -> Sequence[int]:
        monkeypatch.setattr(log, "append_now", append)
        run_coroutine_threadsafe(closed_elsewhere(register, plan), loop).result()
        return append(prepared)

    monkeypatch.setattr(log, "append_now", closed_meanwhile)
    with pytest.raises(Refused, match="plan_stage"):
        await handed_out(register, plan, 1, homes[0])
    closed = await counted(register, read_uuid(plan, "Plan"))
    assert (closed.delivered, closed.undelivered) == (0, LINES)
