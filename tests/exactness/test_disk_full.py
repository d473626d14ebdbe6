"""The disk is full: a refusal that can be retried, nothing lost that was acknowledged, and on once there is room.

What an operator sees. Where the tables have no room, the server goes on answering readers, and every append is refused
with `database_full`. Where the server's own log (`pg_wal`) has none, PostgreSQL ends ("PANIC: could not write to file …
No space left on device" in `postgres.log`) and appends are refused with `database_lost`; once there is room, the next
command starts the embedded server again, which recovers by itself.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg
import pytest
from psycopg import sql

from registry.domain.errors import Unavailable
from registry.eventlog.log import Log, Prepared
from registry.eventlog.migrate import migrate
from registry.localpg import Server, start
from registry.localpg.account import Account
from tests.conftest import NOT_SHOWN
from tests.eventlog.facts import new_id, pending
from tests.eventlog.sessions import Session
from tests.exactness.disks import Disk, NoDisk, small_disk
from tests.localpg.processes import alive, postmaster, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.anyio]

NO_FSYNC: Final = {
    "fsync": "off"
}  # nobody pulls a plug here; a commit waits for its log all the same
TRIES: Final = 200
MANY: Final = 40


@pytest.fixture
def disk(request: pytest.FixtureRequest) -> Iterator[Disk]:
    """In a folder that the server's user may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="sijill-disk-", dir="/tmp"))
    folder.chmod(0o755)
    owner = Account.for_cluster(folder / "none").uid
    try:
        with small_disk(folder / "disk", request.param, owner) as made:
            yield made
    except NoDisk as reason:
        pytest.skip(f"{NOT_SHOWN}: {reason}")
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def data(quick_folder: Path) -> Iterator[Path]:
    folder = quick_folder / "disk-full"
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def server(data: Path) -> Iterator[Server]:
    with start(data, settings=NO_FSYNC) as running:
        migrate(running.url("log"), running.url("keys"))
        yield running


@pytest.fixture
def owner(server: Server, disk: Disk) -> Iterator[Session]:
    """The log's tables are on the small disk, everything else is not."""
    with psycopg.connect(server.url(), autocommit=True) as session:
        place = sql.Literal(str(disk.path / "tables"))
        (disk.path / "tables").mkdir()
        shutil.chown(disk.path / "tables", disk.path.stat().st_uid)
        session.execute(sql.SQL("create tablespace small location {}").format(place))
        session.execute("alter database log set tablespace small")
        with psycopg.connect(server.url("log"), autocommit=True) as looking:
            yield looking
        session.execute("alter database log set tablespace pg_default")
        session.execute("drop tablespace small")


@pytest.mark.parametrize("disk", [24], indirect=True)
async def test_where_the_tables_have_no_room_an_append_is_refused_whole_and_goes_on_later(
    server: Server, owner: Session, disk: Disk
) -> None:
    with Log(server.url("log")) as log:
        acknowledged = [await stored(log, b"before")]
        disk.fill()
        done, refused = await append_until_refused(log)
        assert refused.code == "database_full"
        with pytest.raises(Unavailable, match="database_full"):
            await log.append([many(b"again")])
        acknowledged += done
        assert await log.head() == positions(owner)[-1], "it still answers readers"
        assert keys(owner) == {b"before", *numbered(len(done))}, "a refusal leaves nothing behind"

        disk.make_room()
        acknowledged += await log.append([many(b"again")])
    assert set(acknowledged) <= set(positions(owner))
    assert len(positions(owner)) == MANY * len(acknowledged)


@pytest.mark.parametrize("disk", [24], indirect=True)
async def test_facts_and_key_in_two_transactions_would_be_stored_twice_when_the_disk_fills_between(
    server: Server, owner: Session, disk: Disk
) -> None:
    for attempt in range(2):
        with Log(server.url("log")) as log:
            assert not await log.command([b"key"]), "so it is done, once more"
            await log.append([Prepared(many(b"", facts=1).pending)])
        if attempt == 0:
            disk.fill()
            with pytest.raises(psycopg.errors.DiskFull):
                owner.execute(KEY)
            disk.make_room()
        else:
            owner.execute(KEY)
    assert len(positions(owner)) == 2


@pytest.mark.parametrize("disk", [96], indirect=True)
async def test_where_the_servers_own_log_has_no_room_it_stops_and_comes_back_with_all_it_acknowledged(
    data: Path, disk: Disk
) -> None:
    with start(data, settings=NO_FSYNC) as server:
        migrate(server.url("log"), server.url("keys"))
    move_servers_log(data, disk)
    with start(data, settings=NO_FSYNC) as server, Log(server.url("log")) as log:
        running = postmaster(data)
        acknowledged = [await stored(log, b"before", facts=LOTS)]
        disk.fill()
        done, refused = await append_until_refused(log, facts=LOTS)
        acknowledged += done
        assert refused.code == "database_lost", (
            "it stopped while it committed: who knows what it wrote"
        )
        wait_until(lambda: not alive(running))
        with pytest.raises(Unavailable, match="database_lost"):
            await log.append([many(b"again")])
    assert "No space left on device" in (data / "postgres.log").read_text(encoding="utf-8")

    disk.make_room()
    with (
        start(data, settings=NO_FSYNC) as server,
        psycopg.connect(server.url("log"), autocommit=True) as owner,
        Log(server.url("log")) as log,
    ):
        assert set(acknowledged) <= set(positions(owner))
        known = keys(owner)
        assert {b"before", *numbered(len(done))} <= known
        assert len(positions(owner)) == LOTS * len(known), "each is there whole, or not at all"
        assert await stored(log, b"again") == positions(owner)[-1]


LOTS: Final = 2_000
KEY: Final = "insert into log.command (key, content, stream, version) values ('key', '', gen_random_uuid(), 1)"


def move_servers_log(data: Path, disk: Disk) -> None:
    """Have PostgreSQL write its own log to the small disk."""
    at = data / "pgdata" / "pg_wal"
    owner = at.stat()
    moved = disk.path / "wal"
    shutil.move(at, moved)
    for path in (moved, *moved.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)
    at.symlink_to(moved)


def many(key: bytes, facts: int = MANY) -> Prepared:
    """A command that brings so many facts that soon a table must grow for it."""
    return Prepared([pending(new_id(), 1) for _ in range(facts)], key, b"content")


async def stored(log: Log, key: bytes, facts: int = MANY) -> int:
    (position,) = await log.append([many(key, facts)])
    return position


async def append_until_refused(log: Log, facts: int = MANY) -> tuple[list[int], Unavailable]:
    """What was acknowledged on the way, and the refusal."""
    done: list[int] = []
    for key in numbered(TRIES):
        try:
            done.append(await stored(log, key, facts))
        except Unavailable as refused:
            return done, refused
    pytest.fail("the disk was never full")


def numbered(count: int) -> list[bytes]:
    return [f"{number}".encode() for number in range(count)]


def positions(owner: Session) -> list[int]:
    rows = owner.execute("select notification_id from log.facts order by 1").fetchall()
    return [position for (position,) in rows]


def keys(owner: Session) -> set[bytes]:
    return {key for (key,) in owner.execute("select key from log.command").fetchall()}
