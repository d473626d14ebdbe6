import os
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from registry.localpg import find_binaries, start
from registry.localpg.folder import DataFolder
from tests.localpg.processes import (
    QUICK,
    Opens,
    alive,
    ask,
    born,
    is_held,
    postmaster,
    wait_until,
)

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_stops_the_server_too(
    data: Path, neighbour: Opens, number: signal.Signals
) -> None:
    only = neighbour(data, find_binaries())
    assert ask(only.url, "select 1") == 1
    running = postmaster(data)
    assert only.gets(number) != 0
    assert not alive(running)


def test_an_interrupt_at_the_terminal_of_one_user_is_not_for_the_server(
    data: Path, neighbour: Opens
) -> None:
    first = neighbour(data, find_binaries())
    the_server = born(first.url)
    second = neighbour(data, find_binaries())
    assert born(second.url) == the_server
    os.killpg(first.process.pid, signal.SIGINT)
    assert first.process.wait(timeout=30) != 0
    assert born(second.url) == the_server


def test_after_a_killed_parent_the_next_start_finds_the_data(
    data: Path, programs: Path, neighbour: Opens
) -> None:
    parent = neighbour(data, programs)
    ask(parent.url, "create table household as select 'أمينة' as head")
    the_server = born(parent.url)
    orphan = postmaster(data)
    parent.gets(signal.SIGKILL)
    assert alive(orphan)
    with start(data, binaries=programs, settings=QUICK) as server:
        assert born(server.url()) == the_server
        assert ask(server.url(), "select head from household") == "أمينة"
    assert not alive(orphan)


def test_after_a_killed_server_the_next_start_recovers_the_data(
    data: Path, programs: Path, neighbour: Opens
) -> None:
    parent = neighbour(data, programs)
    ask(parent.url, "create table household as select 'عبدالرحمن' as head")
    idle = psycopg.connect(parent.url)
    os.kill(postmaster(data), signal.SIGKILL)
    parent.gets(signal.SIGKILL)
    with start(data, binaries=programs, settings=QUICK) as server:
        assert ask(server.url(), "select head from household") == "عبدالرحمن"
    idle.close()


def test_a_server_that_is_not_quite_dead_is_waited_for(data: Path, neighbour: Opens) -> None:
    parent = neighbour(data, find_binaries())
    ask(parent.url, "create table household as select 'مريم' as head")
    with psycopg.connect(parent.url) as session:
        straggler = session.info.backend_pid
        os.kill(straggler, signal.SIGSTOP)
        os.kill(postmaster(data), signal.SIGKILL)
        parent.gets(signal.SIGKILL)
        following = neighbour(data, find_binaries())
        wait_until(lambda: is_held(DataFolder(data).users()))
        os.kill(straggler, signal.SIGCONT)
        assert ask(following.url, "select head from household") == "مريم"


def test_an_initdb_that_lost_its_parent_is_not_disturbed(data: Path, neighbour: Opens) -> None:
    data.mkdir()
    (data / "pgdata-draft" / "global").mkdir(parents=True)
    with DataFolder(data).server() as lock:
        lock.exclusive()
        following = neighbour(data, find_binaries())
        wait_until((data / "password").exists)
        time.sleep(0.3)  # what must not happen has no end to wait for
        assert (data / "pgdata-draft" / "global").exists()
    assert ask(following.url, "select 1") == 1
    assert not (data / "pgdata-draft").exists()


def test_a_server_killed_under_its_users_is_started_by_the_next(
    data: Path, programs: Path, neighbour: Opens
) -> None:
    with start(data, binaries=programs, settings=QUICK) as server:
        ask(server.url(), "create table household as select 'زينب' as head")
        os.kill(postmaster(data), signal.SIGKILL)
        beside = neighbour(data, programs)
        assert ask(beside.url, "select head from household") == "زينب"
        assert beside.leaves() == 0
    with start(data, binaries=programs, settings=QUICK) as server:
        assert ask(server.url(), "select head from household") == "زينب"


def test_a_server_outlives_a_killed_backend(data: Path, programs: Path) -> None:
    with start(data, binaries=programs, settings=QUICK) as server:
        ask(server.url(), "create table household as select 'خديجة' as head")
        with psycopg.connect(server.url()) as doomed:
            os.kill(doomed.info.backend_pid, signal.SIGKILL)
            with pytest.raises(psycopg.OperationalError):
                doomed.execute("select 1")

        def answers_again() -> bool:
            try:
                return ask(server.url(), "select head from household") == "خديجة"
            except psycopg.OperationalError:
                return False

        wait_until(answers_again)


def test_a_stale_process_id_that_is_somebody_elses_by_now_is_no_obstacle(
    data: Path, programs: Path
) -> None:
    with start(data, binaries=programs, settings=QUICK):
        left_behind = (data / "pgdata" / "postmaster.pid").read_text(encoding="utf-8")
        owner = (data / "pgdata").stat()
    root = os.geteuid() == 0
    user, group = (owner.st_uid, owner.st_gid) if root else (None, None)
    with subprocess.Popen(["sleep", "60"], user=user, group=group) as stranger:
        lines = left_behind.splitlines()
        stale = data / "pgdata" / "postmaster.pid"
        stale.write_text("\n".join([str(stranger.pid), *lines[1:], ""]), encoding="utf-8")
        os.chown(stale, owner.st_uid, owner.st_gid)
        with start(data, binaries=programs, settings=QUICK) as server:
            assert ask(server.url(), "select 1") == 1
        assert stranger.poll() is None
        stranger.kill()


def test_a_cluster_appears_whole_or_not_at_all(data: Path, neighbour: Opens) -> None:
    first = neighbour(data, find_binaries())
    wait_until((data / "pgdata").exists)
    assert (data / "pgdata" / "PG_VERSION").exists()
    assert (data / "pgdata" / "global" / "pg_control").exists()
    assert ask(first.url, "select 1") == 1


def test_killed_at_any_moment_of_its_first_start_it_starts_the_next_time(
    data: Path, neighbour: Opens
) -> None:
    for instant in range(8):
        first = neighbour(data, find_binaries())
        wait_until(data.exists)
        time.sleep(instant * 0.07)
        first.gets(signal.SIGKILL)
    with start(data, settings=QUICK) as server:
        assert ask(server.url(), "select 1") == 1
    assert list(data.glob("pgdata-*")) == []


def test_a_folder_thrown_away_under_its_server_is_left_in_peace(data: Path) -> None:
    server = start(data, settings=QUICK)
    running = postmaster(data)
    shutil.rmtree(data)
    server.stop()
    assert not server.socket.exists()
    with suppress(ProcessLookupError):
        os.kill(running, signal.SIGQUIT)  # it would end by itself, within a minute
    wait_until(lambda: not alive(running))
