"""A read model again from the log's first fact, beside the one that is read, and then in its place."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import sleep
from typing import Final

import psycopg
from psycopg import sql

from registry.domain.errors import SijillError
from registry.eventlog.reading import head
from registry.projections.catalogue import models_named
from registry.projections.filling import fill
from registry.projections.follower import (
    Connection,
    catch_up,
    hold,
    move,
    prepare,
)
from registry.projections.leading import PATIENCE, connected
from registry.projections.model import Copy

BATCH: Final = 20_000
REBUILDS: Final = int.from_bytes(b"rebuilds")
"""Key of the advisory lock of the one rebuild that may run."""

MOMENTS: Final = 30
"""How often a swap looks for a moment, of a second at most, at which no reader is in its way."""

_OF_COPY: Final = sql.SQL("(model, version, shadow) = (%(model)s, %(version)s, %(shadow)s)")
_DIGEST: Final = sql.SQL("""
    select count(*), coalesce(sum(hashint8extended(hash_record_extended(one, 0), 0)), 0)
    from ({}) as rows (one)
""")
_DELETE_LETTERS: Final = sql.SQL("delete from read.dead_letter where {}").format(_OF_COPY)


@dataclass(frozen=True, slots=True)
class Progress:
    model: str
    position: int
    end: int  # the log's last position when the rebuild began


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`digest` is that of the rows as they were at `position`, the same in the old and in the new ones."""

    model: str
    position: int
    rows: int
    digest: str


def rebuild(
    url: str,
    name: str | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    *,
    mend: bool = False,
) -> list[Rebuilt]:
    """Rebuild one read model or all, while they are read and followed.

    The new rows take the old ones' place once both are proved equal; `mend` puts them there though they differ, as they
    do after a fault was mended.

    Raises:
        Refused: `read_model_unknown`.
        SijillError: `rebuild_running`, `rebuild_differs`, `rebuild_in_the_way`.
    """
    shadows = [Copy(model, shadow=True) for model in models_named(name)]
    with connected(url) as connection, _alone(connection), _discarded(connection, shadows):
        return [_rebuilt(url, connection, shadow, progress, mend=mend) for shadow in shadows]


def digest(connection: Connection, copy: Copy, position: int) -> tuple[int, str]:
    """How many rows a copy had at a position, and their digest, whatever order they lie in.

    It is the sum, modulo 2 ** 64, of a hash of every row's 64-bit hash, which has every column in it as PostgreSQL
    compares it (1.0 and 1.00 are the same). Rows' own hashes are sums of their columns', and so would not tell in sum
    that two rows have exchanged a value. Equal digests say that no accident made two tables differ: of all that happen,
    one in 2 ** 64 would go unseen. They say nothing against somebody who makes rows up to collide; but such rows lie in
    the old table, and the new one, from the log alone, takes its place.
    """
    query = _DIGEST.format(copy.model.rows_at(copy.table))
    ((rows, total),) = connection.execute(query, {"position": position}).fetchall()
    return rows, f"{int(total) % 2**64:016x}"


def _rebuilt(
    url: str,
    connection: Connection,
    shadow: Copy,
    progress: Callable[[Progress], None],
    *,
    mend: bool,
) -> Rebuilt:
    live, name = Copy(shadow.model), shadow.model.name
    prepare(connection, [live, shadow])
    with connection.transaction():
        position = hold(connection, [live])[live]
    end = head(connection)  # no less far than anything that follows the log

    def tell(position: int) -> None:
        progress(Progress(name, position, max(position, end)))

    with connected(url) as other, _beside(other) as beside:
        old = beside.submit(digest, other, live, position)
        filled = fill(url, connection, shadow, end, tell)
        new = beside.submit(digest, other, shadow, position) if filled else None
        indexes = deque(shadow.model.index(shadow.table))
        made = beside.submit(make, other, indexes)
        make(connection, indexes)
        made.result()
        # What was recorded meanwhile; where nothing was filled, everything.
        catch_up(connection, [shadow], BATCH, tell)
        _get_to_know(connection, shadow)
        _, before = old.result()
        rows, rebuilt = (new or beside.submit(digest, other, shadow, position)).result()
    if rebuilt != before and not mend:
        details = {"position": position, "live": before, "rebuilt": rebuilt}
        raise SijillError("rebuild_differs", model=name, **details)
    _swap_at_a_moment(connection, live, shadow)
    return Rebuilt(name, position, rows, rebuilt)


def make(connection: Connection, indexes: deque[sql.Composed]) -> None:
    """Make indexes that nobody else has begun, until none is left.

    PostgreSQL names them, and to two that are made at once it may give the same name: the later one, which has waited
    for the other and finds its name taken, is given another.
    """
    while indexes:
        with suppress(IndexError):
            index = indexes.popleft()
            while not _made(connection, index):
                pass


def _made(connection: Connection, index: sql.Composed) -> bool:
    try:
        connection.execute(index)
    except psycopg.errors.DuplicateTable:
        return False
    except psycopg.errors.UniqueViolation as taken:
        if taken.diag.table_name != "pg_class":
            raise
        return False
    return True


def _get_to_know(connection: Connection, copy: Copy) -> None:
    """Until autovacuum came by, a page of rows that nothing is known of would be looked for in all of them.

    Three thousand rows of any table tell enough of it for a plan; thirty thousand, the default, take ten times as long.
    """
    with connection.transaction():
        connection.execute("set local default_statistics_target to 10")
        connection.execute(sql.SQL("analyze {}").format(copy.table))


def _swap_at_a_moment(connection: Connection, live: Copy, shadow: Copy) -> None:
    """Swap without ever holding readers up behind one that takes its time, or behind autovacuum.

    PostgreSQL ends an autovacuum for whoever has waited a second for it, so what waits for that is no reader's concern:
    the lock that only it and its like are in the way of is taken first.
    """
    vacuumed_no_more = sql.SQL("lock table {} in share update exclusive mode").format(live.table)
    for _ in range(MOMENTS):
        with suppress(psycopg.errors.LockNotAvailable), connection.transaction():
            connection.execute("set local lock_timeout to '5s'")
            connection.execute(vacuumed_no_more)
            connection.execute("set local lock_timeout to '1s'")
            _swap(connection, live, shadow)
            return
        sleep(PATIENCE)
    raise SijillError("rebuild_in_the_way", model=live.model.name)


def _swap(connection: Connection, live: Copy, shadow: Copy) -> None:
    hold(connection, [live, shadow])  # the follower waits, and then goes on with the new rows
    catch_up(connection, [shadow], BATCH)
    move(connection, live, hold(connection, [shadow])[shadow])
    connection.execute(sql.SQL("drop table {}").format(live.table))
    connection.execute(
        sql.SQL("alter table {} rename to {}").format(shadow.table, sql.Identifier(live.name))
    )
    connection.execute(_DELETE_LETTERS, live.key)
    connection.execute(
        sql.SQL("update read.dead_letter set shadow = false where {}").format(_OF_COPY), shadow.key
    )


def _discard(connection: Connection, shadow: Copy) -> None:
    with connection.transaction():
        connection.execute(sql.SQL("drop table if exists {}").format(shadow.table))
        connection.execute(_DELETE_LETTERS, shadow.key)
        connection.execute(
            sql.SQL("delete from read.follower where {}").format(_OF_COPY), shadow.key
        )


@contextmanager
def _discarded(connection: Connection, shadows: Sequence[Copy]) -> Iterator[None]:
    """Sweep shadows away, before for a rebuild that was killed, and after for what is left of this one."""
    for shadow in shadows:
        _discard(connection, shadow)
    try:
        yield
    finally:
        for shadow in shadows:
            _discard(connection, shadow)


@contextmanager
def _beside(connection: Connection) -> Iterator[ThreadPoolExecutor]:
    """A thread for what another connection does meanwhile; that ends too where this goes wrong."""
    with ThreadPoolExecutor(1) as thread:
        try:
            yield thread
        except BaseException:
            thread.shutdown(wait=False, cancel_futures=True)
            connection.cancel_safe()
            raise


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Hold the rebuilds' lock; it goes with the session, so a killed rebuild holds it no longer."""
    ((alone,),) = connection.execute("select pg_try_advisory_lock(%s)", (REBUILDS,)).fetchall()
    if not alone:
        raise SijillError("rebuild_running")
    try:
        yield
    finally:
        connection.execute("select pg_advisory_unlock(%s)", (REBUILDS,))
