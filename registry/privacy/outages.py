"""What PostgreSQL cannot do now, told apart from what is wrong; and connections that do not wait for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import PoolTimeout

from registry.domain.errors import Unavailable

IMPATIENCE: Final[Mapping[str, int]] = {
    "connect_timeout": 3,  # seconds
    "tcp_user_timeout": 3_000,  # milliseconds that what was sent may stay unanswered by the network
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 3,
}
"""A network that swallows everything is noticed within four seconds; a server that is only slow is waited for."""

_ENDING: Final = "PANIC"
_BUSY: Final = (errors.TooManyConnections, errors.LockNotAvailable)
_FULL: Final = (errors.DiskFull, errors.OutOfMemory)


def impatient(url: str) -> str:
    """The URL with `IMPATIENCE`, as far as it says nothing of that itself."""
    said = conninfo_to_dict(url)
    return make_conninfo(url, **{name: one for name, one in IMPATIENCE.items() if name not in said})


def unavailable(problem: BaseException) -> Unavailable | None:
    """The outage that an error speaks of, None where it speaks of something else."""
    if isinstance(problem, psycopg.Error) and problem.diag.severity_nonlocalized == _ENDING:
        return Unavailable("database_lost")  # it may have been on its way to the disk
    if isinstance(problem, _FULL):
        return Unavailable("database_full")
    if isinstance(problem, _BUSY):
        return Unavailable("registry_busy")
    if isinstance(problem, psycopg.OperationalError | psycopg.InterfaceError | PoolTimeout):
        return Unavailable("database_lost")
    return None


@contextmanager
def outages() -> Iterator[None]:
    """Let errors of PostgreSQL that speak of an outage leave as `Unavailable`.

    Raises:
        Unavailable: `database_lost`, `database_full`, `registry_busy`.
    """
    try:
        yield
    except (psycopg.Error, PoolTimeout) as problem:
        outage = unavailable(problem)
        if outage is None:
            raise
        raise outage from None
