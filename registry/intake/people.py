"""A person from a row: what is doubtful is kept and marked, only a missing name or an unknown word stops the row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from registry.application import oddities
from registry.application.hijri import read_any_birth_date
from registry.application.households import MemberDraft
from registry.application.phones import read_phone
from registry.domain.dates import NotADate, PreciseDate
from registry.domain.household import PersonName, WashingtonGroup
from registry.domain.identity_numbers import IdentityNumber, read_identity_number
from registry.domain.phones import Phone
from registry.domain.vocabulary import (
    Criterion,
    NationalityGroup,
    RegistrationWarning,
    Relation,
    Sex,
)
from registry.intake.fields import FUNCTIONING, Field
from registry.intake.lines import Line
from registry.intake.sheets import shown
from registry.intake.words import CITIZENS, CRITERIA, NATIONALITY, RELATION, SEX

_ANSWERS = {"1": 1, "2": 2, "3": 3, "4": 4}


def head(line: Line, *, today: date, country: str) -> MemberDraft:
    """The head of the row's household. Phones and criteria stand with the household."""
    return _person(line, Relation.HEAD, (), (), today=today, country=country)


def member(line: Line, *, today: date, country: str, shared: tuple[Phone, ...] = ()) -> MemberDraft:
    """A member from a row of its own; a relation that is not said is *other*.

    Phones that it has in common with its household stand there.
    """
    relation = line.word(Field.RELATION, RELATION) or Relation.OTHER
    own = tuple(phone for phone in phones(line, country) if phone not in shared)
    return _person(line, relation, own, criteria(line), today=today, country=country)


class Told(NamedTuple):
    """What somebody is told apart by."""

    name: str
    numbers: Sequence[IdentityNumber]
    born: PreciseDate | None
    phones: Sequence[Phone]
    sex: Sex


def told(line: Line, *, today: date, country: str) -> Told:
    """Of the person of a row, as far as it can be read; the line keeps what is wrong with it."""
    return Told(
        name=line.name(),
        numbers=_identity_numbers(line, today),
        born=_born(line, today)[0],
        phones=phones(line, country),
        sex=_sex(line),
    )


def phones(line: Line, country: str) -> tuple[Phone, ...]:
    read = [read_phone(cell, region=country) for _, cell in line.filled(Field.PHONE)]
    return tuple(dict.fromkeys(read))


def criteria(line: Line) -> tuple[Criterion, ...]:
    """What was chosen, whether it stands in one column, in a column an answer, or in both; in the list's order."""
    chosen: set[Criterion] = set()
    for column in line.columns.of(Field.CRITERIA):
        if column.option is None:
            continue
        ticked = line.ticked(column)
        if ticked is None:
            line.remark("row_tick_unreadable", column)
        elif ticked:
            chosen.add(column.option)
    for column, cell in line.filled(Field.CRITERIA):
        if column.option is None:
            known = set(_spoken(line, cell))
            chosen |= {one for one in known if one is not None}
            if None in known:
                line.remark("row_criterion_unknown", column)
    return tuple(one for one in Criterion if one in chosen) if chosen else ()


def _spoken(line: Line, cell: object) -> Iterator[Criterion | None]:
    """The criteria that a cell lists: codes between spaces, or labels between commas; None for each unknown one."""
    whole = CRITERIA.get(line.said(Field.CRITERIA, cell))
    if whole is not None:
        yield whole
        return
    written = shown(cell)
    listed = any(mark in written for mark in ",،;؛|/+")
    for mark in ",،;؛|/+":
        written = written.replace(mark, "|")
    for word in written.split("|") if listed else written.split():
        if word.strip():
            yield CRITERIA.get(line.said(Field.CRITERIA, word))


def _person(  # noqa: PLR0913 - what a row does not say by itself
    line: Line,
    relation: Relation,
    own_phones: tuple[Phone, ...],
    own_criteria: tuple[Criterion, ...],
    *,
    today: date,
    country: str,
) -> MemberDraft:
    born, unreadable = _born(line, today)
    numbers = _identity_numbers(line, today)
    warnings = [
        *([RegistrationWarning.BIRTH_DATE_UNREADABLE] if unreadable else []),
        *oddities.in_numbers(numbers, born),
        *oddities.in_phones(own_phones),
    ]
    return MemberDraft(
        name=PersonName(written=line.name()),
        relation=relation,
        sex=_sex(line),
        born=born,
        identity_numbers=numbers,
        phones=own_phones,
        criteria=own_criteria,
        functioning=_functioning(line),
        nationality=_nationality(line, country),
        warnings=tuple(warnings),
        partner_reference=line.reference(Field.MEMBER_REFERENCE),
    )


def _sex(line: Line) -> Sex:
    return line.word(Field.SEX, SEX) or Sex.UNKNOWN


def _born(line: Line, today: date) -> tuple[PreciseDate | None, bool]:
    """The birth date, and whether something was written that is none."""
    found = line.first(Field.BIRTH_DATE)
    if found is None:
        return None, False
    try:
        born = read_any_birth_date(found[1])
    except NotADate:
        return None, True
    return (None, True) if born.first > today else (born, False)


def _identity_numbers(line: Line, today: date) -> tuple[IdentityNumber, ...]:
    read = [
        read_identity_number(cell, today=today) for _, cell in line.filled(Field.IDENTITY_NUMBER)
    ]
    return tuple(dict.fromkeys(read))


def _functioning(line: Line) -> WashingtonGroup | None:
    answers: dict[str, int] = {}
    for field in filter(line.columns.has, FUNCTIONING):
        for column, cell in line.filled(field):
            answer = _ANSWERS.get(line.said(field, cell))
            if answer is None:
                line.remark("row_functioning_unreadable", column)
            else:
                answers.setdefault(field.value, answer)
    return WashingtonGroup(**answers) if answers else None


def _nationality(line: Line, country: str) -> NationalityGroup:
    found = line.first(Field.NATIONALITY)
    if found is None:
        return NationalityGroup.UNKNOWN
    said = line.said(Field.NATIONALITY, found[1])
    if said in CITIZENS:
        national = CITIZENS[said] == country
        return NationalityGroup.NATIONAL if national else NationalityGroup.NON_NATIONAL
    if said not in NATIONALITY:
        line.remark("row_nationality_unknown", found[0])
    return NATIONALITY.get(said, NationalityGroup.UNKNOWN)
