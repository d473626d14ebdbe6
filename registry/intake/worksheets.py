"""What the XML of a sheet shows when it is gone through once: how large it is, what is merged, what was not computed.

A reader that lays a sheet out as a grid must know before how large the grid would be: two cells in opposite corners of
a sheet are a hundred bytes of XML and sixteen thousand million cells.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple
from xml.parsers import expat

from registry.domain.errors import SijillError

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
CELLS_LIMIT: Final = 100_000_000
"""Cells of a sheet, the blank ones before the last of each row too."""
MERGED_LIMIT: Final = 5_000_000
"""Cells that may be filled in because they are merged with one above."""

_CELL: Final = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_NOTED: Final = 100
_LETTERS: Final = 26
_DIGITS: Final = 7


class Merged(NamedTuple):
    """A range of merged cells; rows and columns count from 0, the last ones belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class SheetLook:
    """`rows` and `columns` reach to the last cell that is there, styled and blank as it may be.

    `filled` is the last row in which anything is written; `area` the cells of all rows, each as long as its last cell.
    `uncomputed` are cells with a formula and without its value, row and column from 0: of each column the first 100.
    """

    rows: int = 0
    columns: int = 0
    filled: int = 0
    area: int = 0
    merged: list[Merged] = field(default_factory=list)
    uncomputed: list[tuple[int, int]] = field(default_factory=list)


class XmlLook:
    """Shows the XML of a part to whatever handlers are set on `parser`; a document type is refused."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _refuse

    def feed(self, chunk: bytes) -> None:
        try:
            self.parser.Parse(chunk, False)  # noqa: FBT003 - the library's signature
        except (expat.ExpatError, UnicodeError, LookupError):
            raise SijillError("file_unreadable") from None

    def close(self) -> None:
        try:
            self.parser.Parse(b"", True)  # noqa: FBT003 - as above
        except (expat.ExpatError, UnicodeError, LookupError):
            raise SijillError("file_unreadable") from None


class WorksheetLook(XmlLook):
    """Looks at a part that may be a sheet; `found` is None as long as it is none."""

    def __init__(self) -> None:
        super().__init__()
        self.found: SheetLook | None = None
        self._row = self._column = self._to_fill = 0
        self._cell = ""
        self._text = False
        self._waits = False  # for the value of a formula
        self._noted: Counter[int] = Counter()
        self.parser.StartElementHandler = self._root

    def close(self) -> None:
        super().close()
        if self.found is not None:
            self._end_row(self.found)

    def _root(self, name: str, _attributes: dict[str, str]) -> None:
        self.parser.StartElementHandler = None
        if _local(name) == "worksheet":
            self.found = found = SheetLook()
            self.parser.StartElementHandler = lambda name, said: self._start(found, name, said)

    def _start(self, sheet: SheetLook, name: str, said: dict[str, str]) -> None:
        local = _local(name)
        if local == "c":
            self._end_cell(sheet)
            self._column += 1
            self._cell = said.get("r", "")
            self._text = said.get("t") == "str"  # what a formula makes may be no words at all
        elif local in {"v", "is"}:
            sheet.filled = max(sheet.filled, self._row)
            if self._waits:
                self.parser.CharacterDataHandler = self._value
        elif local == "f":
            self._waits = not self._text
        elif local == "row":
            self._end_row(sheet)
            self._begin_row(said.get("r"))
        elif local == "mergeCell":
            self._merge(sheet, said.get("ref", ""))

    def _value(self, written: str) -> None:
        self._waits = self._waits and not written.strip()

    def _end_cell(self, sheet: SheetLook) -> None:
        if self._waits:
            self._waits = False
            self.parser.CharacterDataHandler = None
            self._note(sheet)
        if self._cell:
            last, self._cell = self._cell, ""
            _, self._column = corner(last)

    def _note(self, sheet: SheetLook) -> None:
        row, column = corner(self._cell) if self._cell else (self._row, self._column)
        self._noted[column] += 1
        if self._noted[column] <= _NOTED:
            sheet.uncomputed.append((row - 1, column - 1))

    def _begin_row(self, number: str | None) -> None:
        self._column = 0
        self._row = self._row + 1 if number is None else _number(number)

    def _end_row(self, sheet: SheetLook) -> None:
        self._end_cell(sheet)
        sheet.rows = max(sheet.rows, self._row)
        sheet.columns = max(sheet.columns, self._column)
        sheet.area += self._column
        if sheet.rows > LAST_ROW or sheet.columns > LAST_COLUMN:
            raise SijillError("file_unreadable")
        if sheet.area > CELLS_LIMIT:
            raise SijillError("sheet_too_large", cells=f"{CELLS_LIMIT:,}")

    def _merge(self, sheet: SheetLook, reference: str) -> None:
        first, _, last = reference.partition(":")
        (top, left), (bottom, right) = corner(first), corner(last or first)
        bottom = min(bottom, max(sheet.rows, self._row))
        self._to_fill += max(0, bottom - top)
        if self._to_fill > MERGED_LIMIT:
            raise SijillError("sheet_too_large", cells=f"{MERGED_LIMIT:,}")
        sheet.merged.append(Merged(top - 1, left - 1, bottom - 1, right - 1))


def corner(reference: str) -> tuple[int, int]:
    """Row and column of `C7`, from 1.

    Raises:
        SijillError: `file_unreadable`.
    """
    found = _CELL.fullmatch(reference)
    if found is None:
        raise SijillError("file_unreadable")
    return int(found[2]), _column_of(found[1])


@lru_cache(maxsize=LAST_COLUMN)
def _column_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * _LETTERS + ord(letter) - ord("A") + 1
    return column


def _number(written: str) -> int:
    if not written.isdecimal() or len(written) > _DIGITS:
        raise SijillError("file_unreadable")
    return int(written)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse(*_: object) -> None:
    raise SijillError("file_unreadable")
