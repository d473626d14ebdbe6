"""What a file holds before anybody knows what it means: sheets of numbered rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, TypeAlias

from registry.domain.digits import as_text, without_marks

NOTHING: Final = frozenset({"", "-", "--", "n/a", "na", "nan", "null", "none", "لا يوجد", "لايوجد"})
"""What people type where there is nothing to say."""

_DIGITS_OF_A_LINE = 5
_MAY_BEGIN_NOTHING = frozenset("nNلـ")  # letters; the tatweel is one, and dropped


Spans: TypeAlias = tuple[tuple[int, int, int], ...]
"""Cells that are merged with others to their side: row, from 1, and the first and the last column, from 0."""


@dataclass(frozen=True, slots=True)
class Row:
    """`number` counts from 1, as the file's reader sees it. The cells are personal: it never prints them."""

    number: int
    cells: tuple[object, ...]

    def cell(self, index: int) -> object:
        return self.cells[index] if index < len(self.cells) else None

    def __repr__(self) -> str:
        return f"Row({self.number}, ***)"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that hold nothing are left out; the others keep their numbers. They can be gone through again and again.

    `index` counts from 0 in the order of the file, hidden and empty sheets too. `uncomputed` are cells with a formula
    and without its value: row from 1, column from 0.
    """

    name: str
    rows: Iterable[Row]
    hidden: bool = False
    index: int = 0
    spans: Spans = ()
    uncomputed: frozenset[tuple[int, int]] = frozenset()

    @property
    def first(self) -> Row | None:
        return next(iter(self.rows), None)


def is_blank(cell: object) -> bool:
    if isinstance(cell, str):
        if not cell:
            return True
        if cell[0].isalnum() and cell[0] not in _MAY_BEGIN_NOTHING:
            return False
    return shown(cell).casefold() in NOTHING


def shown(cell: object) -> str:
    """The cell as text that reads back as the same value: ISO dates, numbers without a needless `.0`, marks dropped."""
    match cell:
        case str():
            return " ".join(without_marks(cell).split())
        case bool():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | datetime():
            return cell.isoformat()
        case _:
            return " ".join(without_marks(as_text(cell)).split())


def is_running_number(cell: object) -> bool:
    """A number such as lines are numbered with; alone in a row it says nothing."""
    written = shown(cell)
    return written.isdecimal() and len(written) <= _DIGITS_OF_A_LINE


def rows_of(cells: Iterable[Iterable[object]]) -> Iterator[Row]:
    """The rows in which anything is written."""
    for number, row in enumerate(cells, start=1):
        if any(shown(cell) for cell in row if cell not in (None, "")):
            yield Row(number, tuple(row))
