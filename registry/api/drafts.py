"""What clients sent, read into drafts. Odd but possible is a warning; unreadable is a no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from typing import Final

from registry.api.ids import BadRequest
from registry.api.inputs import (
    ConsentInput,
    HouseholdInput,
    IdentityNumberInput,
    MemberInput,
    WashingtonGroupInput,
)
from registry.application import oddities
from registry.application.acts import each_once
from registry.application.hijri import read_any_birth_date, read_any_date
from registry.application.households import HouseholdDraft, MemberDraft
from registry.application.phones import read_phone
from registry.domain.dates import NotADate, PreciseDate
from registry.domain.household import Consent, PersonName, WashingtonGroup
from registry.domain.identity_numbers import IdentityNumber, read_identity_number
from registry.domain.phones import Phone
from registry.domain.places import known_place
from registry.domain.vocabulary import FieldGroup, RegistrationWarning

MOST_MEMBERS: Final = 99
"""Beside the head: as many as a list of members shows."""
MOST_OF_A_KIND: Final = 20
LONGEST_TEXT: Final = 500
LONGEST_NOTE: Final = 2_000
_ANSWERS: Final = range(1, 5)


def household_draft(given: HouseholdInput, today: date) -> HouseholdDraft:
    """The draft of what was given.

    Raises:
        BadRequest: `name_blank`, `birth_date_unreadable`, `answer_out_of_range`, `too_many`,
            `too_long`.
        Refused: `place_unknown`.
    """
    at_most("members", given.members, MOST_MEMBERS)
    phones = phones_of(given.phones)
    return HouseholdDraft(
        head=member_draft(given.head, today),
        members=tuple(member_draft(one, today) for one in given.members),
        alone=given.alone,
        declared_size=given.declared_size,
        place=known_place(given.place).code,
        protected=given.protected,
        consent=_consent(given.consent),
        partner_reference=text_of("partnerReference", given.partner_reference),
        phones=phones,
        address=text_of("address", given.address),
        criteria=each_once(given.criteria),
        warnings=(*_household_warnings(given), *oddities.in_phones(phones)),
    )


def member_draft(given: MemberInput, today: date) -> MemberDraft:
    """The draft of one person.

    Raises:
        BadRequest: `name_blank`, `birth_date_unreadable`, `answer_out_of_range`, `too_many`,
            `too_long`.
    """
    numbers = identity_numbers(given.identity_numbers, today)
    phones = phones_of(given.phones)
    born = born_of(given.born, today)
    return MemberDraft(
        name=_name(given),
        relation=given.relation,
        sex=given.sex,
        born=born,
        identity_numbers=numbers,
        phones=phones,
        criteria=each_once(given.criteria),
        functioning=functioning_of(given.functioning),
        nationality=given.nationality,
        warnings=(*oddities.in_numbers(numbers, born), *oddities.in_phones(phones)),
    )


def _name(given: MemberInput) -> PersonName:
    written = text_of("name", given.name)
    if written is None:
        raise BadRequest("name_blank")
    at_most("alsoWritten", given.also_written, MOST_OF_A_KIND)
    also = [text_of("alsoWritten", one) for one in given.also_written]
    return PersonName(written=written, also=tuple(one for one in also if one is not None))


def identity_numbers(
    given: Sequence[IdentityNumberInput], today: date
) -> tuple[IdentityNumber, ...]:
    """Numbers as they were given, each with what is odd about it; blank ones are none."""
    at_most("identityNumbers", given, MOST_OF_A_KIND)
    return tuple(
        read_identity_number(number, kind=one.kind, today=today)
        for one in given
        if (number := text_of("number", one.number)) is not None
    )


def phones_of(given: Sequence[str]) -> tuple[Phone, ...]:
    """Each once."""
    at_most("phones", given, MOST_OF_A_KIND)
    written = [text_of("phones", one) for one in given]
    return tuple(dict.fromkeys(read_phone(one) for one in written if one is not None))


def _consent(given: Sequence[ConsentInput]) -> tuple[Consent, ...]:
    """One answer a purpose: the last that was given."""
    last = {one.purpose: one for one in given}
    return tuple(map(consent_of, last.values()))


def consent_of(given: ConsentInput) -> Consent:
    """An answer as it was given; its groups once each."""
    return Consent(
        purpose=given.purpose,
        state=given.state,
        on=None if given.on is None else PreciseDate(given.on),
        groups=tuple(group for group in FieldGroup if group in given.groups),
    )


def functioning_of(given: WashingtonGroupInput | None) -> WashingtonGroup | None:
    """Raises `BadRequest`: `answer_out_of_range`."""
    if given is None:
        return None
    answers = {one.name: getattr(given, one.name) for one in fields(WashingtonGroup)}
    if any(answer is not None and answer not in _ANSWERS for answer in answers.values()):
        raise BadRequest("answer_out_of_range")
    return WashingtonGroup(**answers)


def _household_warnings(given: HouseholdInput) -> Iterator[RegistrationWarning]:
    yield from oddities.in_criteria(given.criteria, given.head.sex)
    if given.declared_size is not None and given.declared_size < len(given.members) + 1:
        yield RegistrationWarning.SIZE_BELOW_MEMBERS
    if given.partner_reference is None:
        yield RegistrationWarning.NO_PARTNER_REFERENCE


def born_of(given: str | None, today: date) -> PreciseDate | None:
    """Raises `BadRequest`: `birth_date_unreadable`, also for a day to come."""
    if given is None:
        return None
    try:
        born = read_any_birth_date(given)
    except NotADate:
        raise BadRequest("birth_date_unreadable") from None
    if born.first > today:
        raise BadRequest("birth_date_unreadable")
    return born


def date_of(given: str) -> PreciseDate:
    """Raises `BadRequest`: `date_unreadable`."""
    try:
        return read_any_date(given)
    except NotADate:
        raise BadRequest("date_unreadable") from None


def text_of(field: str, given: str | None) -> str | None:
    """What was written, None for nothing but spaces."""
    if given is not None and len(given) > LONGEST_TEXT:
        raise BadRequest("too_long", field=field, limit=LONGEST_TEXT)
    return None if given is None else given.strip() or None


def note_of(given: str | None, field: str = "note") -> str | None:
    """As `text_of`, of what somebody tells at length."""
    if given is not None and len(given) > LONGEST_NOTE:
        raise BadRequest("too_long", field=field, limit=LONGEST_NOTE)
    return None if given is None else given.strip() or None


def at_most(field: str, given: Sequence[object], limit: int) -> None:
    if len(given) > limit:
        raise BadRequest("too_many", field=field, value=len(given), limit=limit)
