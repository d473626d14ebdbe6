"""A server that came back is asked at once, however many connections it had dropped."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import psycopg
import pytest

from registry import bootstrap
from registry.settings import Settings
from tests.conftest import Databases

pytestmark = pytest.mark.anyio

MANY = 6


async def test_of_all_the_connections_that_were_dropped_only_one_is_stumbled_over(
    databases: Databases, tmp_path: Path
) -> None:
    where = bootstrap.Databases(databases.log_url, databases.keys_url, tmp_path)
    async with bootstrap.open_registry(Settings(data=tmp_path), where) as registry:
        pool = registry.readers
        async with AsyncExitStack() as taken:
            for _ in range(MANY):
                await taken.enter_async_context(pool.connection())
        with psycopg.connect(databases.log_url, autocommit=True) as administrator:
            dropped = administrator.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                " where datname = current_database() and pid <> pg_backend_pid()"
            )
            assert dropped.rowcount >= MANY
        # The library waits a second after the second dead one, two after the third, and so on.
        async with pool.connection(timeout=0.9) as connection:
            assert (await (await connection.execute("select 1")).fetchone()) == (1,)
