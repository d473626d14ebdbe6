"""A list of whom to serve: each row by a reference or an identity number, whatever else it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from registry.application.plan_rows import RowSaid
from registry.domain.errors import SijillError
from registry.intake.fields import Field, TableKind
from registry.intake.headings import plain
from registry.intake.lines import Line
from registry.intake.mapping import Column, Columns, FileMapping, map_columns
from registry.intake.recognise import open_file
from registry.intake.sheets import Row, Sheet, shown
from registry.intake.tables import LOOKED_AT, DataRows

_REFERENCE: Final = frozenset(
    map(plain, ("reference", "الرقم المرجعي", "المرجع", "رقم الأسرة المرجعي"))
)
"""What the registry's own references are called on a list; to an import they say nothing."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """`row` counts from 1, as the file's reader sees it."""

    row: int
    said: RowSaid


def read_plan(path: Path) -> list[PlanRow]:
    """The rows of the first sheet that names anybody.

    Raises:
        SijillError: `plan_file_without_references`, and what opening a file says.
    """
    for sheet in open_file(path).sheets:
        if (found := _headings(sheet)) is not None:
            return list(_rows(sheet, *found))
    raise SijillError("plan_file_without_references")


def _headings(sheet: Sheet) -> tuple[int, Row, Columns] | None:
    for at, row in enumerate(islice(sheet.rows, LOOKED_AT)):
        columns = _columns(row)
        if columns.has(Field.PARTNER_REFERENCE) or columns.has(Field.IDENTITY_NUMBER):
            return at, row, columns
    return None


def _columns(header: Row) -> Columns:
    found = map_columns(header, TableKind.HOUSEHOLD, FileMapping())
    own = tuple(
        Column(index=at, heading=shown(cell), field=Field.PARTNER_REFERENCE)
        for at, cell in enumerate(header.cells)
        if plain(shown(cell)) in _REFERENCE
    )
    return replace(found, columns=(*own, *found.columns))


def _rows(sheet: Sheet, at: int, header: Row, columns: Columns) -> Iterator[PlanRow]:
    for row in DataRows(sheet, at + 1, header, columns):
        line = Line(row, columns, {})
        reference = line.reference(Field.PARTNER_REFERENCE)
        number = line.text(Field.IDENTITY_NUMBER)
        if reference or number or line.text(Field.NAME):
            yield PlanRow(row.number, RowSaid(reference=reference, identity_number=number))
