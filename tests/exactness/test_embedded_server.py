"""The embedded PostgreSQL is killed while programs use it: the next command starts it, and they find it again."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.exactness.applicants import Window
from tests.exactness.supervised import Program, ready, serving
from tests.forking import Commands, QuickDesk
from tests.localpg.processes import alive, postmaster, wait_until

pytestmark = pytest.mark.slow

FATIMA, KEY = "فاطمة عبد الرحيم", "ق-12"


def test_an_api_and_a_follower_go_on_with_the_server_that_the_next_command_starts(
    quick_folder: Path, tmp_path: Path, forked: Commands, port: int
) -> None:
    desk = QuickDesk(tmp_path, quick_folder / "embedded", commands=forked)
    desk.sijill("demo", "--once")
    follower = Program(desk, ("follow",))
    follower.tend()
    with serving(desk, port):
        window = Window.of(desk, port)
        before = window.register(FATIMA, KEY)
        killed = postmaster(desk.data)
        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: not alive(killed))
        assert not ready(port)

        desk.sijill("follow", "--once")
        wait_until(lambda: ready(port))
        assert window.register(FATIMA, KEY).household == before.household
    assert follower.runs
    follower.kill(signal.SIGTERM)
