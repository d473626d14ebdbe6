"""A household from a row, of whatever kind of file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from registry.application import oddities
from registry.application.households import HouseholdDraft, MemberDraft
from registry.domain.arabic import fold
from registry.domain.dates import PreciseDate
from registry.domain.household import Consent
from registry.domain.identity_numbers import (
    IdentityNumber,
    IdentityNumberKind,
    IdentityNumberState,
)
from registry.domain.vocabulary import (
    ConsentPurpose,
    HoldReason,
    RegistrationWarning,
)
from registry.intake import people
from registry.intake.fields import Field
from registry.intake.findings import Notice, Place
from registry.intake.incoming import Incoming, Options
from registry.intake.lines import Line
from registry.intake.residence import Residence, country_of, residence
from registry.intake.words import CONSENT, HOLD

_A_PERSONS = frozenset(
    {
        IdentityNumberKind.EGYPT_NATIONAL_ID,
        IdentityNumberKind.KUWAIT_CIVIL_ID,
        IdentityNumberKind.QATAR_ID,
        IdentityNumberKind.PASSPORT,
    }
)


def registration(
    line: Line, at: Place, options: Options, on: PreciseDate | None
) -> Incoming | None:
    """The registration that a row makes, or None where it says no place. What is wrong is noted on the line."""
    lives = residence(line, options.within)
    country = "EG" if lives is None else country_of(lives.place)
    head = people.head(line, today=options.today, country=country)
    size = line.size()
    effective = line.date(Field.SUBMITTED_ON) or on
    consent = _consent(line, effective)
    if lives is None:
        return None
    draft = HouseholdDraft(
        head=head,
        declared_size=size,
        place=lives.place,
        consent=consent,
        partner_reference=line.reference(Field.PARTNER_REFERENCE),
        phones=people.phones(line, country),
        address=lives.address,
        criteria=people.criteria(line),
        hold=_hold(line),
    )
    draft = replace(draft, warnings=tuple(_warnings(draft)))
    return Incoming(at=at, draft=draft, identifying=_identifying(draft, lives), effective=effective)


def with_members(incoming: Incoming, members: int) -> Incoming:
    """The registration, marked when more members are named than it says it has."""
    size = incoming.draft.declared_size
    if size is None or size > members:
        return incoming
    warnings = (*incoming.draft.warnings, RegistrationWarning.SIZE_BELOW_MEMBERS)
    return replace(incoming, draft=replace(incoming.draft, warnings=warnings))


def remarks(line: Line, at: Place) -> Iterator[Notice]:
    for code, column in line.remarks:
        yield Notice(code=code, sheet=at.sheet, row=at.row, column=column)


def _consent(line: Line, effective: PreciseDate | None) -> tuple[Consent, ...]:
    """What was answered; who was not asked has no entry."""
    state = line.word(Field.CONSENT_SHARING, CONSENT)
    if state is None or state is CONSENT["not asked"]:
        return ()
    return (Consent(purpose=ConsentPurpose.SHARING, state=state, on=effective),)


def _hold(line: Line) -> HoldReason | None:
    found = line.first(Field.VALIDATION_STATUS)
    if found is None:
        return None
    # A state that we do not know waits for somebody to look at it.
    return HOLD.get(line.said(Field.VALIDATION_STATUS, found[1]), HoldReason.UNDER_REVIEW)


def _warnings(draft: HouseholdDraft) -> Iterator[RegistrationWarning]:
    yield from oddities.in_criteria(draft.criteria, draft.head.sex)
    yield from oddities.in_phones(draft.phones)
    if draft.partner_reference is None and person_number(draft.head) is None:
        yield RegistrationWarning.NO_PARTNER_REFERENCE


def person_number(head: MemberDraft) -> IdentityNumber | None:
    """A number that says who the head is: a person's own and no typing error."""
    good = (number for number in head.identity_numbers if number.kind in _A_PERSONS)
    return next(
        (number for number in good if number.state is not IdentityNumberState.INVALID), None
    )


def _identifying(draft: HouseholdDraft, lives: Residence) -> str:
    """The head's number, else what the row says of who and where; the size may change and is no part of it."""
    number = person_number(draft.head)
    if number is not None:
        return f"{number.kind}:{number.number}"
    parts: Sequence[object] = (
        fold(draft.head.name.written),
        draft.head.born,
        lives.place,
        fold(lives.address or ""),
        *(phone.e164 or "" for phone in draft.phones),
    )
    return "row:" + "\x1f".join(str(part) for part in parts)
