"""What a long file needs beside the row that is being read, put aside on the disk in files that have no name.

Such a file is gone with its process, however that ends.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
import tempfile
from array import array
from collections.abc import Iterable

from registry.intake.sheets import Row


class Strings:
    """Texts by their number, from 0: eight bytes of memory each."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._ends = array("Q", [0])

    def append(self, text: str) -> None:
        written = text.encode("utf-8", "surrogatepass")
        self._file.write(written)
        self._ends.append(self._ends[-1] + len(written))

    def complete(self) -> None:
        """No more will come."""
        self._file.flush()

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: int) -> str:
        if not 0 <= number < len(self):
            raise IndexError(number)
        start, end = self._ends[number], self._ends[number + 1]
        return os.pread(self._file.fileno(), end - start, start).decode("utf-8", "surrogatepass")

    def close(self) -> None:
        self._file.close()


class Shelf:
    """Rows by what they belong to, in the order in which they came."""

    def __init__(self) -> None:
        # Read by whichever thread asks for the next batch, one at a time.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for setting in ("journal_mode = off", "synchronous = off", "cache_size = -4000"):
            self._database.execute(f"pragma {setting}")
        self._database.execute("create table kept (at text, row blob)")
        self._database.execute("begin")

    def put(self, rows: Iterable[tuple[str, Row]]) -> None:
        """Keep rows, each with what it belongs to."""
        written = ((at, pickle.dumps((row.number, row.cells))) for at, row in rows)
        self._database.executemany("insert into kept values (?, ?)", written)

    def complete(self) -> None:
        """No more will come."""
        self._database.execute("create index by_at on kept (at)")

    def of(self, at: str) -> list[Row]:
        """The rows that belong there."""
        found = self._database.execute("select row from kept where at = ? order by rowid", (at,))
        return [Row(*pickle.loads(row)) for (row,) in found]  # noqa: S301 - put there by ourselves

    def close(self) -> None:
        self._database.close()
