"""A date means its end in the registry's time zone, also where the clocks change at midnight."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from threading import Event, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from registry.domain.errors import Refused, SijillError
from registry.eventlog import codec
from registry.eventlog.names import NAME_OF
from registry.projections.as_of import resolve, wait_for
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection, catch_up, prepare
from registry.projections.leading import follow
from registry.projections.model import Copy
from tests.projections.histories import commands
from tests.projections.register import Register

pytestmark = pytest.mark.anyio

Reader = AsyncConnection[Any]
Read = Callable[[Register], int]

CAIRO = ZoneInfo("Africa/Cairo")
COPIES = [Copy(model) for model in MODELS]


@pytest.fixture
def recorded_at(administrator: Connection, follower: Connection) -> Callable[[str], int]:
    """Records a fact at a moment of our choosing; its position."""
    stories = iter(commands(seed=91, many=100))

    def record(moment: str) -> int:
        one = next(stories)[0]
        ((position,),) = administrator.execute(
            "insert into log.facts (originator_id, originator_version, topic, state, recorded_at)"
            " values (%s, %s, %s, %s, %s) returning notification_id",
            [one.stream, one.version, NAME_OF[type(one.fact)], codec.encode(one.envelope, one.fact),
             datetime.fromisoformat(moment)],
        ).fetchall()  # fmt: skip
        prepare(follower, COPIES)
        catch_up(follower, COPIES)
        return int(position)

    return record


@pytest.mark.parametrize(
    ("day", "within", "past"),
    [
        (date(2026, 1, 15), "2026-01-15T21:59:59.999999+00:00", "2026-01-15T22:00:00+00:00"),
        (date(2026, 7, 15), "2026-07-15T20:59:59.999999+00:00", "2026-07-15T21:00:00+00:00"),
        # Summer time begins: Friday has no midnight.
        (date(2026, 4, 23), "2026-04-23T21:59:59.999999+00:00", "2026-04-23T22:00:00+00:00"),
        (date(2026, 4, 24), "2026-04-24T20:59:59.999999+00:00", "2026-04-24T21:00:00+00:00"),
        # Summer time ends: Thursday's last hour comes twice.
        (date(2026, 10, 28), "2026-10-28T20:59:59.999999+00:00", "2026-10-28T21:00:00+00:00"),
        (date(2026, 10, 29), "2026-10-29T21:59:59.999999+00:00", "2026-10-29T22:00:00+00:00"),
    ],
)
async def test_a_date_is_the_last_position_of_its_day(
    reader: Reader, recorded_at: Callable[[str], int], day: date, within: str, past: str
) -> None:
    last = recorded_at(within)
    assert await resolve(reader, day, CAIRO) == last
    recorded_at(past)
    assert await resolve(reader, day, CAIRO) == last


async def test_a_date_before_everything_is_an_empty_registry_and_one_to_come_is_the_present(
    reader: Reader, recorded_at: Callable[[str], int]
) -> None:
    position = recorded_at("2026-10-01T08:00:00+00:00")
    assert await resolve(reader, date(2026, 9, 30), CAIRO) == 0
    assert await resolve(reader, date(2030, 1, 1), CAIRO) == position
    assert await resolve(reader, None, CAIRO) == position


async def test_a_position_is_taken_as_given_as_far_as_the_models_have_come(
    reader: Reader, register: Register, read: Read
) -> None:
    register.enrolled("amal")
    register.enrolled("noor")
    position = read(register)
    assert [await resolve(reader, at, CAIRO) for at in (0, 1, position)] == [0, 1, position]
    for beyond in (-1, position + 1):
        with pytest.raises(Refused, match="position_out_of_range"):
            await resolve(reader, beyond, CAIRO)


async def test_the_present_is_where_the_last_of_the_models_has_come_to(
    reader: Reader, register: Register, read: Read, follower: Connection
) -> None:
    assert await resolve(reader, None, CAIRO) == 0
    register.enrolled("amal")
    register.enrolled("noor")
    read(register)
    follower.execute("update read.follower set position = 1 where model = 'openings'")
    assert await resolve(reader, None, CAIRO) == 1
    follower.execute("delete from read.follower where model = 'imports'")
    assert await resolve(reader, None, CAIRO) == 0, "a model that was not begun has come to nothing"


@contextmanager
def following(url: str) -> Iterator[None]:
    stop = Event()
    thread = Thread(target=follow, args=(url,), kwargs={"stop": stop})
    thread.start()
    yield
    stop.set()
    thread.join()


async def test_who_waits_for_its_own_write_reads_it(
    log_url: str, append: Callable[..., int]
) -> None:
    async with AsyncConnectionPool(log_url, min_size=1, open=False) as pool:
        with following(log_url):
            for command in commands(seed=92, many=20):
                position = append([command])
                assert await wait_for(pool, position) >= position


async def test_waiting_ends_also_when_nobody_follows(
    log_url: str, append: Callable[..., int]
) -> None:
    position = append(commands(seed=93, many=5))
    async with AsyncConnectionPool(log_url, min_size=1, open=False) as pool:
        began = asyncio.get_running_loop().time()
        with pytest.raises(SijillError, match="read_models_behind"):
            await wait_for(pool, position, seconds=0.2)
        assert asyncio.get_running_loop().time() - began < 1
