"""A list with a row a person: a column says which household a row belongs to, another the relation to its head.

The rows of a household stand together, the head's first or anywhere among them. What is said of the household (place,
size, consent) stands on the head's row, on another or on all of them. A household is never guessed: a row that does not
say whose it is, and rows that stand apart from their household, go back to their sender.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from registry.application.households import MemberDraft
from registry.domain.arabic import fold
from registry.domain.errors import SijillError
from registry.domain.file_import import TakenAs
from registry.domain.vocabulary import ConsentState, Relation
from registry.intake import people
from registry.intake.fields import NO_DATA, OF_HOUSEHOLD, Field, TableKind
from registry.intake.findings import Notice, Place, Reject
from registry.intake.incoming import Batch, Incoming, IncomingMember, Options, RowName
from registry.intake.lines import Line
from registry.intake.mapping import Column, written
from registry.intake.registrations import named, registration, remarks, with_members
from registry.intake.residence import country_of
from registry.intake.sheets import Row, Sheet
from registry.intake.tables import Table, headings_of
from registry.intake.words import CONSENT, RELATION

LARGEST: Final = 99
"""Rows that a household may have, as many as a household may say it has members."""

_LEAST_PERMITTING = (None, ConsentState.REFUSED, ConsentState.NOT_ASKED, ConsentState.GIVEN)


def is_of_persons(sheet: Sheet, options: Options) -> bool:
    """Whether a sheet has a row a person: a column of household numbers and one of relations to the head.

    Raises:
        SijillError: `household_number_missing`, there are relations alone and rows are to be registrations;
            `persons_are_registrations`, rows are to be deliveries.
    """
    columns = headings_of(sheet, TableKind.PERSON, options.mapping)
    if columns is None or not columns.has(Field.RELATION):
        return False
    relation = columns.of(Field.RELATION)[0].heading
    said = {
        "sheet": sheet.name,
        "heading": relation,
        "ignored": written(TableKind.HOUSEHOLD, relation, Field.IGNORED),
    }
    served = _is_of_deliveries(sheet, options)
    if not columns.has(Field.PARTNER_REFERENCE):
        if served:
            return False
        raise SijillError("household_number_missing", **said)
    if served:
        raise SijillError("persons_are_registrations", **said)
    return True


def _is_of_deliveries(sheet: Sheet, options: Options) -> bool:
    if options.taken_as is not None:
        return options.taken_as is TakenAs.DELIVERIES
    columns = headings_of(sheet, TableKind.HOUSEHOLD, options.mapping)
    return columns is not None and columns.has(Field.DELIVERED_ON)


class Persons:
    """Reads rows that are a person each, a household at a time.

    Of every household the digest of its number is kept, and where its head stands: about 200 bytes.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._met: dict[int, Place | None] = {}  # None of a number that stands on endless rows

    def together(self, table: Table) -> Iterator[list[Line]]:
        """Rows that follow one another under one number; of endless ones so many that they are known for it.

        A row that says nothing in any column that is taken is of nobody, and parts no household.
        """
        lines: list[Line] = []
        number: str | None = None
        taken = [one for one in table.columns.columns if one.field not in NO_DATA]
        for row in table.rows:
            line = Line(row, table.columns, self._options.mapping.values)
            if not any(map(line.says, taken)):
                yield [line]
                continue
            its_number = line.reference(Field.PARTNER_REFERENCE)
            if lines and (its_number != number or its_number is None or len(lines) > LARGEST):
                yield lines
                lines = []
            lines.append(line)
            number = its_number
        if lines:
            yield lines

    def take(self, table: Table, lines: Sequence[Line], batch: Batch) -> None:
        number = lines[0].reference(Field.PARTNER_REFERENCE)
        digest = hash(number)
        head = next((line for line in lines if _is_head(line)), None)
        if number is None:
            _reject(table, lines, "row_household_missing", batch)
        elif len(lines) > LARGEST or self._met.get(digest, _NOWHERE) is None:
            self._met[digest] = None
            _reject(table, lines, "row_household_too_large", batch)
        elif (met := self._met.get(digest)) is not None:
            _reject(table, lines, "row_apart_from_household", batch, met)
        elif head is None:
            _reject(table, lines, "row_head_missing", batch)
        else:
            self._met[digest] = Place(table.sheet, head.row.number)
            _Household(table, head, lines, self._options, batch).take()


_NOWHERE = Place("", 0)


def _reject(
    table: Table, lines: Sequence[Line], code: str, batch: Batch, head: Place | None = None
) -> None:
    """Send all of the rows back; with them goes their head, where it stands elsewhere."""
    details = {} if head is None else {"first": str(head.row)}
    field = Field.RELATION if code == "row_head_missing" else Field.PARTNER_REFERENCE
    for line in lines:
        line.refuse(code, field, **details)
        at = Place(table.sheet, line.row.number)
        beside = () if head is None else (head,)
        batch.rejects.append(Reject(at=at, problems=tuple(line.problems), together=beside))
        batch.named += named(line)


@dataclass(frozen=True, slots=True)
class _Household:
    """The rows of one household, one of them its head's."""

    table: Table
    head: Line
    lines: Sequence[Line]
    options: Options
    batch: Batch

    def take(self) -> None:
        at = self._at(self.head)
        line = Line(self._said_of_all(), self.table.columns, self.options.mapping.values)
        incoming = registration(line, at, self.options, on=self.options.on)
        self.batch.notices += remarks(line, at)
        others = [one for one in self.lines if one is not self.head]
        if incoming is None or line.problems:
            together = tuple(map(self._at, others))
            self.batch.rejects.append(
                Reject(at=at, problems=tuple(line.problems), together=together)
            )
            self.batch.named += named(line)
            return
        self._remark_differences(line.row, others)
        members = _without_the_households(incoming, tuple(self._members(incoming, others)))
        self.batch.incoming.append(with_members(incoming, members))

    def _at(self, line: Line) -> Place:
        return Place(self.table.sheet, line.row.number)

    def _columns(self) -> Iterator[Column]:
        return (column for field in OF_HOUSEHOLD for column in self.table.columns.of(field))

    def _said_of_all(self) -> Row:
        """The head's row with what other rows say of the household in its place where it says nothing itself."""
        if len(self.lines) == 1:
            return self.head.row
        width = len(self.table.kept.header.cells)
        cells = [self.head.row.cell(index) for index in range(width)]
        for column in self._columns():
            if self.head.says(column):
                continue
            said = next((one for one in self.lines if one.says(column)), None)
            cells[column.index] = None if said is None else said.row.cell(column.index)
        for column in self.table.columns.of(Field.CONSENT_SHARING):
            cells[column.index] = self._least_permitting(column)
        return Row(self.head.row.number, tuple(cells))

    def _least_permitting(self, column: Column) -> object:
        """Of the answers on a household's rows the one that shares least; one that is not understood shares nothing."""
        said = [line.row.cell(column.index) for line in self.lines if line.says(column)]
        if len(set(said)) <= 1:
            return said[0] if said else None

        def permitted(cell: object) -> int:
            return _LEAST_PERMITTING.index(CONSENT.get(self.head.said(Field.CONSENT_SHARING, cell)))

        return min(said, key=permitted)

    def _remark_differences(self, said: Row, others: Sequence[Line]) -> None:
        for line in others:
            for column in self._columns():
                cell = line.row.cell(column.index)
                if line.says(column) and cell != said.cell(column.index):
                    line.remark("row_says_otherwise", column)

    def _members(self, incoming: Incoming, others: Sequence[Line]) -> Iterator[IncomingMember]:
        country = country_of(incoming.draft.place)
        head = fold(incoming.draft.head.name.written)
        named: dict[str, list[tuple[MemberDraft, Place]]] = {}
        for line in others:
            at = self._at(line)
            draft = people.member(
                line, today=self.options.today, country=country, shared=incoming.draft.phones
            )
            name = fold(draft.name.written)
            if draft.partner_reference is None and name:
                ordinal = self._ordinal(draft, at, named.setdefault(name, []))
                own = f"{name}/{ordinal}"
                self.batch.names[at] = RowName.within(incoming, own, personal=True)
            if draft.relation is Relation.HEAD and not line.problems:
                if name == head:
                    self.batch.notices.append(_is_the_head(at))
                    continue
                line.refuse("row_second_head", Field.RELATION)
            self.batch.notices += remarks(line, at)
            if line.problems:
                problems = tuple(line.problems)
                self.batch.rejects.append(Reject(at=at, problems=problems, together=(incoming.at,)))
            else:
                yield IncomingMember(at=at, draft=draft)

    def _ordinal(
        self, draft: MemberDraft, at: Place, namesakes: list[tuple[MemberDraft, Place]]
    ) -> int:
        """Which of the household's people of one name it is, from 1.

        A row that says the same as an earlier one is the same person once more.
        """
        for ordinal, (said, first) in enumerate(namesakes, start=1):
            if said == draft:
                details = {"first": str(first.row)}
                self.batch.notices.append(
                    Notice(code="row_person_repeated", sheet=at.sheet, row=at.row, details=details)
                )
                return ordinal
        namesakes.append((draft, at))
        return len(namesakes)


def _is_the_head(at: Place) -> Notice:
    return Notice(code="row_is_the_head", sheet=at.sheet, row=at.row)


def _is_head(line: Line) -> bool:
    found = line.first(Field.RELATION)
    return found is not None and RELATION.get(line.said(Field.RELATION, found[1])) is Relation.HEAD


def _without_the_households(
    incoming: Incoming, members: tuple[IncomingMember, ...]
) -> tuple[IncomingMember, ...]:
    """The members without the criteria that are on every row: they are the household's, and no person's own."""
    shared = incoming.draft.criteria
    if not members or not shared or any(one.draft.criteria != shared for one in members):
        return members
    return tuple(replace(one, draft=replace(one.draft, criteria=())) for one in members)
