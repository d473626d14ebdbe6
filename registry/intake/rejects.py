"""The rejects workbook: the rows that go back, as they were, each with its reasons in both languages.

It can be mended and imported again as it is: titles and headings stand where they stood, the two columns of reasons are
taken for nothing, and a row that has no reference in its file has the one it goes by in a column of its own.
Everything in it is text, so that no program turns an identity number into a float, a date round, or a cell that begins
with `=` into a formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from registry.intake.fields import REASON_HEADINGS, ROW_REFERENCE
from registry.intake.findings import Kept, Place, Reject
from registry.intake.sheets import Row, shown
from registry.intake.summary import reason
from registry.texts import Language

PART: Final = 20_000
"""Rows of a workbook, about as many as can be looked through; it is made in memory, a kilobyte or two each."""

_WIDTH: Final = 24
_WIDTH_OF_REASONS: Final = 60


def write_rejects(
    path: Path, tables: Sequence[Kept], rejects: Sequence[Reject], references: Mapping[Place, str]
) -> tuple[Path, ...]:
    """Write the rows that were rejected and those that must go back with them, sheet by sheet.

    `references` are what rows go by that have no reference in the file. More than `PART` rows make several workbooks,
    each a file to be imported by itself: rows that belong together are in one, and stand together in it.

    The first table of the file is always there, if only its headings: it is what the file is recognised by.
    """
    reasons = {reject.at: reject for reject in rejects}
    first = _first_of_each(rejects)
    parts = list(_parts(first))
    paths = tuple(_numbered(path, number) for number in range(1, len(parts) + 1))
    for part, into in zip(parts, paths, strict=True):
        places = {at: _order(at, first[at]) for at in part}
        _write(into, tables, places, reasons, references)
    return paths


def _first_of_each(rejects: Sequence[Reject]) -> dict[Place, Place]:
    """Every row that goes back, and the first of those that it belongs together with."""
    first: dict[Place, Place] = {}
    for reject in sorted(rejects, key=lambda reject: reject.at):
        rows = (reject.at, *reject.together)
        of_all = min(first.get(at, at) for at in rows)
        first |= dict.fromkeys(rows, of_all)
    return first


def _parts(first: Mapping[Place, Place]) -> Iterator[list[Place]]:
    part: list[Place] = []
    for at in sorted(first, key=lambda at: (first[at], at)):
        if len(part) >= PART and first[at] != first[part[-1]]:
            yield part
            part = []
        part.append(at)
    yield part


def _order(at: Place, first: Place) -> tuple[int, int]:
    """Where a row stands in its sheet: with those of its household, which may have stood elsewhere."""
    return (first.row if first.sheet == at.sheet else at.row, at.row)


def _numbered(path: Path, number: int) -> Path:
    return path if number == 1 else path.with_stem(f"{path.stem}-{number}")


def _write(
    path: Path,
    tables: Sequence[Kept],
    part: Mapping[Place, tuple[int, int]],
    reasons: Mapping[Place, Reject],
    references: Mapping[Place, str],
) -> None:
    # A workbook holds personal data: only its owner may read it.
    path.touch(mode=0o600)
    path.chmod(0o600)
    options = {
        "in_memory": True,  # rows in a temporary file would outlive a kill -9
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        text = workbook.add_format({"num_format": "@", "quote_prefix": True})
        marked = workbook.add_format({"num_format": "@", "text_wrap": True, "bg_color": "#FFF2CC"})
        for number, table in enumerate(tables):
            order = {at.row: order for at, order in part.items() if at.sheet == table.sheet}
            rows = [row for row in table.rows if row.number in order] if order else []
            rows.sort(key=lambda row: order[row.number])
            if rows or number == 0:
                sheet = workbook.add_worksheet(table.sheet)
                _Page(sheet, table, references, text, marked).write(rows, reasons)


@dataclass(frozen=True, slots=True)
class _Page:
    """A sheet of the workbook, the table it stands for, and its two looks."""

    sheet: Worksheet
    table: Kept
    references: Mapping[Place, str]
    text: Format
    marked: Format

    def write(self, rows: Sequence[Row], reasons: Mapping[Place, Reject]) -> None:
        self.sheet.right_to_left()
        columns = self._columns()
        header = [self.table.header.cell(column) for column in columns]
        named = [self._reference(row) for row in rows]
        if any(named) and ROW_REFERENCE not in header:
            header.append(ROW_REFERENCE)
        width = len(header)
        self.sheet.set_column(0, width - 1, _WIDTH, self.text)
        self.sheet.set_column(width, width + 1, _WIDTH_OF_REASONS, self.marked)
        for at, title in enumerate(self.table.titles):
            self._cells(at, title.cells)
        top = len(self.table.titles)
        self._cells(top, header)
        for at, heading in enumerate(REASON_HEADINGS, start=width):
            self.sheet.write_string(top, at, heading, self.marked)
        self.sheet.freeze_panes(top + 1, 0)
        for at, (row, name) in enumerate(zip(rows, named, strict=True), start=top + 1):
            self._cells(at, [row.cell(column) for column in columns])
            if name:
                self.sheet.write_string(at, header.index(ROW_REFERENCE), name, self.text)
            reject = reasons.get(Place(self.table.sheet, row.number))
            if reject is not None:
                self._reasons(at, width, reject)

    def _reference(self, row: Row) -> str:
        return self.references.get(Place(self.table.sheet, row.number), "")

    def _columns(self) -> list[int]:
        """The columns of the table; reasons of an earlier round give way to those of this one."""
        headings = enumerate(self.table.header.cells)
        return [column for column, heading in headings if shown(heading) not in REASON_HEADINGS]

    def _cells(self, at: int, cells: Sequence[object]) -> None:
        for column, cell in enumerate(cells):
            written = cell if isinstance(cell, str) else shown(cell)
            if written:
                self.sheet.write_string(at, column, written, self.text)

    def _reasons(self, at: int, column: int, reject: Reject) -> None:
        languages: tuple[Language, ...] = ("ar", "en")
        for language in languages:
            said = "\n".join(reason(problem, language) for problem in reject.problems)
            self.sheet.write_string(at, column + languages.index(language), said, self.marked)
