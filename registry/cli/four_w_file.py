"""The 4W as a file: a row of headings, a row of HXL tags below it, and figures.

Nothing in it becomes a formula: what is text in a workbook stays text, and in CSV, which has no types, an apostrophe
stands before what a spreadsheet would take for one.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TypeAlias

import xlsxwriter

from registry.texts import Language

Cell: TypeAlias = str | int | None

CSV, WORKBOOK = ".csv", ".xlsx"
KINDS: Final = (CSV, WORKBOOK)
_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_WIDTH: Final = 18


def write(
    path: Path,
    headings: Sequence[str],
    tags: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    language: Language,
) -> None:
    """Write a file of the kind that its name ends with, which is one of `KINDS`."""
    if path.suffix.lower() == CSV:
        _write_csv(path, [headings, tags, *rows])
    else:
        _write_workbook(path, headings, tags, rows, language)


def _write_csv(path: Path, rows: Sequence[Sequence[Cell]]) -> None:
    # The mark at its beginning is what Excel knows UTF-8 by.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([_guarded(cell) for cell in row] for row in rows)


def _guarded(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.startswith(_BEGINS_A_FORMULA):
        return f"'{cell}"
    return cell


def _write_workbook(
    path: Path,
    headings: Sequence[str],
    tags: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    language: Language,
) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        sheet = workbook.add_worksheet("4W")
        if language == "ar":
            sheet.right_to_left()
        text = workbook.add_format({"num_format": "@", "quote_prefix": True})
        bold = workbook.add_format({"bold": True, "text_wrap": True})
        tag = workbook.add_format({"italic": True, "font_color": "#666666"})
        sheet.set_column(0, len(headings) - 1, _WIDTH)
        for column, (heading, name) in enumerate(zip(headings, tags, strict=True)):
            sheet.write_string(0, column, heading, bold)
            sheet.write_string(1, column, name, tag)
        sheet.freeze_panes(2, 0)
        for at, row in enumerate(rows, start=2):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(at, column, cell)
                elif cell:
                    sheet.write_string(at, column, cell, text)
