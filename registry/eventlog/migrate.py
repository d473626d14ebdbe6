"""Lays out the two databases: group roles, databases where missing, and the numbered files of each part, once.

One process at a time, under advisory locks; the others wait and then find it done. A file that was applied is never
changed: its digest is on record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final, LiteralString, NamedTuple, TypeAlias

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from registry.domain.errors import SijillError

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

OLDEST_SERVER: Final = 15
REPORTER: Final = "sijill_reporter"
"""Reads the schema `reporting`, and not even which migrations were applied."""
GROUP_ROLES: Final = (
    "sijill_writer",
    "sijill_follower",
    "sijill_matcher",
    "sijill_reader",
    "sijill_keys",
    REPORTER,
)

LOCK: Final = int.from_bytes(b"sijill")
"""Key of the advisory lock. PostgreSQL keeps such locks per database."""

_MAINTENANCE = "postgres"
_FILE = re.compile(r"(?P<number>\d{4})_[a-z_]+\.sql")


class Part(NamedTuple):
    """A folder of this package with migrations, and the schema whose table `migration` says which were applied."""

    folder: str
    schema: LiteralString


LOG_PARTS: Final = (Part("eventlog", "log"), Part("projections", "log"), Part("matching", "log"))
KEYS_PARTS: Final = (Part("privacy", "keys"),)


class Migration(NamedTuple):
    """One numbered file, named `eventlog/0001_facts`."""

    name: str
    statements: bytes

    @property
    def digest(self) -> bytes:
        return sha256(self.statements).digest()


def migrate(url_log: str, url_keys: str) -> list[str]:
    """Bring both databases to this release; the names of what was applied, none where all was in place.

    Raises:
        SijillError: `database_unreachable`, `database_missing`, `group_role_missing`, `postgres_too_old`,
            `schema_too_new`, `migration_changed`.
    """
    for url in (url_log, url_keys):
        _make_database(url)
    with _connect(url_log) as log, _alone(log), _connect(url_keys) as keys:
        for connection in (log, keys):
            _refuse_old_server(connection)
            _make_group_roles(connection)
        return [*_apply(log, LOG_PARTS), *_apply(keys, KEYS_PARTS)]


def pending(url_log: str, url_keys: str) -> list[str]:
    """The names of the migrations that this release has and the databases have not; changes nothing.

    Raises:
        SijillError: `database_unreachable`, `schema_too_new`, `migration_changed`.
    """
    return [*pending_in(url_log, LOG_PARTS), *pending_in(url_keys, KEYS_PARTS)]


def pending_in(url: str, parts: Sequence[Part]) -> list[str]:
    """As `pending`, of one database: a login that only follows may not enter the keys'."""
    with _connect(url) as connection:
        return [migration.name for migration in _waiting(connection, parts)]


def migrations(part: Part) -> list[Migration]:
    """The files of a part in the order of their numbers."""
    folder = files("registry") / part.folder / "migrations"
    if not folder.is_dir():
        return []
    found = sorted(
        (file for file in folder.iterdir() if _FILE.fullmatch(file.name)),
        key=lambda file: file.name,
    )
    return [
        Migration(f"{part.folder}/{file.name.removesuffix('.sql')}", file.read_bytes())
        for file in found
    ]


def _apply(connection: Connection, parts: Sequence[Part]) -> list[str]:
    schema = sql.Identifier(parts[0].schema)
    connection.execute(sql.SQL("create schema if not exists {}").format(schema))
    connection.execute(
        sql.SQL(
            "create table if not exists {}.migration ("
            " name text primary key, digest bytea not null, applied_at timestamptz not null default clock_timestamp())"
        ).format(schema)
    )
    connection.execute(
        sql.SQL("grant select on {}.migration to {}").format(
            schema,
            sql.SQL(", ").join(sql.Identifier(role) for role in GROUP_ROLES if role != REPORTER),
        )
    )
    record = sql.SQL("insert into {}.migration (name, digest) values (%s, %s)").format(schema)
    waiting = _waiting(connection, parts)
    for migration in waiting:
        with connection.transaction():
            connection.execute(migration.statements)
            connection.execute(record, (migration.name, migration.digest))
    return [migration.name for migration in waiting]


def _waiting(connection: Connection, parts: Sequence[Part]) -> list[Migration]:
    known = [migration for part in parts for migration in migrations(part)]
    applied = _applied(connection, parts[0].schema)
    if unknown := sorted(applied.keys() - {migration.name for migration in known}):
        raise SijillError("schema_too_new", name=unknown[0], database=connection.info.dbname)
    for migration in known:
        if applied.get(migration.name, migration.digest) != migration.digest:
            raise SijillError(
                "migration_changed", name=migration.name, database=connection.info.dbname
            )
    return [migration for migration in known if migration.name not in applied]


def _applied(connection: Connection, schema: LiteralString) -> Mapping[str, bytes]:
    ((table,),) = connection.execute("select to_regclass(%s)", (f"{schema}.migration",)).fetchall()
    if table is None:
        return {}
    query = sql.SQL("select name, digest from {}.migration").format(sql.Identifier(schema))
    return dict(connection.execute(query).fetchall())


def _make_database(url: str) -> None:
    """Create the database of the URL where it is missing and that is permitted."""
    with suppress(psycopg.OperationalError):
        psycopg.connect(url).close()
        return
    name = str(conninfo_to_dict(url).get("dbname", ""))
    try:
        maintenance = psycopg.connect(make_conninfo(url, dbname=_MAINTENANCE), autocommit=True)
    except psycopg.OperationalError:
        return  # connecting to the database itself will say what is wrong
    with maintenance, _alone(maintenance):
        if maintenance.execute("select from pg_database where datname = %s", (name,)).rowcount:
            return  # made by another process meanwhile, or not missing at all
        # Byte order, so that an index means the same on every machine.
        create = sql.SQL("create database {} template template0 encoding 'UTF8' locale 'C'")
        try:
            maintenance.execute(create.format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege as problem:
            raise SijillError("database_missing", database=name) from problem


def _make_group_roles(connection: Connection) -> None:
    """Roles belong to the whole server, where registries beside this one may be making them at the same moment."""
    present = {name for (name,) in connection.execute("select rolname from pg_roles").fetchall()}
    for role in GROUP_ROLES:
        if role in present:
            continue
        name = sql.Identifier(role)
        try:
            connection.execute(sql.SQL("create role {} nologin").format(name))
            connection.execute(sql.SQL("grant {} to current_user").format(name))
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            continue
        except psycopg.errors.InsufficientPrivilege as problem:
            raise SijillError("group_role_missing", role=role) from problem


def _refuse_old_server(connection: Connection) -> None:
    version = connection.info.server_version // 10_000
    if version < OLDEST_SERVER:
        raise SijillError("postgres_too_old", version=version, oldest=OLDEST_SERVER)


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Hold the lock of this database; it goes with the session, so a killed process holds it no longer."""
    connection.execute("select pg_advisory_lock(%s)", (LOCK,))
    try:
        yield
    finally:
        connection.execute("select pg_advisory_unlock(%s)", (LOCK,))


def _connect(url: str) -> Connection:
    try:
        return psycopg.connect(url, autocommit=True)
    except psycopg.OperationalError as problem:
        where = conninfo_to_dict(url)
        raise SijillError(
            "database_unreachable", database=where.get("dbname", ""), host=where.get("host", "")
        ) from problem
