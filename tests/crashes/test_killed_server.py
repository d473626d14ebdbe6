"""PostgreSQL itself is killed in the middle of an import, with the settings that people have."""

from __future__ import annotations

import json
import os
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from registry.localpg import start
from tests.command import PATIENCE, PROGRAM
from tests.crashes.rounds import PARTNER, Row
from tests.crashes.survey import DEMO, Survey, brought
from tests.forking import Commands, QuickDesk

pytestmark = pytest.mark.slow

FACTS = (
    "select notification_id, originator_id, originator_version, topic, md5(state) from log.facts"
)


def test_what_was_committed_when_the_server_died_is_there_and_a_second_import_completes(
    tmp_path: Path, survey: Survey, forked: Commands
) -> None:
    desk = QuickDesk(tmp_path, tmp_path / "data", commands=forked)
    desk.sijill("demo", "--once")
    with start(desk.data) as server, psycopg.connect(server.url("sijill"), autocommit=True) as log:
        before = committed(log)
        first = replace(desk, program=IMPATIENT).begin("import", survey.path, "--partner", PARTNER)
        seen, deadline = before, time.monotonic() + PATIENCE
        while len(seen - before) < survey.facts // 3:
            assert time.monotonic() < deadline
            time.sleep(0.01)
            seen = committed(log)
        os.kill(postmaster(desk.data), signal.SIGKILL)
        _, complaint = first.communicate(timeout=PATIENCE)
    assert first.returncode == 1, complaint
    assert len(seen - before) < survey.facts
    totals = json.loads(desk.sijill("import", survey.path, "--partner", PARTNER, "--json"))
    assert totals["registrations"] == survey.households
    desk.sijill("follow", "--once")
    rebuilt = {one["model"]: one["rows"] for one in json.loads(desk.sijill("rebuild", "--json"))}
    assert rebuilt["household_members"] == DEMO.members + survey.members
    with start(desk.data) as server, psycopg.connect(server.url("sijill"), autocommit=True) as log:
        after = committed(log)
    assert seen <= after
    assert brought(name for _, _, _, name, _ in after - before) == survey.facts_by_name()


IMPATIENT = f"from registry.application import patience\npatience.PATIENCE = 2.0\n{PROGRAM}"
"""An import that waits less for a server that is gone."""


def committed(log: psycopg.Connection[Any]) -> set[Row]:
    """What a session of another process sees is on the disk: the server lets nobody see it before."""
    return set(log.execute(FACTS).fetchall())


def postmaster(data: Path) -> int:
    return int((data / "pgdata" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
