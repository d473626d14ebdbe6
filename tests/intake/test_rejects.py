"""The rejects workbook gives rows back as they were, says why, and can be imported as it is."""

from __future__ import annotations

import csv
import stat
from pathlib import Path
from typing import Any

import openpyxl

from registry.intake.rejects import write_rejects
from registry.intake.sheets import shown
from tests.intake.files import (
    FATIMA,
    HEADINGS,
    KOBO,
    Read,
    a_list,
    cell,
    cells_of,
    changed,
    deliveries,
    kobo,
)

TITLE = "كشف توزيع أكتوبر ٢٠٢٦"
LOST = (3, "مريم  جمال", 28403152701234.0, "15/03/1984", "ذكرى", "باريس", "٣")


def given_back(reading: Read, path: Path) -> Path:
    write_rejects(path, reading.tables, reading.rejects, {})
    return path


def one_lost_family(tmp_path: Path) -> Path:
    path = a_list(tmp_path / "a.xlsx", FATIMA, LOST, title=TITLE)
    return given_back(deliveries(path), tmp_path / "r.xlsx")


def test_only_the_rejected_row_comes_back_under_its_title_and_headings(tmp_path: Path) -> None:
    title, headings, row = cells_of(one_lost_family(tmp_path))
    assert title[0] == TITLE
    assert headings == [*HEADINGS, "السبب", "Reason"]
    assert row[:7] == ["3", "مريم  جمال", "28403152701234", "15/03/1984", "ذكرى", "باريس", "٣"]


def test_every_reason_is_said_in_both_languages_with_its_column(tmp_path: Path) -> None:
    row = cells_of(one_lost_family(tmp_path))[-1]
    assert [line.split(":")[0] for line in row[7].splitlines()] == ["المركز", "النوع"]
    assert "المكان غير معروف" in row[7]
    assert "The place is unknown" in row[8]
    assert "Did you mean “ذكر”?" in row[8]


def test_the_sheet_is_right_to_left_and_everything_in_it_is_text(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(one_lost_family(tmp_path)).active
    assert sheet is not None
    assert sheet.sheet_view.rightToLeft
    row = [one for one in sheet[3] if one.value is not None]
    assert {one.data_type for one in row} == {"s"}
    assert {one.number_format for one in row} == {"@"}


def test_a_cell_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    lost = ["3", '=HYPERLINK("http://x.example","علي")', "+20109", "-1", "@SUM(A1)", "باريس", "3"]
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, lost])
    back = given_back(deliveries(path, on="2026-10"), tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(back).active
    assert sheet is not None
    cells = [one for one in sheet[2] if one.value is not None][1:5]
    assert [one.value for one in cells] == lost[1:5]
    assert {one.data_type for one in cells} == {"s"}
    assert all(one.quotePrefix for one in cells)


def test_nobody_but_its_owner_may_read_it(tmp_path: Path) -> None:
    assert stat.S_IMODE(one_lost_family(tmp_path).stat().st_mode) == 0o600


def test_what_comes_back_is_rejected_for_the_same_reasons_and_said_once(tmp_path: Path) -> None:
    first = one_lost_family(tmp_path)
    again = deliveries(first)
    assert again.notices == ()
    assert [reject.at.row for reject in again.rejects] == [3]
    assert str(again.on) == "2026-10"
    assert cells_of(given_back(again, tmp_path / "again.xlsx")) == cells_of(first)


def test_a_mended_row_reads_as_if_it_had_been_right_from_the_start(tmp_path: Path) -> None:
    def mend(workbook: Any) -> None:
        cell(workbook, 0, 3, "المركز", header=2).value = "دشنا"
        cell(workbook, 0, 3, "النوع", header=2).value = "أنثى"

    right = a_list(tmp_path / "right.xlsx", (*LOST[:4], "أنثى", "دشنا", "٣"), title=TITLE)
    mended = changed(one_lost_family(tmp_path), tmp_path / "mended.xlsx", mend)
    assert [one.draft for one in deliveries(mended).incoming] == [
        one.draft for one in deliveries(right).incoming
    ]


def test_a_rejected_submission_comes_back_in_kobos_shape_with_its_repeats(tmp_path: Path) -> None:
    def spoil(workbook: Any) -> None:
        cell(workbook, 0, 4, "hh/head_name").value = None

    def mend(workbook: Any) -> None:
        cell(workbook, 0, 2, "hh/head_name").value = "حسين حسين حسين مصطفى"

    path = given_back(kobo(changed(KOBO, tmp_path / "a.xlsx", spoil)), tmp_path / "r.xlsx")
    assert openpyxl.load_workbook(path).sheetnames == ["حصر أسر قنا", "members", "support"]
    mended = kobo(changed(path, tmp_path / "m.xlsx", mend))
    original = kobo().incoming[2]
    (one,) = mended.incoming
    assert (one.draft, one.identifying) == (original.draft, original.identifying)
    assert [each.draft for each in one.members] == [each.draft for each in original.members]
    assert [each.draft for each in one.deliveries] == [each.draft for each in original.deliveries]


def test_a_rejected_child_comes_back_with_its_submission_and_without_its_siblings(
    tmp_path: Path,
) -> None:
    def spoil(workbook: Any) -> None:
        cell(workbook, "members", 3, "mem/name").value = None

    path = given_back(kobo(changed(KOBO, tmp_path / "a.xlsx", spoil)), tmp_path / "r.xlsx")
    assert len(cells_of(path, 0)) == len(cells_of(path, "members")) == 2
    assert openpyxl.load_workbook(path).sheetnames == ["حصر أسر قنا", "members"]
    assert shown(cells_of(path, 0)[1][-1]) == ""
    assert cells_of(path, "members")[1][-1].startswith("mem/name: The name is missing")
