"""The two databases as they are: reached, of a version that we know, migrated, with the roles that are needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from registry.bootstrap import Databases
from registry.cli.doctor.finding import Finding, fine, warning, wrong
from registry.eventlog import migrate as migrations
from registry.texts import label, series

Connection: TypeAlias = psycopg.Connection[Any]

NEWEST_SERVER: Final = 18
PATIENCE: Final = 5
"""Seconds for a server to answer."""
UNSURE: Final = timedelta(seconds=5)
APART: Final = timedelta(minutes=1)

LOG, KEYS = "log_database", "keys_database"

ACTS: Final[Mapping[str, frozenset[str]]] = {
    "serve": frozenset({"sijill_writer", "sijill_reader", "sijill_keys"}),
    "follow": frozenset({"sijill_follower"}),
    "match": frozenset({"sijill_matcher", "sijill_writer", "sijill_reader", "sijill_keys"}),
}
"""What a login may do once it may take these roles; `migrate` is for the owner of the database."""


@contextmanager
def looking(url: str, role: str | None = None) -> Iterator[Connection]:
    """A connection that cannot write, acting in a role where one is named."""
    with psycopg.connect(
        url, autocommit=True, connect_timeout=PATIENCE, application_name="sijill doctor"
    ) as connection:
        connection.execute("set default_transaction_read_only to on")
        if role is not None:
            connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
        yield connection


def reach(check: str, url: str) -> Iterator[Finding]:
    """Whether the server answers for this database, and its version."""
    name = str(conninfo_to_dict(url).get("dbname", ""))
    try:
        with looking(url) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError:
        code = "doctor_database_to_come" if _server_lacks(url, name) else "database_unreachable"
        yield wrong(check, code, database=name)
        return
    details = {"database": name, "version": _shown(version)}
    if version // 10_000 < migrations.OLDEST_SERVER:
        yield wrong(check, "postgres_too_old", **details, oldest=migrations.OLDEST_SERVER)
    elif version // 10_000 > NEWEST_SERVER:
        yield warning(check, "doctor_server_newer", **details, newest=NEWEST_SERVER)
    else:
        yield fine(check, "doctor_server", **details)


def schema(urls: Mapping[str, Sequence[migrations.Part]]) -> Iterator[Finding]:
    """Whether the databases of these addresses have all migrations of their parts, and no others."""
    waiting = [name for url, parts in urls.items() for name in migrations.pending_in(url, parts)]
    if waiting:
        yield wrong("migrations", "doctor_migrations_pending", names=tuple(waiting))
    else:
        yield fine("migrations", "doctor_migrations")


def roles(log_url: str, urls: Sequence[str]) -> Iterator[Finding]:
    """Whether the group roles are there, on every server, and what this login may do with them."""
    for url in urls:
        with looking(url) as connection:
            query = "select rolname from pg_roles where rolname = any(%s)"
            present = {
                name for (name,) in connection.execute(query, [list(migrations.GROUP_ROLES)])
            }
        for role in migrations.GROUP_ROLES:
            if role not in present:
                yield wrong("roles", "group_role_missing", role=role)
                return
    yield _login(log_url)


def may_take(url: str) -> frozenset[str]:
    """The group roles that this login may act in."""
    with looking(url) as connection:
        return frozenset(role for role in migrations.GROUP_ROLES if _takes(connection, role))


def clock(where: Databases) -> Iterator[Finding]:
    """This machine's clock against the server's: what is recorded takes the server's, what is judged today ours."""
    with looking(where.log_url) as connection:
        before = datetime.now(UTC)
        ((theirs,),) = connection.execute("select clock_timestamp()").fetchall()
        yield apart(before, theirs, datetime.now(UTC))


def apart(before: datetime, theirs: datetime, after: datetime) -> Finding:
    """How far the server's answer lies outside the time in which it was asked for."""
    away = max(before - theirs, theirs - after, timedelta())
    found = wrong if away >= APART else warning if away >= UNSURE else fine
    code = "doctor_clock" if away < UNSURE else "doctor_clock_apart"
    return found("clock", code, seconds=round(away.total_seconds()))


def _login(url: str) -> Finding:
    takes = may_take(url)
    with looking(url) as connection:
        query = (
            "select current_user, pg_has_role(datdba, 'member') from pg_database"
            " where datname = current_database()"
        )
        ((login, owns),) = connection.execute(query).fetchall()
    acts = [act for act, needed in ACTS.items() if needed <= takes] + ["migrate"] * bool(owns)
    if not acts:
        return wrong("roles", "doctor_roles_lacking", login=login)
    said = {
        "acts_ar": series((label("doctor_act", act, "ar") for act in acts), "ar"),
        "acts_en": series((label("doctor_act", act, "en") for act in acts), "en"),
    }
    return fine("roles", "doctor_roles", login=login, **said)


def _takes(connection: Connection, role: str) -> bool:
    try:
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue):
        return False
    connection.execute("reset role")
    return True


def _server_lacks(url: str, name: str) -> bool:
    """Whether the server answers and only the database is missing."""
    try:
        with looking(make_conninfo(url, dbname="postgres")) as connection:
            return not connection.execute(
                "select from pg_database where datname = %s", [name]
            ).rowcount
    except psycopg.OperationalError:
        return False


def _shown(version: int) -> str:
    return f"{version // 10_000}.{version % 10_000}"
