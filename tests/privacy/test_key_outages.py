"""Keys that cannot be had now: said so, and had at the next question."""

from __future__ import annotations

from asyncio import create_task, to_thread
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from uuid import UUID

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from registry.domain.errors import Unavailable
from registry.privacy.keys import KeyStore, Pool
from registry.privacy.root_key import RootKey
from tests.eventlog.waiting import until_somebody_waits

pytestmark = pytest.mark.anyio

FATIMA, ALI = UUID(int=1), UUID(int=2)
ASKED: dict[str, Callable[[KeyStore], Awaitable[object]]] = {
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
        for ask in ASKED.values():
            await ask(store)


@pytest.mark.parametrize("drawn", [{"subjects": [FATIMA]}, {"subjects": (), "new": [FATIMA]}])
async def test_a_connection_lost_while_keys_are_drawn_is_an_outage_and_they_are_drawn_anew(
    store: KeyStore, keys_url: str, drawn: dict[str, Sequence[UUID]]
) -> None:
    with psycopg.connect(keys_url) as owner, psycopg.connect(keys_url, autocommit=True) as watcher:
        owner.execute("lock table keys.subject_key")
        waiting = create_task(store.ensure(**drawn))
        await to_thread(until_somebody_waits, watcher)
        watcher.execute(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
            """
        )
        with pytest.raises(Unavailable, match="database_lost"):
            await waiting
    assert (await store.ensure(**drawn)).keys() == {FATIMA}


async def test_a_connection_that_was_lost_meanwhile_is_not_drawn_over(
    store: KeyStore, keys_url: str
) -> None:
    await store.ensure([FATIMA])
    with psycopg.connect(keys_url) as owner:
        dropped = owner.execute(
            """
            select pg_terminate_backend(pid, 5000) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """
        )
    assert dropped.rowcount >= 1
    assert (await store.ensure((), new=[ALI])).keys() == {ALI}


async def test_whoever_draws_waits_for_a_connection_no_longer_than_is_said(
    pool: Pool, root_key: RootKey, keys_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.privacy.drawing.CONNECTIONS", 1)
    monkeypatch.setattr("registry.privacy.drawing.PATIENCE", 1.0)
    with closing(await KeyStore.open(pool, root_key)) as store:
        with (
            psycopg.connect(keys_url) as owner,
            psycopg.connect(keys_url, autocommit=True) as watcher,
        ):
            owner.execute("lock table keys.subject_key")
            first = create_task(store.ensure([FATIMA]))
            await to_thread(until_somebody_waits, watcher)
            with pytest.raises(Unavailable):
                await store.ensure([ALI])
        assert (await first).keys() == {FATIMA}
        assert (await store.ensure([ALI])).keys() == {ALI}


async def test_what_is_wrong_is_no_outage(store: KeyStore, keys_url: str) -> None:
    with psycopg.connect(keys_url) as owner:
        owner.execute("revoke insert on keys.subject_key from sijill_keys")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await store.ensure((), new=[FATIMA])
