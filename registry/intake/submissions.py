"""Submissions to a form: a registration each, with the members and the reports of help that its repeat groups hold.

The rows of repeats may stand in any order and be more than fit into memory: they wait on the disk for the submission
that they belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final, TypeAlias

from registry.domain.arabic import fold
from registry.domain.errors import SijillError
from registry.domain.vocabulary import Relation
from registry.intake import people
from registry.intake.fields import REASON_HEADINGS, Field, TableKind
from registry.intake.findings import Notice, Place, Problem, Reject
from registry.intake.incoming import (
    Batch,
    Batches,
    Incoming,
    IncomingDelivery,
    IncomingMember,
    Options,
    RowName,
)
from registry.intake.lines import Line, as_reference, read_size
from registry.intake.registrations import named, registration, remarks, with_members
from registry.intake.reported import reported_delivery
from registry.intake.residence import country_of
from registry.intake.sheets import Row, Sheet, shown
from registry.intake.spilled import Shelf
from registry.intake.tables import (
    Table,
    find_table,
    not_for_registrations,
    require,
    require_household,
)
from registry.intake.unclear import KNOWN_HEADINGS, understood

REPEATS: Final = (TableKind.MEMBER, TableKind.DELIVERY)

Owners: TypeAlias = Callable[[Row], str | None]
"""For a row, the submission that it is or belongs to; None of one that belongs to none."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """The rows of a repeat group. `ordered` puts those of one submission into the order of the form."""

    table: Table
    kind: TableKind
    owner: Owners
    ordered: Callable[[Sequence[Row]], Sequence[Row]] = tuple


@dataclass(frozen=True, slots=True)
class FoundForm:
    """A form's sheets, understood. `lines` is how long the file is where its rows are counted by lines, else 0.

    `replaced` are rows that do not count, each with the row that counts instead of it.
    """

    main: Table
    owner: Owners
    repeats: Sequence[Repeat]
    options: Options
    notices: Sequence[Notice]
    lines: int
    replaced: Mapping[int, int]

    @property
    def tables(self) -> Sequence[Table]:
        return (self.main, *(one.table for one in self.repeats))

    @property
    def length(self) -> int:
        return self.lines or sum(1 for _ in self.main.rows)

    def batches(self) -> Batches:
        """Everything in the file, a stretch at a time; rows that belong to no submission come with the first."""
        with closing(Shelf()) as shelf:
            batch = Batch()
            for number, repeat in enumerate(self.repeats):
                shelf.put(_put_aside(number, repeat, batch))
            shelf.complete()
            met: set[int] = set()
            read = 0
            for row in self.main.rows:
                rows = self._repeats_of(row, shelf, met)
                if row.number in self.replaced:
                    batch.notices.append(self._replaced(row))
                else:
                    _Submission(self, row, rows, batch).take()
                read += 1
                batch.rows += 1 + sum(map(len, rows))
                batch.reached = row.number if self.lines else read
                if batch.full:
                    yield batch
                    batch = Batch(reached=batch.reached)
        if batch.rows or not read:
            batch.reached = self.length
            yield batch

    def _replaced(self, row: Row) -> Notice:
        details = {"instead": str(self.replaced[row.number])}
        return Notice(
            code="row_edited_since", sheet=self.main.sheet, row=row.number, details=details
        )

    def _repeats_of(self, row: Row, shelf: Shelf, met: set[int]) -> Sequence[Sequence[Row]]:
        """The rows of each repeat group; of a submission that stands twice with the first alone."""
        at = self.owner(row)
        if at is None or hash(at) in met:
            return [()] * len(self.repeats)
        met.add(hash(at))
        return [
            repeat.ordered(shelf.of(f"{number}/{at}")) for number, repeat in enumerate(self.repeats)
        ]


def open_form(  # noqa: PLR0913, PLR0917 - a form's sheets, how they hang together, and what was said of them
    main: Table,
    owner: Owners,
    repeats: Sequence[Repeat],
    sheets: Iterable[Sheet],
    options: Options,
    lines: int,
    replaced: Mapping[int, int] | None = None,
) -> FoundForm:
    """A form of which every sheet is found. `sheets` are those beside the main one; `replaced` as in the form.

    Raises:
        SijillError: `column_missing`, `column_missing_but_like`, `consent_column_unclear`, `repeat_sheet_missing`,
            `repeat_sheet_empty`, `repeat_group_missing`.
    """
    require_household(main, options.within or options.unplaced)
    for repeat in repeats:
        require(repeat.table, Field.NAME if repeat.kind is TableKind.MEMBER else Field.BENEFIT)
    tables = (main, *(repeat.table for repeat in repeats))
    notices = [notice for table in tables for notice in table.notices]
    notices += _not_taken(sheets, tables)
    lost = list(_lost(main, owner, repeats))
    if lost and not options.without_repeats and not _came_back(main):
        first = lost[0]
        raise SijillError(first.code, sheet=first.sheet, column=first.column, **first.details)
    notices += lost
    notices += not_for_registrations(main)
    return FoundForm(main, owner, repeats, options, notices, lines, replaced or {})


def kind_of_repeat(sheet: Sheet, options: Options) -> TableKind | None:
    """What a repeat's rows are: of the kind that understands most of its headings."""
    header = sheet.first
    if header is None:
        return None
    scores = {kind: understood(header, kind, options.mapping) for kind in REPEATS}
    best = max(REPEATS, key=scores.__getitem__)
    return best if scores[best] >= KNOWN_HEADINGS else None


def table_of(sheet: Sheet, kind: TableKind, options: Options) -> Table:
    """The table of a sheet, which a form's tool has written with its headings.

    Raises:
        SijillError: `header_not_found`, and what `find_table` says.
    """
    table = find_table(sheet, kind, options.mapping)
    if table is None:
        raise SijillError("header_not_found")
    return table


def column_named(header: Row, heading: str) -> int | None:
    return next((at for at, cell in enumerate(header.cells) if shown(cell) == heading), None)


def _put_aside(number: int, repeat: Repeat, batch: Batch) -> Iterator[tuple[str, Row]]:
    for row in repeat.table.rows:
        at = repeat.owner(row)
        if at is not None:
            yield f"{number}/{at}", row
            continue
        problem = Problem(code="row_parent_missing")
        place = Place(repeat.table.sheet, row.number)
        batch.rejects.append(Reject(at=place, problems=(problem,)))
        batch.rows += 1


@dataclass(frozen=True, slots=True)
class _Submission:
    """A submission and the rows of its repeats, group by group, into the batch."""

    form: FoundForm
    row: Row
    rows: Sequence[Sequence[Row]]
    batch: Batch

    def take(self) -> None:
        main, options = self.form.main, self.form.options
        at = Place(main.sheet, self.row.number)
        line = Line(self.row, main.columns, options.mapping.values)
        incoming = registration(line, at, options, on=options.on)
        self.batch.notices += remarks(line, at)
        if incoming is None or line.problems:
            together = tuple(
                Place(repeat.table.sheet, row.number)
                for repeat, rows in zip(self.form.repeats, self.rows, strict=True)
                for row in rows
            )
            self.batch.rejects.append(
                Reject(at=at, problems=tuple(line.problems), together=together)
            )
            self.batch.named += named(line)
            return
        members, deliveries = tuple(self._members(incoming)), tuple(self._deliveries(incoming))
        self.batch.incoming.append(with_members(incoming, members, deliveries))

    def _members(self, incoming: Incoming) -> Iterator[IncomingMember]:
        country = country_of(incoming.draft.place)
        for at, line, name in self._lines(incoming, TableKind.MEMBER):
            draft = people.member(line, today=self.form.options.today, country=country)
            self.batch.notices += remarks(line, at)
            if draft.partner_reference is None:
                self.batch.names[at] = name
            if draft.relation is Relation.HEAD and not line.problems:
                if fold(draft.name.written) == fold(incoming.draft.head.name.written):
                    head = Notice(code="row_is_the_head", sheet=at.sheet, row=at.row)
                    self.batch.notices.append(head)
                    continue
                line.refuse("row_second_head", Field.RELATION)
            if line.problems:
                self.batch.rejects.append(_alone(at, line, incoming))
            else:
                yield IncomingMember(at=at, draft=draft)

    def _deliveries(self, incoming: Incoming) -> Iterator[IncomingDelivery]:
        country = country_of(incoming.draft.place)
        for at, line, name in self._lines(incoming, TableKind.DELIVERY):
            draft = reported_delivery(line, country)
            self.batch.notices += remarks(line, at)
            if not line.reference(Field.DELIVERY_REFERENCE):
                self.batch.names[at] = name
            if draft is None:
                self.batch.rejects.append(_alone(at, line, incoming))
            else:
                yield IncomingDelivery(at=at, draft=draft)

    def _lines(self, incoming: Incoming, kind: TableKind) -> Iterator[tuple[Place, Line, RowName]]:
        """Rows of repeats. Each goes by its sheet and its place among those of the submission."""
        values = self.form.options.mapping.values
        for repeat, rows in zip(self.form.repeats, self.rows, strict=True):
            if repeat.kind is not kind:
                continue
            for ordinal, row in enumerate(rows, start=1):
                at = Place(repeat.table.sheet, row.number)
                own = as_reference(f"{repeat.table.sheet}/{ordinal}")
                yield (
                    at,
                    Line(row, repeat.table.columns, values),
                    RowName.within(incoming, own),
                )


def _alone(at: Place, line: Line, incoming: Incoming) -> Reject:
    """A repeat that is rejected while its household goes through; the submission goes along, to be joined to."""
    return Reject(at=at, problems=tuple(line.problems), together=(incoming.at,))


def _not_taken(sheets: Iterable[Sheet], tables: Sequence[Table]) -> Iterator[Notice]:
    taken = {table.sheet for table in tables}
    for sheet in sheets:
        if sheet.name not in taken:
            rows = str(sum(1 for _ in sheet.rows) - 1)
            yield Notice(code="sheet_not_taken", sheet=sheet.name, details={"rows": rows})


def _lost(main: Table, owner: Owners, repeats: Sequence[Repeat]) -> Iterator[Notice]:
    """Repeats that the form must have had and the file has not: exports as CSV and filtered ones lose them."""
    several = {owner(row) for row in main.rows if _says_several(main, row)}
    members = [repeat for repeat in repeats if repeat.kind is TableKind.MEMBER]
    details = {"rows": str(len(several))}
    if several and not members:
        yield Notice(code="repeat_sheet_missing", sheet=main.sheet, details=details)
    elif several and not any(
        repeat.owner(row) in several for repeat in members for row in repeat.table.rows
    ):
        yield Notice(code="repeat_sheet_empty", sheet=main.sheet, details=details)
    for heading in _counted_groups(main, repeats):
        yield Notice(code="repeat_group_missing", sheet=main.sheet, column=heading)


def _came_back(main: Table) -> bool:
    """Whether it is a workbook of rejects, of which rows are missing by nature."""
    return any(shown(cell) in REASON_HEADINGS for cell in main.kept.header.cells)


def _says_several(main: Table, row: Row) -> bool:
    sizes = (read_size(row.cell(column.index)) for column in main.columns.of(Field.DECLARED_SIZE))
    return any(size is not None and size > 1 for size in sizes)


def _counted_groups(main: Table, repeats: Sequence[Repeat]) -> Iterator[str]:
    """Columns `<group>_count` above zero, as a form with a counted repeat exports them, whose sheet is not there."""
    groups = {repeat.table.sheet for repeat in repeats}
    for index, cell in enumerate(main.kept.header.cells):
        heading = shown(cell)
        group = heading.rpartition("/")[2].rpartition("-")[2]
        named = group.removesuffix("_count")
        if not group.endswith("_count") or any(
            one == named or one.endswith(f"-{named}") for one in groups
        ):
            continue
        if any(read_size(row.cell(index)) for row in main.rows):
            yield heading
