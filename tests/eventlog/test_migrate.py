"""Databases are laid out once, whoever asks and however many at the same moment."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from registry.domain.errors import SijillError
from registry.eventlog.migrate import (
    GROUP_ROLES,
    KEYS_PARTS,
    LOG_PARTS,
    migrate,
    migrations,
    pending,
)
from registry.localpg import Server
from registry.texts import say
from tests.conftest import Databases, Templates

PARTS = (*LOG_PARTS, *KEYS_PARTS)
EVERYTHING = [migration.name for part in PARTS for migration in migrations(part)]
PROGRAM = """
import json, sys
from registry.eventlog.migrate import migrate
print("ready", flush=True)
sys.stdin.readline()
print(json.dumps(migrate(*sys.argv[1:])), flush=True)
"""


def code_of(problem: pytest.ExceptionInfo[SijillError]) -> str:
    """The code, with its text in both languages filled in."""
    for language in ("ar", "en"):
        text = say(problem.value.code, language, **problem.value.details)
        assert text != problem.value.code
        assert "{" not in text
    return problem.value.code


def login(server: Server, name: str, rights: str = "") -> str:
    """A login that owns nothing; its URL on the maintenance database."""
    with psycopg.connect(server.url(), autocommit=True) as admin:
        statement = "create role {} login password 'x' " + rights
        admin.execute(sql.SQL(statement).format(sql.Identifier(name)))
    return make_conninfo(server.url(), user=name, password="x")


@pytest.mark.slow
def test_processes_that_start_at_once_on_an_empty_server_lay_it_out_once(
    empty_server: Server,
) -> None:
    # Four for one registry, and one for another on the same server, since roles belong to the server.
    registries = [("log", "keys")] * 4 + [("second_log", "second_keys")]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *(empty_server.url(name) for name in names)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for names in registries
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60)[0] for process in processes]

    assert [process.returncode for process in processes] == [0] * 5
    applied = [json.loads(answer) for answer in answers]
    assert sorted(applied[:4]) == [[], [], [], EVERYTHING]
    assert applied[4] == EVERYTHING
    assert pending(empty_server.url("log"), empty_server.url("keys")) == []


@pytest.mark.slow
def test_what_is_missing_and_not_permitted_is_named(empty_server: Server) -> None:
    mine = login(empty_server, "clerk")
    urls = (make_conninfo(mine, dbname="log"), make_conninfo(mine, dbname="keys"))
    with pytest.raises(SijillError) as problem:
        migrate(*urls)
    assert code_of(problem) == "database_missing"

    with psycopg.connect(empty_server.url(), autocommit=True) as admin:
        admin.execute("create database log owner clerk")
        admin.execute("create database keys owner clerk")
    with pytest.raises(SijillError) as problem:
        migrate(*urls)
    assert code_of(problem) == "group_role_missing"

    with psycopg.connect(empty_server.url(), autocommit=True) as admin:
        for role in GROUP_ROLES:
            admin.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))
    assert migrate(*urls) == EVERYTHING  # an owner without any other right


@pytest.mark.slow
def test_a_login_that_may_make_roles_and_databases_needs_nobody(empty_server: Server) -> None:
    mine = login(empty_server, "installer", "createdb createrole")
    urls = (make_conninfo(mine, dbname="log"), make_conninfo(mine, dbname="keys"))
    assert migrate(*urls) == EVERYTHING
    with psycopg.connect(urls[0], autocommit=True) as session:
        session.execute("set role sijill_writer")


def test_a_missing_database_is_made_on_the_way(templates: Templates, databases: Databases) -> None:
    assert migrate(databases.log_url, databases.keys_url) == []
    new = templates.server.url("made_on_the_way")
    try:
        assert pending_or_unreachable(new, databases.keys_url) == "database_unreachable"
        assert migrate(new, databases.keys_url) == [
            name for name in EVERYTHING if not name.startswith("privacy/")
        ]
        with psycopg.connect(new) as session:
            rows = session.execute(
                "select getdatabaseencoding(), datcollate from pg_database where datname = current_database()"
            ).fetchall()
        assert rows == [("UTF8", "C")]
    finally:
        templates.drop("made_on_the_way")


def pending_or_unreachable(log_url: str, keys_url: str) -> str:
    with pytest.raises(SijillError) as problem:
        pending(log_url, keys_url)
    return code_of(problem)


def test_what_waits_is_listed_and_nothing_done(templates: Templates, keys_url: str) -> None:
    name = templates.copy("template1")
    try:
        url = templates.server.url(name)
        waiting = pending(url, keys_url)
        assert waiting == [name for name in EVERYTHING if not name.startswith("privacy/")]
        assert pending(url, keys_url) == waiting
    finally:
        templates.drop(name)


def test_a_database_of_a_newer_release_is_left_alone(databases: Databases) -> None:
    with psycopg.connect(databases.keys_url) as session:
        session.execute(
            "insert into keys.migration (name, digest) values ('privacy/9999_epochs', '')"
        )
    for ask in (migrate, pending):
        with pytest.raises(SijillError) as problem:
            ask(databases.log_url, databases.keys_url)
        assert code_of(problem) == "schema_too_new"
        assert problem.value.details["name"] == "privacy/9999_epochs"


def test_a_migration_that_changed_after_it_was_applied_is_named(databases: Databases) -> None:
    with psycopg.connect(databases.log_url) as session:
        session.execute(
            "update log.migration set digest = 'other' where name = 'eventlog/0001_facts'"
        )
    for ask in (migrate, pending):
        with pytest.raises(SijillError) as problem:
            ask(databases.log_url, databases.keys_url)
        assert code_of(problem) == "migration_changed"
        assert problem.value.details["name"] == "eventlog/0001_facts"


def test_a_migration_that_fails_leaves_nothing_and_is_tried_again(
    databases: Databases, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for part in PARTS:
        migrations_of_part = Path(part.folder, "migrations")
        shutil.copytree(
            Path(str(files("registry"))) / migrations_of_part, tmp_path / migrations_of_part
        )
    broken = tmp_path / "eventlog" / "migrations" / "0099_broken.sql"
    broken.write_text("create table log.half (a int); select 1 / 0;")
    monkeypatch.setattr("registry.eventlog.migrate.files", lambda _: tmp_path)

    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(databases.log_url, databases.keys_url)
    broken.write_text("create table log.half (a int);")
    assert migrate(databases.log_url, databases.keys_url) == ["eventlog/0099_broken"]


def test_numbers_run_without_gap_and_no_file_is_overlooked() -> None:
    for part in PARTS:
        folder = files("registry") / part.folder / "migrations"
        names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
        assert [f"{part.folder}/{name.removesuffix('.sql')}" for name in names] == [
            migration.name for migration in migrations(part)
        ]
        assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://clerk:geheim@/log?host={tmp_path}"
    with pytest.raises(SijillError) as problem:
        migrate(url, url)
    assert code_of(problem) == "database_unreachable"
    assert "geheim" not in str(problem.value)
