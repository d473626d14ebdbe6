"""A line of whom it is not decided whether they are one with another registration is told so, for as long as it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from registry.application import pairs
from registry.domain.sameness import CaseReason
from registry.domain.vocabulary import BenefitFamily, ConsentState, Purpose
from tests.api.planning import PLANNER, check, link, members_of
from tests.api.register import ASSOCIATION, MINISTRY, Register, Settle
from tests.api.test_pairs import CONFIRM, finding, said

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
async def agreed(register: Register) -> None:
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY, Purpose.DEDUPLICATION))


async def asked(register: Register, settled: Settle, here: UUID, there: UUID) -> tuple[UUID, UUID]:
    """A case about the heads of two households, whom it is about."""
    await settled()
    heads = (await members_of(register, here))[0], (await members_of(register, there))[0]
    sides = finding((heads[0], here), (heads[1], there))
    case = pairs.ask(sides, CaseReason.IN_DOUBT, register.operator, evidence_changed=False)
    await register.submit(case)
    await settled()
    return heads


async def lines(register: Register, *households: UUID) -> list[tuple[Any, Any]]:
    found = await check(register, PLANNER, *households)
    return [(one["status"], one["warnings"]) for one in found["lines"]]


async def test_a_line_in_doubt_is_warned_of_until_somebody_has_decided(
    register: Register, settled: Settle
) -> None:
    here, linked, other = [await register.registered(MINISTRY) for _ in range(3)]
    there = await register.registered(ASSOCIATION, "Fatma")
    await register.delivered(ASSOCIATION, "food", there)
    await link(register, settled, here, linked)
    heads = await asked(register, settled, here, there)
    doubted: tuple[str, list[str]] = ("CLEAR", ["IN_DOUBT"])
    clear: tuple[str, list[str]] = ("CLEAR", [])
    assert await lines(register, here, other) == [doubted, clear]
    assert await lines(register, linked) == [doubted], "it is one with the one that is in doubt"
    done = await said(register, CONFIRM, *heads, "decided")
    assert "code" not in done, done
    await settled()
    assert await lines(register, here, other) == [("CONFLICT", []), clear]


async def test_a_case_with_whoever_is_not_shared_tells_nothing(
    register: Register, settled: Settle
) -> None:
    here = await register.registered(MINISTRY)
    hidden = await register.registered(ASSOCIATION, "Fatma", sharing=ConsentState.REFUSED)
    await asked(register, settled, here, hidden)
    assert await lines(register, here) == [("CLEAR", [])]
