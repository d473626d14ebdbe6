"""What kind of file this is, told by what is in it and never by its name."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from registry.domain.errors import SijillError
from registry.domain.file_import import Digest, FileFormat
from registry.intake.archives import opened_zip
from registry.intake.delimited import look_at_csv
from registry.intake.kobo import is_kobo
from registry.intake.odk import is_odk, is_zip_of_csvs, open_zip
from registry.intake.sheets import Sheet
from registry.intake.workbook import open_zipped, read_workbook

SIZE_LIMIT: Final = 256 * 2**20
"""Bytes of a zip as it lies on the disk."""
HELD_LIMIT: Final = 64 * 2**20
"""Bytes of a file that is held whole however long it is: XLS, ODS, or Kobo's CSV."""

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")  # an XLS, or a workbook behind a password
_OTHER_FORMATS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"SQLite format")
_ZIP = b"PK"
_LONGEST_START = 64
_BLANK = b"\xef\xbb\xbf \t\r\n"
_WEB_PAGE = (
    b"<html",
    b"<!doctype",
    b"<table",
    b"<?xml",
    b"<meta",
    b"<head",
)  # what some offices' systems call XLS


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """`lines` is how long the file is where its rows are counted by lines, 0 where it is held whole."""

    format: FileFormat
    sheets: tuple[Sheet, ...]
    digest: Digest
    lines: int = 0

    @property
    def is_form(self) -> bool:
        """An export of Kobo or ODK, whole or as a CSV that has lost its repeats."""
        return is_kobo(self.sheets) or is_odk(self.sheets)


def open_file(path: Path) -> OpenedFile:
    """Open a file of whatever kind. A CSV is gone through, a workbook read.

    Raises:
        SijillError: `file_missing`, `file_empty`, `file_too_large`, `file_format_unknown`, `file_is_web_page` and what
            the readers say.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_LONGEST_START)
        if start.startswith(_OTHER_FORMATS):
            raise SijillError("file_format_unknown")
        if start.lstrip(_BLANK).lower().startswith(_WEB_PAGE):
            raise SijillError("file_is_web_page")
        if start.startswith((_COMPOUND, _ZIP)):
            return _opened_book(path, zipped=start.startswith(_ZIP))
        return _opened_csv(path)
    except (FileNotFoundError, IsADirectoryError):
        raise SijillError("file_missing") from None
    except OSError:
        raise SijillError("file_unreadable") from None


def _opened_csv(path: Path) -> OpenedFile:
    file = look_at_csv(path)
    sheet = Sheet("csv", file)
    if sheet.first is None:
        raise SijillError("file_empty")
    return OpenedFile(FileFormat.CSV, (sheet,), file.digest, file.lines)


def _opened_book(path: Path, *, zipped: bool) -> OpenedFile:
    digest = _digest(path)
    names = _names(path) if zipped else ()
    if is_zip_of_csvs(names):
        form, lines = open_zip(path)
        return OpenedFile(FileFormat.ODK_ZIP, tuple(form), digest, lines)
    if zipped:
        _require_workbook(path, names)
        found, rows = open_zipped(path)
    else:
        _refuse_large(path, HELD_LIMIT)
        found, rows = read_workbook(path), 0
    sheets = tuple(sheet for sheet in found if sheet.first is not None)
    if not sheets:
        raise SijillError("file_empty")
    file_format = FileFormat.KOBO_XLSX if is_kobo(sheets) else FileFormat.SPREADSHEET
    return OpenedFile(file_format, sheets, digest, rows)


def _digest(path: Path) -> Digest:
    with path.open("rb") as file:
        return Digest(hashlib.file_digest(file, "sha256").hexdigest())


def _refuse_large(path: Path, limit: int) -> None:
    if path.stat().st_size > limit:
        raise SijillError("file_too_large", megabytes=limit // 2**20)


def _names(path: Path) -> list[str]:
    with opened_zip(path) as archive:
        return archive.namelist()


def _require_workbook(path: Path, names: Sequence[str]) -> None:
    """Tell what a zip is by the names of its parts."""
    _refuse_large(path, SIZE_LIMIT)
    if "content.xml" in names:
        _refuse_large(path, HELD_LIMIT)
    elif "xl/workbook.bin" in names or not any(name.startswith("xl/") for name in names):
        raise SijillError("file_format_unknown")
