"""A list of whom to serve: each row by a reference, an identity number, or whom it names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

from registry.domain.errors import SijillError
from registry.intake import people
from registry.intake.checking import USEFUL, Person, person
from registry.intake.fields import Field, TableKind
from registry.intake.findings import Place
from registry.intake.headings import plain
from registry.intake.lines import Line
from registry.intake.mapping import Column, Columns, FileMapping, map_columns
from registry.intake.recognise import open_file
from registry.intake.residence import country_of, residence
from registry.intake.sheets import Row, Sheet, shown
from registry.intake.tables import LOOKED_AT, DataRows

_TELLING: Final = (Field.PARTNER_REFERENCE, Field.IDENTITY_NUMBER, Field.NAME)
_OF_A_PERSON: Final = frozenset(
    {*USEFUL, Field.NAME, Field.REFERENCE_FOR_NAME, Field.GOVERNORATE}
) - {Field.IDENTITY_NUMBER}
"""Columns without which a list says of nobody more than a number."""
_REFERENCE: Final = frozenset(
    map(plain, ("reference", "الرقم المرجعي", "المرجع", "رقم الأسرة المرجعي"))
)
"""What the registry's own references are called on a list; to an import they say nothing."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """`row` counts from 1, as the file's reader sees it."""

    row: int
    reference: str | None
    identity_number: str | None
    person: Person | None


def read_plan(path: Path, today: date) -> list[PlanRow]:
    """The rows of the first sheet that names anybody, those too that say nothing of whom they are.

    Raises:
        SijillError: `plan_file_without_references`, and what opening a file says.
    """
    for sheet in open_file(path).sheets:
        if (found := headings(sheet, lambda columns: any(map(columns.has, _TELLING)))) is not None:
            return list(_rows(sheet, *found, today))
    raise SijillError("plan_file_without_references")


def headings(sheet: Sheet, telling: Callable[[Columns], bool]) -> tuple[int, Row, Columns] | None:
    """The first row of headings that tells enough: how many rows stand above it, and its columns."""
    for at, row in enumerate(islice(sheet.rows, LOOKED_AT)):
        columns = columns_of(row)
        if telling(columns):
            return at, row, columns
    return None


def columns_of(header: Row) -> Columns:
    """As an import maps them, and the registry's own references."""
    found = map_columns(header, TableKind.HOUSEHOLD, FileMapping())
    own = tuple(
        Column(index=at, heading=shown(cell), field=Field.PARTNER_REFERENCE)
        for at, cell in enumerate(header.cells)
        if plain(shown(cell)) in _REFERENCE
    )
    return replace(found, columns=(*own, *found.columns))


def _rows(sheet: Sheet, at: int, header: Row, columns: Columns, today: date) -> Iterator[PlanRow]:
    names_people = any(map(columns.has, _OF_A_PERSON))
    for row in DataRows(sheet, at + 1, header, columns):
        line = Line(row, columns, {})
        yield PlanRow(
            row.number,
            line.reference(Field.PARTNER_REFERENCE),
            line.text(Field.IDENTITY_NUMBER),
            _person(sheet, line, today) if names_people else None,
        )


def _person(sheet: Sheet, line: Line, today: date) -> Person:
    """Whom a row names, as far as it can be read; nobody asks what is wrong with it."""
    lives = residence(line, None)
    country = country_of(lives.place) if lives else "EG"
    told = people.told(line, today=today, country=country)
    return person(Place(sheet.name, line.row.number), told, lives.place if lives else None)
