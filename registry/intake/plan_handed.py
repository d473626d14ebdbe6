"""A list of what was handed over by a plan: a row a line, by its number, a reference, an identity number or a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

from registry.application.plan_rows import RowSaid
from registry.application.searching import query_for
from registry.domain.dates import PreciseDate
from registry.domain.digits import with_ascii_digits
from registry.domain.errors import SijillError
from registry.domain.file_import import TakenAs
from registry.domain.identity_numbers import read_identity_number
from registry.domain.money import Currency
from registry.domain.places import PCode
from registry.intake import people
from registry.intake.fields import PLACES, Field
from registry.intake.findings import Kept, Place, Problem, Reject
from registry.intake.headings import plain
from registry.intake.incoming import Batch, Batches, HandedRow, Reading
from registry.intake.lines import Line
from registry.intake.mapping import Column, Columns, FileMapping
from registry.intake.plan_file import headings
from registry.intake.recognise import open_file
from registry.intake.residence import country_of, residence
from registry.intake.sheets import Row, Sheet, is_blank, shown
from registry.intake.tables import DataRows
from registry.matching.search import Query

ROWS: Final = 1_000
"""A stretch: a transaction."""
_LINE: Final = frozenset(
    map(plain, ("line", "line number", "plan line", "السطر", "رقم السطر", "سطر الكشف"))
)
_DAY: Final = frozenset(map(plain, ("date", "day", "التاريخ", "تاريخ", "اليوم")))
_TELLING: Final = (Field.PARTNER_REFERENCE, Field.IDENTITY_NUMBER, Field.NAME)


def read_handed(
    path: Path,
    on: PreciseDate | None,
    currency: Currency,
    today: date,
    *,
    place: PCode | None = None,
) -> Reading:
    """A file as a list of lines that were handed over, on its rows' days or else on one; `currency` is the plan's.

    `place` is where those rows are from that say none.

    Raises:
        SijillError: `plan_file_without_lines`, `import_date_missing`, and what opening a file says.
    """
    opened = open_file(path)
    for sheet in opened.sheets:
        found = None if sheet.hidden else headings(sheet, _tells)
        if found is not None:
            above, header, columns = found
            columns = _with_days(header, columns)
            handed = _Handed(sheet, above, header, columns, on, currency, today, place)
            break
    else:
        raise SijillError("plan_file_without_lines")
    if on is None and not handed.columns.has(Field.DELIVERED_ON):
        raise SijillError("import_date_missing")
    return Reading(
        format=opened.format,
        digest=opened.digest,
        taken_as=TakenAs.DELIVERIES,
        on=on,
        mapping=FileMapping(),
        list=b"",
        tables=(handed.kept,),
        notices=(),
        length=sum(1 for _ in handed.rows),
        batches=handed.batches,
    )


def _with_days(header: Row, columns: Columns) -> Columns:
    """Where nothing else says when, a date is the day on which the line was handed over: what else in such a list?"""
    if columns.has(Field.DELIVERED_ON):
        return columns
    days = tuple(
        Column(index=at, heading=shown(cell), field=Field.DELIVERED_ON)
        for at, cell in enumerate(header.cells)
        if plain(shown(cell)) in _DAY
    )
    return replace(columns, columns=(*columns.columns, *days[:1]))


def _tells(columns: Columns) -> bool:
    return any(map(columns.has, _TELLING)) or any(plain(one) in _LINE for one in columns.unknown)


@dataclass(frozen=True, slots=True)
class _Handed:
    """The table, with how many rows stand above its headings."""

    sheet: Sheet
    above: int
    header: Row
    columns: Columns
    on: PreciseDate | None
    currency: Currency
    today: date
    place: PCode | None

    @property
    def kept(self) -> Kept:
        titles = tuple(islice(self.sheet.rows, self.above))
        return Kept(self.sheet.name, titles, self.header, self.sheet.rows, self.sheet.index)

    @property
    def rows(self) -> DataRows:
        numbered = tuple(index for index, _ in self._numbered())
        return DataRows(self.sheet, self.above + 1, self.header, self.columns, also=numbered)

    def batches(self) -> Batches:
        batch, read = Batch(), 0
        for row in self.rows:
            self._take(row, batch)
            read += 1
            batch.rows, batch.reached = batch.rows + 1, read
            if batch.rows >= ROWS:
                yield batch
                batch = Batch(reached=read)
        if batch.rows or not read:
            yield batch

    def _take(self, row: Row, batch: Batch) -> None:
        line, at = Line(row, self.columns, {}), Place(self.sheet.name, row.number)
        number = self._number(line)
        said = self._said(line, numbered=number is not None)
        on = line.date(Field.DELIVERED_ON) or self.on
        value, quantity = line.money(self.currency), line.quantity()
        if on is None and not line.problems:
            line.refuse("row_date_missing", Field.DELIVERED_ON)
        if number is None and said is None and not line.problems:
            line.problems.append(Problem(code="row_line_missing"))
        if on is None or line.problems:
            batch.rejects.append(Reject(at=at, problems=tuple(line.problems)))
            return
        handed = HandedRow(
            at=at,
            line=number,
            said=said,
            on=on,
            quantity=quantity,
            value=value,
            place=self._place(row),
        )
        batch.handed.append(handed)

    def _place(self, row: Row) -> PCode | None:
        """Where a row is from; None of one that says a place that is not known: another is not guessed for it."""
        if not any(map(self.columns.has, PLACES)):
            return self.place
        lives = residence(Line(row, self.columns, {}), self.place)
        return None if lives is None else lives.place

    def _number(self, line: Line) -> int | None:
        for index, heading in self._numbered():
            cell = line.row.cell(index)
            if is_blank(cell):
                continue
            written = with_ascii_digits(shown(cell))
            if written.isascii() and written.isdigit() and int(written):
                return int(written)
            line.problems.append(Problem(code="row_line_unreadable", column=heading))
        return None

    def _numbered(self) -> Iterator[tuple[int, str]]:
        for index, cell in enumerate(self.header.cells):
            if plain(shown(cell)) in _LINE:
                yield index, shown(cell)

    def _said(self, line: Line, *, numbered: bool) -> RowSaid | None:
        """Whoever is meant by a number alone is looked for by it, where the row has no number of a line."""
        reference = line.reference(Field.PARTNER_REFERENCE)
        number = line.text(Field.IDENTITY_NUMBER)
        named = bool(line.text(Field.NAME))
        if reference is None and number is None and not named:
            return None
        asked = named or (number is not None and not numbered)
        person = self._person(line.row) if asked else None
        return RowSaid(
            reference=reference,
            identity_number=read_identity_number(number, today=self.today) if number else None,
            person=person,
        )

    def _person(self, row: Row) -> Query:
        """Whom a row names, as far as it can be read: what is wrong with it stops no row whose line is known."""
        line = Line(row, self.columns, {})
        lives = residence(line, None)
        country = country_of(lives.place) if lives else "EG"
        told = people.told(line, today=self.today, country=country)
        return query_for(
            self.today,
            name=told.name,
            numbers=told.numbers,
            phone=next(iter(told.phones), None),
            place=lives.place if lives else None,
            born=told.born,
            sex=told.sex,
        )
