from __future__ import annotations

import asyncio

import pytest

from registry.privacy.keys import Pool
from registry.privacy.staff import StaffDirectory

pytestmark = pytest.mark.anyio


async def test_a_member_of_staff_keeps_one_id(pool: Pool) -> None:
    staff = StaffDirectory(pool)
    mona = await staff.actor_for("منى@qena")
    assert await StaffDirectory(pool).actor_for("منى@qena") == mona
    assert await staff.actor_for("هدى@qena") != mona


async def test_the_same_name_typed_otherwise_is_the_same_person(pool: Pool) -> None:
    staff = StaffDirectory(pool)
    assert await staff.actor_for(" Caseworker@Qena ") == await staff.actor_for("caseworker@qena")


async def test_questions_at_once_get_one_answer(pool: Pool) -> None:
    staff = StaffDirectory(pool)
    assert len(set(await asyncio.gather(*(staff.actor_for("منى") for _ in range(8))))) == 1


async def test_an_id_tells_nothing_of_the_name(pool: Pool) -> None:
    actor = await StaffDirectory(pool).actor_for("منى")
    assert actor.version == 4
