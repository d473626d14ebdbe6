"""The writer's connections to the log database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from eventsourcing.postgres import PostgresDatastore
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row

from registry.domain.errors import SijillError
from registry.privacy.outages import impatient

DB_FUNCTIONS = "POSTGRES_ENABLE_DB_FUNCTIONS"
SCHEMA = "log"
PATIENCE = 4.0
"""Seconds that an append waits for a connection."""
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
        super().__init__(
            dbname=str(given.get("dbname", "")),
            host=str(given.get("host", "")),
            port=str(given.get("port", "")),
            user=str(given.get("user", "")),
            password=str(given.get("password", "")),
            connect_timeout=PATIENCE,
            pool_size=1,
            max_overflow=connections - 1,
            pre_ping=True,
            schema=SCHEMA,
            originator_id_type="uuid",
        )
        # What else the URL says (TLS, options, several hosts) the library has no parameter for.
        self.pool.kwargs = {**given, "row_factory": dict_row}

    def after_connect_func(self) -> Callable[[Connection[Any]], None]:
        prepare = super().after_connect_func()

        def act_as_writer(connection: Connection[DictRow]) -> None:
            prepare(connection)
            connection.execute("set role sijill_writer")
            # What is acknowledged is on the disk, also where the server's settings would have it come there later.
            connection.execute(
                "select set_config('synchronous_commit', 'on', false)"
                " where current_setting('synchronous_commit') = 'off'"
            )

        return act_as_writer
