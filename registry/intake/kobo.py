"""Kobo's export: a sheet of submissions and a sheet for every repeat group, joined to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Final

from registry.domain.digits import with_ascii_digits
from registry.intake.fields import TableKind
from registry.intake.incoming import Options
from registry.intake.sheets import Row, Sheet, shown
from registry.intake.submissions import (
    FoundForm,
    Owners,
    Repeat,
    column_named,
    kind_of_repeat,
    open_form,
    table_of,
)
from registry.intake.tables import Table

SHEET_NAME_LENGTH: Final = 31
"""Spreadsheets cut a sheet's name here; the parent's name beside a repeat's row is not cut."""

_OF_SUBMISSION = ("_submission__uuid", "_parent_table_name", "_parent_index")


def is_kobo(sheets: Sequence[Sheet]) -> bool:
    """Whether the first sheet has the columns that Kobo puts at the end of every submission."""
    first = sheets[0].first
    headers = set() if first is None else {shown(cell) for cell in first.cells}
    return "_uuid" in headers and bool(headers & {"_index", "_submission_time"})


def open_kobo(sheets: Sequence[Sheet], options: Options, lines: int = 0) -> FoundForm:
    """Submissions with their repeats.

    Raises:
        SijillError: as `open_form`.
    """
    main = table_of(sheets[0], TableKind.HOUSEHOLD, options)
    found = [(sheet, _kind(sheet, options)) for sheet in sheets[1:]]
    tables = [(table_of(sheet, kind, options), kind) for sheet, kind in found if kind is not None]
    owner_in = _Ids(main)
    repeats = [
        Repeat(table, kind, owner_in.of_repeat(table), _as_answered(table.kept.header))
        for kind in (TableKind.MEMBER, TableKind.DELIVERY)
        for table, its in tables
        if its is kind
    ]
    return open_form(main, _own, repeats, sheets[1:], options, lines, replaced=_replaced(main))


def _kind(sheet: Sheet, options: Options) -> TableKind | None:
    header = sheet.first
    if header is None or sheet.hidden or column_named(header, "_parent_index") is None:
        return None
    return kind_of_repeat(sheet, options)


def _own(row: Row) -> str:
    """A submission goes by its row: an id is known to stand for several."""
    return str(row.number)


def _replaced(main: Table) -> dict[int, int]:
    """Rows that an edit of the same submission in the file takes the place of, each with the row of the edit.

    An edit has an id of its own and the root of the first. The latest counts: by its time, else by where it stands.
    Rows of one root and one id are no edits, and say by themselves whether they differ.
    """
    root, *said = (
        _cell(main.kept.header, one)
        for one in ("meta/rootUuid", "_uuid", "_submission_time", "end")
    )
    editions: dict[str, list[tuple[str, str, int, str]]] = {}
    for row in main.rows:
        if root(row):
            uuid, submitted, ended = (one(row) for one in said)
            editions.setdefault(root(row), []).append((submitted, ended, row.number, uuid))
    replaced: dict[int, int] = {}
    for those in editions.values():
        *_, latest, its_id = max(those)
        replaced |= {number: latest for *_, number, uuid in those if uuid != its_id}
    return replaced


class _Ids:
    """Which submission a repeat's row belongs to.

    By the submission's id, which survives a filtered export, or by the parent's index where the id stands for several
    submissions (Kobo is known to repeat one) or is not there. About 400 bytes a submission.
    """

    def __init__(self, main: Table) -> None:
        self._sheet = main.sheet
        uuid, index = (_cell(main.kept.header, one) for one in ("_uuid", "_index"))
        ids: Counter[str] = Counter()
        by_id: dict[str, str] = {}
        self._by_index: dict[str, str] = {}
        for row in main.rows:
            ids[uuid(row)] += 1
            by_id[uuid(row)] = self._by_index[index(row)] = _own(row)
        self._once = {one: at for one, at in by_id.items() if one and ids[one] == 1}
        self._ids = frozenset(ids)

    def of_repeat(self, table: Table) -> Owners:
        uuid, parent, index = (_cell(table.kept.header, one) for one in _OF_SUBMISSION)
        return lambda row: self._of(uuid(row), parent(row), index(row))

    def _of(self, uuid: str, parent: str, index: str) -> str | None:
        submission = self._once.get(uuid)
        if submission is not None:
            return submission
        here = parent[:SHEET_NAME_LENGTH] in ("", self._sheet) and (not uuid or uuid in self._ids)
        return self._by_index.get(index) if here else None


def _as_answered(header: Row) -> Callable[[Sequence[Row]], Sequence[Row]]:
    """In the order of the form, however the sheet was sorted since: it tells the repeats of a submission apart."""
    index = _cell(header, "_index")

    def ordered(rows: Sequence[Row]) -> Sequence[Row]:
        indexes = [index(row) for row in rows]
        if not all(one.isdecimal() for one in indexes):
            return rows
        in_order = sorted(zip(map(int, indexes), rows, strict=True), key=itemgetter(0))
        return [row for _, row in in_order]

    return ordered


def _cell(header: Row, heading: str) -> Callable[[Row], str]:
    """Reads what a row has in a column, nothing where there is no such column."""
    at = column_named(header, heading)
    if at is None:
        return lambda _: ""
    return lambda row: with_ascii_digits(shown(row.cell(at))).removeprefix("uuid:")
