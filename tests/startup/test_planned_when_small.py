"""A look-up that was planned while there were few keys reads no table through once there are many."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from registry import bootstrap
from registry.settings import Settings
from tests.conftest import Databases

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("column", ["subject", "key_id"])
async def test_few_keys_are_looked_up_by_their_index_too(
    databases: Databases, tmp_path: Path, column: str
) -> None:
    where = bootstrap.Databases(databases.log_url, databases.keys_url, tmp_path)
    async with bootstrap.open_registry(Settings(data=tmp_path), where) as registry:
        await registry.keys.ensure([registry.writer.mint.id() for _ in range(5)])
        with psycopg.connect(databases.keys_url, autocommit=True) as administrator:
            administrator.execute("analyze keys.subject_key")
        async with registry.keys._pool.connection() as connection:
            rows = await connection.execute(
                f"explain (generic_plan) select from keys.subject_key where {column} = any($1)"
            )
            assert "Seq Scan" not in str(await rows.fetchall())
