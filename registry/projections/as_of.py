"""`asOf` is transaction time: what the log held at a position, or at the end of a day."""

from __future__ import annotations

from asyncio import Lock, Task, create_task, shield, sleep, timeout
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from time import monotonic
from typing import Any, Final, TypeAlias
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection, sql
from psycopg_pool import AsyncConnectionPool

from registry.domain.errors import Refused, SijillError
from registry.projections.catalogue import MODELS

Pool: TypeAlias = AsyncConnectionPool[AsyncConnection[Any]]

_APART: Final = 0.01
"""Seconds between two looks of one process at where the read models are."""

_OF_THE_WAIT: Final = 0.1
"""The part of its wait by which somebody may wait too long: a quick one is seen at once, a long one asks rarely."""

PRESENT: Final = sql.SQL("""
    select case when count(*) = cardinality(%(models)s::text[]) then min(position) else 0 end as position
    from read.follower
    where not shadow
      and (model, version) in (select * from unnest(%(models)s::text[], %(versions)s::integer[]))
""")
"""The position that every read model has come to, of the parameters `EVERY_MODEL`; 0 while one is missing."""

EVERY_MODEL: Final[Mapping[str, Any]] = {
    "models": [model.name for model in MODELS],
    "versions": [model.version for model in MODELS],
}


async def present(connection: AsyncConnection[Any]) -> int:
    """The position that every read model has come to."""
    cursor = await connection.execute(PRESENT, EVERY_MODEL)
    ((position,),) = await cursor.fetchall()
    return int(position)


_ABREAST: Final = sql.SQL("""
    select (select coalesce(max(notification_id), 0) from log.facts), ({present})
""").format(present=PRESENT)


async def head_and_present(connection: AsyncConnection[Any]) -> tuple[int, int]:
    """The log's last position, and the one that every read model has come to, at one moment."""
    cursor = await connection.execute(_ABREAST, EVERY_MODEL)
    ((head, position),) = await cursor.fetchall()
    return int(head), int(position)


async def resolve(connection: AsyncConnection[Any], at: int | date | None, zone: tzinfo) -> int:
    """The position meant: as given, at the end of a day in the registry's zone, or the present one.

    A day that has not ended yet means the present.

    Raises:
        Refused: `position_out_of_range`.
    """
    now = await present(connection)
    match at:
        case None:
            return now
        case date():
            return min(now, await _last_before(connection, end_of(at, zone)))
        case _ if 0 <= at <= now:
            return at
        case _:
            raise Refused("position_out_of_range", position=at, reached=now)


def end_of(day: date, zone: tzinfo) -> datetime:
    """The moment at which a day ends.

    In Egypt summer time begins and ends at midnight: the first of a pair of midnights is the one that ends the day,
    and a midnight that the clocks leave out is the moment at which they do.
    """
    return datetime.combine(day + timedelta(days=1), time.min, zone)


async def _last_before(connection: AsyncConnection[Any], moment: datetime) -> int:
    cursor = await connection.execute(
        "select coalesce(max(notification_id), 0) from log.facts where recorded_at < %s", [moment]
    )
    ((position,),) = await cursor.fetchall()
    return int(position)


async def wait_for(pool: Pool, position: int, *, seconds: float = 5.0) -> int:
    """Wait until all read models hold a position, as whoever wrote it wishes; the position that they hold by then.

    Raises:
        SijillError: `read_models_behind`.
    """
    looks = _LOOKS.setdefault(pool, _Looks())
    reached, began = 0, monotonic()
    try:
        async with timeout(seconds):
            while True:
                reached = await looks.next(pool)
                if reached >= position:
                    return reached
                await sleep(_OF_THE_WAIT * (monotonic() - began))
    except TimeoutError:
        raise SijillError("read_models_behind", position=position, reached=reached) from None


async def wait_on(connection: AsyncConnection[Any], position: int, *, seconds: float = 5.0) -> int:
    """As `wait_for`, on a connection that is held already: who holds one must not wait for a second.

    Raises:
        SijillError: `read_models_behind`.
    """
    reached, began = await present(connection), monotonic()
    while reached < position:
        if monotonic() - began > seconds:
            raise SijillError("read_models_behind", position=position, reached=reached)
        await sleep(_APART)
        reached = await present(connection)
    return reached


class _Looks:
    """Looks at where the read models are, few a second however many wait for them."""

    def __init__(self) -> None:
        self._alone = Lock()
        self._looked = 0.0
        self._next: Task[int] | None = None

    async def next(self, pool: Pool) -> int:
        """What a look finds that begins from now on, the same one for all who ask before it does."""
        if self._next is None or self._next.done():
            self._next = create_task(self._look(pool))
            self._next.add_done_callback(_of_no_concern)
        return await shield(self._next)

    async def _look(self, pool: Pool) -> int:
        async with self._alone:
            await sleep(self._looked + _APART - monotonic())
            self._looked, self._next = monotonic(), None
            async with pool.connection() as connection:
                return await present(connection)


def _of_no_concern(look: Task[int]) -> None:
    """A look that fails when nobody waits for it any more fails quietly."""
    if not look.cancelled():
        look.exception()


_LOOKS: Final = WeakKeyDictionary[Pool, _Looks]()
