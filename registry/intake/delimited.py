"""Reading CSV in the encodings and with the separators that offices in the region produce.

A file is gone through once to learn what it is, then as often as its rows are asked for; it is never held whole.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader, RawIOBase, StringIO, TextIOWrapper
from pathlib import Path
from statistics import mode
from typing import TYPE_CHECKING, Final

from registry.domain.errors import SijillError
from registry.domain.file_import import Digest
from registry.intake.sheets import Row, rows_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SEPARATORS: Final = (",", ";", "\t")
CHUNK: Final = 2**20

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 50  # lines, to tell the separator
_HEAD = 2**16  # characters in which they are looked for
_UTF8_WORD = re.compile(
    rb"(?:[\xd8-\xdb][\x80-\xbf]){4}"
)  # Arabic in UTF-8; in Windows Arabic no word
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_NO_WRITING = re.compile(r"[\x00-\x08\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class CsvFile:
    """The rows of a CSV file; a record is a row, however many lines it takes. `lines` is how many lines there are.

    Going through them to the end raises `file_changed` when the file is no longer the one that was looked at, and
    `file_unreadable` when it is none that can be cut into cells.
    """

    path: str
    digest: Digest
    encoding: str
    separator: str
    lines: int

    def __iter__(self) -> Iterator[Row]:
        digest = hashlib.sha256()
        with _opened(Path(self.path), digest, self.encoding) as text:
            try:
                yield from rows_of(csv.reader(text, delimiter=self.separator))
            except (csv.Error, UnicodeError):
                raise SijillError("file_unreadable") from None
        if digest.hexdigest() != self.digest:
            raise SijillError("file_changed")


def look_at_csv(path: Path) -> CsvFile:
    """Go through a file once.

    Raises:
        SijillError: `file_format_unknown` when it is no text, `file_empty`.
    """
    seen = _Seen()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            seen.look(chunk)
    encoding = seen.encoding()
    if encoding.startswith("utf-16"):
        _require_writing(path, encoding)
    with _opened(path, hashlib.sha256(), encoding) as text:
        head = text.read(_HEAD)
    return CsvFile(str(path), seen.digest, encoding, separator_of(head), seen.lines)


class _Seen:
    """What the bytes of a file have shown so far."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
        self._start = b""
        self._zeros = [0, 0]  # at even and at odd places
        self._blank = True
        self._text = True
        self._newlines = self._returns = 0
        self._utf8_word = False
        self._broken = 0  # the line where it is no UTF-8
        self._end = b""

    def look(self, chunk: bytes) -> None:
        """The next bytes of the file, an even number of them unless they are the last."""
        self._hash.update(chunk)
        self._start = self._start or chunk[:4]
        self._end = chunk[-1:]
        self._blank = self._blank and not chunk.strip()
        self._utf8_word = self._utf8_word or _UTF8_WORD.search(chunk) is not None
        self._decode(chunk)
        self._newlines += chunk.count(b"\n")
        self._returns += chunk.count(b"\r")
        if self._text and _NO_TEXT.search(chunk):
            self._text = False
        if not self._text:
            self._zeros[0] += chunk[::2].count(0)
            self._zeros[1] += chunk[1::2].count(0)

    def _decode(self, chunk: bytes, *, final: bool = False) -> None:
        if self._utf8 is None:
            return
        try:
            self._utf8.decode(chunk, final)
        except UnicodeDecodeError as problem:
            self._utf8 = None
            self._broken = self._newlines + chunk[: problem.start].count(b"\n") + 1

    @property
    def digest(self) -> Digest:
        return Digest(self._hash.hexdigest())

    @property
    def lines(self) -> int:
        return (self._newlines or self._returns) + (self._end not in {b"\n", b"\r"})

    def encoding(self) -> str:
        """UTF-8 and UTF-16 by their marks or their form, else Windows Arabic.

        Raises:
            SijillError: `file_empty`; `file_format_unknown` when the bytes are no text; `file_encodings_mixed` when
                some of it is UTF-8 and some is not.
        """
        if self._blank:
            raise SijillError("file_empty")
        marked = next((name for mark, name in _MARKS if self._start.startswith(mark)), None)
        if marked == "utf-16":
            return marked
        if marked is None and any(self._zeros):
            # UTF-16 without a mark: commas, digits and line ends have a zero byte on one side.
            return "utf-16-be" if self._zeros[0] > self._zeros[1] else "utf-16-le"
        self._decode(b"", final=True)
        if not self._text:
            raise SijillError("file_format_unknown")
        if self._utf8 is not None:
            return marked or "utf-8"
        if marked is not None or self._utf8_word:
            raise SijillError("file_encodings_mixed", line=self._broken)
        return "cp1256"


class _Digesting(RawIOBase):
    """A file that is digested as it is read."""

    def __init__(self, path: Path, digest: hashlib._Hash) -> None:
        self._file = path.open("rb", buffering=0)
        self._digest = digest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        read = self._file.readinto(buffer) or 0
        self._digest.update(memoryview(buffer)[:read])
        return read

    def close(self) -> None:
        self._file.close()
        super().close()


def _opened(path: Path, digest: hashlib._Hash, encoding: str) -> TextIOWrapper:
    try:
        raw = _Digesting(path, digest)
    except OSError:
        raise SijillError("file_unreadable") from None
    return TextIOWrapper(BufferedReader(raw, CHUNK), encoding=encoding, newline="")


def _require_writing(path: Path, encoding: str) -> None:
    with _opened(path, hashlib.sha256(), encoding) as text:
        try:
            while part := text.read(CHUNK):
                if _NO_WRITING.search(part):
                    raise SijillError("file_format_unknown")
        except UnicodeError:
            raise SijillError("file_format_unknown") from None


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
