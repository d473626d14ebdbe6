"""What matching asks again and again is planned once, by indexes, and leaves the connection as it was."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from psycopg import AsyncConnection, sql

from registry.projections.tied import tied_to
from registry.reactions.following import planned_once
from tests.conftest import FOLLOWED, Databases

pytestmark = pytest.mark.anyio


@pytest.fixture
def log_template() -> str:
    return FOLLOWED


async def settings(connection: AsyncConnection[Any]) -> tuple[str, ...]:
    cursor = await connection.execute(
        "select current_setting('plan_cache_mode'), current_setting('enable_seqscan')"
    )
    return tuple(await cursor.fetchone() or ())


async def test_a_plan_made_while_nothing_is_there_reads_no_table_through(
    databases: Databases,
) -> None:
    async with await AsyncConnection.connect(databases.log_url, autocommit=True) as reader:
        before = await settings(reader)
        async with planned_once(reader):
            for _ in range(8):  # psycopg prepares what it is asked often
                await tied_to(reader, [UUID(int=1)])
            name, generic, custom = await prepared(reader, "%with recursive inside%")
            assert generic
            assert not custom
            plan = await planned(reader, name)
        assert "pairs_v2" in plan
        assert "Seq Scan on pairs_v2" not in plan
        assert await settings(reader) == before


async def prepared(reader: AsyncConnection[Any], like: str) -> tuple[str, int, int]:
    cursor = await reader.execute(
        "select name, generic_plans, custom_plans from pg_prepared_statements where statement like %s",
        [like],
    )
    ((name, generic, custom),) = await cursor.fetchall()
    return name, generic, custom


async def planned(reader: AsyncConnection[Any], name: str) -> str:
    query = sql.SQL("explain execute {}('{{}}'::uuid[])").format(sql.Identifier(name))
    cursor = await reader.execute(query)
    return "\n".join(line for (line,) in await cursor.fetchall())
