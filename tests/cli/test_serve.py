"""`sijill serve` and the demo that serves: over HTTP, as anybody asks."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from registry.localpg import start
from tests.cli.conftest import Qena
from tests.command import MATCHED, Desk

TOKEN = re.compile(r"^[\w-]+\.[\w-]+\.[\w-]+$", re.MULTILINE)
PATIENCE = 30.0


def test_serve_answers_and_a_signal_ends_it_and_its_server(
    quick_folder: Path, home: Path, free_port: int
) -> None:
    desk = Desk(home, quick_folder / "served", {"SIJILL_PORT": str(free_port)})
    with served(desk, free_port, "serve") as process:
        assert asked(free_port, "/healthz") == (200, {"status": "ok"})
        status, page = asked(free_port, "/")
        assert status == 200
        assert "graphiql" in str(page).lower()
        status, refusal = posted(free_port, "{ me { purpose } }", token=None)
        assert status == 401
        assert refusal["errors"][0]["extensions"]["code"] == "token_missing"
        assert (desk.data / "pgdata" / "postmaster.pid").exists()
        checks = json.loads(desk.run("doctor", "--json").stdout)["checks"]
        assert ("port", "doctor_port_ours") in {(one["check"], one["code"]) for one in checks}

        process.send_signal(signal.SIGTERM)
        said, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode in {0, 143}
    assert said == ""
    assert "Traceback" not in complained
    assert not (desk.data / "pgdata" / "postmaster.pid").exists()
    assert not (desk.data / "socket").is_symlink()


def test_the_demo_prints_tokens_and_queries_that_work(qena: Qena, free_port: int) -> None:
    desk = Desk(qena.desk.home, qena.desk.data)
    with served(desk, free_port, "demo", "--port", str(free_port)) as process:
        assert process.stdout is not None
        invitation = printed_until(process, "openings(")
        tokens = TOKEN.findall(invitation)
        assert len(tokens) == 6, "a caseworker of each partner, and an auditor"
        queries = re.findall(r"^\{ .*? \} \}$", invitation, re.MULTILINE | re.DOTALL)
        assert len(queries) == 3
        *_, above = invitation.partition(queries[2])[0].strip().splitlines()
        assert "auditor's token" in above
        assert "برمز المراجع" in above
        for query, token in zip(queries, [tokens[1], tokens[4], tokens[5]], strict=True):
            status, answer = posted(free_port, query, token)
            assert status == 200
            assert "errors" not in answer, answer
        assert nodes(posted(free_port, queries[0], tokens[0])[1], "households")
        assert nodes(posted(free_port, queries[1], tokens[4])[1], "reached")
        assert followed(free_port, queries[2], tokens[5], "openings")
        assert nodes(posted(free_port, queries[0], tokens[4])[1], "households") == []

        process.send_signal(signal.SIGINT)
        _, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode in {0, 130}
    assert "Traceback" not in complained
    assert "Aborted" not in complained


def test_the_follower_beside_a_server_is_replaced_and_goes_when_the_server_goes(
    quick_folder: Path, home: Path, free_port: int
) -> None:
    desk = Desk(home, quick_folder / "beside", {"SIJILL_PORT": str(free_port)})
    with served(desk, free_port, "serve") as process:
        first = follower_of(process, desk)
        os.kill(first, signal.SIGKILL)
        second = follower_of(process, desk, other_than=first)
        process.kill()
        assert_gone(second)
        assert process.stderr is not None
        assert "the follower ended" in process.stderr.read()


def test_a_matcher_beside_a_server_matches_and_goes_when_the_server_goes(
    quick_folder: Path, home: Path, free_port: int
) -> None:
    desk = Desk(home, quick_folder / "matched", {"SIJILL_PORT": str(free_port), **MATCHED})
    elsewhere = replace(desk, settings={})
    elsewhere.sijill("demo", "--once", "--bare")
    with (
        served(desk, free_port, "serve") as process,
        start(desk.data) as server,
        psycopg.connect(server.url("sijill"), autocommit=True) as log,
    ):
        who = ("--place", "EG2706", "--as", "caseworker@moss-qena")
        elsewhere.sijill("household", "register", "فاطمة عبد الرحيم", *who)
        deadline = time.monotonic() + PATIENCE
        behind = "select (select max(notification_id) from log.facts) - position from match.state"
        while log.execute(behind).fetchall() != [(0,)]:
            assert time.monotonic() < deadline, "nobody matches"
            time.sleep(0.05)
        (matcher,) = children_of(process.pid, "reactions_process")
        process.kill()
        assert_gone(matcher)


def assert_gone(process: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while Path(f"/proc/{process}").exists():
        assert time.monotonic() < deadline, "it works for nobody"
        time.sleep(0.05)


def follower_of(process: subprocess.Popen[str], desk: Desk, other_than: int = 0) -> int:
    """The process beside a server that leads, once it does."""
    with start(desk.data) as server, psycopg.connect(server.url("sijill")) as log:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            asked_for = "select count(*) from pg_locks where locktype = 'advisory' and granted"
            ((leading,),) = log.execute(asked_for).fetchall()
            beside = [
                one for one in children_of(process.pid, "follower_process") if one != other_than
            ]
            if leading and beside:
                return beside[0]
            time.sleep(0.05)
    pytest.fail("nobody follows")


def children_of(process: int, program: str) -> list[int]:
    """Its other Pythons that run the program; PostgreSQL is a child, too."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    found = {int(one) for task in tasks for one in task.read_text().split()}
    return [
        one
        for one in found
        if f"registry.cli.{program}".encode() in Path(f"/proc/{one}/cmdline").read_bytes()
    ]


def test_a_port_that_is_taken_is_a_refusal(qena: Qena, free_port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        done = qena.desk.run("serve", "--port", str(free_port))
    assert (done.returncode, done.stdout) == (1, "")
    assert str(free_port) in done.stderr
    assert "hint: " in done.stderr


@contextmanager
def served(desk: Desk, port: int, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command that serves, once it answers."""
    with desk.begin(*arguments) as process:
        try:
            wait_for(port, process)
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def wait_for(port: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()[1]
        try:
            asked(port, "/healthz")
        except urllib.error.URLError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("it never answered")


def printed_until(process: subprocess.Popen[str], last: str) -> str:
    """What the process prints, up to the line with `last`."""
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or last not in lines[-1]:
        lines.append(process.stdout.readline())
        assert lines[-1], "it printed no more"
    return "".join(lines)


def asked(port: int, path: str) -> tuple[int, Any]:
    return answered(urllib.request.Request(f"http://127.0.0.1:{port}{path}"))


def posted(port: int, query: str, token: str | None) -> tuple[int, Any]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        json.dumps({"query": query}).encode(),
        {"content-type": "application/json"},
    )
    if token is not None:
        request.add_header("authorization", f"Bearer {token}")
    return answered(request)


def answered(request: urllib.request.Request) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 - our own
            status, body = response.status, response.read().decode()
    except urllib.error.HTTPError as refusal:
        status, body = refusal.code, refusal.read().decode()
    try:
        return status, json.loads(body)
    except ValueError:
        return status, body


def followed(port: int, query: str, token: str, field: str) -> list[Any]:
    """What a query finds once the follower beside the server has come to it."""
    deadline = time.monotonic() + PATIENCE
    while not (found := nodes(posted(port, query, token)[1], field)):
        assert time.monotonic() < deadline, "nobody follows"
        time.sleep(0.05)
    return found


def nodes(answer: Any, field: str) -> list[Any]:
    return [edge["node"] for edge in answer["data"][field]["edges"]]
