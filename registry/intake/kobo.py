"""Kobo's export: a sheet of submissions and a sheet for every repeat group, joined to them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final

from registry.domain.arabic import fold
from registry.domain.digits import with_ascii_digits
from registry.domain.vocabulary import Relation
from registry.intake import people
from registry.intake.fields import Field, TableKind
from registry.intake.findings import Notice, Place, Problem, Reject
from registry.intake.incoming import (
    Incoming,
    IncomingDelivery,
    IncomingMember,
    Options,
    RowName,
)
from registry.intake.lines import Line, as_reference, read_size
from registry.intake.registrations import registration, remarks, with_members
from registry.intake.reported import reported_delivery
from registry.intake.residence import country_of
from registry.intake.sheets import Row, Sheet, shown
from registry.intake.tables import (
    KNOWN_HEADINGS,
    Table,
    find_table,
    not_for_registrations,
    require,
    require_household,
    understood,
)

SHEET_NAME_LENGTH: Final = 31
"""Spreadsheets cut a sheet's name here; the parent's name beside a repeat's row is not cut."""

_REPEATS = (TableKind.MEMBER, TableKind.DELIVERY)
_OF_SUBMISSION = ("_submission__uuid", "_parent_table_name", "_parent_index")


@dataclass(slots=True)
class Submissions:
    """What has been made of a form's submissions so far, whole. `names` has rejected rows too."""

    tables: list[Table] = field(default_factory=list)
    incoming: list[Incoming] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    names: dict[Place, RowName] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(1 for table in self.tables for _ in table.rows)


@dataclass(frozen=True, slots=True)
class _Repeats:
    table: Table
    of: Mapping[int, Sequence[Row]]  # by the row number of the submission


def read_kobo(sheets: Sequence[Sheet], options: Options) -> Submissions:
    """Submissions with their repeats.

    Raises:
        SijillError: `column_missing`, `column_missing_but_like`.
    """
    gathered = Submissions()
    main = _table(sheets[0], TableKind.HOUSEHOLD, options, gathered)
    require_household(main, options.within)
    repeats = {kind: _repeats(main, sheets[1:], kind, options, gathered) for kind in _REPEATS}
    gathered.notices += _not_taken(sheets[1:], gathered.tables)
    gathered.notices += _missing(main, repeats)
    gathered.notices += not_for_registrations(main)
    for row in main.rows:
        _submission(main, row, repeats, options, gathered)
    return gathered


def _table(sheet: Sheet, kind: TableKind, options: Options, gathered: Submissions) -> Table:
    table = find_table(sheet, kind, options.mapping)
    if table is None:
        raise AssertionError("a sheet with Kobo's own columns has headings")
    gathered.tables.append(table)
    gathered.notices += table.notices
    return table


def _repeats(
    main: Table, sheets: Sequence[Sheet], kind: TableKind, options: Options, gathered: Submissions
) -> Sequence[_Repeats]:
    found = []
    for sheet in sheets:
        if _kind_of(sheet, options) is not kind:
            continue
        table = _table(sheet, kind, options, gathered)
        require(table, Field.NAME if kind is TableKind.MEMBER else Field.BENEFIT)
        found.append(_Repeats(table, _joined(main, table, gathered)))
    return found


def _kind_of(sheet: Sheet, options: Options) -> TableKind | None:
    """What a repeat's rows are: of the kind that understands most of its headings."""
    header = sheet.first
    if header is None or sheet.hidden or _index(header, "_parent_index") is None:
        return None
    scores = {kind: understood(header, kind, options.mapping) for kind in _REPEATS}
    best = max(_REPEATS, key=scores.__getitem__)
    return best if scores[best] >= KNOWN_HEADINGS else None


def _joined(main: Table, table: Table, gathered: Submissions) -> Mapping[int, Sequence[Row]]:
    """Rows by the submission they belong to; those that belong to none are rejected alone.

    By the submission's id, which survives a filtered export, or by the parent's index where the id stands for several
    submissions (Kobo is known to repeat one) or is not there.
    """
    ids = [_value(row, main.kept.header, "_uuid") for row in main.rows]
    once = {one for one, times in Counter(ids).items() if one and times == 1}
    by_id = {one: row.number for one, row in zip(ids, main.rows, strict=True) if one in once}
    by_index = {_value(row, main.kept.header, "_index"): row.number for row in main.rows}
    joined: dict[int, list[Row]] = defaultdict(list)
    for row in table.rows:
        uuid, parent, index = (_value(row, table.kept.header, one) for one in _OF_SUBMISSION)
        submission = by_id.get(uuid)
        if (
            submission is None
            and parent[:SHEET_NAME_LENGTH] in ("", main.sheet)
            and uuid in ("", *ids)
        ):
            submission = by_index.get(index)
        if submission is None:
            problem = Problem(code="row_parent_missing")
            gathered.rejects.append(Reject(at=Place(table.sheet, row.number), problems=(problem,)))
        else:
            joined[submission].append(row)
    return {one: _as_answered(rows, table.kept.header) for one, rows in joined.items()}


def _as_answered(rows: Sequence[Row], header: Row) -> Sequence[Row]:
    """In the order of the form, however the sheet was sorted since: it tells the repeats of a submission apart."""
    indexes = [_value(row, header, "_index") for row in rows]
    if not all(index.isdecimal() for index in indexes):
        return rows
    in_order = sorted(zip(map(int, indexes), rows, strict=True), key=itemgetter(0))
    return [row for _, row in in_order]


def _submission(
    main: Table,
    row: Row,
    repeats: Mapping[TableKind, Sequence[_Repeats]],
    options: Options,
    gathered: Submissions,
) -> None:
    at = Place(main.sheet, row.number)
    line = Line(row, main.columns, options.mapping.values)
    incoming = registration(line, at, options, on=options.on)
    gathered.notices += remarks(line, at)
    if incoming is None or line.problems:
        together = tuple(
            Place(one.table.sheet, repeat.number)
            for several in repeats.values()
            for one in several
            for repeat in one.of.get(row.number, ())
        )
        gathered.rejects.append(Reject(at=at, problems=tuple(line.problems), together=together))
        return
    members = tuple(_members(incoming, row, repeats[TableKind.MEMBER], options, gathered))
    deliveries = tuple(_deliveries(incoming, row, repeats[TableKind.DELIVERY], options, gathered))
    gathered.incoming.append(with_members(incoming, members, deliveries))


def _members(
    incoming: Incoming,
    row: Row,
    repeats: Sequence[_Repeats],
    options: Options,
    gathered: Submissions,
) -> Iterator[IncomingMember]:
    country = country_of(incoming.draft.place)
    for at, line, name in _lines(incoming, row, repeats, options):
        draft = people.member(line, today=options.today, country=country)
        gathered.notices += remarks(line, at)
        if draft.partner_reference is None:
            gathered.names[at] = name
        if draft.relation is Relation.HEAD and not line.problems:
            if fold(draft.name.written) == fold(incoming.draft.head.name.written):
                gathered.notices.append(Notice(code="row_is_the_head", sheet=at.sheet, row=at.row))
                continue
            line.refuse("row_second_head", Field.RELATION)
        if line.problems:
            gathered.rejects.append(_alone(at, line, incoming))
        else:
            yield IncomingMember(at=at, draft=draft)


def _deliveries(
    incoming: Incoming,
    row: Row,
    repeats: Sequence[_Repeats],
    options: Options,
    gathered: Submissions,
) -> Iterator[IncomingDelivery]:
    country = country_of(incoming.draft.place)
    for at, line, name in _lines(incoming, row, repeats, options):
        draft = reported_delivery(line, country)
        gathered.notices += remarks(line, at)
        if not line.reference(Field.DELIVERY_REFERENCE):
            gathered.names[at] = name
        if draft is None:
            gathered.rejects.append(_alone(at, line, incoming))
        else:
            yield IncomingDelivery(at=at, draft=draft)


def _lines(
    incoming: Incoming, row: Row, repeats: Sequence[_Repeats], options: Options
) -> Iterator[tuple[Place, Line, RowName]]:
    """The repeats of a submission. Each goes by its sheet and its place among those of the submission."""
    for one in repeats:
        for ordinal, repeat in enumerate(one.of.get(row.number, ()), start=1):
            at = Place(one.table.sheet, repeat.number)
            name = RowName.within(incoming, as_reference(f"{one.table.sheet}/{ordinal}"))
            yield at, Line(repeat, one.table.columns, options.mapping.values), name


def _alone(at: Place, line: Line, incoming: Incoming) -> Reject:
    """A repeat that is rejected while its household goes through; the submission goes along, to be joined to."""
    return Reject(at=at, problems=tuple(line.problems), together=(incoming.at,))


def _not_taken(sheets: Sequence[Sheet], tables: Sequence[Table]) -> Iterator[Notice]:
    taken = {table.sheet for table in tables}
    for sheet in sheets:
        if sheet.name not in taken:
            rows = str(sum(1 for _ in sheet.rows) - 1)
            yield Notice(code="sheet_not_taken", sheet=sheet.name, details={"rows": rows})


def _missing(main: Table, repeats: Mapping[TableKind, Sequence[_Repeats]]) -> Iterator[Notice]:
    """Repeats that the form must have had and the file has not: exports as CSV and filtered ones lose them."""
    several = [row.number for row in main.rows if _says_several(main, row)]
    members = repeats[TableKind.MEMBER]
    named = {number for one in members for number in one.of}
    unnamed = [number for number in several if number not in named]
    if several and not members:
        yield Notice(
            code="repeat_sheet_missing", sheet=main.sheet, details={"rows": str(len(several))}
        )
    elif unnamed and len(unnamed) == len(several):
        yield Notice(
            code="repeat_sheet_empty", sheet=main.sheet, details={"rows": str(len(several))}
        )
    for heading in _counted_groups(main, repeats):
        yield Notice(code="repeat_group_missing", sheet=main.sheet, column=heading)


def _says_several(main: Table, row: Row) -> bool:
    sizes = (read_size(row.cell(column.index)) for column in main.columns.of(Field.DECLARED_SIZE))
    return any(size is not None and size > 1 for size in sizes)


def _counted_groups(main: Table, repeats: Mapping[TableKind, Sequence[_Repeats]]) -> Iterator[str]:
    """Columns `<group>_count` above zero, as a form with a counted repeat exports them, whose sheet is not there."""
    sheets = {one.table.sheet for several in repeats.values() for one in several}
    for index, cell in enumerate(main.kept.header.cells):
        group = shown(cell).rpartition("/")[2]
        if not group.endswith("_count") or group.removesuffix("_count") in sheets:
            continue
        if any(read_size(row.cell(index)) for row in main.rows):
            yield shown(cell)


def _index(header: Row, heading: str) -> int | None:
    return next((at for at, cell in enumerate(header.cells) if shown(cell) == heading), None)


def _value(row: Row, header: Row, heading: str) -> str:
    at = _index(header, heading)
    return "" if at is None else with_ascii_digits(shown(row.cell(at))).removeprefix("uuid:")
