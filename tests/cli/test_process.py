"""The script as a shell starts it: completion, signals, a pipe that closes, faults and settings that are wrong."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.conftest import Qena
from tests.command import PROGRAM, Desk

SCRIPT = Path(sys.executable).with_name("sijill")
NAME = "فاطمة علي 28401252703538"


@pytest.fixture
def desk(qena: Qena) -> Desk:
    """Qena's register, every command a process from nothing."""
    return Desk(qena.desk.home, qena.desk.data)


def test_completion_is_printed_for_bash_and_completes(desk: Desk) -> None:
    shown = subprocess.run(
        ["bash", "-c", f"{SCRIPT} --show-completion; exit $?"],
        capture_output=True,
        text=True,
        env=desk.environment(),
        check=True,
    ).stdout
    assert "complete -o default -F _sijill_completion sijill" in shown
    typed = {"_SIJILL_COMPLETE": "complete_bash", "COMP_WORDS": "sijill exp", "COMP_CWORD": "1"}
    completed = subprocess.run(
        [SCRIPT], capture_output=True, text=True, env=desk.environment() | typed, check=False
    )
    assert completed.stdout.split() == ["export-schema"]


def test_a_reader_who_has_seen_enough_ends_it_quietly(desk: Desk) -> None:
    with desk.begin("export-schema") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        process.wait()
    assert process.returncode in {0, 1}


@pytest.mark.parametrize("stopped_by", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_stopped_leaves_quietly(desk: Desk, stopped_by: signal.Signals) -> None:
    waiting = replace(
        desk,
        program="import registry.cli.migrate as m, time\n"
        "def wait(*_): print('waiting', flush=True); time.sleep(60)\n"
        "m.migrations.migrate = wait\n" + PROGRAM,
    )
    with waiting.begin("migrate") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(stopped_by)
        said, complained = process.communicate(timeout=20)
    assert (process.returncode, said, complained) == (128 + stopped_by, "", "")


def test_a_fault_of_ours_shows_its_number_and_place_and_none_of_its_words(qena: Qena) -> None:
    faulty = replace(
        qena.desk,
        program="import registry.cli.migrate as m\n"
        f"def fail(*_): raise ValueError({NAME!r}) from KeyError({NAME!r})\n"
        "m.migrations.migrate = fail\n" + PROGRAM,
    )
    done = faulty.run("migrate")
    assert (done.returncode, done.stdout) == (1, "")
    assert "An internal error occurred." in done.stderr
    assert "حدث خطأ داخلي" in done.stderr
    number, kind, *places = done.stderr.splitlines()[2:]
    assert number.startswith("sijill: internal ")
    assert kind == "sijill: ValueError"
    assert any("registry/cli/migrate.py:" in place for place in places)
    assert "sijill: KeyError" in places
    assert all(line.startswith("sijill: ") for line in done.stderr.splitlines())
    assert not any(word in done.stderr for word in NAME.split())


def test_what_threads_and_libraries_log_is_talk_without_words(qena: Qena) -> None:
    talking = replace(
        qena.desk,
        program="import registry.cli.migrate as m, logging, structlog, threading\n"
        f"def fail(): raise ValueError({NAME!r})\n"
        "def talk(*_):\n"
        "    thread = threading.Thread(target=fail); thread.start(); thread.join()\n"
        "    try: fail()\n"
        "    except ValueError:\n"
        "        logging.getLogger('uvicorn.error').exception('Exception in ASGI application')\n"
        "        structlog.get_logger('x').error('fault', number=7, exc_info=True)\n"
        "    return []\n"
        "m.migrations.migrate = talk\n" + PROGRAM,
    )
    done = talking.run("migrate", "--json")
    assert (done.returncode, done.stdout) == (0, '{\n  "applied": []\n}\n')
    assert "sijill: ERROR uvicorn.error: Exception in ASGI application" in done.stderr
    assert "sijill: error fault number=7" in done.stderr
    assert "ValueError" in done.stderr
    assert not any(word in done.stderr for word in NAME.split())


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"SIJILL_PORT": "geheim"}, "SIJILL_PORT"),
        (
            {"SIJILL_DATABASE_URL": "postgresql://u:geheim@h/sijill?wrong=geheim"},
            "SIJILL_DATABASE_URL",
        ),
        ({"SIJILL_TIME_ZONE": "Africa/Qena"}, "Africa/Qena"),
        ({"SIJILL_DATABASE_URL": "postgresql://u:geheim@127.0.0.1:1/sijill"}, "“sijill”"),
    ],
)
def test_a_setting_that_is_wrong_is_named_and_its_value_kept(
    qena: Qena, settings: dict[str, str], said: str
) -> None:
    done = replace(qena.desk, settings=settings).run("migrate")
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "hint: " in done.stderr
    assert "geheim" not in done.stderr


@pytest.mark.parametrize(
    ("failing", "said", "hint"),
    [
        (
            "raise psycopg.errors.InsufficientPrivilege('relation x')",
            "may not do",
            "sijill migrate",
        ),
        ("raise psycopg.errors.UndefinedTable('relation x')", "has not been made", "sijill follow"),
        (
            "raise SijillError('read_models_behind', position=9, reached=4)",
            "has not come to position 9",
            "sijill follow",
        ),
    ],
)
def test_what_the_database_refuses_or_lacks_comes_with_what_to_do(
    qena: Qena, failing: str, said: str, hint: str
) -> None:
    refused = replace(
        qena.desk,
        program="import registry.cli.migrate as m, psycopg\n"
        "from registry.domain.errors import SijillError\n"
        f"def fail(*_): {failing}\n"
        "m.migrations.migrate = fail\n" + PROGRAM,
    )
    done = refused.run("migrate")
    assert (done.returncode, done.stdout) == (1, "")
    english, arabic, *hints = done.stderr.splitlines()
    assert said in english
    assert re.search("[ء-ي]{3}", arabic)
    for prefix, one in zip(("hint: ", "تلميح: "), hints, strict=True):
        assert one.startswith(prefix)
        assert hint in one


def test_a_table_that_is_not_there_is_told_by_postgresql_itself(qena: Qena) -> None:
    asking = replace(
        qena.desk,
        program="import registry.cli.migrate as m, psycopg\n"
        "def ask(*_):\n"
        f"    psycopg.connect({qena.server.url('postgres')!r}).execute('select from read.nothing')\n"
        "m.migrations.migrate = ask\n" + PROGRAM,
    )
    done = asking.run("migrate")
    assert done.returncode == 1
    assert "start sijill follow" in done.stderr
    assert "internal" not in done.stderr


def test_a_folder_that_another_release_made_is_named_in_both_languages(
    qena: Qena, tmp_path: Path
) -> None:
    (tmp_path / "sijill.json").write_text('{"postgres_major": 9, "layout": 0}', encoding="utf-8")
    done = qena.desk.run("migrate", "--data", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "The data folder is another release's" in done.stderr
    assert "مجلد البيانات لإصدار آخر" in done.stderr
    assert done.stderr.count("hint: ") == done.stderr.count("تلميح: ") == 1
    assert "PostgreSQL 9" in done.stderr


def test_a_server_that_does_not_start_shows_the_end_of_its_log(qena: Qena, tmp_path: Path) -> None:
    qena.desk.sijill("migrate", "--data", tmp_path)
    configuration = tmp_path / "pgdata" / "postgresql.conf"
    configuration.write_text("no_such_setting = on\n", encoding="utf-8")
    done = qena.desk.run("migrate", "--data", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "The PostgreSQL that came along does not run" in done.stderr
    assert "لا تعمل قاعدة البيانات المرفقة" in done.stderr
    assert "no_such_setting" in done.stderr
    assert all(
        line.startswith(("sijill: ", "hint: ", "تلميح: ")) for line in done.stderr.splitlines()
    )


def test_a_server_that_ends_meanwhile_is_an_unreachable_database(qena: Qena) -> None:
    dropped = replace(
        qena.desk,
        program="import psycopg, registry.cli.migrate as m\n"
        "def drop(*_): raise psycopg.errors.AdminShutdown('terminating connection')\n"
        "m.migrations.migrate = drop\n" + PROGRAM,
    )
    done = dropped.run("migrate")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Database “sijill” cannot be reached." in done.stderr
    assert "hint: " in done.stderr
