"""A file is told by what is in it."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from pathlib import Path

import pytest

from registry.domain.file_import import FileFormat
from registry.intake import recognise, workbook
from registry.intake.recognise import open_file
from tests.intake.files import (
    FATIMA,
    HEADINGS,
    KHALED,
    KOBO,
    LIST,
    a_list,
    cells_of,
    kobo,
    registrations,
    stops_with,
)


def csv_bytes(separator: str, encoding: str) -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=separator).writerows([HEADINGS, FATIMA, KHALED])
    return written.getvalue().encode(encoding)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_csv_says_the_same_in_every_encoding_and_with_every_separator(
    tmp_path: Path, separator: str, encoding: str
) -> None:
    path = tmp_path / "list.dat"
    path.write_bytes(csv_bytes(separator, encoding))
    expected = registrations(a_list(tmp_path / "list.xlsx", FATIMA, KHALED))
    reading = registrations(path)
    assert reading.format is FileFormat.CSV
    assert [one.draft for one in reading.incoming] == [one.draft for one in expected.incoming]


def test_a_csv_from_an_arabic_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("الاسم;المركز;عدد الأفراد\r\nفاطمة علي;دشنا;4\r\n".encode("cp1256"))
    (one,) = registrations(path).incoming
    assert (one.draft.head.name.written, one.draft.place, one.draft.declared_size) == (
        "فاطمة علي",
        "EG2706",
        4,
    )


def test_a_record_over_several_lines_is_one_row(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        'الاسم,العنوان,المركز\n"فاطمة علي","شارع\nالنيل",دشنا\n"علي حسن",,قوص\n', encoding="utf-8"
    )
    assert [one.at.row for one in registrations(path).incoming] == [2, 3]


def test_the_name_of_a_file_says_nothing(tmp_path: Path) -> None:
    disguised = tmp_path / "kobo_export.csv"
    disguised.write_bytes(LIST.read_bytes())
    assert open_file(disguised).format is FileFormat.SPREADSHEET
    disguised.write_bytes(KOBO.read_bytes())
    assert open_file(disguised).format is FileFormat.KOBO_XLSX


def test_kobos_csv_is_read_and_its_lost_members_are_said_loudly(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(cells_of(KOBO))
    with stops_with("repeat_sheet_missing"):
        kobo(path)
    reading = kobo(path, without_repeats=True)
    assert reading.format is FileFormat.CSV
    assert [one.draft for one in reading.incoming] == [one.draft for one in kobo().incoming]
    assert [one.code for one in reading.notices] == ["repeat_sheet_missing"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n", "file_empty"),
        (b"%PDF-1.7 ...", "file_format_unknown"),
        (b"\x89PNG\r\n", "file_format_unknown"),
        (b"\x01\x02\x03\x04", "file_format_unknown"),
        (b"PK\x03\x04 cut short", "file_unreadable"),
        (LIST.read_bytes()[:4000], "file_unreadable"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "file_unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_code(
    tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(content)
    with stops_with(code):
        open_file(path)


def test_a_file_that_is_not_there_is_refused_with_a_code(tmp_path: Path) -> None:
    with stops_with("file_missing"):
        open_file(tmp_path / "none.xlsx")


def test_a_workbook_that_unpacks_to_more_than_the_limit_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (2**20 + 1))
    assert path.stat().st_size < 10_000
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 2**20)
    with stops_with("file_too_large_unpacked"):
        open_file(path)


def test_a_workbook_that_lies_about_its_size_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet, claimed = b"0" * (2**20 + 1), struct.pack("<I", 1000)
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    content = (tmp_path / "bomb.xlsx").read_bytes()
    (tmp_path / "bomb.xlsx").write_bytes(content.replace(struct.pack("<I", len(sheet)), claimed))
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 2**20)
    with stops_with("file_too_large_unpacked"):
        open_file(tmp_path / "bomb.xlsx")


def test_a_file_larger_than_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognise, "SIZE_LIMIT", 1000)
    with stops_with("file_too_large"):
        open_file(LIST)
