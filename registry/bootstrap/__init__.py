"""Where the parts are put together: databases, keys, log, writer, readers. Nothing else reads the settings.

This page opens a register; `answering` has what the API needs of it, and `reacting` what matches and judges in it.
Those take as long to load as all else, and many a command does without.
"""

from __future__ import annotations

import os
from asyncio import to_thread
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any, Final, LiteralString
from zoneinfo import ZoneInfo

import psycopg
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import AsyncConnectionPool

from registry import localpg
from registry.application.command import Mint
from registry.application.writer import Writer
from registry.domain.errors import SijillError
from registry.eventlog import migrate as migrations
from registry.eventlog.garbage import seldom_collected
from registry.eventlog.log import Log
from registry.privacy.drawing import AS_KEYS
from registry.privacy.keys import KeyStore
from registry.privacy.outages import impatient
from registry.privacy.root_key import RootKey
from registry.privacy.staff import StaffDirectory
from registry.projections.as_of import present, wait_for
from registry.projections.leading import follow
from registry.settings import Settings

LOG_DATABASE = "sijill"
KEYS_DATABASE = "sijill_keys"
LOOKING = 4.0
"""Seconds that whoever asks waits for a connection."""
PATIENCE = 60.0
"""Seconds that a command waits for the read models."""
_MAY_FOLLOW: Final[LiteralString] = "select pg_has_role(session_user, 'sijill_follower', 'member')"


@dataclass(frozen=True, slots=True)
class Databases:
    """Where the two databases are; `data` is the folder of everything that is kept outside them."""

    log_url: str
    keys_url: str
    data: Path

    def __repr__(self) -> str:
        return "Databases(***)"


@dataclass(frozen=True, slots=True)
class Registry:
    """A register that is open: everything an interface needs."""

    settings: Settings
    databases: Databases
    writer: Writer
    keys: KeyStore
    log: Log
    staff: StaffDirectory
    readers: AsyncConnectionPool[AsyncConnection[Any]]
    followed: Event = field(default_factory=Event)
    """Set once this process has followed the log itself, which also makes what an earlier release did not have."""


def data_folder(settings: Settings) -> Path:
    return settings.data or localpg.default_data_folder(Path.home(), os.geteuid())


def root_key_file(settings: Settings) -> Path:
    return settings.root_key_file or data_folder(settings) / "root.key"


@contextmanager
def databases(settings: Settings) -> Iterator[Databases]:
    """The databases that the settings name, or the embedded ones, running for as long as the context lasts."""
    data = data_folder(settings)
    if settings.database_url is not None:
        keys_url = settings.keys_database_url or _keys_beside(settings.database_url)
        yield Databases(settings.database_url, keys_url, data)
        return
    with localpg.start(data) as server:
        yield Databases(server.url(LOG_DATABASE), server.url(KEYS_DATABASE), data)


@asynccontextmanager
async def open_registry(settings: Settings, where: Databases) -> AsyncIterator[Registry]:
    """Open a register whose databases are migrated. A new one draws its root key here.

    Raises:
        SijillError: `root_key_missing`, `root_key_too_open`, `root_key_wrong`, `db_functions_enabled`.
    """
    seldom_collected()
    async with (
        _pool(where.keys_url, AS_KEYS) as keys_pool,
        # Each read is of its own moment in any case; without a transaction around it, it takes a third of the way.
        _pool(where.log_url, ["set role sijill_reader"], autocommit=True) as readers,
    ):
        # Asked at once, a pool would make a second connection while the first is on its way.
        await keys_pool.wait(LOOKING)
        keys = await KeyStore.open(keys_pool, await _root_key(root_key_file(settings), keys_pool))
        log = Log(where.log_url)
        writer = Writer(
            log, keys, Mint(zone=ZoneInfo(settings.time_zone)), room=settings.waiting_commands
        )
        try:
            yield Registry(
                settings=settings,
                databases=where,
                writer=writer,
                keys=keys,
                log=log,
                staff=StaffDirectory(keys_pool),
                readers=readers,
            )
        finally:
            await writer.drain()
            log.close()
            keys.close()


async def _root_key(path: Path, keys: AsyncConnectionPool[AsyncConnection[Any]]) -> RootKey:
    if not path.exists() and await KeyStore.is_new(keys):  # noqa: ASYNC240 - one look, before anything is served
        with suppress(SijillError):  # another process at the same moment drew it first
            return RootKey.create(path)
    return RootKey.load(path)


def _pool(
    url: str, first: Sequence[LiteralString], *, autocommit: bool = False
) -> AsyncConnectionPool[AsyncConnection[Any]]:
    """A pool whose every connection begins with the same statements: it acts in one role and no other."""

    async def begin(connection: AsyncConnection[Any]) -> None:
        for statement in first:
            await connection.execute(statement)
        await connection.commit()

    async def look(connection: AsyncConnection[Any]) -> None:
        """Hear whether the server has hung up, and do not ask it: its last words come first, then the end."""
        try:
            for _ in range(2):
                connection.pgconn.consume_input()
        except psycopg.Error:
            # All of them are from before; found one by one, each would be waited for longer.
            await pool.check()
            raise

    pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
        impatient(url),
        kwargs={"autocommit": autocommit},
        min_size=1,
        max_size=8,
        open=False,
        configure=begin,
        timeout=LOOKING,
        reconnect_timeout=LOOKING,  # or it would look ever more seldom, for minutes after a server came back
        check=look,
    )
    return pool


def ensure_schema(where: Databases) -> None:
    """Migrate where something is waiting; a login that may migrate is needed only then."""
    ensure_log_schema(where)
    if _waits(where.keys_url, migrations.KEYS_PARTS):
        migrations.migrate(where.log_url, where.keys_url)


def ensure_log_schema(where: Databases) -> None:
    """As `ensure_schema`, for whoever needs no keys and may not enter their database."""
    if _waits(where.log_url, migrations.LOG_PARTS):
        migrations.migrate(where.log_url, where.keys_url)


def _waits(url: str, parts: Sequence[migrations.Part]) -> bool:
    try:
        return bool(migrations.pending_in(url, parts))
    except SijillError as problem:
        if problem.code != "database_unreachable":  # it may not be there yet
            raise
        return True


def may_follow(where: Databases) -> bool:
    """Whether this login may keep the read models; in a composition another process does."""
    with psycopg.connect(where.log_url) as connection:
        return connection.execute(_MAY_FOLLOW).fetchone() == (True,)


async def catch_up(registry: Registry) -> int:
    """Bring the read models to the end of the log, or wait until their follower has; the position reached."""
    head = await registry.log.head()
    async with registry.readers.connection() as connection:
        if registry.followed.is_set() and (reached := await present(connection)) >= head:
            return reached
        may = await (await connection.execute(_MAY_FOLLOW)).fetchone() == (True,)
    if may:
        await to_thread(follow, registry.databases.log_url, stop=Event(), once=True)
        registry.followed.set()
    return await wait_for(registry.readers, head, seconds=PATIENCE)


def may_match(where: Databases) -> bool:
    """Whether this login may keep the match index; in a composition another process does."""
    with psycopg.connect(where.log_url) as connection:
        query = "select pg_has_role(current_user, 'sijill_matcher', 'member')"
        return connection.execute(query).fetchone() == (True,)


def _keys_beside(url: str) -> str:
    name = conninfo_to_dict(url).get("dbname")
    if not name:
        raise SijillError("database_url_without_name")
    return make_conninfo(url, dbname=f"{name}_keys")
