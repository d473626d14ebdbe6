"""Keys that cannot be had now: said so, and had at the next question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from registry.domain.errors import Unavailable
from registry.privacy.keys import KeyStore, Pool
from registry.privacy.root_key import RootKey

pytestmark = pytest.mark.anyio

FATIMA, ALI = UUID(int=1), UUID(int=2)
ASKED: dict[str, Callable[[KeyStore], Awaitable[object]]] = {
    "ensure": lambda store: store.ensure([FATIMA]),
    "ensure new": lambda store: store.ensure((), new=[ALI]),
    "find": lambda store: store.find([bytes(16)]),
    "destroy": lambda store: store.destroy([FATIMA]),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())
async def test_a_lost_connection_is_an_outage_and_the_next_question_is_answered(
    store: KeyStore, pool: Pool, keys_url: str, ask: Callable[[KeyStore], Awaitable[object]]
) -> None:
    await pool.wait()
    with psycopg.connect(keys_url) as administrator:
        administrator.execute(
            """
            select pg_terminate_backend(pid, 5000) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """
        )
    with pytest.raises(Unavailable, match="database_lost"):
        await ask(store)
    await pool.check()
    await ask(store)


async def test_a_pool_that_gives_no_connection_is_an_outage(
    keys_url: str, root_key: RootKey
) -> None:
    async with AsyncConnectionPool(keys_url, min_size=1, max_size=1, timeout=5, open=False) as pool:
        store = await KeyStore.open(pool, root_key)
        async with pool.connection():
            pool.timeout = 0.1
            for ask in ASKED.values():
                with pytest.raises(Unavailable):
                    await ask(store)
        pool.timeout = 5
        assert (await store.ensure((), new=[FATIMA])).keys() == {FATIMA}


async def test_what_is_wrong_is_no_outage(store: KeyStore, keys_url: str) -> None:
    with psycopg.connect(keys_url) as owner:
        owner.execute("revoke insert on keys.subject_key from sijill_keys")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await store.ensure((), new=[FATIMA])
