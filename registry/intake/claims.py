"""Lists for `sijill match evaluate`: one person a row as partners submitted them, and who each of them is in truth.

What cannot be read counts as missing. A column that is not there takes a part of the evidence away, which is said and
never silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from registry.application.phones import read_phone
from registry.domain.dates import NotADate, PreciseDate, read_birth_date
from registry.domain.errors import SijillError
from registry.domain.identity_numbers import read_identity_number
from registry.domain.vocabulary import Relation, Sex
from registry.intake.recognise import open_file
from registry.intake.sheets import Row, Sheet, is_blank, shown
from registry.matching.claims import Claim

NEEDED: Final = ("record_id", "household_id", "name")
USEFUL: Final = ("partner", "role", "sex", "dob", "national_id", "phone", "markaz", "village")
TRUTH: Final = ("record_id", "person_id", "household_uid")

_SEXES: Final = {"m": Sex.MALE, "male": Sex.MALE, "f": Sex.FEMALE, "female": Sex.FEMALE}
_RELATIONS: Final = {
    "head": Relation.HEAD,
    **dict.fromkeys(("wife", "husband", "spouse"), Relation.SPOUSE),
    **dict.fromkeys(("son", "daughter", "child"), Relation.CHILD),
}


class ClaimsFile:
    """Claims in the order of the rows; `absent` are useful columns that the list does not have.

    Raises:
        SijillError: `match_columns_missing`, and what opening a file says.
    """

    def __init__(self, path: Path) -> None:
        opened = open_file(path)
        self._sheet = opened.sheets[0]
        self._place = _places(self._sheet, NEEDED)
        self.lines: Final = opened.lines
        """How long the list is where that is known beforehand; 0 of a workbook."""
        self.absent = [name for name in USEFUL if name not in self._place]

    def __iter__(self) -> Iterator[Claim]:
        for row in _data(self._sheet):
            yield self._claim(row)

    def _claim(self, row: Row) -> Claim:
        said = {name: _said(row, place) for name, place in self._place.items()}
        role = said.get("role", "").casefold()
        number = said.get("national_id")
        return Claim(
            record=said["record_id"],
            registration=said["household_id"],
            partner=said.get("partner", ""),
            name=said["name"],
            sex=_SEXES.get(said.get("sex", "").casefold(), Sex.UNKNOWN),
            relation=_RELATIONS.get(role, Relation.OTHER) if role else None,
            born=_born(said.get("dob", "")),
            identity_number=read_identity_number(number) if number else None,
            phone=_phone(said.get("phone", "")),
            markaz=said.get("markaz", ""),
            village=said.get("village", ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is true of a record."""

    person: str
    household: str
    twin: bool


def read_truth(path: Path) -> dict[str, Told]:
    """By record.

    Raises:
        SijillError: `match_columns_missing`, and what opening a file says.
    """
    sheet = open_file(path).sheets[0]
    place = _places(sheet, TRUTH)
    twin = place.get("twin")
    return {
        _said(row, place["record_id"]): Told(
            person=_said(row, place["person_id"]),
            household=_said(row, place["household_uid"]),
            twin=twin is not None and _said(row, twin) == "1",
        )
        for row in _data(sheet)
    }


def _places(sheet: Sheet, needed: Sequence[str]) -> dict[str, int]:
    first = sheet.first
    headings = () if first is None else first.cells
    places = {shown(heading).casefold(): place for place, heading in enumerate(headings)}
    absent = [name for name in needed if name not in places]
    if absent:
        raise SijillError("match_columns_missing", columns=tuple(absent))
    known = (*NEEDED, *USEFUL, *TRUTH, "twin")
    return {name: place for name, place in places.items() if name in known}


def _data(sheet: Sheet) -> Iterator[Row]:
    rows = iter(sheet.rows)
    next(rows, None)
    yield from rows


def _said(row: Row, place: int) -> str:
    cell = row.cell(place)
    return "" if is_blank(cell) else shown(cell)


@lru_cache(maxsize=100_000)
def _born(cell: str) -> PreciseDate | None:
    try:
        return read_birth_date(cell) if cell else None
    except NotADate:
        return None


def _phone(cell: str) -> str:
    return read_phone(cell).number if cell else ""
