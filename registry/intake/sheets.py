"""What a file holds before anybody knows what it means: sheets of numbered rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from registry.domain.digits import as_text, without_marks

NOTHING: Final = frozenset({"", "-", "--", "n/a", "na", "nan", "null", "none", "لا يوجد", "لايوجد"})
"""What people type where there is nothing to say."""


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
    """Rows that hold nothing are left out; the others keep their numbers.

    `index` counts from 0 in the order of the file, hidden and empty sheets too.
    """

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False
    index: int = 0


def is_blank(cell: object) -> bool:
    return shown(cell).casefold() in NOTHING


def shown(cell: object) -> str:
    """The cell as text that reads back as the same value: ISO dates, numbers without a needless `.0`, marks dropped."""
    match cell:
        case bool():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date() | datetime():
            return cell.isoformat()
        case _:
            return " ".join(without_marks(as_text(cell)).split())


def rows_of(cells: list[list[object]]) -> tuple[Row, ...]:
    """The rows in which anything is written."""
    return tuple(
        Row(number, tuple(row))
        for number, row in enumerate(cells, start=1)
        if any(shown(cell) for cell in row)
    )
