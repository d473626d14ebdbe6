"""A read model again from the log's first fact, beside the one that is read, and then in its place."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from time import sleep
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from registry.domain.envelope import Recorded
from registry.domain.errors import SijillError
from registry.domain.facts import AnyFact
from registry.eventlog.codec import KNOWN_NAMES, kind_of
from registry.eventlog.reading import FACTS, head, stream
from registry.projections.catalogue import models_named
from registry.projections.follower import (
    Connection,
    catch_up,
    hold,
    is_about_a_fact,
    move,
    nothing_collected,
    prepare,
)
from registry.projections.leading import PATIENCE, connected
from registry.projections.model import Copy, Facts, ReadModel, copy_rows

BATCH: Final = 20_000
FEW: Final = 100
REBUILDS: Final = int.from_bytes(b"rebuilds")
"""Key of the advisory lock of the one rebuild that may run."""

MOMENTS: Final = 30
"""How often a swap looks for a moment, of a second at most, at which no reader is in its way."""

_OF_COPY: Final = sql.SQL("(model, version, shadow) = (%(model)s, %(version)s, %(shadow)s)")
_BY_STREAM: Final[LiteralString] = (
    FACTS
    + "where topic <> all(%s) and notification_id <= %s order by originator_id, originator_version"
)
_DIGEST: Final = sql.SQL("""
    select count(*),
           coalesce(sum(hash_record_extended(row(written), 0)), 0),
           coalesce(sum(hash_record_extended(row(written), 1)), 0)
    from (select record_send(one) as written from ({}) as rows (one) offset 0) as rows
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

    It is the sums, modulo 2 ** 64, of two 64-bit hashes of every row in its binary form, which has every byte of every
    column in it. Equal digests say that no accident made two tables differ: of all that happen, one in 2 ** 128 would
    go unseen. They say nothing against somebody who makes rows up to collide; but such rows lie in the old table, and
    the new one, from the log alone, takes its place.
    """
    query = _DIGEST.format(copy.model.rows_at(copy.table))
    ((rows, *sums),) = connection.execute(query, {"position": position}).fetchall()
    return rows, "".join(f"{int(one) % 2**64:016x}" for one in sums)


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
        filled = _fill(url, connection, shadow, end, tell)
        new = beside.submit(digest, other, shadow, position) if filled else None
        for statement in shadow.model.index(shadow.table):
            connection.execute(statement)
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


def _fill(
    url: str, connection: Connection, shadow: Copy, end: int, tell: Callable[[int], None]
) -> bool:
    """Bring an empty shadow to a position, each stream folded whole and its rows written once.

    False, and still empty, where a fact cannot be read, handled or written: following finds out which, and goes on
    without its stream.
    """
    try:
        with (
            nothing_collected(),
            connected(url) as log,
            closing(_rows(shadow.model, _streams(log, shadow.model, end), tell)) as rows,
            connection.transaction(),
            connection.cursor() as cursor,
        ):
            copy_rows(cursor, shadow.table, shadow.model.columns, rows)
            move(connection, shadow, end)
    except Exception as cause:
        if not is_about_a_fact(cause):
            raise
        return False
    tell(end)
    return True


def _rows(
    model: ReadModel, streams: Iterable[Facts], tell: Callable[[int], None]
) -> Generator[Sequence[Any], None, None]:
    """What streams leave behind. They lie in the order in which they began, and so say how far this is."""
    reached = 0
    for facts in streams:
        yield from model.rows(facts)
        if facts[0].position > reached:
            reached = facts[0].position
            tell(reached)


def _streams(log: Connection, model: ReadModel, end: int) -> Iterator[Facts]:
    """A few streams at a time, each whole, up to a position, without the facts that are known to be others'."""
    others = [name for name in KNOWN_NAMES if kind_of(name) not in model.about]
    facts: list[Recorded[AnyFact]] = []
    with log.transaction():
        log.execute("set local enable_sort to off; set local max_parallel_workers_per_gather to 0")
        for stored in stream(log, _BY_STREAM, others, end):
            if len(facts) >= FEW and stored.stream != facts[-1].stream:
                yield facts
                facts = []
            facts.append(stored.read())
    if facts:
        yield facts


def _get_to_know(connection: Connection, copy: Copy) -> None:
    """Until autovacuum came by, a page of rows that nothing is known of would be looked for in all of them.

    Three thousand rows of any table tell enough of it for a plan; thirty thousand, the default, take ten times as long.
    """
    with connection.transaction():
        connection.execute("set local default_statistics_target to 10")
        connection.execute(sql.SQL("analyze {}").format(copy.table))


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
