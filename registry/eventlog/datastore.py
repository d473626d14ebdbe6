"""The writer's connections to the log database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Any, Final
from weakref import WeakKeyDictionary

import psycopg
from eventsourcing.postgres import ConnectionPool, PostgresDatastore
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row

from registry.domain.errors import SijillError
from registry.privacy.outages import impatient

DB_FUNCTIONS = "POSTGRES_ENABLE_DB_FUNCTIONS"
SCHEMA = "log"
PATIENCE = 4.0
"""Seconds that an append waits for a connection."""
FRESH: Final = 1.0
"""Seconds for which a connection that was in order is taken to be so, unless another one breaks meanwhile."""
_OFF = frozenset({"", "n", "no", "f", "false", "off", "0"})


def refuse_db_functions(environment: Mapping[str, str]) -> None:
    """Refuse the library's insert function, whatever way it is asked for.

    It inserts without the table lock, so commits overtake one another and a follower that has passed a position never
    sees what is committed below it afterwards.

    Raises:
        SijillError: `db_functions_enabled`.
    """
    if environment.get(DB_FUNCTIONS, "").strip().lower() not in _OFF:
        raise SijillError("db_functions_enabled", setting=DB_FUNCTIONS)


class LogDatastore(PostgresDatastore):
    """The library's datastore, opened by a libpq URL, acting as the role `sijill_writer`."""

    def __init__(self, url: str, *, connections: int = 2) -> None:
        given = conninfo_to_dict(impatient(url))
        self._in_order: WeakKeyDictionary[Connection[Any], float] = WeakKeyDictionary()
        super().__init__(
            dbname=str(given.get("dbname", "")),
            host=str(given.get("host", "")),
            port=str(given.get("port", "")),
            user=str(given.get("user", "")),
            password=str(given.get("password", "")),
            connect_timeout=PATIENCE,
            pool_size=1,
            max_overflow=connections - 1,
            schema=SCHEMA,
            originator_id_type="uuid",
        )
        # What else the URL says (TLS, options, several hosts) the library has no parameter for; and it asks every
        # connection before every use, a round trip as long as a small append.
        self.pool = ConnectionPool(
            connection_class=Connection[DictRow],
            kwargs={**given, "row_factory": dict_row},
            min_size=1,
            max_size=connections,
            open=False,
            configure=self.after_connect_func(),
            check=self._check,
            timeout=PATIENCE,
        )

    @contextmanager
    def get_connection(self) -> Iterator[Connection[DictRow]]:
        """A connection in order. Where it breaks in use, all others are asked before they are used again."""
        with super().get_connection() as connection:
            try:
                yield connection
            finally:
                if connection.broken:
                    self._in_order.clear()

    def _check(self, connection: Connection[Any]) -> None:
        """Ask a connection that was not in use just now; the pool replaces one that does not answer."""
        now = monotonic()
        if now - self._in_order.get(connection, -FRESH) >= FRESH:
            try:
                ConnectionPool.check_connection(connection)
            except psycopg.Error:
                self._in_order.clear()
                raise
        self._in_order[connection] = now

    def after_connect_func(self) -> Callable[[Connection[Any]], None]:
        prepare = super().after_connect_func()

        def act_as_writer(connection: Connection[DictRow]) -> None:
            prepare(connection)
            connection.execute("set role sijill_writer")
            # A plan made while a table was small stays when it has grown, so that none may read a table through.
            connection.execute("set enable_seqscan to off")
            # What is acknowledged is on the disk, also where the server's settings would have it come there later.
            connection.execute(
                "select set_config('synchronous_commit', 'on', false)"
                " where current_setting('synchronous_commit') = 'off'"
            )

        return act_as_writer
