"""A CSV is gone through, however long it is, and never held: what is said of all of it is known all the same."""

from __future__ import annotations

import csv
import gc
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from bench.people import HEADINGS, write_people
from registry.domain.file_import import TakenAs
from registry.intake import incoming, reading, recognise, rejects
from registry.intake.apart import Job, read_apart
from registry.intake.delimited import CHUNK, CsvFile, look_at_csv
from registry.intake.incoming import Batch
from registry.intake.reading import read_file
from registry.intake.rejects import write_rejects
from registry.intake.sheets import Sheet
from tests.intake.files import cells_of, options, read, stops_with

NAME = "فاطمة علي حسن"
FILLER = f"{NAME},دشنا\n" * (2 * CHUNK // 40)


def a_text(into: Path, content: bytes) -> Path:
    into.write_bytes(content)
    return into


def encoding_of(path: Path) -> str:
    return look_at_csv(path).encoding


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256"])
def test_the_last_letter_of_a_long_file_tells_its_encoding(tmp_path: Path, encoding: str) -> None:
    """Everything before it reads alike in both."""
    plain = "name,markaz\n" + "Fatma Ali,Dishna\n" * (2 * CHUNK // 16)
    path = a_text(tmp_path / "a.csv", (plain + NAME).encode(encoding))
    assert encoding_of(path) == encoding


def test_a_letter_that_lies_across_two_chunks_is_a_letter(tmp_path: Path) -> None:
    for shift in range(2):
        content = "x" * (CHUNK - 4 + shift) + "\n" + FILLER
        assert encoding_of(a_text(tmp_path / f"{shift}.csv", content.encode())) == "utf-8"


def test_a_file_that_ends_in_half_a_letter_is_not_taken_for_windows_arabic(tmp_path: Path) -> None:
    with stops_with("file_encodings_mixed", line=FILLER.count("\n")):
        look_at_csv(a_text(tmp_path / "a.csv", FILLER.encode()[:-2]))


@pytest.mark.parametrize("end", [b"\x00\x01\x02", b"\x07"], ids=["zeros and others", "a bell"])
def test_what_turns_out_to_be_no_text_at_its_end_is_refused(tmp_path: Path, end: bytes) -> None:
    with stops_with("file_format_unknown"):
        look_at_csv(a_text(tmp_path / "a.csv", FILLER.encode() + end))


def test_lines_are_counted_however_they_end(tmp_path: Path) -> None:
    for number, end in enumerate(("\n", "\r\n", "\r")):
        text = end.join(["a,b", "1,2", "3,4"])
        for lines, content in ((3, text), (3, text + end)):
            path = a_text(tmp_path / f"{number}.csv", content.encode())
            assert look_at_csv(path).lines == lines


def test_a_csv_has_no_size_that_is_too_large_and_a_workbook_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognise, "SIZE_LIMIT", 1_000)
    path = tmp_path / "people.csv"
    expected = write_people(path, 50)
    assert path.stat().st_size > 1_000
    assert read(path, options()).rows == expected.persons


def test_a_file_that_changes_while_it_is_read_stops_the_import(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    write_people(path, 50)
    batches = read_file(path, options()).batches()
    with path.open("a", encoding="utf-8") as file:
        file.write("x")
    with stops_with("file_changed"):
        list(batches)


def test_a_file_that_changes_is_noticed_by_the_process_that_reads_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LONG", 10)
    path = tmp_path / "people.csv"
    write_people(path, 50)
    found = read_file(path, options())
    path.write_bytes(path.read_bytes()[:-1])
    with stops_with("file_changed"):
        list(found.batches())


def test_a_process_of_its_own_reads_what_this_one_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "HOUSEHOLDS", 500)
    path = tmp_path / "people.csv"
    write_people(path, 1_200, seed=7)
    here = list(read_file(path, options()).batches())
    monkeypatch.setattr(reading, "LONG", 10)
    apart = list(read_file(path, options()).batches())
    assert len(here) == 3
    assert apart == here


def test_a_list_of_deliveries_is_read_apart_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("الاسم", "المركز", "عدد الأفراد", "المبلغ"))
        lines.writerows((f"{NAME} {number % 7}", "دشنا", 4, number % 5 + 1) for number in range(90))
    said = options(TakenAs.DELIVERIES, on="2026-10")
    here = list(read_file(path, said).batches())
    monkeypatch.setattr(reading, "LONG", 10)
    assert list(read_file(path, said).batches()) == here


def test_a_reader_that_is_listened_to_no_more_ends(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    write_people(path, 2_000)
    batches = read_apart(Job.of([Sheet("csv", look_at_csv(path))], options(), 0, form=False))
    assert isinstance(next(batches), Batch)
    batches.close()  # waits for the process, and would wait for ever


def test_a_reader_that_fails_says_where_and_nothing_of_what_it_was_given() -> None:
    job = NAME.encode()
    done = subprocess.run(
        [sys.executable, "-m", "registry.intake.apart"],
        input=len(job).to_bytes(4) + job,
        capture_output=True,
        check=False,
    )
    complained = done.stderr.decode()
    assert (done.returncode, done.stdout) == (1, b"")
    assert "apart.py" in complained
    assert complained.count("\n") == complained.count("sijill: ")
    assert "فاطمة" not in complained


def test_batches_say_how_far_they_reach(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "HOUSEHOLDS", 20)
    path = tmp_path / "people.csv"
    expected = write_people(path, 50)
    found = read_file(path, options())
    batches = list(found.batches())
    assert found.length == expected.persons + 1
    reached = [batch.reached for batch in batches]
    assert reached == sorted(set(reached))
    assert reached[-1] == found.length
    assert sum(batch.rows for batch in batches) == expected.persons
    assert [len(batch.incoming) for batch in batches[:-1]] == [20] * (len(batches) - 1)


def test_rows_that_bring_nothing_make_batches_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of nothing but rejects would otherwise be held whole."""
    monkeypatch.setattr(incoming, "ROWS", 10)
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(HEADINGS)
        lines.writerows([""] + [NAME] * (len(HEADINGS) - 1) for _ in range(35))
    batches = list(read_file(path, options()).batches())
    assert [len(batch.rejects) for batch in batches] == [10, 10, 10, 5]


def test_what_is_held_of_a_file_does_not_grow_with_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a household a digest is kept; its rows, as they are understood, are some kilobytes."""
    monkeypatch.setattr(incoming, "HOUSEHOLDS", 100)
    monkeypatch.setattr(reading, "LONG", 10**9)  # here, where it can be looked at
    path = tmp_path / "people.csv"
    write_people(path, 4_000)
    held: list[int] = []
    gc.collect()
    gc.freeze()  # what is there already takes longer to look through than a batch
    tracemalloc.start()
    for batch in read_file(path, options()).batches():
        assert batch.rows
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    gc.unfreeze()
    early, late = held[9:12], held[-4:-1]  # whole batches, when what is looked up once has been
    assert max(late) - max(early) < 2_800 * 400


def test_many_rejects_make_workbooks_that_can_each_be_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rejects, "PART", 20)
    path = tmp_path / "people.csv"
    expected = write_people(path, 1_500, seed=3)
    found = read(path, options())
    assert expected.rejected > 60
    back = write_rejects(tmp_path / "r.xlsx", found.tables, found.rejects, {})
    assert [one.name for one in back] == [
        "r.xlsx", *(f"r-{number}.xlsx" for number in range(2, len(back) + 1))
    ]  # fmt: skip
    again = [read(one, options()) for one in back]
    assert len(again) > 1
    codes = sorted(problem.code for one in found.rejects for problem in one.problems)
    assert codes == sorted(
        problem.code for part in again for one in part.rejects for problem in one.problems
    )
    assert max(len(cells_of(one)) for one in back) < 20 + 12


def test_cells_are_those_of_the_file_in_every_pass(tmp_path: Path) -> None:
    path = a_text(tmp_path / "a.csv", f'a,b\n"{NAME}\nx",2\n\n3,4\n'.encode())
    file: CsvFile = look_at_csv(path)
    first, second = list(file), list(file)
    assert first == second
    assert [(row.number, row.cells) for row in first] == [
        (1, ("a", "b")),
        (2, (f"{NAME}\nx", "2")),
        (4, ("3", "4")),
    ]
