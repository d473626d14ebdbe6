"""One row seen through its columns. It gathers all that is wrong with a row instead of stopping at the first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeVar

from rapidfuzz import fuzz, process

from registry.application.hijri import read_any_date
from registry.domain.dates import NotADate, PreciseDate
from registry.domain.digits import as_text, with_ascii_digits, without_marks
from registry.domain.money import Currency, Money, NotMoney, read_money
from registry.intake.fields import Field
from registry.intake.findings import Problem
from registry.intake.headings import plain
from registry.intake.mapping import Column, Columns, Values
from registry.intake.sheets import Row, is_blank, shown
from registry.intake.words import TICKED

MeaningT = TypeVar("MeaningT")

_SIZE = re.compile(r"([0-9]{1,2})(?:\.0+)?(?: ?(?:فرد|أفراد|افراد|فردا|persons?|people|members?))?")
_WHOLE = re.compile(r"([0-9]+)\.0+")
_TICKS = frozenset("✓✔√")
_LETTERS_OF_A_NAME = 2
_ALIKE = 70  # of 100; below that a word is no hint


class Line:
    """`problems` stop the row, `remarks` are codes of what was left out of it."""

    __slots__ = ("_blank", "_values", "columns", "problems", "remarks", "row")

    def __init__(self, row: Row, columns: Columns, values: Mapping[Field, Values]) -> None:
        self.row = row
        self.columns = columns
        self._values = values
        self._blank = [is_blank(cell) for cell in row.cells]
        self.problems: list[Problem] = []
        self.remarks: list[tuple[str, str]] = []

    def filled(self, field: Field) -> Iterator[tuple[Column, object]]:
        """The columns of a field in which something is written."""
        for column in self.columns.of(field):
            if self.says(column):
                yield column, self.row.cells[column.index]

    def says(self, column: Column) -> bool:
        """Whether anything is written in a column."""
        return column.index < len(self._blank) and not self._blank[column.index]

    def first(self, field: Field) -> tuple[Column, object] | None:
        for column in self.columns.of(field):
            if self.says(column):
                return column, self.row.cells[column.index]
        return None

    def text(self, field: Field) -> str | None:
        """As written, trimmed, in Unicode's composed form; None where the cell is blank."""
        found = self.first(field)
        return None if found is None else as_written(found[1])

    def reference(self, field: Field) -> str | None:
        """The partner's own key of what the row speaks of; of a file without names also what stands in for one."""
        found = self.first(field)
        if found is None and field is Field.PARTNER_REFERENCE:
            found = self.first(Field.REFERENCE_FOR_NAME)
        return None if found is None else as_reference(as_written(found[1]))

    def refuse(self, code: str, field: Field, **details: str) -> None:
        columns = self.columns.of(field)
        heading = columns[0].heading if columns else None
        self.problems.append(Problem(code=code, column=heading, details=details))

    def remark(self, code: str, column: Column) -> None:
        self.remarks.append((code, column.heading))

    def name(self) -> str:
        """The person's name; a row without one is refused."""
        if self.columns.has(Field.REFERENCE_FOR_NAME) and not self.columns.has(Field.NAME):
            return self._stand_in()
        name = self.text(Field.NAME)
        if name is None or not _is_name(name):
            self.refuse("row_name_missing", Field.NAME)
            return ""
        return name

    def _stand_in(self) -> str:
        """Of who is nameless on purpose, the partner's reference: no two people are alike for it."""
        reference = self.reference(Field.PARTNER_REFERENCE)
        if reference is None:
            self.refuse("row_reference_missing", Field.REFERENCE_FOR_NAME)
        return reference or ""

    def word(self, field: Field, words: Mapping[str, MeaningT]) -> MeaningT | None:
        """What a word of a closed list means; a word that is in no list is refused, never guessed."""
        found = self.first(field)
        if found is None:
            return None
        said = self.said(field, found[1])
        if said in words:
            return words[said]
        near = process.extractOne(said, list(words), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        if near is None:
            self.refuse("row_word_unknown", field)
        else:
            self.refuse("row_word_unknown_but_like", field, like=near[0])
        return None

    def said(self, field: Field, cell: object) -> str:
        """The word in a cell as our lists write it, the partner's own codes translated."""
        written = _coded(cell)
        if field in self._values:
            written = self._values[field].get(written, written)
        return plain(written)

    def ticked(self, column: Column) -> bool | None:
        """Whether one answer of a select-multiple question was chosen; None where the cell says neither."""
        cell = self.row.cell(column.index)
        if is_blank(cell):
            return False
        if shown(cell) in _TICKS:
            return True
        return TICKED.get(plain(_coded(cell)))

    def size(self) -> int | None:
        """1 to 99; anything else in the cell is refused, since a size is what totals are made of."""
        found = self.first(Field.DECLARED_SIZE)
        if found is None:
            return None
        size = read_size(found[1])
        if size is None:
            self.refuse("row_size_unreadable", Field.DECLARED_SIZE)
        return size

    def date(self, field: Field) -> PreciseDate | None:
        """A date on which something was done; an impossible one is refused."""
        found = self.first(field)
        return (
            None
            if found is None
            else self._or_refuse(field, "row_date_unreadable", read_any_date, found[1])
        )

    def money(self, currency: Currency) -> Money | None:
        found = self.first(Field.AMOUNT)
        if found is None:
            return None

        def read(cell: object) -> Money:
            money = read_money(cell, currency)
            if money.amount <= 0:
                raise NotMoney
            return money

        return self._or_refuse(Field.AMOUNT, "row_amount_unreadable", read, found[1])

    def quantity(self) -> Decimal:
        """One where nothing is said."""
        found = self.first(Field.QUANTITY)
        if found is None:
            return Decimal(1)
        return self._or_refuse(
            Field.QUANTITY, "row_quantity_unreadable", _read_quantity, found[1]
        ) or Decimal(1)

    def _or_refuse(
        self, field: Field, code: str, read: Callable[[object], MeaningT], cell: object
    ) -> MeaningT | None:
        try:
            return read(cell)
        except (NotADate, NotMoney, InvalidOperation):
            self.refuse(code, field)
            return None


def _is_name(text: str) -> bool:
    if text[:_LETTERS_OF_A_NAME].isalpha() and len(text) >= _LETTERS_OF_A_NAME:
        return True
    return sum(letter.isalpha() for letter in text) >= _LETTERS_OF_A_NAME


def as_written(cell: object) -> str:
    return unicodedata.normalize("NFC", " ".join(as_text(cell).split()))


def as_reference(written: str) -> str:
    """A key, the same however its digits were typed.

    A submission's own id has the prefix in one of Kobo's columns and not in the other.
    """
    return with_ascii_digits(without_marks(written)).strip().removeprefix("uuid:")


@lru_cache(maxsize=4096)
def _coded(cell: object) -> str:
    """A form's code as the form has it: a CSV made `1.0` of the code 1."""
    written = shown(cell)
    return whole[1] if (whole := _WHOLE.fullmatch(written)) else written


def read_size(cell: object) -> int | None:
    """5, 5.0, `٥`, `٥ أفراد`; None where the cell holds no number from 1 to 99."""
    written = _SIZE.fullmatch(with_ascii_digits(shown(cell)).casefold())
    return int(written[1]) or None if written else None


def _read_quantity(cell: object) -> Decimal:
    quantity = Decimal(with_ascii_digits(without_marks(as_text(cell))).strip().replace("٫", "."))
    if not quantity.is_finite() or quantity <= 0:
        raise InvalidOperation
    return quantity.normalize()
