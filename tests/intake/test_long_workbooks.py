"""A long XLSX is gone through row by row, and says what it says when it is held."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from registry.domain.file_import import TakenAs
from registry.intake import reading, workbook
from registry.intake.recognise import open_file
from registry.intake.sheets import shown
from registry.intake.streamed import SheetInFile
from tests.intake.files import (
    FATIMA,
    HEADINGS,
    KHALED,
    KOBO,
    LIST,
    Read,
    a_list,
    changed,
    deliveries,
    kobo,
    options,
    read,
    registrations,
    stops_with,
)


@pytest.fixture
def streamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "HELD_ROWS", 0)


def texts(path: Path) -> list[tuple[str, bool, list[tuple[int, list[str]]]]]:
    """Every sheet as text, blank ends cut off."""
    return [
        (
            sheet.name,
            sheet.hidden,
            [(row.number, [shown(cell) for cell in row.cells]) for row in sheet.rows],
        )
        for sheet in open_file(path).sheets
    ]


def without_ends(found: Any) -> Any:
    return [
        (name, hidden, [(number, _cut(cells)) for number, cells in rows])
        for name, hidden, rows in found
    ]


def _cut(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def all_of(one: Read) -> tuple[Any, ...]:
    return (one.incoming, one.rejects, one.names, one.rows, one.notices)


@pytest.mark.parametrize("sample", [KOBO, LIST], ids=["kobo", "list"])
def test_every_cell_of_a_sample_reads_alike(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = texts(sample)
    monkeypatch.setattr(workbook, "HELD_ROWS", 0)
    assert all(isinstance(sheet.rows, SheetInFile) for sheet in open_file(sample).sheets)
    assert without_ends(texts(sample)) == without_ends(held)


def test_samples_bring_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    held = all_of(kobo()), all_of(deliveries(LIST))
    monkeypatch.setattr(workbook, "HELD_ROWS", 0)
    assert (all_of(kobo()), all_of(deliveries(LIST))) == held


def test_another_process_reads_a_long_workbook_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    held = all_of(kobo()), all_of(deliveries(LIST))
    monkeypatch.setattr(workbook, "HELD_ROWS", 0)
    monkeypatch.setattr(reading, "LONG", 1)
    assert (all_of(kobo()), all_of(deliveries(LIST))) == held


def test_what_is_merged_stands_in_every_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def merge(book: Any) -> None:
        sheet = book.worksheets[0]
        sheet.merge_cells("F2:F3")
        sheet.merge_cells("G3:G4")

    rows = (FATIMA, KHALED, (3, "علي حسن", "", "", "ذكر", "قنا", 2))
    path = changed(a_list(tmp_path / "a.xlsx", *rows), tmp_path / "b.xlsx", merge)
    held = registrations(path)
    assert [str(one.draft.place) for one in held.incoming[:2]] == ["EG2706", "EG2706"]
    monkeypatch.setattr(workbook, "HELD_ROWS", 0)
    assert all_of(registrations(path)) == all_of(held)


@pytest.mark.usefixtures("streamed")
def test_a_hidden_sheet_is_not_taken(tmp_path: Path) -> None:
    def hide(book: Any) -> None:
        book.copy_worksheet(book.worksheets[0]).sheet_state = "hidden"

    path = changed(a_list(tmp_path / "a.xlsx", FATIMA), tmp_path / "b.xlsx", hide)
    found = registrations(path)
    assert [one.code for one in found.notices] == ["sheet_not_taken"]
    assert len(found.incoming) == 1


@pytest.mark.usefixtures("streamed")
def test_a_workbook_that_changes_while_it_is_read_stops_the_import(tmp_path: Path) -> None:
    path = a_list(tmp_path / "a.xlsx", FATIMA)
    batches = reading.read_file(path, options(TakenAs.REGISTRATIONS)).batches()
    a_list(path, FATIMA, KHALED)
    with stops_with("file_changed"):
        list(batches)


def test_two_cells_in_opposite_corners_are_two_rows_and_no_grid(tmp_path: Path) -> None:
    """Laid out as a grid they would be 17,000 million cells."""

    def reach(book: Any) -> None:
        book.worksheets[0]["XFD1048570"] = "."

    path = changed(a_list(tmp_path / "a.xlsx", FATIMA), tmp_path / "b.xlsx", reach)
    tracemalloc.start()
    try:
        found = registrations(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found.incoming) == 1
    assert peak < 30 * 2**20


@pytest.mark.usefixtures("streamed")
def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.xlsx"
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        sheet.append(HEADINGS)
        for number in range(rows):
            sheet.append((number, f"فاطمة {number} علي حسن", "", "", "أنثى", "دشنا", 4))
        book.save(path)
        del book
        (found,) = open_file(path).sheets
        assert isinstance(found.rows, SheetInFile)
        tracemalloc.start()
        try:
            assert sum(1 for _ in found.rows) == rows + 1
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    small, large = peak(500), peak(4_000)
    assert large - small < 2**18


def test_a_list_of_persons_in_a_long_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    headings = ("كود الأسرة", "صلة القرابة", "الاسم", "المركز")
    rows = (
        ("ق-1", "رب الأسرة", "خالد سيد", "قوص"),
        ("ق-1", "ابن", "علي خالد", None),
        ("ق-2", "ابن", "بلا رب", "قوص"),
    )
    path = a_list(tmp_path / "a.xlsx", *rows, headings=headings)
    held = all_of(read(path, options()))
    monkeypatch.setattr(workbook, "HELD_ROWS", 0)
    monkeypatch.setattr(reading, "LONG", 1)
    assert all_of(read(path, options())) == held
