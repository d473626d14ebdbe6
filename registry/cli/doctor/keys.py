"""The root key's file, and whether the keys that it opens are those of this log."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from registry.bootstrap import Databases, root_key_file
from registry.cli.doctor.finding import Finding, fine, wrong
from registry.cli.doctor.servers import looking, may_take
from registry.domain.vocabulary import FieldGroup
from registry.eventlog.reading import FACTS, fetch
from registry.privacy.keys import KeyStore, Pool
from registry.privacy.root_key import RootKey
from registry.privacy.sealing import Label, read_label
from registry.settings import Settings

LATEST: Final = 200
"""Facts whose keys are looked for: what was sealed last is what an old backup of the keys lacks."""


def root_key(settings: Settings, where: Databases | None) -> Iterator[Finding]:
    """The file alone; without one, whether a key may still be drawn."""
    path = root_key_file(settings)
    if not path.exists() and (where is None or _is_new(where)):
        yield fine("root_key", "doctor_root_key_to_come", path=path)
        return
    RootKey.load(path)
    yield fine("root_key", "doctor_root_key", path=path)


def keys(settings: Settings, where: Databases) -> Iterator[Finding]:
    """Whether the registry opens, and its keys are those that the log was sealed with."""
    if _is_new(where):
        sealed = _latest_labels(where)
        yield (
            wrong("keys", "doctor_keys_of_other") if sealed else fine("keys", "doctor_keys_to_come")
        )
        return
    opened = RootKey.load(root_key_file(settings))
    if "sijill_writer" in may_take(where.log_url):
        labels = _latest_labels(where)
        if asyncio.run(_unknown(where.keys_url, opened, labels)):
            yield wrong("keys", "doctor_keys_of_other")
            return
    else:
        asyncio.run(_unknown(where.keys_url, opened, []))
    yield fine("keys", "doctor_keys")


def _is_new(where: Databases) -> bool:
    """Whether no key was ever drawn; a database that is not migrated holds none."""
    with looking(where.keys_url) as connection:
        ((table,),) = connection.execute("select to_regclass('keys.registry_key')").fetchall()
        if table is None:
            return True
    return asyncio.run(_asks_whether_new(where.keys_url))


async def _asks_whether_new(url: str) -> bool:
    async with _pool(url) as pool:
        return await KeyStore.is_new(pool)


async def _unknown(url: str, root_key: RootKey, labels: Sequence[Label]) -> bool:
    """Whether some label names a key that was never here.

    Raises:
        SijillError: `root_key_wrong`.
    """
    async with _pool(url) as pool:
        store = await KeyStore.load(pool, root_key)
        statistics = {one.key_id for one in labels if one.group is FieldGroup.STATISTICS}
        wanted = {one.key_id for one in labels} - statistics
        found = await store.find(wanted)
    strange = statistics - {store.statistics.key_id}
    whole = {key_id for key_id, one in found.keys.items() if one.whole()}
    return bool(strange or wanted - whole - found.fenced)


def _latest_labels(where: Databases) -> list[Label]:
    """What the log's latest sealed values say of themselves; nothing is opened."""
    with looking(where.log_url, "sijill_writer") as connection:
        stored = fetch(connection, FACTS + "order by notification_id desc limit %s", LATEST)
    values = [
        getattr(fact, field.name)
        for fact in (one.read().fact for one in stored)
        for field in fields(fact)
    ]
    nobody = UUID(int=0)  # a label carries no registry; only opening needs one
    return [read_label(value, nobody) for value in values if isinstance(value, bytes)]


def _pool(url: str) -> Pool:
    """One connection that cannot write, acting as the keys' role."""

    async def only_look(connection: AsyncConnection[Any]) -> None:
        await connection.execute("set role sijill_keys")
        await connection.execute("set default_transaction_read_only to on")
        await connection.commit()

    return AsyncConnectionPool(
        url, min_size=1, max_size=1, open=False, timeout=10, configure=only_look
    )
