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
from registry.intake.delimited import read_csv
from registry.intake.sheets import Sheet, shown
from registry.intake.workbook import read_workbook

SIZE_LIMIT: Final = 64 * 2**20
"""Bytes of a file as it lies on the disk."""

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")  # an XLS, or a workbook behind a password
_OTHER_FORMATS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"SQLite format")


@dataclass(frozen=True, slots=True)
class OpenedFile:
    format: FileFormat
    sheets: tuple[Sheet, ...]
    digest: Digest

    @property
    def is_kobo(self) -> bool:
        """Kobo's export, as XLSX or as a CSV that has lost its repeats."""
        return bool(self.sheets) and is_kobo_main(self.sheets[0])


def open_file(path: Path) -> OpenedFile:
    """Read a file of whatever kind.

    Raises:
        SijillError: `file_missing`, `file_empty`, `file_too_large`, `file_format_unknown`, `file_is_odk_zip` and what
            the readers say.
    """
    content = _content(path)
    digest = Digest(hashlib.sha256(content).hexdigest())
    if content.startswith(_OTHER_FORMATS):
        raise SijillError("file_format_unknown")
    if content.startswith(_COMPOUND) or _is_workbook(content):
        sheets = tuple(sheet for sheet in read_workbook(content) if sheet.rows)
        kobo = bool(sheets) and is_kobo_main(sheets[0])
        file_format = FileFormat.KOBO_XLSX if kobo else FileFormat.SPREADSHEET
    else:
        sheets = tuple(sheet for sheet in [read_csv(content)] if sheet.rows)
        file_format = FileFormat.CSV
    if not sheets:
        raise SijillError("file_empty")
    return OpenedFile(file_format, sheets, digest)


def is_kobo_main(sheet: Sheet) -> bool:
    """The columns that Kobo puts at the end of every submission."""
    headers = {shown(cell) for cell in sheet.rows[0].cells}
    return "_uuid" in headers and bool(headers & {"_index", "_submission_time"})


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise SijillError("file_too_large", megabytes=SIZE_LIMIT // 2**20)
        content = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise SijillError("file_missing") from None
    except OSError:
        raise SijillError("file_unreadable") from None
    if not content.strip():
        raise SijillError("file_empty")
    return content


def _is_workbook(content: bytes) -> bool:
    if not content.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise SijillError("file_unreadable") from None
    if names and all(name.endswith(".csv") for name in names):
        raise SijillError("file_is_odk_zip")
    if any(name.startswith("xl/") or name == "content.xml" for name in names):
        return True
    raise SijillError("file_format_unknown")
