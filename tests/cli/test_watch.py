"""A folder into which files are dropped: each is taken in once, however often the watching is stopped."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Qena
from tests.command import PROGRAM, Desk

FOR = ("--partner", "albir-qena", "--as", "registrations")
HEADINGS = "الاسم,المركز,عدد الأفراد\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    into = tmp_path / "drop"
    into.mkdir()
    return into


@pytest.fixture
def desk(bare: Qena) -> Desk:
    """Every command a process from nothing."""
    return Desk(bare.desk.home, bare.desk.data, settings=bare.desk.settings)


def a_list(path: Path, *names: str, place: str = "دشنا") -> Path:
    rows = "".join(f"{name},{place},3\n" for name in names)
    path.write_text(HEADINGS + rows, encoding="utf-8")
    return path


def told(folder: Path, name: str) -> dict[str, Any]:
    said = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    assert isinstance(said, dict)
    return said


def files(folder: Path) -> list[str]:
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".sijill-watch"
    )


@contextmanager
def watching(desk: Desk, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that watches, killed at the end if it has not stopped."""
    with desk.begin("import", "--watch", folder, *FOR) as process:
        try:
            yield process
        finally:
            process.kill()


def until(done: Callable[[], bool]) -> None:
    for _ in range(1800):
        if done():
            return
        time.sleep(0.1)
    raise AssertionError("it never came")


def test_each_file_goes_where_it_belongs_with_what_became_of_it(bare: Qena, folder: Path) -> None:
    a_list(folder / "good.csv", "سعاد خالد عبد الموجود", "هناء سيد")
    a_list(folder / "doubtful.csv", "نجلاء عبد الرحيم", place="باريس")
    (folder / "nothing.xlsx").write_bytes(b"")
    (folder / "half.csv.part").write_text(HEADINGS, encoding="utf-8")
    done = bare.desk.run("import", "--watch", folder, "--once", *FOR, "--json")
    assert done.returncode == 1
    assert files(folder) == [
        "half.csv.part",
        "refused/nothing.xlsx",
        "refused/nothing.xlsx.json",
        "rejects/doubtful-rejects.xlsx",
        "rejects/doubtful.csv",
        "rejects/doubtful.csv.json",
        "taken/good.csv",
        "taken/good.csv.json",
    ]
    good = told(folder / "taken", "good.csv")
    assert (good["became"], good["registrations"], good["rejects"]) == ("taken", 2, 0)
    refused = told(folder / "refused", "nothing.xlsx")
    assert (refused["code"], refused["reason_en"]) == ("file_empty", "The file is empty.")
    assert refused["reason_ar"] == "الملف فارغ."
    assert told(folder / "rejects", "doubtful.csv")["rejects"] == 1
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["file"] for line in lines} == {"good.csv", "doubtful.csv", "nothing.xlsx"}
    assert "“good.csv”: 2 registrations" in done.stderr
    assert "نُقل إلى taken" in done.stderr


def test_nothing_to_take_is_no_fault(bare: Qena, folder: Path) -> None:
    before = bare.position
    done = bare.desk.run("import", "--watch", folder, "--once", *FOR)
    assert (done.returncode, done.stdout) == (0, "")
    assert bare.position == before


def test_next_months_file_of_the_same_name_is_another_file(bare: Qena, folder: Path) -> None:
    for name in ("زينب طه رمضان", "كريمة طه رمضان"):
        a_list(folder / "list.csv", name)
        bare.desk.sijill("import", "--watch", folder, "--once", *FOR)
    assert [name for name in files(folder) if name.endswith(".csv")] == [
        "taken/list-2.csv",
        "taken/list.csv",
    ]
    assert told(folder / "taken", "list-2.csv")["registrations"] == 1


def test_a_file_that_grows_is_left_until_it_is_whole(desk: Desk, folder: Path) -> None:
    path = a_list(folder / "slow.csv", "آية ناصر")
    with watching(desk, folder) as process:
        for number in range(8):
            time.sleep(0.5)
            with path.open("a", encoding="utf-8") as file:
                file.write(f"آية {number} ناصر,دشنا,3\n")
            assert path.exists(), "it was taken while it grew"
        until(lambda: (folder / "taken/slow.csv.json").exists() and not path.exists())
        process.send_signal(signal.SIGINT)
        _, complained = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "stopped watching" in complained
    assert told(folder / "taken", "slow.csv")["registrations"] == 9


@pytest.mark.parametrize("stopped_by", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_when_it_is_told_to(desk: Desk, folder: Path, stopped_by: signal.Signals) -> None:
    with watching(desk, folder) as process:
        assert process.stderr is not None
        assert "watching" in process.stderr.readline()
        process.stderr.readline()
        process.send_signal(stopped_by)
        said, complained = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, "")
    assert "stopped watching" in complained
    assert "توقفت مراقبة" in complained


KILLED = {
    "before it is written": "w.import_reading = die",
    "before it is said": "w._write_whole = die",
    "before it is moved": "import pathlib\n"
    "rename = pathlib.Path.rename\n"
    "def moving(self, to): return rename(self, to) if self.name.startswith('.') else die()\n"
    "pathlib.Path.rename = moving",
}


@pytest.mark.parametrize("moment", KILLED.values(), ids=[one.replace(" ", "_") for one in KILLED])
def test_killed_at_any_moment_the_same_again_goes_on(bare: Qena, folder: Path, moment: str) -> None:
    number = list(KILLED.values()).index(moment)
    a_list(
        folder / "list.csv", f"ملك رمضان {'أبتثج'[number] * 3}", f"رحمة شعبان {'دذرزس'[number] * 3}"
    )
    dying = replace(
        bare.desk,
        program="import os, signal\nimport registry.cli.watching as w\n"
        f"def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)\n{moment}\n" + PROGRAM,
    )
    done = dying.run("import", "--watch", folder, "--once", *FOR)
    assert done.returncode == -signal.SIGKILL
    assert (folder / "list.csv").exists()

    bare.desk.sijill("import", "--watch", folder, "--once", *FOR)
    assert files(folder) == ["taken/list.csv", "taken/list.csv.json"]
    assert told(folder / "taken", "list.csv")["registrations"] == 2
    before = bare.position
    bare.desk.sijill("import", folder / "taken/list.csv", *FOR)
    assert bare.position == before


def test_two_do_not_watch_one_folder(bare: Qena, desk: Desk, folder: Path) -> None:
    with watching(desk, folder) as process:
        assert process.stderr is not None
        process.stderr.readline()
        second = bare.desk.run("import", "--watch", folder, "--once", *FOR)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
    assert second.returncode == 1
    assert "Another program is watching" in second.stderr


def test_what_would_meet_every_file_stops_it_and_moves_none(bare: Qena, folder: Path) -> None:
    a_list(folder / "list.csv", "شيماء عادل")
    done = bare.desk.run(
        "import", "--watch", folder, "--once", "--partner", "albir-qena", "--programme", "nothing"
    )
    assert done.returncode == 1
    assert files(folder) == ["list.csv"]


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("a.csv", "--watch", "."),
        ("a.csv", "--once"),
        ("--watch", ".", "--dry-run"),
        ("--watch", ".", "--save-mapping", "m.yaml"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(
    bare: Qena, wrong: tuple[str, ...]
) -> None:
    done = bare.desk.run("import", *wrong, *FOR)
    assert (done.returncode, done.stdout) == (2, "")


def test_a_folder_that_is_not_there_is_refused(bare: Qena, folder: Path) -> None:
    done = bare.desk.run("import", "--watch", folder / "nowhere", "--once", *FOR)
    assert done.returncode == 1
    assert "There is no folder" in done.stderr
