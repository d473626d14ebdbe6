"""Reading XLSX, XLS and ODS: a short one whole, a long XLSX row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeVar

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from registry.domain.errors import SijillError
from registry.intake.archives import Look, look_through
from registry.intake.opendocument import OpenDocumentLook
from registry.intake.sheets import Sheet, rows_of
from registry.intake.streamed import parts_of, spans_of, state_of, stream_workbook, uncomputed_of
from registry.intake.worksheets import LAST_ROW, Merged, SheetLook, WorksheetLook

UNPACKED_LIMIT: Final = 2**30
"""Bytes that a workbook may unpack to. 250,000 rows of a household list unpack to about 150 MB."""
HELD_ROWS: Final = 20_000
"""Rows of a sheet up to which a workbook is held whole: quicker, and calamine holds its sheet in any case."""
HELD_CELLS: Final = 4_000_000
"""Cells of a sheet, blank ones too, up to which it is held."""

_Found = TypeVar("_Found")


@dataclass(slots=True)
class _Parts:
    """What looking through a workbook has shown, by part."""

    sheets: dict[str, WorksheetLook] = field(default_factory=dict)

    def look(self, name: str) -> Look | None:
        if name == "content.xml":
            return OpenDocumentLook()
        if name.startswith("xl/") and name.endswith(".xml"):
            self.sheets[name] = look = WorksheetLook()
            return look
        return None

    def found(self) -> dict[str, SheetLook]:
        return {name: one.found for name, one in self.sheets.items() if one.found is not None}


def open_zipped(path: Path) -> tuple[list[Sheet], int]:
    """All sheets of an XLSX or ODS, merged cells filled downwards; and how many rows there are if they are not held.

    Raises:
        SijillError: `file_too_large_unpacked`, `sheet_too_large`, `sheet_full`, `file_protected`,
            `file_unreadable`.
    """
    state = state_of(path)
    parts = _Parts()
    look_through(path, UNPACKED_LIMIT, parts.look)
    looks = parts.found()
    if any(look.filled >= LAST_ROW for look in looks.values()):
        raise SijillError("sheet_full", rows=f"{LAST_ROW:,}")
    if any(_is_long(look) for look in looks.values()):
        sheets = list(stream_workbook(path, state, looks))
        return sheets, sum(look.rows for look in looks.values())
    return list(_with_uncomputed(path, read_workbook(path), looks)), 0


def _with_uncomputed(
    path: Path, sheets: Sequence[Sheet], looks: Mapping[str, SheetLook]
) -> Iterator[Sheet]:
    some = any(look.uncomputed for look in looks.values())
    parts = parts_of(path) if some else {}
    for sheet in sheets:
        look = looks.get(parts.get(sheet.name, ""))
        yield sheet if look is None else replace(sheet, uncomputed=uncomputed_of(look))


def read_workbook(path: Path) -> list[Sheet]:
    """All sheets of a workbook that is known to be small.

    Raises:
        SijillError: `file_protected`, `file_unreadable`.
    """
    return _read(lambda: _sheets(path))


def _is_long(look: SheetLook) -> bool:
    return look.rows > HELD_ROWS or look.rows * look.columns > HELD_CELLS


def _sheets(path: Path) -> list[Sheet]:
    with CalamineWorkbook.from_path(path) as workbook:
        return [
            _sheet(
                workbook.get_sheet_by_name(one.name),
                hidden=one.visible is not SheetVisibleEnum.Visible,
                index=index,
            )
            for index, one in enumerate(workbook.sheets_metadata)
            if one.typ is SheetTypeEnum.WorkSheet
        ]


def _read(read: Callable[[], _Found]) -> _Found:
    try:
        return read()
    except PasswordError:
        raise SijillError("file_protected") from None
    except CalamineError:
        # The library's message may quote the file.
        raise SijillError("file_unreadable") from None
    except BaseException as fault:
        # What the library does not expect reaches us as a panic, which is no Exception.
        if type(fault).__name__ == "PanicException":
            raise SijillError("file_unreadable") from None
        raise


def _sheet(found: CalamineSheet, *, hidden: bool, index: int) -> Sheet:
    cells: list[list[object]] = [list(row) for row in found.to_python(skip_empty_area=False)]
    ranges = found.merged_cell_ranges or []
    merged = [Merged(*first, *last) for first, last in ranges]
    for one in merged:
        _fill_down(cells, one)
    return Sheet(found.name, tuple(rows_of(cells)), hidden, index, spans_of(merged))


def _fill_down(cells: Sequence[list[object]], merged: Merged) -> None:
    """A markaz written once beside ten rows is the markaz of all ten; a title across columns stays where it is."""
    top, column, bottom, _ = merged
    if top >= len(cells) or column >= len(cells[top]):
        return
    for row in cells[top + 1 : bottom + 1]:
        if column < len(row):
            row[column] = cells[top][column]
