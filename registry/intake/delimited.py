"""Reading CSV in the encodings and with the separators that offices in the region produce."""

from __future__ import annotations

import codecs
import csv
from io import StringIO
from statistics import mode
from typing import Final

from registry.domain.errors import SijillError
from registry.intake.sheets import Sheet, rows_of

SEPARATORS: Final = (",", ";", "\t")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 50  # lines, to tell the separator


def read_csv(content: bytes) -> Sheet:
    """The one sheet of a CSV file; a record is a row, however many lines it takes.

    Raises:
        SijillError: `file_unreadable`, `file_format_unknown` when it is no text.
    """
    text = decode(content)
    try:
        cells: list[list[object]] = [
            list(record)
            for record in csv.reader(StringIO(text, newline=""), delimiter=separator_of(text))
        ]
    except csv.Error:
        raise SijillError("file_unreadable") from None
    return Sheet("csv", rows_of(cells))


def decode(content: bytes) -> str:
    """UTF-8 and UTF-16 by their marks or their form, else Windows Arabic.

    Raises:
        SijillError: `file_format_unknown` when the bytes are no text.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding)
    if b"\0" in content:
        # UTF-16 without a mark: commas, digits and line ends have a zero byte on one side.
        zeros_first = content[::2].count(0) > content[1::2].count(0)
        return _decoded(content, "utf-16-be" if zeros_first else "utf-16-le")
    return _decoded(content, "utf-8" if _is_utf8(content) else "cp1256")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise SijillError("file_format_unknown") from None
    if any(character < " " and character not in "\t\r\n\f\v" for character in text):
        raise SijillError("file_format_unknown")
    return text


def separator_of(text: str) -> str:
    """The separator that cuts most lines into the same number of cells, as many as possible."""
    head = "\n".join(text.splitlines()[:_LOOKED_AT])
    return max(SEPARATORS, key=lambda separator: _regularity(head, separator))


def _regularity(head: str, separator: str) -> int:
    try:
        widths = [len(record) for record in csv.reader(StringIO(head), delimiter=separator)]
    except csv.Error:
        return 0
    cut = [width for width in widths if width > 1]
    return cut.count(mode(cut)) * mode(cut) if cut else 0
