"""A list as an association keeps it: a row a family, registered, and served where the list is one of deliveries."""

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
from registry.intake.incoming import Gathered, Incoming, IncomingDelivery, Options, RowName
from registry.intake.lines import Line
from registry.intake.periods import date_in_titles
from registry.intake.registrations import registration, remarks
from registry.intake.reported import currency_of
from registry.intake.residence import country_of
from registry.intake.sheets import Row, Sheet, shown
from registry.intake.tables import Table, find_table, not_for_registrations, require_household


@dataclass(slots=True)
class _Served:
    """The rows of each family under one date, in the order of the file, as far as they differ.

    A row that says what an earlier one said is that row once more, and no second basket.
    """

    _said: dict[tuple[str, str], list[bytes | None]] = field(default_factory=dict)

    def ordinal(self, incoming: Incoming, on: str, said: bytes | None) -> int:
        """Which of its family's rows it is, from 1; `said` is None of a row that cannot be read."""
        rows = self._said.setdefault((_family(incoming), on), [])
        if said is None or said not in rows:
            rows.append(said)
            return len(rows)
        return rows.index(said) + 1


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
    served = _Served()
    for table in gathered.tables:
        for row in table.rows:
            _entry(table, row, options, gathered, served)
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


def _entry(table: Table, row: Row, options: Options, gathered: Gathered, served: _Served) -> None:
    at = Place(table.sheet, row.number)
    line = Line(row, table.columns, options.mapping.values)
    delivered = _delivery_date(line, options)
    incoming = registration(line, at, options, on=delivered or options.on)
    gathered.notices += remarks(line, at)
    if incoming is not None and options.taken_as is TakenAs.DELIVERIES:
        delivery = None
        if delivered is not None:
            delivery = _delivery(line, incoming, delivered, options)
            incoming = replace(incoming, deliveries=(IncomingDelivery(at=at, draft=delivery),))
        own = _own_name(line, incoming, delivery, options, served)
        if own is not None:
            gathered.names[at] = RowName(household=incoming, own=own)
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


def _own_name(
    line: Line,
    incoming: Incoming,
    delivery: DeliveryDraft | None,
    options: Options,
    served: _Served,
) -> str | None:
    """Programme, date of the list (of the row where the list has none) and which of the family's rows it is.

    None where the partner says what the row goes by, or nothing says whose or when it is.
    """
    on = options.on or (None if delivery is None else delivery.on)
    named = incoming.draft.head.name.written
    if line.reference(Field.DELIVERY_REFERENCE) is not None or on is None or not named:
        return None
    said = None if delivery is None or line.problems else delivery_content(delivery)
    return f"{options.programme}/{on}/{served.ordinal(incoming, str(on), said)}"


def _repeated(incoming: Sequence[Incoming]) -> Iterator[Notice]:
    """Rows that name a family which an earlier row names already."""
    first: dict[str, Place] = {}
    for one in incoming:
        found = first.setdefault(_family(one), one.at)
        if found != one.at:
            yield Notice(
                code="row_repeated",
                sheet=one.at.sheet,
                row=one.at.row,
                details={"first": str(found.row)},
            )


def _family(incoming: Incoming) -> str:
    return incoming.draft.partner_reference or incoming.identifying
