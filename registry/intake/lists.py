"""A list as an association keeps it: a row a family, registered, and served where the list is one of deliveries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from registry.application.deliveries import DeliveryDraft
from registry.domain.dates import PreciseDate
from registry.domain.errors import SijillError
from registry.domain.file_import import TakenAs
from registry.intake import purposes
from registry.intake.fields import Field, TableKind
from registry.intake.findings import Notice, Place, Reject
from registry.intake.incoming import Gathered, Incoming, IncomingDelivery, Options
from registry.intake.lines import Line
from registry.intake.periods import date_in_titles
from registry.intake.registrations import registration, remarks
from registry.intake.reported import currency_of
from registry.intake.residence import country_of
from registry.intake.sheets import Row, Sheet, shown
from registry.intake.tables import Table, find_table, not_for_registrations, require_household


def read_list(sheets: Sequence[Sheet], options: Options) -> tuple[Gathered, Options]:
    """The rows of all sheets that hold a table, and the options with what the file itself made evident.

    Raises:
        SijillError: `header_not_found`, `column_missing`, `column_missing_but_like`, `import_as_unknown`,
            `import_as_unknown_but_likely_deliveries`, `import_date_missing`, `import_programme_missing`.
    """
    gathered = Gathered()
    titles = _tables(sheets, options, gathered)
    for table in gathered.tables:
        require_household(table, options.within)
    options = replace(
        options,
        taken_as=purposes.taken_as(options.taken_as, gathered.tables, titles),
        on=options.on or date_in_titles(titles),
    )
    if options.taken_as is TakenAs.DELIVERIES:
        _require_date_and_programme(gathered.tables, options)
    else:
        for table in gathered.tables:
            gathered.notices += not_for_registrations(table)
    for table in gathered.tables:
        for row in table.rows:
            _entry(table, row, options, gathered)
    gathered.notices += _repeated(gathered.incoming)
    return gathered, options


def _tables(sheets: Sequence[Sheet], options: Options, gathered: Gathered) -> list[str]:
    """Gather the tables of a file; the answer is every title above them."""
    for sheet in sheets:
        table = None if sheet.hidden else find_table(sheet, TableKind.HOUSEHOLD, options.mapping)
        if table is None:
            rows = str(len(sheet.rows))
            gathered.notices.append(
                Notice(code="sheet_not_taken", sheet=sheet.name, details={"rows": rows})
            )
        else:
            gathered.tables.append(table)
            gathered.notices += table.notices
    if not gathered.tables:
        raise SijillError("header_not_found")
    cells = (cell for table in gathered.tables for row in table.kept.titles for cell in row.cells)
    return [title for cell in cells if (title := shown(cell))]


def _require_date_and_programme(tables: Sequence[Table], options: Options) -> None:
    dated = all(table.columns.has(Field.DELIVERED_ON) for table in tables)
    if options.on is None and not dated:
        raise SijillError("import_date_missing")
    if options.programme is None:
        raise SijillError("import_programme_missing")


def _entry(table: Table, row: Row, options: Options, gathered: Gathered) -> None:
    at = Place(table.sheet, row.number)
    line = Line(row, table.columns, options.mapping.values)
    delivered = _delivery_date(line, options)
    incoming = registration(line, at, options, on=delivered or options.on)
    gathered.notices += remarks(line, at)
    if incoming is not None and options.taken_as is TakenAs.DELIVERIES and delivered is not None:
        delivery = _delivery(line, incoming, delivered, options)
        incoming = replace(incoming, deliveries=(IncomingDelivery(at=at, draft=delivery),))
    if incoming is None or line.problems:
        gathered.rejects.append(Reject(at=at, problems=tuple(line.problems)))
    else:
        gathered.incoming.append(incoming)


def _delivery_date(line: Line, options: Options) -> PreciseDate | None:
    """The date of the row, else that of the list."""
    if options.taken_as is not TakenAs.DELIVERIES:
        return None
    on = line.date(Field.DELIVERED_ON)
    if on is None and not line.problems:
        on = options.on
        if on is None:
            line.refuse("row_date_missing", Field.DELIVERED_ON)
    return on


def _delivery(line: Line, incoming: Incoming, on: PreciseDate, options: Options) -> DeliveryDraft:
    country = country_of(incoming.draft.place)
    return DeliveryDraft(
        programme=options.programme,
        quantity=line.quantity(),
        value=line.money(currency_of(line, country)),
        on=on,
    )


def _repeated(incoming: Sequence[Incoming]) -> Iterator[Notice]:
    """Rows that name a family which an earlier row names already."""
    first: dict[str, Place] = {}
    for one in incoming:
        found = first.setdefault(one.draft.partner_reference or one.identifying, one.at)
        if found != one.at:
            yield Notice(
                code="row_repeated",
                sheet=one.at.sheet,
                row=one.at.row,
                details={"first": str(found.row)},
            )
