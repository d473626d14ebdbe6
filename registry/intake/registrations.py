"""A household from a row, of whatever kind of file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from registry.application import oddities
from registry.application.households import HouseholdDraft, MemberDraft
from registry.application.plan_rows import identifying_number
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
from registry.intake.incoming import Incoming, IncomingDelivery, IncomingMember, Options
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
    lives = residence(line, options.within, options.unplaced)
    country = "EG" if lives is None else country_of(lives.place)
    head = people.head(line, today=options.today, country=country)
    size = line.size()
    effective = line.date(Field.SUBMITTED_ON) or on
    consent = _consent(line, effective)
    if lives is None:
        return None
    reference = line.reference(Field.PARTNER_REFERENCE)
    phones, criteria = people.phones(line, country), people.criteria(line)
    draft = HouseholdDraft(
        head=head,
        declared_size=size,
        place=lives.place,
        consent=consent,
        partner_reference=reference,
        phones=phones,
        address=lives.address,
        criteria=criteria,
        hold=_hold(line),
        warnings=(
            *oddities.in_criteria(criteria, head.sex),
            *oddities.in_phones(phones),
            *_hard_to_find(head, reference),
        ),
    )
    return Incoming(
        at=at,
        draft=draft,
        identifying=_identifying(draft, lives),
        alike=_alike(draft),
        approved=draft.hold is None and line.first(Field.VALIDATION_STATUS) is not None,
        effective=effective,
    )


def with_members(
    incoming: Incoming,
    members: tuple[IncomingMember, ...],
    deliveries: tuple[IncomingDelivery, ...] = (),
) -> Incoming:
    """The registration with what hangs on it, marked when more members are named than it says it has."""
    draft, size = incoming.draft, incoming.draft.declared_size
    if size is not None and size <= len(members):
        warnings = (*draft.warnings, RegistrationWarning.SIZE_BELOW_MEMBERS)
        draft = replace(draft, warnings=warnings)
    return replace(incoming, draft=draft, members=members, deliveries=deliveries)


def remarks(line: Line, at: Place) -> Iterator[Notice]:
    for code, column in line.remarks:
        yield Notice(code=code, sheet=at.sheet, row=at.row, column=column)


def named(line: Line) -> Iterator[str]:
    """The household that a rejected row is of, where its partner says which."""
    reference = line.reference(Field.PARTNER_REFERENCE)
    if reference is not None:
        yield reference


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


def _hard_to_find(head: MemberDraft, reference: str | None) -> Iterator[RegistrationWarning]:
    if reference is None and person_number(head) is None:
        yield RegistrationWarning.NO_PARTNER_REFERENCE


def person_number(head: MemberDraft) -> IdentityNumber | None:
    """A number that says who the head is: a person's own and no typing error."""
    good = (number for number in head.identity_numbers if number.kind in _A_PERSONS)
    return next(
        (number for number in good if number.state is not IdentityNumberState.INVALID), None
    )


def _alike(draft: HouseholdDraft) -> str | None:
    """Who and where, as far as nobody leaves it out; None where that is said by a number or a reference."""
    if draft.partner_reference is not None or person_number(draft.head) is not None:
        return None
    parts = (fold(draft.head.name.written), draft.head.born, draft.place)
    return "alike:" + "\x1f".join(str(part) for part in parts)


def _identifying(draft: HouseholdDraft, lives: Residence) -> str:
    """The head's number, else what the row says of who and where; the size may change and is no part of it."""
    number = person_number(draft.head)
    if number is not None:
        return identifying_number(number)
    parts: Sequence[object] = (
        fold(draft.head.name.written),
        draft.head.born,
        lives.place,
        fold(lives.address or ""),
        *(phone.e164 or "" for phone in draft.phones),
    )
    return "row:" + "\x1f".join(str(part) for part in parts)
