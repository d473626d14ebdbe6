"""What kind of file this is, told by what is in it and never by its name."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

from registry.domain.errors import SijillError
from registry.domain.file_import import Digest, FileFormat
from registry.intake.delimited import look_at_csv
from registry.intake.sheets import Sheet, shown
from registry.intake.workbook import read_workbook

SIZE_LIMIT: Final = 64 * 2**20
"""Bytes, as it lies on the disk, of a file that is held whole: a workbook, or Kobo's export."""

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")  # an XLS, or a workbook behind a password
_OTHER_FORMATS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"SQLite format")
_ZIP = b"PK"
_LONGEST_START = 16


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """`lines` is how long the file is where its rows are counted by lines, 0 where it is held whole."""

    format: FileFormat
    sheets: tuple[Sheet, ...]
    digest: Digest
    lines: int = 0

    @property
    def is_kobo(self) -> bool:
        """Kobo's export, as XLSX or as a CSV that has lost its repeats."""
        return bool(self.sheets) and is_kobo_main(self.sheets[0])


def open_file(path: Path) -> OpenedFile:
    """Open a file of whatever kind. A CSV is gone through, a workbook read.

    Raises:
        SijillError: `file_missing`, `file_empty`, `file_too_large`, `file_format_unknown`, `file_is_odk_zip` and what
            the readers say.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_LONGEST_START)
        if start.startswith(_OTHER_FORMATS):
            raise SijillError("file_format_unknown")
        if start.startswith((_COMPOUND, _ZIP)):
            return _opened_workbook(path)
        return _opened_csv(path)
    except (FileNotFoundError, IsADirectoryError):
        raise SijillError("file_missing") from None
    except OSError:
        raise SijillError("file_unreadable") from None


def is_kobo_main(sheet: Sheet) -> bool:
    """The columns that Kobo puts at the end of every submission."""
    first = sheet.first
    headers = set() if first is None else {shown(cell) for cell in first.cells}
    return "_uuid" in headers and bool(headers & {"_index", "_submission_time"})


def _opened_csv(path: Path) -> OpenedFile:
    file = look_at_csv(path)
    sheet = Sheet("csv", file)
    if sheet.first is None:
        raise SijillError("file_empty")
    if is_kobo_main(sheet):
        _refuse_large(path)
        sheet = Sheet("csv", tuple(file))
    return OpenedFile(FileFormat.CSV, (sheet,), file.digest, file.lines)


def _opened_workbook(path: Path) -> OpenedFile:
    _refuse_large(path)
    content = path.read_bytes()
    if content.startswith(_ZIP):
        _require_workbook(content)
    sheets = tuple(sheet for sheet in read_workbook(content) if sheet.rows)
    if not sheets:
        raise SijillError("file_empty")
    kobo = is_kobo_main(sheets[0])
    file_format = FileFormat.KOBO_XLSX if kobo else FileFormat.SPREADSHEET
    return OpenedFile(file_format, sheets, Digest(hashlib.sha256(content).hexdigest()))


def _refuse_large(path: Path) -> None:
    if path.stat().st_size > SIZE_LIMIT:
        raise SijillError("file_too_large", megabytes=SIZE_LIMIT // 2**20)


def _require_workbook(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise SijillError("file_unreadable") from None
    if names and all(name.endswith(".csv") for name in names):
        raise SijillError("file_is_odk_zip")
    if not any(name.startswith("xl/") or name == "content.xml" for name in names):
        raise SijillError("file_format_unknown")
