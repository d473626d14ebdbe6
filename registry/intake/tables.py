"""Finding the table on a sheet that people made for people: titles above it, a total and signatures below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final, Self

from registry.domain.errors import SijillError
from registry.domain.places import PCode
from registry.intake import unclear
from registry.intake.fields import HANDED_OUT, NO_DATA, PLACES, Field, TableKind, example_heading
from registry.intake.findings import Kept, Notice
from registry.intake.headings import plain
from registry.intake.mapping import (
    Columns,
    FileMapping,
    asks_consent,
    map_columns,
    nearest_heading,
    notices,
    written,
)
from registry.intake.sheets import Row, Sheet, is_blank, is_running_number, shown
from registry.intake.unclear import KNOWN_HEADINGS, understood
from registry.texts import label

LOOKED_AT: Final = 30
"""Rows from the top among which the headings must stand."""

_TOTALS = frozenset({"اجمالي", "مجموع", "جمله", "total", "subtotal", "totals", "sum"})
_WORDS_OF_A_TOTAL = 5
_SIGNATURES = 10
"""Rows below a total that may be signatures; more of them are rows of data."""
_DIGIT = re.compile(r"\d")
_WHOM = (Field.PARTNER_REFERENCE, Field.IDENTITY_NUMBER)
_DATA_IN_HEADER = re.compile(r"[0-9٠-٩]{4}")


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are the rows of data alone; titles, totals, signatures and headings repeated on each page are not."""

    kept: Kept
    columns: Columns
    notices: tuple[Notice, ...]
    rows: Iterable[Row]

    @property
    def sheet(self) -> str:
        return self.kept.sheet


@dataclass(frozen=True, slots=True)
class DataRows:
    """The rows of data below the headings of a sheet, picked out anew whenever they are gone through.

    `headings` are rows that say the same as the headings, in the other language. `also` are places of columns that
    whoever reads the rows takes beside those of an import, and by which a row says of whom it is.
    """

    sheet: Sheet
    below: int
    header: Row
    columns: Columns
    headings: frozenset[int] = frozenset()
    also: tuple[int, ...] = ()

    def __iter__(self) -> Iterator[Row]:
        rows = (row for row in self._below() if row.number not in self.headings)
        return _data_rows(rows, self.header, _Told.of(self.header, self.columns, self.also))

    def _below(self) -> Iterator[Row]:
        return islice(self.sheet.rows, self.below, None)


def headings_of(sheet: Sheet, kind: TableKind, mapping: FileMapping) -> Columns | None:
    """The columns that a sheet would have as a table of the kind; None where no row of headings can be told."""
    top = tuple(islice(sheet.rows, LOOKED_AT))
    at = _header_at(top, kind, mapping)
    return None if at is None else map_columns(top[at], kind, mapping)


def find_table(sheet: Sheet, kind: TableKind, mapping: FileMapping) -> Table | None:
    """The table of a sheet, or None where no row of headings can be told.

    Raises:
        SijillError: `header_ambiguous`, `header_merged`, `columns_alike`, `formula_without_value`.
    """
    top = tuple(islice(sheet.rows, LOOKED_AT))
    at = _header_at(top, kind, mapping)
    if at is None:
        return None
    header = top[at]
    columns = map_columns(header, kind, mapping)
    headings = unclear.headings_beside(sheet.name, top, at, columns, mapping)
    unclear.require_heading_each(sheet, header, top[at + 1 :])
    unclear.require_different(sheet.name, columns, top[at + 1 :])
    rows = DataRows(sheet, at + 1, header, columns, headings)
    unclear.require_computed(sheet, columns, rows)
    held = tuple(rows) if isinstance(sheet.rows, tuple) else rows
    kept = Kept(sheet.name, top[:at], header, sheet.rows, sheet.index)
    return Table(kept, columns, tuple(notices(columns, sheet.name)), held)


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
    require(table, Field.REFERENCE_FOR_NAME, Field.NAME)
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


def _header_at(top: tuple[Row, ...], kind: TableKind, mapping: FileMapping) -> int | None:
    scores = [understood(row, kind, mapping) for row in top]
    best = max(scores, default=0)
    if best >= KNOWN_HEADINGS:
        return scores.index(best)
    looks = (_looks_like_headings(row) for row in top)
    return next((at for at, headings in enumerate(looks) if headings), None)


def _looks_like_headings(row: Row) -> bool:
    """Words only, and several: a row of data has a number or a date somewhere."""
    filled = [cell for cell in row.cells if not is_blank(cell)]
    words = all(isinstance(cell, str) and not _DATA_IN_HEADER.search(cell) for cell in filled)
    return len(filled) > KNOWN_HEADINGS and words


@dataclass(frozen=True, slots=True)
class _Told:
    """By what a row of data is told: places of columns that are `taken`, say `whom` it is of, or are not understood."""

    columns: Columns
    taken: tuple[int, ...]
    also: tuple[int, ...]
    whom: tuple[int, ...]
    beside: tuple[int, ...]

    @classmethod
    def of(cls, header: Row, columns: Columns, also: tuple[int, ...]) -> Self:
        known = [column.index for column in columns.columns if column.field not in NO_DATA]
        own = [column.index for field in _WHOM for column in columns.of(field)]
        unknown = {*columns.unknown}
        beside = [at for at, cell in enumerate(header.cells) if shown(cell) in unknown]
        return cls(
            columns,
            taken=tuple(known),
            also=also,
            whom=(*own, *also),
            beside=tuple(at for at in beside if at not in also),
        )

    def is_data(self, row: Row) -> bool:
        """Whether it says anything under a heading; numbered lines left empty are no rows.

        What stands in columns that are not understood alone goes back with what is missing, and is not lost.
        """
        return any(not is_blank(row.cell(index)) for index in (*self.taken, *self.also)) or any(
            not is_blank(cell) and not is_running_number(cell)
            for cell in map(row.cell, self.beside)
        )

    def may_be_signature(self, row: Row) -> bool:
        """Whether little is said in it, and no number of whom."""
        filled = sum(not is_blank(row.cell(index)) for index in self.taken)
        numbered = any(_DIGIT.search(shown(row.cell(index))) for index in self.whom)
        return filled * 2 < len(self.taken) and not numbered


def _data_rows(rows: Iterable[Row], header: Row, told: _Told) -> Iterator[Row]:
    """Below a total, rows that may be signatures are kept back: they are none where rows of data go on below them."""
    headings = [plain(shown(cell)) for cell in header.cells]
    after_total = False
    signatures: list[Row] = []
    for row in rows:
        if _is_total(row, told.columns):
            after_total = True
        elif _are_headings(row, headings):
            signatures.clear()  # of the page that ends there
        elif not told.is_data(row):
            continue
        elif after_total and len(signatures) < _SIGNATURES and told.may_be_signature(row):
            signatures.append(row)
        else:
            yield from signatures
            signatures.clear()
            after_total = False
            yield row


def _are_headings(row: Row, headings: list[str]) -> bool:
    """Told by the first cell that differs. Most rows have a number somewhere, which need not be written out for it."""
    if len(row.cells) != len(headings):
        return False
    both = [*zip(row.cells, headings, strict=True)]
    return not any(_is_number_instead(*one) for one in both) and all(
        plain(shown(cell)) == heading for cell, heading in both
    )


def _is_number_instead(cell: object, heading: str) -> bool:
    return isinstance(cell, str) and cell[:1].isdigit() and not heading[:1].isdigit()


def _is_total(row: Row, columns: Columns) -> bool:
    """A row that begins with a word for total and names nobody."""
    total = total_of(row)
    if total is None:
        return False
    names = {shown(row.cell(column.index)) for column in columns.of(Field.NAME)}
    return names <= {"", total}


def total_of(row: Row) -> str | None:
    """The few words that a row begins with where the first is one for total."""
    first = next((shown(cell) for cell in row.cells if not is_blank(cell)), "")
    if not any(_begins_total(word) for word in first.split()[: _WORDS_OF_A_TOTAL + 1]):
        return None
    words = plain(first).split()
    short = words and words[0] in _TOTALS and len(words) <= _WORDS_OF_A_TOTAL
    return first if short else None


def _begins_total(word: str) -> bool:
    """Asked word by word: the first names and codes that most rows begin with are few, or no words at all."""
    return not word[0].isdigit() and not _TOTALS.isdisjoint(plain(word).split())
