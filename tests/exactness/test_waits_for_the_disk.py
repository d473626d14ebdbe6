"""What was acknowledged is written down, also by a server whose settings would have it answer first and write later.

Some servers come so: `synchronous_commit = off` is a common way to make a benchmark look good.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import psycopg
import pytest

from registry.bootstrap import Databases, open_registry
from registry.eventlog.log import Log
from registry.eventlog.migrate import migrate
from registry.localpg import start
from registry.privacy import drawing
from registry.settings import Settings
from tests.eventlog.facts import enrolment
from tests.localpg.processes import ask, postmaster

pytestmark = pytest.mark.slow

HASTY: Final = {"fsync": "off", "synchronous_commit": "off", "wal_writer_delay": "10s"}
WRITING_LATER: Final = """
    select pid from pg_stat_activity
    where backend_type in ('walwriter', 'checkpointer', 'background writer')
"""
KEYS: Final = "select count(*) from keys.subject_key"
APPEND: Final = """
    select log.append(
        array[gen_random_uuid()], array[1]::bigint[], array['x'], array['']::bytea[],
        '{}', '{}', '{}', '{}', '{}', '{}', '{}'
    )
"""


@pytest.fixture
def data(quick_folder: Path) -> Iterator[Path]:
    folder = quick_folder / "hasty"
    yield folder
    shutil.rmtree(folder)


def test_an_append_that_was_acknowledged_is_there_after_the_server_was_killed(data: Path) -> None:
    assert facts_left(data, append) == 1


def test_an_append_that_leaves_it_to_such_a_server_is_lost(data: Path) -> None:
    assert facts_left(data, append_as_the_server_likes) == 0


def test_a_key_that_was_drawn_is_there_after_the_server_was_killed(data: Path) -> None:
    assert left(data, draw, "keys", KEYS) == 1


def test_a_key_that_is_left_to_such_a_server_is_lost(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "AS_KEYS", drawing.AS_KEYS[:-1])
    assert left(data, draw, "keys", KEYS) == 0


def facts_left(data: Path, append_one: Callable[[str], None]) -> int:
    return left(
        data, lambda where: append_one(where.log_url), "log", "select count(*) from log.facts"
    )


def left(data: Path, act: Callable[[Databases], None], database: str, question: str) -> int:
    """Act, and kill the server at once, before those of its processes that write later came to it."""
    with start(data, settings=HASTY) as server:
        migrate(server.url("log"), server.url("keys"))
        with psycopg.connect(server.url("log"), autocommit=True) as owner:
            owner.execute("checkpoint")
            writing_later = [pid for (pid,) in owner.execute(WRITING_LATER).fetchall()]
        assert len(writing_later) == 3
        for process in writing_later:
            os.kill(process, signal.SIGSTOP)
        act(Databases(server.url("log"), server.url("keys"), data))
        for process in (postmaster(data), *writing_later):
            os.kill(process, signal.SIGKILL)
    with start(data, settings=HASTY) as server:
        found = ask(server.url(database), question)
    assert isinstance(found, int)
    return found


def draw(where: Databases) -> None:
    async def drawn() -> None:
        settings = Settings(data=where.data, database_url=None)
        async with open_registry(settings, where) as registry:
            await registry.keys.ensure((), new=[registry.writer.mint.id()])

    asyncio.run(drawn())


def append(url: str) -> None:
    with Log(url) as log:
        asyncio.run(log.append([enrolment()]))


def append_as_the_server_likes(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as session:
        session.execute("set role sijill_writer")
        session.execute(APPEND)
