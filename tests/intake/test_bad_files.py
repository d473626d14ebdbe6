"""What nobody should send: refused with a code, before anything is written and without filling the memory."""

from __future__ import annotations

import tracemalloc
import zipfile
from pathlib import Path

import pytest

from registry.domain.file_import import TakenAs
from registry.intake import workbook
from registry.intake.reading import read_file
from tests.intake.bad_files import BAD, Make
from tests.intake.files import (
    FATIMA,
    HEADINGS,
    KHALED,
    a_list,
    changed,
    options,
    registrations,
    stops_with,
)

SMALL = 2**20
"""Bytes of a file up to which memory is traced: that takes ten times as long."""


@pytest.mark.parametrize(
    ("name", "code", "make"), BAD.values(), ids=[one.replace(" ", "_") for one in BAD]
)
def test_a_bad_file_is_refused_in_little_memory(
    tmp_path: Path, name: str, code: str, make: Make
) -> None:
    path = tmp_path / name
    make(path)
    traced = path.stat().st_size < SMALL
    if traced:
        tracemalloc.start()
    try:
        with stops_with(code):
            read_file(path, options(TakenAs.REGISTRATIONS))
        assert not traced or tracemalloc.get_traced_memory()[1] < 40 * 2**20
    finally:
        tracemalloc.stop()


def test_shared_texts_count_among_what_comes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 2**20)
    path = a_list(tmp_path / "a.xlsx", FATIMA)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/moreStrings.xml", b"<si><t>" + b"a" * 2**20 + b"</t></si>")
    with stops_with("file_too_large_unpacked"):
        registrations(path)


def test_the_value_that_was_saved_beside_a_formula_is_taken(tmp_path: Path) -> None:
    path = a_list(tmp_path / "a.xlsx", FATIMA)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v>4</v>", b"<f>2*4</f><v>8</v>")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    (one,) = registrations(path).incoming
    assert one.draft.declared_size == 8


def test_a_formula_in_a_total_row_needs_no_value(tmp_path: Path) -> None:
    path = a_list(
        tmp_path / "a.xlsx", FATIMA, KHALED, ("الإجمالي", "", "", "", "", "", "=SUM(G2:G3)")
    )
    assert len(registrations(path).incoming) == 2


def test_headings_in_two_languages_are_one_row_of_headings(tmp_path: Path) -> None:
    english = ("No.", "Name", "National ID", "Birth date", "Sex", "Markaz", "Household size")
    for headings, row in ((HEADINGS, english), (english, HEADINGS)):
        path = a_list(tmp_path / "a.xlsx", row, FATIMA, KHALED, headings=headings)
        found = registrations(path)
        assert ([one.at.row for one in found.incoming], found.rejects) == ([3, 4], ())


def test_a_title_over_all_columns_and_a_last_row_that_is_only_formatted_are_no_fault(
    tmp_path: Path,
) -> None:
    def format_(book: object) -> None:
        sheet = book.worksheets[0]  # type: ignore[attr-defined]
        sheet.merge_cells("A1:G1")
        sheet.cell(row=2**20, column=3).number_format = "@"

    path = a_list(tmp_path / "a.xlsx", FATIMA, title="كشف أسر دشنا")
    assert len(registrations(changed(path, tmp_path / "b.xlsx", format_)).incoming) == 1


def test_two_columns_of_one_heading_that_say_the_same_are_noticed_alone(tmp_path: Path) -> None:
    path = a_list(tmp_path / "a.xlsx", (*FATIMA, FATIMA[1]), headings=(*HEADINGS, "الاسم"))
    assert [one.code for one in registrations(path).notices] == ["column_repeated"]
