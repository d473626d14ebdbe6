"""Headings that could be taken in two ways: nothing is guessed, the file goes back with what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from registry.domain.errors import SijillError
from registry.intake.fields import NO_DATA, Field, TableKind
from registry.intake.headings import plain
from registry.intake.mapping import Columns, FileMapping, field_of
from registry.intake.sheets import Row, Sheet, is_blank, shown

KNOWN_HEADINGS: Final = 2
"""How many headings must be understood for a row to be the row of headings."""
ANOTHER: Final = 3
"""How many must be understood for a row to be taken for a second row of headings, where the first has as many."""

_LETTERS = 26


def understood(row: Row, kind: TableKind, mapping: FileMapping) -> int:
    """How many different fields the cells of a row name, were they headings."""
    return len({*fields_of_cells(row, kind, mapping).values()} - NO_DATA)


def fields_of_cells(row: Row, kind: TableKind, mapping: FileMapping) -> dict[int, Field]:
    """The field that each cell names, were it a heading, by its column."""
    found = {
        index: field_of(shown(cell), kind, mapping)
        for index, cell in enumerate(row.cells)
        if isinstance(cell, str) and not is_blank(cell)
    }
    return {index: field for index, field in found.items() if field is not None}


def headings_beside(
    sheet: str, top: Sequence[Row], at: int, columns: Columns, mapping: FileMapping
) -> frozenset[int]:
    """The numbers of rows that say what the headings say, in other words: headings in two languages.

    Raises:
        SijillError: `header_ambiguous`, a row would be headings of something else.
    """
    kind, header = columns.kind, top[at]
    its = fields_of_cells(header, kind, mapping)
    enough = max(KNOWN_HEADINGS, min(ANOTHER, understood(header, kind, mapping)))
    same: set[int] = set()
    for row in top:
        said = fields_of_cells(row, kind, mapping)
        if row is header or len({*said.values()} - NO_DATA) < enough or _alike(row, header):
            continue
        if any(its.get(index, field) is not field for index, field in said.items()):
            rows = sorted((header.number, row.number))
            raise SijillError("header_ambiguous", sheet=sheet, first=rows[0], second=rows[1])
        same.add(row.number)
    return frozenset(same)


def require_heading_each(sheet: Sheet, header: Row, rows: Sequence[Row]) -> None:
    """Demand that no heading stands over several columns of data.

    Raises:
        SijillError: `header_merged`.
    """
    for number, left, right in sheet.spans:
        heading = shown(header.cell(left))
        if number != header.number or not heading:
            continue
        beside = [index for index in range(left + 1, right + 1) if is_blank(header.cell(index))]
        if any(not is_blank(row.cell(index)) for row in rows for index in beside):
            columns = f"{letters(left)}–{letters(right)}"
            raise SijillError("header_merged", sheet=sheet.name, heading=heading, columns=columns)


def require_different(sheet: str, columns: Columns, rows: Sequence[Row]) -> None:
    """Demand that two columns of one heading, of which one would count, say the same.

    Raises:
        SijillError: `columns_alike`.
    """
    for column in columns.repeated():
        first = columns.of(column.field)[0]
        if plain(column.heading) != plain(first.heading):
            continue
        for row in rows:
            one, other = (row.cell(its.index) for its in (first, column))
            if not is_blank(one) and not is_blank(other) and shown(one) != shown(other):
                raise SijillError(
                    "columns_alike",
                    sheet=sheet,
                    heading=column.heading,
                    first=letters(first.index),
                    second=letters(column.index),
                )


def require_computed(sheet: Sheet, columns: Columns, rows: Iterable[Row]) -> None:
    """Demand that what is taken of a formula has its value beside it; a total may do without.

    Raises:
        SijillError: `formula_without_value`.
    """
    taken = {column.index for column in columns.columns if column.field not in NO_DATA}
    cells = {(row, column) for row, column in sheet.uncomputed if column in taken}
    if not cells:
        return
    data = {row.number for row in rows}
    for row, column in sorted(cells):
        if row in data:
            cell = f"{letters(column)}{row}"
            raise SijillError("formula_without_value", sheet=sheet.name, cell=cell)


def letters(index: int) -> str:
    """What spreadsheets call a column: A, B, … Z, AA; `index` counts from 0."""
    said = ""
    index += 1
    while index:
        index, letter = divmod(index - 1, _LETTERS)
        said = chr(ord("A") + letter) + said
    return said


def _alike(row: Row, header: Row) -> bool:
    """Headings that are repeated, as on every page."""
    written = [plain(shown(cell)) for cell in row.cells]
    return written == [plain(shown(cell)) for cell in header.cells]
