"""A matcher that is killed at any moment and started again finds what one that was left alone finds."""

from __future__ import annotations

import os
import signal
import time
from asyncio import sleep
from pathlib import Path
from random import Random

import pytest

from registry.application.households import register_household
from tests.command import PATIENCE
from tests.conftest import Databases
from tests.forking import Commands, Forked
from tests.reactions.conftest import Town
from tests.reactions.register import drafts, linked_at_once

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

MOMENTS = (0.05, 0.3, 0.6, 1.0, 1.5)
"""Seconds between the first word of a matcher and its end, at most."""


async def test_killed_at_random_moments_and_again(
    town: Town, databases: Databases, tmp_path: Path, forked: Commands
) -> None:
    chance = Random(11)  # noqa: S311 - moments, no secrets
    households = drafts()[:300]
    await town.submit(
        *(
            register_household(draft, town.partners["albir"], town.writer.mint)
            for draft in households
        )
    )
    for most in MOMENTS:
        matcher = started(forked, databases, tmp_path)
        deadline = time.monotonic() + PATIENCE
        while "matching persons" not in matcher.complained.read_text("utf-8"):
            assert time.monotonic() < deadline
            await sleep(0.005)
        await sleep(chance.uniform(0, most))
        matcher.kill()
        assert matcher.wait() == -signal.SIGKILL
    await town.match()
    found = {frozenset(map(str, one)) for one in await town.links()}
    assert found == await linked_at_once(town)
    assert len(found) > 50
    history = await town.writer.log.load_many([row.pair for row in await town.rows()])
    assert {len(facts) for facts in history.values()} == {1}, "nothing was said twice"


def started(forked: Commands, databases: Databases, folder: Path) -> Forked:
    told = {
        "SIJILL_DATABASE_URL": databases.log_url,
        "SIJILL_KEYS_DATABASE_URL": databases.keys_url,
        "SIJILL_ROOT_KEY_FILE": str(folder / "root.key"),
        "SIJILL_DATA": str(folder / "data"),
    }
    return forked.begin(os.environ | told, "match", "follow")
