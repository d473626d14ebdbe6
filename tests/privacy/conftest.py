"""A store of keys over a fresh database, speaking as `sijill_keys`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from registry.privacy.keys import KeyStore, Pool
from registry.privacy.root_key import RootKey


@pytest.fixture
async def pool(keys_url: str) -> AsyncIterator[Pool]:
    async def speak_as_keys(connection: AsyncConnection[Any]) -> None:
        await connection.execute("set role sijill_keys")
        await connection.commit()

    async with AsyncConnectionPool(
        keys_url, min_size=2, max_size=8, open=False, configure=speak_as_keys
    ) as pool:
        yield pool


@pytest.fixture
def root_key(tmp_path: Path) -> RootKey:
    return RootKey.create(tmp_path / "root.key")


@pytest.fixture
async def store(pool: Pool, root_key: RootKey) -> AsyncIterator[KeyStore]:
    store = await KeyStore.open(pool, root_key)
    yield store
    store.close()
