"""A read model again from the log's first fact, beside the one that is read, and then in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from time import sleep
from typing import Final

import psycopg
from psycopg import sql

from registry.domain.errors import SijillError
from registry.eventlog.reading import head
from registry.projections.catalogue import models_named
from registry.projections.follower import Connection, catch_up, hold, move, prepare
from registry.projections.leading import PATIENCE, connected
from registry.projections.model import Copy

BATCH: Final = 20_000
REBUILDS: Final = int.from_bytes(b"rebuilds")
"""Key of the advisory lock of the one rebuild that may run."""

MOMENTS: Final = 30
"""How often a swap looks for a moment, of a second at most, at which no reader is in its way."""

_OF_COPY: Final = sql.SQL("(model, version, shadow) = (%(model)s, %(version)s, %(shadow)s)")
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
        _fill(connection, shadows, progress)
        return [_exchange(connection, shadow, mend=mend) for shadow in shadows]


def digest(connection: Connection, copy: Copy, position: int) -> tuple[int, str]:
    """How many rows a copy had at a position, and the SHA-256 of them as text, a line each, in the order of its key."""
    total, rows = sha256(), 0
    with connection.transaction(), connection.cursor(name="rows") as cursor:
        connection.execute(
            "set local timezone to 'UTC'; set local datestyle to 'ISO'; set local bytea_output to 'hex'"
        )
        cursor.itersize = BATCH
        for (row,) in cursor.execute(copy.model.rows_at(copy.table), {"position": position}):
            total.update(f"{row}\n".encode())
            rows += 1
    return rows, total.hexdigest()


def _fill(
    connection: Connection, shadows: Sequence[Copy], progress: Callable[[Progress], None]
) -> None:
    """Read the log once for all of them."""
    prepare(connection, [*shadows, *(Copy(shadow.model) for shadow in shadows)])
    end = head(connection)

    def tell(position: int) -> None:
        for shadow in shadows:
            progress(Progress(shadow.model.name, position, max(position, end)))

    catch_up(connection, shadows, BATCH, tell)
    for shadow in shadows:
        for statement in shadow.model.index(shadow.table):
            connection.execute(statement)


def _exchange(connection: Connection, shadow: Copy, *, mend: bool) -> Rebuilt:
    live, name = Copy(shadow.model), shadow.model.name
    with connection.transaction():
        position = min(hold(connection, [live, shadow]).values())
    rows, rebuilt = digest(connection, shadow, position)
    _, before = digest(connection, live, position)
    if rebuilt != before and not mend:
        details = {"position": position, "live": before, "rebuilt": rebuilt}
        raise SijillError("rebuild_differs", model=name, **details)
    _swap_at_a_moment(connection, live, shadow)
    return Rebuilt(name, position, rows, rebuilt)


def _swap_at_a_moment(connection: Connection, live: Copy, shadow: Copy) -> None:
    """Swap without ever holding readers up behind one that takes its time."""
    for _ in range(MOMENTS):
        with suppress(psycopg.errors.LockNotAvailable), connection.transaction():
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
def _alone(connection: Connection) -> Iterator[None]:
    """Hold the rebuilds' lock; it goes with the session, so a killed rebuild holds it no longer."""
    ((alone,),) = connection.execute("select pg_try_advisory_lock(%s)", (REBUILDS,)).fetchall()
    if not alone:
        raise SijillError("rebuild_running")
    try:
        yield
    finally:
        connection.execute("select pg_advisory_unlock(%s)", (REBUILDS,))
