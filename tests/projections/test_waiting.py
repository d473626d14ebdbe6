"""Readers wait for what they wrote: they are told in time, and do not hammer the database meanwhile."""

from __future__ import annotations

from asyncio import create_task, gather, sleep
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from registry.domain.errors import SijillError
from registry.eventlog.mapper import Pending
from registry.projections.as_of import wait_for
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection, catch_up, prepare
from registry.projections.model import Copy
from tests.projections.histories import commands

pytestmark = pytest.mark.anyio

Append = Callable[[Sequence[Sequence[Pending]]], int]
Pool = AsyncConnectionPool[AsyncConnection[Any]]

COPIES = [Copy(model) for model in MODELS]


@pytest.fixture
async def pool(log_url: str) -> AsyncIterator[Pool]:
    async with AsyncConnectionPool(log_url, min_size=1, open=False) as opened:
        yield opened


async def test_whoever_waits_is_told_once_the_last_read_model_is_there(
    pool: Pool, append: Append, follower: Connection
) -> None:
    end = append(commands(seed=41, many=20))
    waiting = [create_task(wait_for(pool, end)) for _ in range(5)]
    prepare(follower, COPIES)
    catch_up(follower, COPIES[1:])
    await sleep(0.05)
    assert not any(one.done() for one in waiting)
    catch_up(follower, COPIES)
    assert await gather(*waiting) == [end] * 5
    assert await wait_for(pool, end) == end


async def test_many_who_wait_share_their_looks(pool: Pool, follower: Connection) -> None:
    prepare(follower, COPIES)
    many = 300
    told = await gather(
        *(wait_for(pool, 1, seconds=0.3) for _ in range(many)), return_exceptions=True
    )
    assert [one.code for one in told if isinstance(one, SijillError)] == [
        "read_models_behind"
    ] * many
    assert pool.get_stats()["requests_num"] < many, "each of them looked by itself"


async def test_one_who_stops_waiting_takes_no_look_away_from_the_others(
    pool: Pool, append: Append, follower: Connection
) -> None:
    end = append(commands(seed=42, many=20))
    prepare(follower, COPIES)
    first, second = (create_task(wait_for(pool, end)) for _ in range(2))
    await sleep(0)
    first.cancel()
    catch_up(follower, COPIES)
    assert await second == end
    assert first.cancelled()
