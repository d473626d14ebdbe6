"""ODK Central's export: a zip with a CSV of submissions and a CSV for every repeat group, joined by their keys.

A submission goes by its `KEY`, which an edit leaves as it is; a row of a repeat by its own, `KEY/members[2]`. The rows
of a repeat within a repeat belong to the submission too.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from registry.domain.errors import SijillError
from registry.intake.archives import Look, look_through, opened_zip
from registry.intake.fields import Field, TableKind
from registry.intake.incoming import Options
from registry.intake.mapping import FileMapping
from registry.intake.sheets import Row, Sheet, rows_of, shown
from registry.intake.streamed import require_unchanged, state_of
from registry.intake.submissions import (
    FoundForm,
    Repeat,
    column_named,
    kind_of_repeat,
    open_form,
    table_of,
)

UNPACKED_LIMIT: Final = 8 * 2**30
"""Bytes that the CSVs of a zip may unpack to; they are never held."""

_KEY = "KEY"
_PARENT = "PARENT_KEY"
_OF_SUBMISSIONS = frozenset(
    {"SubmissionDate", "meta-instanceID", "meta/instanceID", "instanceID", "__system"}
)
_ASIDE = ("media/", "__MACOSX/", ".")
_AUDIT = " - audit.csv"
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31

_OF_THE_TOOL: Final = (
    "meta-instanceID", "meta-instanceName", "meta-rootUuid", "meta-deprecatedID", "instanceID", "SubmitterID",
    "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status", "DeviceID", "Edits", "FormVersion",
    "__id", "meta-entity-label",
)  # fmt: skip
COLUMNS: Final[Mapping[TableKind, Mapping[str, Field]]] = {
    TableKind.HOUSEHOLD: {
        **dict.fromkeys(_OF_THE_TOOL, Field.IGNORED),
        _KEY: Field.PARTNER_REFERENCE,
        "SubmissionDate": Field.SUBMITTED_ON,
        "ReviewState": Field.VALIDATION_STATUS,
    },
    TableKind.MEMBER: {_KEY: Field.MEMBER_REFERENCE, _PARENT: Field.IGNORED},
    TableKind.DELIVERY: {_KEY: Field.DELIVERY_REFERENCE, _PARENT: Field.IGNORED},
}
"""What ODK's own columns stand for, unless a mapping says otherwise."""


@dataclass(frozen=True, slots=True)
class CsvInZip:
    """The rows of a CSV in a zip, unpacked anew whenever they are gone through.

    `state` is what the zip was when it was looked at: reading another one raises `file_changed`.
    """

    path: str
    state: tuple[int, ...]
    part: str

    def __iter__(self) -> Iterator[Row]:
        path = Path(self.path)
        require_unchanged(path, self.state)
        try:
            with opened_zip(path) as archive, archive.open(self.part) as packed:
                text = TextIOWrapper(packed, encoding="utf-8-sig", newline="")
                yield from rows_of(csv.reader(text))
        except (csv.Error, UnicodeError, OSError):
            require_unchanged(path, self.state)
            raise SijillError("file_unreadable") from None
        require_unchanged(path, self.state)


class _Lines:
    """Counts the lines of a part."""

    def __init__(self) -> None:
        self.lines = 0

    def feed(self, chunk: bytes) -> None:
        self.lines += chunk.count(b"\n")

    def close(self) -> None:
        """Nothing is left over."""


def is_zip_of_csvs(names: Sequence[str]) -> bool:
    return any(map(_is_csv, names)) and not any(
        name.startswith("xl/") or name == "content.xml" for name in names
    )


def open_zip(path: Path) -> tuple[list[Sheet], int]:
    """The sheets of an export, that of the submissions first; and how many lines that one has.

    Raises:
        SijillError: `odk_form_missing`, `odk_several_forms`, `file_too_large_unpacked`, `file_protected`,
            `file_unreadable`.
    """
    state = state_of(path)
    counted: dict[str, _Lines] = {}

    def look(name: str) -> Look:
        return counted.setdefault(name, _Lines())

    look_through(path, UNPACKED_LIMIT, look, _is_csv)
    names = _sheet_names(list(counted))
    sheets = [Sheet(names[part], CsvInZip(str(path), state, part)) for part in counted]
    forms = [sheet for sheet in sheets if _is_main(sheet)]
    if not forms:
        raise SijillError("odk_form_missing")
    if len(forms) > 1:
        raise SijillError("odk_several_forms", sheets=tuple(form.name for form in forms))
    (main,) = forms
    others = [sheet for sheet in sheets if sheet is not main]
    lines = next(one.lines for part, one in counted.items() if names[part] == main.name)
    return [replace(one, index=at) for at, one in enumerate((main, *others))], lines


def is_odk(sheets: Sequence[Sheet]) -> bool:
    """Whether they are an export's: from its zip, or as a workbook of rejects gives them back."""
    if not _is_main(sheets[0]):
        return False
    headings = _headings(sheets[0])
    return bool(headings & _OF_SUBMISSIONS) or any(
        _PARENT in _headings(sheet) for sheet in sheets[1:]
    )


def open_odk(sheets: Sequence[Sheet], options: Options, lines: int = 0) -> FoundForm:
    """Submissions with their repeats.

    Raises:
        SijillError: as `open_form`.
    """
    options = replace(options, mapping=_with_columns(options.mapping))
    main = table_of(sheets[0], TableKind.HOUSEHOLD, options)
    found = [(sheet, _kind(sheet, options)) for sheet in sheets[1:]]
    tables = [(table_of(sheet, kind, options), kind) for sheet, kind in found if kind is not None]
    own = _Keys(main.kept.header, _KEY)
    known = frozenset(_digest(key) for row in main.rows if (key := own(row)) is not None)
    repeats = [
        Repeat(table, kind, _Keys(table.kept.header, _PARENT, known))
        for kind in (TableKind.MEMBER, TableKind.DELIVERY)
        for table, its in tables
        if its is kind
    ]
    return open_form(main, own, repeats, sheets[1:], options, lines)


class _Keys:
    """For a row, the key of its submission; None where it is not among the known ones, of which digests are kept."""

    def __init__(self, header: Row, heading: str, known: frozenset[int] | None = None) -> None:
        self._at = column_named(header, heading)
        self._known = known

    def __call__(self, row: Row) -> str | None:
        if self._at is None:
            return None
        key = shown(row.cell(self._at)).partition("/")[0]
        if not key or (self._known is not None and _digest(key) not in self._known):
            return None
        return key


def _digest(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest())


def _with_columns(mapping: FileMapping) -> FileMapping:
    columns = {kind: {**its, **mapping.columns.get(kind, {})} for kind, its in COLUMNS.items()}
    return replace(mapping, columns={**mapping.columns, **columns})


def _kind(sheet: Sheet, options: Options) -> TableKind | None:
    return None if _PARENT not in _headings(sheet) else kind_of_repeat(sheet, options)


def _is_main(sheet: Sheet) -> bool:
    headings = _headings(sheet)
    return _KEY in headings and _PARENT not in headings


def _headings(sheet: Sheet) -> set[str]:
    first = sheet.first
    return set() if first is None else {shown(cell) for cell in first.cells}


def _is_csv(name: str) -> bool:
    return (
        name.lower().endswith(".csv") and not name.startswith(_ASIDE) and not name.endswith(_AUDIT)
    )


def _sheet_names(parts: Sequence[str]) -> dict[str, str]:
    """A name for each that a workbook can have too, so that its rows can come back in one."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for part in parts:
        whole = _NO_NAME.sub(" ", Path(part).stem).strip(" '") or "csv"
        name, number = whole[-_LONGEST_NAME:].strip(" '"), 1
        while name.casefold() in taken:
            number += 1
            name = f"{whole[-(_LONGEST_NAME - 4) :]} {number}".strip(" '")
        taken.add(name.casefold())
        names[part] = name
    return names
