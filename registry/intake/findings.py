"""What reading a file finds besides drafts: what is wrong with a row, and what the sender should know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from registry.intake.sheets import Row


class Place(NamedTuple):
    """Where a row stands in the file. `row` counts from 1."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a row cannot be taken. `code` is public and has its texts; `details` never hold what the cell held."""

    code: str
    column: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """A row that goes back to its sender.

    `together` are rows that must go back with it: the repeats of a rejected submission, or the submission of a
    rejected repeat.
    """

    at: Place
    problems: tuple[Problem, ...]
    together: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something about the file that the sender should know; nothing was refused because of it."""

    code: str
    sheet: str
    row: int | None = None
    column: str | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """A table as it was read, so that its rows can be given back in their shape.

    `rows` are all rows of its sheet, which may be read again for it; `index` is that of the sheet in the file, from 0.
    """

    sheet: str
    titles: tuple[Row, ...]
    header: Row
    rows: Iterable[Row]
    index: int
