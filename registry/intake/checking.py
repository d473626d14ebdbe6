"""A list held against the register before anything of it is written: whom it names, and the workbook of matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import xlsxwriter

from registry.application.claims import by_what_they_tell
from registry.application.households import HouseholdDraft, MemberDraft
from registry.domain.dates import PreciseDate, Precision
from registry.domain.places import PCode
from registry.domain.vocabulary import Sex
from registry.intake.fields import Field
from registry.intake.findings import Place
from registry.intake.incoming import Incoming, Reading
from registry.intake.people import Told

USEFUL: Final[Mapping[Field, tuple[Field, ...]]] = {
    Field.IDENTITY_NUMBER: (),
    Field.BIRTH_DATE: (),
    Field.PHONE: (),
    Field.SEX: (),
    Field.MARKAZ: (Field.VILLAGE,),
    Field.VILLAGE: (),
}
"""What people are told apart by; where it is said by another field too, that one is enough."""

MATCHES: Final = "matches · التطابق"
SUMMARY: Final = "summary · الملخص"
ROWS: Final = "rows · صفوف للمراجعة"
_WIDTH: Final = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody whom a row names, as a search asks for them. It never prints itself."""

    at: Place
    name: str
    number: str | None
    unhcr_number: str | None
    phone: str | None
    place: str | None
    born: str | None
    sex: Sex

    def __repr__(self) -> str:
        return f"Person({self.at}, ***)"


def people_of(incoming: Iterable[Incoming]) -> Iterator[Person]:
    """Everybody who is named in registrations, heads before their members."""
    for one in incoming:
        yield _person(one.at, one.draft.head, one.draft)
        for member in one.members:
            yield _person(member.at, member.draft, one.draft)


def _person(at: Place, draft: MemberDraft, home: HouseholdDraft) -> Person:
    """Reached by the household's phones where they have none of their own."""
    told = Told(
        name=draft.name.written,
        numbers=draft.identity_numbers,
        born=draft.born,
        phones=(*draft.phones, *home.phones),
        sex=draft.sex,
    )
    return person(at, told, home.place)


def person(at: Place, told: Told, place: PCode | None) -> Person:
    number = next(iter(by_what_they_tell(told.numbers)), None)
    unhcr = next((one for one in told.numbers if one.is_household_key), None)
    phone = next(iter(told.phones), None)
    return Person(
        at=at,
        name=told.name,
        number=None if number is None else number.number,
        unhcr_number=None if unhcr is None else unhcr.number,
        phone=None if phone is None else phone.number,
        place=place,
        born=_written(told.born),
        sex=told.sex,
    )


def _written(born: PreciseDate | None) -> str | None:
    """A span of days is known by its year, as nobody is asked for one."""
    if born is None:
        return None
    return str(born.first.year) if born.precision is Precision.SPAN else str(born)


def absent(reading: Reading) -> list[Field]:
    """What the file has no column for and people are told apart by."""
    there = {field for columns in reading.mapping.columns.values() for field in columns.values()}
    return [
        field for field, instead in USEFUL.items() if field not in there and not there & {*instead}
    ]


def write_matches(
    path: Path,
    summary: Sequence[Sequence[object]],
    matches: Sequence[Sequence[object]],
    rows: Sequence[Sequence[object]],
) -> None:
    """What the check came to, the matches, and the rows that want a look; a line each, headings first.

    All of it is text or a figure.
    """
    # A workbook holds personal data: only its owner may read it.
    path.touch(mode=0o600)
    path.chmod(0o600)
    options = {
        "in_memory": True,  # rows in a temporary file would outlive a kill -9
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        for name, lines in ((SUMMARY, summary), (MATCHES, matches), (ROWS, rows)):
            sheet = workbook.add_worksheet(name)
            sheet.right_to_left()
            sheet.set_column(0, len(lines[0]) - 1, _WIDTH, wrapped)
            for at, row in enumerate(lines):
                for column, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(at, column, cell)
                    else:
                        sheet.write_string(at, column, "" if cell is None else str(cell))
            sheet.freeze_panes(1, 0)
