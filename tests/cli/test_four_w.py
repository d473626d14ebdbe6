"""`sijill report 4w`, on what the demo leaves behind: a file that HXL's own validator takes (`make hxl`)."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from registry.cli.four_w import COLUMNS, FIGURES
from registry.cli.four_w_file import write
from tests.cli.conftest import Qena

AUDITOR: Final = ("--as", "auditor@moss-qena", "--purpose", "audit")
UMBRELLA: Final = ("--as", "analyst@qena-union")
TAG: Final = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")
"""A hashtag and its attributes, as HXL 1.1 writes them."""
NUMERIC: Final = re.compile(r"#(population|affected|inneed|targeted|reached|value)\b|\+num\b")
"""What its default schema takes for numbers."""


def taken(register: Qena, file: Path, *words: str) -> list[list[str]]:
    done = register.desk.run("report", "4w", *words, "--out", str(file))
    assert done.returncode == 0, done.stderr
    assert not done.stdout
    assert file.read_bytes().startswith(b"\xef\xbb\xbf"), "Excel would not know it for UTF-8"
    return list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines()))


def test_tags_are_hxl_and_stand_over_what_they_promise(qena: Qena, tmp_path: Path) -> None:
    headings, tags, *rows = taken(qena, tmp_path / "4w.csv", *AUDITOR)
    assert len(set(headings)) == len(set(tags)) == len(COLUMNS)
    assert all(TAG.fullmatch(tag) for tag in tags)
    assert {tag for tag in tags if NUMERIC.search(tag)} == set(FIGURES.values())
    for row in rows:
        figures = [cell for tag, cell in zip(tags, row, strict=True) if NUMERIC.search(tag)]
        assert all(figure.isdecimal() for figure in figures)
        persons, *by_sex = map(int, figures[:4])
        assert persons == sum(by_sex)
        assert re.fullmatch(r"\d{4}-\d{2}", row[tags.index("#date+month")])
    assert sum(int(row[tags.index("#output+num+services")]) for row in rows) == 30


@pytest.mark.parametrize(
    "command",
    [("4w", "--out", "x.csv"), ("4w", "--out", "x.xlsx"), ("coverage", "--svg", "x.svg")],
)
def test_a_folder_that_is_not_there_is_named_with_what_to_do(
    qena: Qena, tmp_path: Path, command: tuple[str, str, str]
) -> None:
    report, option, name = command
    nowhere = tmp_path / "no" / name
    done = qena.desk.run("report", report, *AUDITOR, option, str(nowhere))
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{nowhere} cannot be written" in done.stderr
    assert f"تعذرت كتابة {nowhere}." in done.stderr
    assert "name another place" in done.stderr


def test_the_umbrella_is_told_nothing_of_a_few_and_why(qena: Qena, tmp_path: Path) -> None:
    _, tags, *rows = taken(qena, tmp_path / "4w.csv", *UMBRELLA, "--language", "en")
    figures = [at for at, tag in enumerate(tags) if NUMERIC.search(tag)]
    assert {row[at] for row in rows for at in figures} == {"", "0"}
    assert all("from 1 to 9 and not shown: persons reached, " in row[-1] for row in rows)
    (shown,) = (
        json.loads(qena.desk.sijill("report", "4w", *UMBRELLA, "--month", month, "--json"))
        for month in [rows[0][tags.index("#date+month")]]
    )
    assert len(shown["activities"]) == len(rows)
    elsewhere = qena.desk.sijill("report", "4w", *UMBRELLA, "--month", "1999-01", "--json")
    assert json.loads(elsewhere)["activities"] == []


@pytest.mark.parametrize(
    ("language", "row_of"),
    [
        ("ar", ("جمعية", "الأمن الغذائي", "72040", "food", "عيني", "دشنا")),
        ("en", ("association", "Food Security", "72040", "food", "in kind", "Deshna")),
    ],
)
def test_a_workbook_reads_from_where_its_language_begins(
    qena: Qena, tmp_path: Path, language: str, row_of: tuple[str, ...]
) -> None:
    """And says which kind of organisation gave which kind of help in which way."""
    file = tmp_path / "4w.xlsx"
    done = qena.desk.run("report", "4w", *AUDITOR, "--out", str(file), "--lang", language)
    assert done.returncode == 0, done.stderr
    sheet = openpyxl.load_workbook(file).worksheets[0]
    assert bool(sheet.sheet_view.rightToLeft) is (language == "ar")
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[1] == [column.tag for column in COLUMNS]
    at = {column.name: number for number, column in enumerate(COLUMNS)}
    assert all(isinstance(row[at["persons"]], int) for row in rows[2:])
    said = ("partner_kind", "sector", "crs", "family", "modality", "markaz_name")
    assert row_of in {tuple(row[at[name]] for name in said) for row in rows[2:]}


def test_nothing_in_a_file_becomes_a_formula(tmp_path: Path) -> None:
    names = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "جمعية"]
    rows: Sequence[Sequence[str]] = [[name] for name in names]
    for kind in (".csv", ".xlsx"):
        write(tmp_path / f"4w{kind}", ["name"], ["#org+name"], rows, "ar")
    with (tmp_path / "4w.csv").open(encoding="utf-8-sig", newline="") as file:
        written = [cell for (cell,) in csv.reader(file)]
    assert written == ["name", "#org+name", *(f"'{name}" for name in names[:-1]), names[-1]]
    sheet = openpyxl.load_workbook(tmp_path / "4w.xlsx").worksheets[0]
    assert {cell.data_type for cell in sheet["A"]} == {"s"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "4w.pdf"), "FILE.xlsx"),
        (("--month", "2026-10", "--from", "2026-09"), "--until"),
    ],
)
def test_what_cannot_be_asked_for_is_told(qena: Qena, words: tuple[str, ...], said: str) -> None:
    done = qena.desk.run("report", "4w", *AUDITOR, *words)
    assert done.returncode == 2
    assert said in done.stderr
