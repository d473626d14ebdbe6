"""Help of a monthly programme is meant for its month, on whatever day of it that is given."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from registry.application.delivery_changes import DeliveryMend, correct_delivery
from registry.domain.casework import DeliveryField
from registry.domain.dates import PreciseDate
from registry.domain.vocabulary import BenefitFamily, Cycle, Purpose
from tests.api.planning import link
from tests.api.register import ASSOCIATION, MINISTRY, Register, Settle
from tests.api.supporting import OFFICER, listed

pytestmark = pytest.mark.anyio


@pytest.fixture
async def both(register: Register, settled: Settle) -> tuple[UUID, UUID]:
    """A household as both registered it; each partner has monthly baskets."""
    for code, partner in (("ours", MINISTRY), ("theirs", ASSOCIATION)):
        await register.open_programme(code, partner, BenefitFamily.FOOD, cycle=Cycle.MONTHLY)
    await register.sign(purposes=(Purpose.PLANNING, Purpose.FOLLOW_UP))
    here = await register.registered(MINISTRY, "فاطمة عبد الرحيم")
    there = await register.registered(ASSOCIATION, "Fatma Abdelrehim")
    await link(register, settled, here, there)
    return here, there


async def corrected(register: Register, delivery: UUID, **said: Any) -> None:
    mend = DeliveryMend(said=tuple(map(DeliveryField, said)), **said)
    mint = register.services.writer.mint
    command = correct_delivery(delivery, mend, register.context(MINISTRY), mint, opened={})
    await register.submit(command)


async def test_two_baskets_of_one_month_are_double_support_though_their_days_differ(
    register: Register, settled: Settle, both: tuple[UUID, UUID]
) -> None:
    mine = await register.delivered(MINISTRY, "ours", both[0], "2026-10-05")
    await register.delivered(ASSOCIATION, "theirs", both[1], "2026-10-20")
    await settled()
    (found,) = await listed(register, OFFICER)
    assert (found["other"]["begins"], found["other"]["ends"]) == ("2026-10-01", "2026-10-31")
    await corrected(register, mine, on=PreciseDate.parse("2026-09-30"))
    await settled()
    assert await listed(register, OFFICER) == []  # the period moves with the day
    await corrected(register, mine, on=PreciseDate.parse("2026-10-01"))
    await settled()
    assert len(await listed(register, OFFICER)) == 1


async def test_what_is_said_of_a_period_stands_whatever_the_programme_is(
    register: Register, settled: Settle, both: tuple[UUID, UUID]
) -> None:
    said = {
        "serves_from": PreciseDate.parse("2026-10-01"),
        "serves_until": PreciseDate.parse("2026-10-07"),
    }
    mine = await register.delivered(MINISTRY, "ours", both[0], "2026-10-05", **said)
    await register.delivered(
        ASSOCIATION, "food", both[1], "2026-10-08"
    )  # of no turn: its day alone
    await corrected(register, mine, on=PreciseDate.parse("2026-10-08"))
    await settled()
    assert await listed(register, OFFICER) == []
