"""A list as an organisation keeps it: a row a family, or a row a person with the families' rows together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from registry.application.deliveries import DeliveryDraft
from registry.domain.dates import PreciseDate, Precision
from registry.domain.errors import SijillError
from registry.domain.file_import import TakenAs
from registry.intake import purposes
from registry.intake.contents import delivery_content
from registry.intake.fields import Field, TableKind
from registry.intake.findings import Notice, Place, Reject
from registry.intake.incoming import Batch, Batches, Incoming, IncomingDelivery, Options, RowName
from registry.intake.lines import Line
from registry.intake.periods import date_in_titles
from registry.intake.persons import Persons, is_of_persons
from registry.intake.registrations import named, registration, remarks
from registry.intake.reported import currency_of
from registry.intake.residence import country_of
from registry.intake.sheets import Sheet, shown
from registry.intake.tables import Table, find_table, not_for_registrations, require_household


@dataclass(frozen=True, slots=True)
class FoundList:
    """The tables of a file and what they are, settled. `lines` is 0 where the file is held whole."""

    tables: Sequence[Table]
    options: Options
    taken_as: TakenAs
    notices: Sequence[Notice]
    lines: int

    @property
    def length(self) -> int:
        return self.lines or sum(1 for table in self.tables for _ in table.rows)

    def batches(self) -> Batches:
        """Everything in the file, a stretch at a time."""
        families, persons = _Families(self.options, self.taken_as), Persons(self.options)
        batch, read, above = Batch(), 0, 0
        for table in self.tables:
            last = 0
            reader = persons if table.columns.kind is TableKind.PERSON else families
            for lines in reader.together(table):
                reader.take(table, lines, batch)
                read += len(lines)
                batch.rows += len(lines)
                last = lines[-1].row.number
                batch.reached = above + last if self.lines else read
                if batch.full:
                    yield batch
                    batch = Batch(reached=batch.reached)
            above += last
        if batch.rows or not read:
            batch.reached = self.length
            yield batch


def open_list(sheets: Sequence[Sheet], options: Options, lines: int = 0) -> FoundList:
    """Find the tables of all sheets, and what the file itself makes evident.

    Raises:
        SijillError: `header_not_found`, `column_missing`, `column_missing_but_like`, `consent_column_unclear`,
            `household_number_missing`, `persons_are_registrations`, `import_as_unknown`,
            `import_as_unknown_but_likely_deliveries`, `import_date_missing`, `import_programme_missing`.
    """
    notices: list[Notice] = []
    tables = list(_tables(sheets, options, notices))
    if not tables:
        raise SijillError("header_not_found")
    for table in tables:
        require_household(table, options.within or options.unplaced)
    cells = (cell for table in tables for row in table.kept.titles for cell in row.cells)
    titles = [title for cell in cells if (title := shown(cell))]
    taken_as = purposes.taken_as(options.taken_as, tables, titles)
    options = replace(options, on=options.on or date_in_titles(titles))
    if taken_as is TakenAs.DELIVERIES:
        _require_date_and_programme(tables, options)
    else:
        for table in tables:
            notices += not_for_registrations(table)
    return FoundList(tables, options, taken_as, notices, lines)


def _tables(sheets: Sequence[Sheet], options: Options, notices: list[Notice]) -> Iterator[Table]:
    for sheet in sheets:
        persons = not sheet.hidden and is_of_persons(sheet, options)
        kind = TableKind.PERSON if persons else TableKind.HOUSEHOLD
        table = None if sheet.hidden else find_table(sheet, kind, options.mapping)
        if table is None:
            rows = str(sum(1 for _ in sheet.rows))
            notices.append(Notice(code="sheet_not_taken", sheet=sheet.name, details={"rows": rows}))
        else:
            notices += table.notices
            yield table


def _require_date_and_programme(tables: Sequence[Table], options: Options) -> None:
    dated = all(table.columns.has(Field.DELIVERED_ON) for table in tables)
    if options.on is None and not dated:
        raise SijillError("import_date_missing")
    if options.programme is None:
        raise SijillError("import_programme_missing")


@dataclass(slots=True)
class _Served:
    """The rows of each family under one date, in the order of the file, as far as they differ.

    A row that says what an earlier one said is that row once more, and no second basket. Digests are kept and nothing
    of what was said: about 200 bytes a row.
    """

    _said: dict[int, list[int | None]] = field(default_factory=dict)

    def ordinal(self, incoming: Incoming, on: str, said: bytes | None) -> int:
        """Which of its family's rows it is, from 1; `said` is None of a row that cannot be read."""
        rows = self._said.setdefault(hash((_family(incoming), on)), [])
        digest = None if said is None else hash(said)
        if digest is None or digest not in rows:
            rows.append(digest)
            return len(rows)
        return rows.index(digest) + 1


class _Families:
    """Reads rows that are a family each, served where the list is one of deliveries."""

    def __init__(self, options: Options, taken_as: TakenAs) -> None:
        self._options = options
        self._served = _Served() if taken_as is TakenAs.DELIVERIES else None
        self._first: dict[int, int] = {}  # digest to row: about 130 bytes a family

    def together(self, table: Table) -> Iterator[list[Line]]:
        values = self._options.mapping.values
        return ([Line(row, table.columns, values)] for row in table.rows)

    def take(self, table: Table, lines: Sequence[Line], batch: Batch) -> None:
        (line,) = lines
        at = Place(table.sheet, line.row.number)
        delivered = None if self._served is None else _delivery_date(line, self._options)
        incoming = registration(line, at, self._options, on=delivered or self._options.on)
        batch.notices += remarks(line, at)
        if incoming is not None and self._served is not None:
            incoming = self._with_delivery(line, incoming, delivered, batch)
        if incoming is None or line.problems:
            batch.rejects.append(Reject(at=at, problems=tuple(line.problems)))
            batch.named += named(line)
        else:
            batch.incoming.append(incoming)
            batch.notices += self._repeated(incoming)

    def _with_delivery(
        self, line: Line, incoming: Incoming, on: PreciseDate | None, batch: Batch
    ) -> Incoming:
        delivery = None
        if on is not None:
            delivery = _delivery(line, incoming, on, self._options)
            served = (IncomingDelivery(at=incoming.at, draft=delivery),)
            incoming = replace(incoming, deliveries=served)
        own = self._own_name(line, incoming, delivery)
        if own is not None:
            batch.names[incoming.at] = RowName.within(incoming, own)
        return incoming

    def _own_name(
        self, line: Line, incoming: Incoming, delivery: DeliveryDraft | None
    ) -> str | None:
        """Programme, date of the list (of the row where the list has none) and which of the family's rows it is.

        None where the partner says what the row goes by, or nothing says whose or when it is.
        """
        on = self._options.on or (None if delivery is None else delivery.on)
        named = incoming.draft.head.name.written
        if line.reference(Field.DELIVERY_REFERENCE) is not None or on is None or not named:
            return None
        if self._served is None:
            return None
        said = None if delivery is None or line.problems else delivery_content(delivery)
        ordinal = self._served.ordinal(incoming, str(on), said)
        return f"{self._options.programme}/{on}/{ordinal}"

    def _repeated(self, one: Incoming) -> Iterator[Notice]:
        """Said of a row that names a family which an earlier row names already."""
        digest = hash(_family(one))
        if digest in self._first:
            said = {"first": str(self._first[digest])}
            yield Notice(code="row_repeated", sheet=one.at.sheet, row=one.at.row, details=said)
        else:
            self._first[digest] = one.at.row


def _delivery_date(line: Line, options: Options) -> PreciseDate | None:
    """The date of the row, else that of the list."""
    on = line.date(Field.DELIVERED_ON)
    if on is None and not line.problems:
        on = options.on
        if on is None:
            line.refuse("row_date_missing", Field.DELIVERED_ON)
    return on


def _delivery(line: Line, incoming: Incoming, on: PreciseDate, options: Options) -> DeliveryDraft:
    """A list of a month is meant for that month, on whatever day of it or after it the help is handed over."""
    country = country_of(incoming.draft.place)
    of_list = options.on
    monthly = of_list is not None and of_list.precision in {Precision.MONTH, Precision.SPAN}
    return DeliveryDraft(
        programme=options.programme,
        quantity=line.quantity(),
        value=line.money(currency_of(line, country)),
        on=on,
        serves_from=PreciseDate(of_list.first) if of_list is not None and monthly else None,
        serves_until=PreciseDate(of_list.last) if of_list is not None and monthly else None,
        partner_reference=line.reference(Field.DELIVERY_REFERENCE),
    )


def _family(incoming: Incoming) -> str:
    return incoming.draft.partner_reference or incoming.identifying
