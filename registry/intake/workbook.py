"""Reading XLSX, XLS and ODS."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from registry.domain.errors import SijillError
from registry.intake.sheets import Sheet, rows_of

UNPACKED_LIMIT: Final = 256 * 2**20
"""Bytes that a workbook may unpack to. 250,000 rows of a household list unpack to about 150 MB."""
PARTS_LIMIT: Final = 10_000
"""Parts that a workbook may have; a sheet is one."""

_CHUNK = 2**20
Corner = tuple[int, int]


def read_workbook(content: bytes) -> list[Sheet]:
    """All sheets, merged cells filled downwards.

    Raises:
        SijillError: `file_too_large_unpacked`, `file_protected`, `file_unreadable`.
    """
    if content.startswith(b"PK"):
        _refuse_bomb(content)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(content)) as workbook:
            return [
                Sheet(
                    one.name,
                    tuple(rows_of(_cells(workbook.get_sheet_by_name(one.name)))),
                    hidden=one.visible is not SheetVisibleEnum.Visible,
                    index=index,
                )
                for index, one in enumerate(workbook.sheets_metadata)
                if one.typ is SheetTypeEnum.WorkSheet
            ]
    except PasswordError:
        raise SijillError("file_protected") from None
    except CalamineError:
        # The library's message may quote the file.
        raise SijillError("file_unreadable") from None


def _refuse_bomb(content: bytes) -> None:
    """Unpack everything once, keeping nothing: the sizes that a zip states are its sender's claim."""
    unpacked = 0
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS_LIMIT or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
                raise SijillError("file_too_large_unpacked", megabytes=UNPACKED_LIMIT // 2**20)
            for part in parts:
                part.file_size = UNPACKED_LIMIT + 1
                with archive.open(part) as unpacking:
                    while chunk := unpacking.read(_CHUNK):
                        unpacked += len(chunk)
                        if unpacked > UNPACKED_LIMIT:
                            raise SijillError(
                                "file_too_large_unpacked", megabytes=UNPACKED_LIMIT // 2**20
                            )
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError):
        raise SijillError("file_unreadable") from None


def _cells(sheet: CalamineSheet) -> list[list[object]]:
    cells: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for first, last in sheet.merged_cell_ranges or []:
        _fill_down(cells, first, last)
    return cells


def _fill_down(cells: list[list[object]], first: Corner, last: Corner) -> None:
    """A markaz written once beside ten rows is the markaz of all ten; a title across columns stays where it is."""
    (top, column), (bottom, _) = first, last
    if top >= len(cells) or column >= len(cells[top]):
        return
    for row in cells[top + 1 : bottom + 1]:
        if column < len(row):
            row[column] = cells[top][column]
