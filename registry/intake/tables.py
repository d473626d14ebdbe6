"""Finding the table on a sheet that people made for people: titles above it, a total and signatures below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from registry.domain.errors import SijillError
from registry.domain.places import PCode
from registry.intake.fields import HANDED_OUT, NO_DATA, PLACES, Field, TableKind, example_heading
from registry.intake.findings import Kept, Notice
from registry.intake.headings import plain
from registry.intake.mapping import (
    Columns,
    FileMapping,
    asks_consent,
    field_of,
    map_columns,
    nearest_heading,
    notices,
    written,
)
from registry.intake.sheets import Row, Sheet, is_blank, shown
from registry.texts import label

LOOKED_AT: Final = 30
"""Rows from the top among which the headings must stand."""
KNOWN_HEADINGS: Final = 2
"""How many headings must be understood for a row to be the row of headings."""

_TOTALS = frozenset({"اجمالي", "مجموع", "جمله", "total", "subtotal", "totals", "sum"})
_WORDS_OF_A_TOTAL = 5
_DATA_IN_HEADER = re.compile(r"[0-9٠-٩]{4}")


@dataclass(frozen=True, slots=True)
class Table:
    """`kept.rows` are the rows of data alone; titles, totals, signatures and headings repeated on each page are not."""

    kept: Kept
    columns: Columns
    notices: tuple[Notice, ...]

    @property
    def sheet(self) -> str:
        return self.kept.sheet

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.kept.rows


def find_table(sheet: Sheet, kind: TableKind, mapping: FileMapping) -> Table | None:
    """The table of a sheet, or None where no row of headings can be told."""
    at = _header_at(sheet, kind, mapping)
    if at is None:
        return None
    header = sheet.rows[at]
    columns = map_columns(header, kind, mapping)
    rows = tuple(_data_rows(sheet.rows[at + 1 :], header, columns))
    kept = Kept(sheet.name, sheet.rows[:at], header, rows, sheet.index)
    return Table(kept, columns, tuple(notices(columns, sheet.name)))


def understood(row: Row, kind: TableKind, mapping: FileMapping) -> int:
    """How many different fields the cells of a row name, were they headings."""
    fields = {
        field_of(shown(cell), kind, mapping)
        for cell in row.cells
        if isinstance(cell, str) and not is_blank(cell)
    }
    return len(fields - {None, *NO_DATA})


def require(table: Table, *needed: Field) -> None:
    """Demand a column for one of the given fields.

    Raises:
        SijillError: `column_missing`, or `column_missing_but_like` with the heading that comes nearest.
    """
    if any(table.columns.has(field) for field in needed):
        return
    field = needed[-1]
    said = {
        "sheet": table.sheet,
        "field": field.value,
        "field_ar": label("field", field.value, "ar"),
        "field_en": label("field", field.value, "en"),
    }
    like = next(filter(None, (nearest_heading(one, table.columns.unknown) for one in needed)), None)
    if like is not None:
        mapping = written(table.columns.kind, like, field)
        raise SijillError("column_missing_but_like", **said, heading=like, mapping=mapping)
    kind = table.columns.kind
    raise SijillError(
        "column_missing", **said, kind=kind.value, example=example_heading(field, kind)
    )


def require_household(table: Table, within: PCode | None) -> None:
    """Demand what no registration can do without: a name and a place; and that nobody's refusal is overlooked.

    Raises:
        SijillError: `column_missing`, `column_missing_but_like`, `consent_column_unclear`.
    """
    _require_clear_consent(table)
    require(table, Field.NAME)
    if within is None:
        require(table, *(field for field in PLACES if field is not Field.VILLAGE))


def _require_clear_consent(table: Table) -> None:
    """A refusal that is not read would count as not asked, and show the family to others."""
    kind = table.columns.kind
    for heading in table.columns.unknown:
        if asks_consent(heading, kind):
            raise SijillError(
                "consent_column_unclear",
                sheet=table.sheet,
                heading=heading,
                mapping=written(kind, heading, Field.CONSENT_SHARING),
                ignored=written(kind, heading, Field.IGNORED),
            )


def not_for_registrations(table: Table) -> Iterator[Notice]:
    """The columns that say something of deliveries, where rows are registrations."""
    for column in table.columns.columns:
        if column.field in HANDED_OUT:
            yield Notice(code="column_of_deliveries", sheet=table.sheet, column=column.heading)


def _header_at(sheet: Sheet, kind: TableKind, mapping: FileMapping) -> int | None:
    scores = [understood(row, kind, mapping) for row in sheet.rows[:LOOKED_AT]]
    best = max(scores, default=0)
    if best >= KNOWN_HEADINGS:
        return scores.index(best)
    looks = (_looks_like_headings(row) for row in sheet.rows[:LOOKED_AT])
    return next((at for at, headings in enumerate(looks) if headings), None)


def _looks_like_headings(row: Row) -> bool:
    """Words only, and several: a row of data has a number or a date somewhere."""
    filled = [cell for cell in row.cells if not is_blank(cell)]
    words = all(isinstance(cell, str) and not _DATA_IN_HEADER.search(cell) for cell in filled)
    return len(filled) > KNOWN_HEADINGS and words


def _data_rows(rows: tuple[Row, ...], header: Row, columns: Columns) -> Iterator[Row]:
    headings = [plain(shown(cell)) for cell in header.cells]
    after_total = False
    for row in rows:
        if _is_total(row, columns):
            after_total = True
        elif not _has_data(row, columns) or [plain(shown(cell)) for cell in row.cells] == headings:
            continue
        elif not (after_total and _is_signature(row, columns)):
            yield row


def _is_total(row: Row, columns: Columns) -> bool:
    """A row that begins with a word for total and names nobody."""
    first = next((shown(cell) for cell in row.cells if not is_blank(cell)), "")
    words = plain(first).split()
    if not words or words[0] not in _TOTALS or len(words) > _WORDS_OF_A_TOTAL:
        return False
    names = {shown(row.cell(column.index)) for column in columns.of(Field.NAME)}
    return names <= {"", first}


def _has_data(row: Row, columns: Columns) -> bool:
    """Whether anything stands in a column that we take; numbered lines left empty are no rows."""
    return any(
        not is_blank(row.cell(column.index))
        for column in columns.columns
        if column.field not in NO_DATA
    )


def _is_signature(row: Row, columns: Columns) -> bool:
    taken = [column for column in columns.columns if column.field not in NO_DATA]
    filled = sum(not is_blank(row.cell(column.index)) for column in taken)
    return filled * 2 < len(taken)
