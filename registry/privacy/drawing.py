"""Connections over which keys are drawn: of threads that wait, opened when the first of them asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, LiteralString, TypeAlias

import psycopg
from psycopg import Connection
from psycopg_pool import ConnectionPool

from registry.privacy.outages import impatient

Blocking: TypeAlias = Connection[Any]

AS_KEYS: Final[Sequence[LiteralString]] = (
    "set role sijill_keys",
    # Keys are looked up one by one: a plan made while there were few stays when there are many.
    "set enable_seqscan to off",
    # A key is on the disk before what it seals is, also where the server's settings would have it come there later.
    "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'",
)
"""How a connection that keeps keys begins."""
PATIENCE: Final = 4.0
"""Seconds that whoever draws waits for a connection."""
CONNECTIONS: Final = 4
"""Batches that draw keys at once: two lanes of what comes singly, two of what comes in bulk."""


class Drawing:
    """Every statement is a transaction of its own, in the role of the keys and no other."""

    def __init__(self, url: str) -> None:
        self._pool: Final[ConnectionPool[Blocking]] = ConnectionPool(
            impatient(url),
            kwargs={"autocommit": True},
            min_size=1,
            max_size=CONNECTIONS,
            open=False,
            configure=_begin,
            timeout=PATIENCE,
            reconnect_timeout=PATIENCE,  # or it would look ever more seldom
            check=self._look,
        )

    @contextmanager
    def connection(self) -> Iterator[Blocking]:
        self._pool.open()
        with self._pool.connection() as connection:
            yield connection

    def close(self) -> None:
        self._pool.close()

    def _look(self, connection: Blocking) -> None:
        """Hear whether the server has hung up, and do not ask it: its last words come first, then the end."""
        try:
            for _ in range(2):
                connection.pgconn.consume_input()
        except psycopg.Error:
            self._pool.check()  # all of them are from before
            raise


def _begin(connection: Blocking) -> None:
    for statement in AS_KEYS:
        connection.execute(statement)
