"""The sample files as somebody else might have sent them."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import openpyxl

KOBO: Final = "kobo_qena_households.xlsx"
LIST: Final = "ngo_distribution_list_ar.xlsx"
HEADER_OF_LIST: Final = 3
TOTALS: Final = 1

TO_ARABIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
NUMBERS_OF_KOBO: Final = {"hh/head_national_id", "hh/phone", "hh/size", "mem/national_id"}

Cells = list[list[Any]]


def shuffle(folder: Path) -> None:
    """The rows of every sheet in another order; titles, headings and the total stay where they are."""
    order = random.Random(20261007)  # noqa: S311 - an order, no secret

    def shuffled(rows: Cells) -> Cells:
        order.shuffle(rows)
        return rows

    _change(folder / KOBO, 1, 0, shuffled)
    _change(folder / LIST, HEADER_OF_LIST, TOTALS, shuffled)


def drop_from_list(folder: Path, rows: int) -> None:
    _change(folder / LIST, HEADER_OF_LIST, TOTALS, lambda cells: cells[rows:])


def write_arabic_digits(folder: Path) -> None:
    """Every number that a person typed, as text in Arabic digits."""
    for sheet in _sheets(folder / KOBO):
        for column in sheet.iter_cols():
            if column[0].value in NUMBERS_OF_KOBO:
                for cell in column[1:]:
                    _write_in_arabic(cell)
    for sheet in _sheets(folder / LIST):
        for row in sheet.iter_rows(min_row=HEADER_OF_LIST + 1):
            for cell in row:
                _write_in_arabic(cell)


def refuse_consent(folder: Path, submission: str) -> None:
    """The household of a submission says no to sharing."""
    for sheet in _sheets(folder / KOBO):
        headings = [cell.value for cell in sheet[1]]
        if "consent/share" not in headings:
            continue
        for row in sheet.iter_rows(min_row=2):
            if row[headings.index("_uuid")].value == submission:
                row[headings.index("consent/share")].value = "no"


def rename_column(file: Path, heading: str, other: str) -> None:
    for sheet in _sheets(file):
        for cell in sheet[HEADER_OF_LIST]:
            if cell.value == heading:
                cell.value = other


def submissions(folder: Path) -> list[dict[str, Any]]:
    """The households of the Kobo file, by column."""
    rows = openpyxl.load_workbook(folder / KOBO).worksheets[0].iter_rows(values_only=True)
    headings = [str(cell) for cell in next(rows)]
    return [dict(zip(headings, row, strict=True)) for row in rows]


def _change(file: Path, above: int, below: int, change: Callable[[Cells], Cells]) -> None:
    for sheet in _sheets(file):
        last = sheet.max_row - below
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(above + 1, last)]
        changed = change(list(rows))
        sheet.delete_rows(above + 1, len(rows))
        sheet.insert_rows(above + 1, len(changed))
        for number, row in enumerate(changed, start=above + 1):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value


def _sheets(file: Path) -> Any:
    """Each sheet to be changed; the workbook is saved when all were."""
    workbook = openpyxl.load_workbook(file)
    yield from workbook.worksheets
    workbook.save(file)


def _write_in_arabic(cell: Any) -> None:
    if isinstance(cell.value, int | str):
        cell.value = str(cell.value).translate(TO_ARABIC)
        cell.number_format = "@"
