import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from registry.localpg import LocalPostgresError, find_binaries, memory, start
from tests.localpg.processes import QUICK, Opens, alive, ask, born, postmaster

STORED_PASSWORD = "select rolpassword from pg_authid where rolname = current_user"

pytestmark = pytest.mark.slow


def test_starts_on_an_empty_folder_and_answers(data: Path, programs: Path) -> None:
    with start(data, binaries=programs, settings=QUICK) as server:
        assert ask(server.url(), "select upper(%s)", "fatima فاطمة") == "FATIMA فاطمة"
        assert ask(server.url(), "show server_encoding") == "UTF8"
        assert ask(server.url(), "select datcollate from pg_database limit 1") == "C"
        assert ask(server.url(), "show fsync") == "off"


def test_is_durable_unless_told_otherwise(data: Path) -> None:
    with start(data) as server:
        assert ask(server.url(), "show fsync") == "on"
        assert ask(server.url(), "show synchronous_commit") == "on"


@pytest.mark.parametrize(
    ("allowed", "buffers"),
    [("max", None), ("1073741824", "64MB"), ("12884901888", "192MB"), (str(2**60), None)],
)
def test_keeps_a_part_of_the_memory_that_it_may_have(
    tmp_path: Path, allowed: str, buffers: str | None
) -> None:
    bound = tmp_path / "memory.max"
    bound.write_text(f"{allowed}\n", "ascii")
    of_machine = memory.buffers(tmp_path / "nothing")
    assert 64 <= int(of_machine.removesuffix("MB")) <= 256
    smaller = min(of_machine, buffers or of_machine, key=lambda one: int(one.removesuffix("MB")))
    assert memory.buffers(bound) == smaller


def test_buffers_are_as_large_as_that_unless_told_otherwise(data: Path, programs: Path) -> None:
    with start(data, binaries=programs) as server:
        assert ask(server.url(), "show shared_buffers") == memory.buffers()
    with start(data, binaries=programs, settings=QUICK | {"shared_buffers": "32MB"}) as server:
        assert ask(server.url(), "show shared_buffers") == "32MB"


def test_what_was_written_is_there_the_next_time(data: Path, programs: Path) -> None:
    with start(data, binaries=programs, settings=QUICK) as server:
        ask(server.url(), "create table household (head text)")
        ask(server.url(), "insert into household values ('عبد الرحمن')")
    with start(data, binaries=programs, settings=QUICK) as server:
        assert ask(server.url(), "select head from household") == "عبد الرحمن"


def test_is_stopped_when_left_and_nothing_stays_behind(data: Path) -> None:
    with start(data, settings=QUICK) as server:
        running = postmaster(data)
        assert server.socket.is_dir()
    assert not alive(running)
    assert not server.socket.exists()
    server.stop()  # a second time does nothing


def test_is_reached_by_socket_and_password_alone(data: Path, programs: Path) -> None:
    with start(data, binaries=programs, settings=QUICK) as server:
        assert ask(server.url(), "show listen_addresses") == ""
        wrong = server.url().replace(server.password, "wrong")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            ask(wrong, "select 1")
        assert str(ask(server.url(), STORED_PASSWORD)).startswith("SCRAM-SHA-256$")


def test_the_address_names_any_database(data: Path) -> None:
    name = "سجل قنا/٢٠٢٦?host=elsewhere"
    with start(data, settings=QUICK) as server:
        ask(server.url(), f'create database "{name}"')
        assert ask(server.url(name), "select current_database()") == name


def test_the_password_is_not_shown(data: Path) -> None:
    with start(data, settings=QUICK) as server:
        assert server.password in server.url()
        assert server.password not in repr(server)


def test_a_long_folder_still_has_a_short_socket(tmp_path: Path) -> None:
    data = tmp_path.joinpath(*["محافظة-قنا-مركز-نجع-حمادي"] * 6)
    with start(data, settings=QUICK) as server:
        assert len(os.fsencode(data)) > 200
        assert len(os.fsencode(server.socket / ".s.PGSQL.5432")) <= 107
        assert ask(server.url(), "select 1") == 1


def test_our_files_are_closed_to_everybody_else(data: Path) -> None:
    with start(data, settings=QUICK) as server:
        folders = [data, data / "pgdata", server.socket]
        files = [path for path in data.iterdir() if path.is_file()]
        assert {oct(path.stat().st_mode & 0o777) for path in folders} == {"0o700"}
        assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o600"}
        assert data / "password" in files


def test_the_server_is_told_nothing_of_our_environment(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIJILL_SECRET", "مفتاح")
    with start(data, settings=QUICK):
        environment = Path(f"/proc/{postmaster(data)}/environ")
        if not environment.exists():
            pytest.skip("this system does not show a process's environment")
        assert b"SIJILL_SECRET" not in environment.read_bytes()
        assert b"LC_ALL=C" in environment.read_bytes()


TALKATIVE = {
    "log_min_messages": "error",
    "log_min_error_statement": "error",
    "log_error_verbosity": "default",
    "log_parameter_max_length_on_error": "-1",
}


@pytest.mark.parametrize(("settings", "shown"), [({}, False), (TALKATIVE, True)])
def test_no_statement_and_no_value_reaches_the_log(
    data: Path, programs: Path, settings: dict[str, str], *, shown: bool
) -> None:
    with start(data, binaries=programs, settings={**QUICK, **settings}) as server:
        ask(server.url(), "create table person (name text primary key)")
        for _ in range(2):
            with pytest.raises(psycopg.Error):
                ask(server.url(), "select %s::uuid", "فاطمة-قيمة")
        with pytest.raises(psycopg.errors.UniqueViolation):
            ask(server.url(), "insert into person values (%s), (%s)", *["زينب-مكررة"] * 2)
        with pytest.raises(psycopg.Error):
            ask(server.url(), "select 'خديجة-حرفية' from nowhere")
    log = (data / "postgres.log").read_text(encoding="utf-8")
    assert "ready to accept connections" in log
    for secret in ("فاطمة-قيمة", "زينب-مكررة", "خديجة-حرفية"):
        assert (secret in log) is shown


def test_a_server_that_cannot_start_says_why_and_leaves_nothing(data: Path) -> None:
    with pytest.raises(LocalPostgresError) as refused:
        start(data, settings={**QUICK, "shared_buffers": "كثير"})
    assert refused.value.code == "localpg_failed"
    assert 'invalid value for parameter "shared_buffers"' in refused.value.log
    assert "postgres.log" in refused.value.hint
    assert not (data / "socket").is_symlink()
    with start(data, settings=QUICK) as server:
        assert ask(server.url(), "select 1") == 1


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LocalPostgresError, match="file/data") as refused:
        start(tmp_path / "file" / "data")
    assert refused.value.code == "localpg_failed"
    assert "--data" in refused.value.hint


def test_a_server_stays_while_anybody_uses_it(data: Path, programs: Path, neighbour: Opens) -> None:
    first = neighbour(data, programs)
    the_server = born(first.url)
    second = neighbour(data, programs)
    assert born(second.url) == the_server
    assert first.leaves() == 0
    with start(data, binaries=programs) as third:
        assert born(third.url()) == the_server
    assert born(second.url) == the_server
    running = postmaster(data)
    assert second.leaves() == 0
    assert not alive(running)


def test_one_process_may_use_it_twice(data: Path) -> None:
    with start(data, settings=QUICK) as outer:
        with start(data) as inner:
            assert born(inner.url()) == born(outer.url())
        assert ask(outer.url(), "select 1") == 1


def test_a_forked_child_does_not_stop_the_server_of_its_parent(data: Path) -> None:
    program = f"""
import os, sys
from pathlib import Path
from registry.localpg import start
with start(Path({str(data)!r}), settings={QUICK!r}) as server:
    if os.fork() == 0:
        sys.exit()
    os.wait()
    assert server.socket.joinpath(".s.PGSQL.5432").exists()
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_four_at_once_on_an_empty_folder_share_one_server(
    data: Path, programs: Path, neighbour: Opens
) -> None:
    four = [neighbour(data, programs) for _ in range(4)]
    assert len({born(one.url) for one in four}) == 1
    running = postmaster(data)
    for one in four[1:]:
        assert one.leaves() == 0
    assert ask(four[0].url, "select 1") == 1
    assert four[0].leaves() == 0
    assert not alive(running)


def test_four_that_come_and_go_at_once_always_find_a_server(data: Path, neighbour: Opens) -> None:
    with start(data, settings=QUICK):
        pass
    for _ in range(3):
        for one in [neighbour(data, find_binaries()) for _ in range(4)]:
            assert ask(one.url, "select 1") == 1
            assert one.leaves() == 0
