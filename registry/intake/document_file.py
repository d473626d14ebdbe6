"""A list of cards and plates to issue: whom each is for, and what is printed on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

from registry.application.hijri import read_any_date
from registry.domain.dates import NotADate, Precision
from registry.domain.entitlement_document import DocumentKind
from registry.domain.errors import SijillError
from registry.intake.headings import plain
from registry.intake.recognise import open_file
from registry.intake.sheets import Row, Sheet, is_blank, is_running_number, shown
from registry.intake.tables import LOOKED_AT, total_of
from registry.texts import label

_HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "reference": ("reference", "الرقم المرجعي", "المرجع", "رقم الملف"),
    "identity_number": ("identity number", "civil number", "الرقم القومي", "الرقم المدني"),
    "member": ("member", "رقم الفرد"),
    "number": ("number", "card number", "رقم الوثيقة", "رقم البطاقة", "رقم اللوحة"),
    "kind": ("kind", "النوع", "نوع الوثيقة"),
    "issued_on": ("issued on", "تاريخ الإصدار", "صدرت في"),
    "valid_until": ("valid until", "تاريخ الانتهاء", "صالحة حتى"),
}
_COLUMN_OF: Final = {plain(one): name for name, those in _HEADINGS.items() for one in those}
_KINDS: Final = {
    plain(written): kind
    for kind in DocumentKind
    for written in (
        kind.value,
        label("document_kind", kind, "ar"),
        label("document_kind", kind, "en"),
    )
}


@dataclass(frozen=True, slots=True, repr=False)
class DocumentRow:
    """`row` counts from 1, as the file's reader sees it."""

    row: int
    reference: str | None
    identity_number: str | None
    member: int
    number: str
    kind: DocumentKind
    issued_on: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """A row of which something cannot be read, by the code of that."""

    row: int
    code: str


def read_documents(path: Path, kind: DocumentKind | None) -> list[DocumentRow | UnreadRow]:
    """The rows of the first sheet with a column of numbers and one of whom they are for.

    `kind` is that of rows that say none.

    Raises:
        SijillError: `document_file_without_columns`, and what opening a file says.
    """
    for sheet in open_file(path).sheets:
        if (found := _headings(sheet)) is not None:
            below, columns = found
            rows = islice(sheet.rows, below, None)
            return list(filter(None, (_read(row, columns, kind) for row in rows)))
    raise SijillError("document_file_without_columns")


def _headings(sheet: Sheet) -> tuple[int, Mapping[str, int]] | None:
    """How many rows stand above the data, and the place of each column."""
    for below, row in enumerate(islice(sheet.rows, LOOKED_AT), 1):
        named = ((_COLUMN_OF.get(plain(shown(cell))), at) for at, cell in enumerate(row.cells))
        columns = {name: at for name, at in named if name is not None}
        if "number" in columns and not columns.keys().isdisjoint({"reference", "identity_number"}):
            return below, columns
    return None


def _read(
    row: Row, columns: Mapping[str, int], kind: DocumentKind | None
) -> DocumentRow | UnreadRow | None:
    """None of a total, and of a numbered line left empty."""
    said = {name: shown(row.cell(at)) for name, at in columns.items()}
    if not any(said.values()) and (total_of(row) is not None or all(map(_says_nothing, row.cells))):
        return None
    try:
        return DocumentRow(
            row=row.number,
            reference=said.get("reference") or None,
            identity_number=said.get("identity_number") or None,
            member=_member(said.get("member", "")),
            number=said["number"],
            kind=_kind(said.get("kind", ""), kind),
            issued_on=_day(said.get("issued_on", "")),
            valid_until=_day(said.get("valid_until", "")),
        )
    except _Unreadable as problem:
        return UnreadRow(row.number, problem.code)


class _Unreadable(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code: Final = code


def _says_nothing(cell: object) -> bool:
    return is_blank(cell) or is_running_number(cell)


def _member(written: str) -> int:
    if not written:
        return 1
    if not written.isdecimal():
        raise _Unreadable("member_unknown")
    return int(written)


def _kind(written: str, kind: DocumentKind | None) -> DocumentKind:
    found = _KINDS.get(plain(written)) if written else kind
    if found is None:
        raise _Unreadable("document_kind_unknown")
    return found


def _day(written: str) -> date | None:
    if not written:
        return None
    try:
        day = read_any_date(written)
    except NotADate:
        raise _Unreadable("date_unreadable") from None
    if day.precision is not Precision.DAY:
        raise _Unreadable("date_unreadable")
    return day.first
