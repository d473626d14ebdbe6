"""What the XML of an OpenDocument workbook shows when it is gone through once.

It writes rows and cells that are alike once, with how often they stand there; the readers lay all of them out.
"""

from __future__ import annotations

from typing import Final

from registry.domain.errors import SijillError
from registry.intake.worksheets import XmlLook

CELLS_LIMIT: Final = 8_000_000
"""Cells that its rows may be laid out to; trailing blank ones are left out by the reader."""

_DIGITS: Final = 7


class OpenDocumentLook(XmlLook):
    """Counts cells up to the last of each sheet in which anything is written."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = self._row = self._columns = self._width = self._last = self._repeats = 0
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, said: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "table":
                self._rows = self._last = self._width = 0
            case "table-row":
                self._columns = self._row = 0
                self._repeats = _times(said.get("table:number-rows-repeated"))
            case "table-cell" | "covered-table-cell":
                self._columns += _times(said.get("table:number-columns-repeated"))
                if "office:value-type" in said or "calcext:value-type" in said:
                    self._row = self._columns
            case "p":
                self._row = self._columns
            case _:
                pass

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] != "table-row":
            return
        self._rows += self._repeats
        if self._row:
            self._last = self._rows
            self._width = max(self._width, self._row)
        if self._last * self._width > CELLS_LIMIT:
            raise SijillError("sheet_too_large", cells=f"{CELLS_LIMIT:,}")


def _times(written: str | None) -> int:
    if written is None:
        return 1
    if not written.isdecimal() or len(written) > _DIGITS:
        raise SijillError("file_unreadable")
    return int(written)
