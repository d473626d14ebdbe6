"""Reading a long XLSX row by row: nothing of it is held but the row that is being read.

The texts that its sheets share lie on the disk meanwhile. Sheets are parsed by openpyxl; what it would remember of
every row that it has parsed is taken away from it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import Element, iterparse

from openpyxl.packaging.relationship import Relationship
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import WorkSheetParser
from openpyxl.xml.constants import SHARED_STRINGS

from registry.domain.errors import SijillError
from registry.intake.sheets import Row, Sheet, Spans, shown
from registry.intake.spilled import Strings
from registry.intake.worksheets import Merged, SheetLook, XmlLook

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CHUNK: Final = 2**16


@dataclass(frozen=True, slots=True)
class SheetInFile:
    """A sheet of a long workbook, gone through anew whenever its rows are asked for.

    `state` is what the file was when it was looked at: reading another one raises `file_changed`.
    """

    path: str
    state: tuple[int, ...]
    part: str
    merged: tuple[Merged, ...] = ()

    def __iter__(self) -> Iterator[Row]:
        require_unchanged(Path(self.path), self.state)
        try:
            with _opened(self.path) as workbook:
                yield from _filled(_rows(workbook, self.part), self.merged)
        except (SijillError, GeneratorExit):
            raise
        except Exception:  # noqa: BLE001 - whatever a parser meets in a file is the file's fault; it may quote it
            require_unchanged(Path(self.path), self.state)
            raise SijillError("file_unreadable") from None
        require_unchanged(Path(self.path), self.state)


def state_of(path: Path) -> tuple[int, ...]:
    """What tells a file from what it may be changed into."""
    found = path.stat()
    return (found.st_ino, found.st_size, found.st_mtime_ns)


def require_unchanged(path: Path, state: Sequence[int]) -> None:
    """Demand that a file is what it was.

    Raises:
        SijillError: `file_changed`.
    """
    try:
        changed = state_of(path) != tuple(state)
    except OSError:
        changed = True
    if changed:
        raise SijillError("file_changed")


def parts_of(path: Path) -> dict[str, str]:
    """The sheets of a workbook by name, and the part of the zip that each is in.

    Raises:
        SijillError: `file_unreadable`.
    """
    return {sheet.name: part for sheet, part in _listed(path)}


def stream_workbook(
    path: Path, state: tuple[int, ...], looks: Mapping[str, SheetLook]
) -> Iterator[Sheet]:
    """The sheets of a workbook that has been looked through.

    Raises:
        SijillError: `file_unreadable`.
    """
    parts = [(sheet, part) for sheet, part in _listed(path) if part in looks]
    for index, (sheet, part) in enumerate(parts):
        look = looks[part]
        yield Sheet(
            sheet.name,
            SheetInFile(str(path), state, part, tuple(look.merged)),
            hidden=sheet.state != "visible",
            index=index,
            spans=spans_of(look.merged),
            uncomputed=uncomputed_of(look),
        )


def _listed(path: Path) -> list[tuple[Any, str]]:
    try:
        with _opened(str(path)) as workbook:
            return list(_sheets(workbook.reader))
    except Exception:  # noqa: BLE001 - as above
        raise SijillError("file_unreadable") from None


def uncomputed_of(look: SheetLook) -> frozenset[tuple[int, int]]:
    return frozenset((row + 1, column) for row, column in look.uncomputed)


def spans_of(merged: Sequence[Merged]) -> Spans:
    """Cells that are merged with others to their side, by row from 1: the first column and the last, from 0."""
    return tuple((one.top + 1, one.left, one.right) for one in merged if one.right > one.left)


class _Workbook:
    """An open file with its shared texts, once they are asked for."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "rb")  # noqa: PTH123, SIM115 - closed by `close`
        self._strings: Strings | None = None
        try:
            self.reader = ExcelReader(self._file, read_only=True, data_only=True, keep_links=False)
            self.reader.read_manifest()
            self.reader.read_workbook()
            apply_stylesheet(self.reader.archive, self.reader.wb)
        except BaseException:
            self._file.close()
            raise

    def strings(self) -> Strings:
        if self._strings is None:
            self._strings = Strings()
            part = self.reader.package.find(SHARED_STRINGS)
            if part is not None:
                _read_strings(self.reader.archive, part.PartName[1:], self._strings)
        return self._strings

    def close(self) -> None:
        if self._strings is not None:
            self._strings.close()
        self._file.close()


def _opened(path: str) -> closing[_Workbook]:
    return closing(_Workbook(path))


def _sheets(reader: Any) -> Iterator[tuple[Any, str]]:
    relation: Relationship
    for sheet, relation in reader.parser.find_sheets():
        if relation.Type.endswith("/worksheet"):
            yield sheet, os.path.normpath(relation.target).lstrip("/")


def _rows(workbook: _Workbook, part: str) -> Iterator[Row]:
    book = workbook.reader.wb
    with workbook.reader.archive.open(part) as source:
        parser = _SheetParser(
            source,
            workbook.strings(),
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,  # noqa: SLF001 - as its own reader passes them on
            timedelta_formats=book._timedelta_formats,  # noqa: SLF001
        )
        for number, cells in parser.parse():
            row = _row(number, cells)
            if row is not None:
                yield row


def _row(number: int, cells: Sequence[dict[str, Any]]) -> Row | None:
    values: list[object] = [None] * max((cell["column"] for cell in cells), default=0)
    for cell in cells:
        values[cell["column"] - 1] = None if cell["data_type"] == "e" else cell["value"]
    written = any(shown(value) for value in values if value not in (None, ""))
    return Row(number, tuple(values)) if written else None


class _SheetParser(WorkSheetParser):  # type: ignore[misc]  # untyped
    """openpyxl's, without the memory of the rows that are past."""

    def parse(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        data: Element | None = None
        for event, element in iterparse(self.source, ("start", "end")):  # noqa: S314 - looked through before
            if event == "start":
                data = element if element.tag == f"{_MAIN}sheetData" else data
            elif element.tag == f"{_MAIN}row":
                yield self.parse_row(element)
                self.row_dimensions.clear()
                if data is not None:
                    data.clear()


class _StringsLook(XmlLook):
    """Reads the shared texts: of each its runs, and nothing of how it is pronounced."""

    def __init__(self, into: Strings) -> None:
        super().__init__()
        self._into = into
        self._text: list[str] = []
        self._aside = False
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, _: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "t" and not self._aside:
            self.parser.CharacterDataHandler = self._text.append
        elif local == "rPh":
            self._aside = True

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "t":
            self.parser.CharacterDataHandler = None
        elif local == "rPh":
            self._aside = False
        elif local == "si":
            self._into.append("".join(self._text))
            self._text.clear()


def _read_strings(archive: Any, part: str, into: Strings) -> None:
    look = _StringsLook(into)
    with archive.open(part) as source:
        while chunk := source.read(_CHUNK):
            look.feed(chunk)
    look.close()
    into.complete()


def _filled(rows: Iterator[Row], merged: Sequence[Merged]) -> Iterator[Row]:
    """The rows with what is written once in merged cells in all the rows that it stands beside."""
    coming = sorted((one for one in merged if one.bottom > one.top), reverse=True)
    begun: list[tuple[Merged, object]] = []
    for row in rows:
        at = row.number - 1
        begun = [one for one in begun if one[0].bottom >= at]
        filled = _with(row, begun) if begun else row
        while coming and coming[-1].top <= at:
            one = coming.pop()
            if one.top == at:
                begun.append((one, row.cell(one.left)))
        yield filled


def _with(row: Row, begun: Sequence[tuple[Merged, object]]) -> Row:
    width = max(one.left for one, _ in begun) + 1
    cells = [*row.cells, *[None] * (width - len(row.cells))]
    for one, value in begun:
        cells[one.left] = value
    return Row(row.number, tuple(cells))
