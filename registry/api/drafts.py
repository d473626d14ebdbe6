"""What clients sent, read into drafts. Odd but possible is a warning; unreadable is a no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Final

from registry.api.faults import BadRequest
from registry.api.inputs import (
    BenefitInput,
    ConsentInput,
    DeliveryInput,
    HouseholdInput,
    MemberInput,
    MoneyInput,
    WashingtonGroupInput,
)
from registry.api.relay import read_uuid
from registry.application import oddities
from registry.application.deliveries import Benefit, DeliveryDraft
from registry.application.hijri import read_any_birth_date, read_any_date
from registry.application.households import HouseholdDraft, MemberDraft
from registry.application.phones import read_phone
from registry.domain.dates import NotADate, PreciseDate
from registry.domain.delivery import Collector, Source
from registry.domain.household import Consent, PersonName, WashingtonGroup
from registry.domain.identity_numbers import IdentityNumber, read_identity_number
from registry.domain.money import Money, NotMoney
from registry.domain.phones import Phone
from registry.domain.places import known_place
from registry.domain.vocabulary import Criterion, RegistrationWarning

MOST_MEMBERS: Final = 99
"""Beside the head: as many as a list of members shows."""
MOST_OF_A_KIND: Final = 20
LONGEST_TEXT: Final = 500
_ANSWERS: Final = range(1, 5)


def household_draft(given: HouseholdInput, today: date) -> HouseholdDraft:
    """The draft of what was given.

    Raises:
        BadRequest: `name_blank`, `birth_date_unreadable`, `answer_out_of_range`, `too_many`,
            `too_long`.
        Refused: `place_unknown`.
    """
    _at_most("members", given.members, MOST_MEMBERS)
    phones = _phones(given.phones)
    return HouseholdDraft(
        head=member_draft(given.head, today),
        members=tuple(member_draft(one, today) for one in given.members),
        declared_size=given.declared_size,
        place=known_place(given.place).code,
        protected=given.protected,
        consent=_consent(given.consent),
        partner_reference=_text("partnerReference", given.partner_reference),
        phones=phones,
        address=_text("address", given.address),
        criteria=_criteria(given.criteria),
        warnings=(*_household_warnings(given), *oddities.in_phones(phones)),
    )


def member_draft(given: MemberInput, today: date) -> MemberDraft:
    """The draft of one person.

    Raises:
        BadRequest: `name_blank`, `birth_date_unreadable`, `answer_out_of_range`, `too_many`,
            `too_long`.
    """
    numbers = _identity_numbers(given, today)
    phones = _phones(given.phones)
    born = _born(given.born, today)
    return MemberDraft(
        name=_name(given),
        relation=given.relation,
        sex=given.sex,
        born=born,
        identity_numbers=numbers,
        phones=phones,
        criteria=_criteria(given.criteria),
        functioning=_functioning(given.functioning),
        nationality=given.nationality,
        warnings=(*oddities.in_numbers(numbers, born), *oddities.in_phones(phones)),
    )


def delivery_draft(given: DeliveryInput) -> DeliveryDraft:
    """The draft of what was given.

    Raises:
        BadRequest: `date_unreadable`, `amount_unreadable`, `id_malformed`, `too_long`.
        Refused: `place_unknown`.
    """
    collector = _text("collector", given.collector)
    return DeliveryDraft(
        household=None if given.household is None else read_uuid(given.household, "Household"),
        member=None if given.member is None else read_uuid(given.member, "Member"),
        headcount=given.headcount,
        place=None if given.place is None else known_place(given.place).code,
        programme=None if given.programme is None else read_uuid(given.programme, "Programme"),
        benefit=None if given.benefit is None else _benefit(given.benefit),
        quantity=_quantity(given.quantity),
        value=_money(given.value),
        counts_as=given.counts_as,
        on=_date(given.on),
        serves_from=None if given.serves_from is None else _date(given.serves_from),
        serves_until=None if given.serves_until is None else _date(given.serves_until),
        sources=tuple(Source(kind=kind) for kind in given.money_sources),
        claim=given.claim,
        giver=_text("giver", given.giver),
        collector=None if collector is None else Collector(name=collector),
    )


def _benefit(given: BenefitInput) -> Benefit:
    return Benefit(family=given.family, kind=given.kind, unit=given.unit)


def _name(given: MemberInput) -> PersonName:
    written = _text("name", given.name)
    if written is None:
        raise BadRequest("name_blank")
    _at_most("alsoWritten", given.also_written, MOST_OF_A_KIND)
    also = [_text("alsoWritten", one) for one in given.also_written]
    return PersonName(written=written, also=tuple(one for one in also if one is not None))


def _identity_numbers(given: MemberInput, today: date) -> tuple[IdentityNumber, ...]:
    _at_most("identityNumbers", given.identity_numbers, MOST_OF_A_KIND)
    return tuple(
        read_identity_number(number, kind=one.kind, today=today)
        for one in given.identity_numbers
        if (number := _text("number", one.number)) is not None
    )


def _phones(given: Sequence[str]) -> tuple[Phone, ...]:
    _at_most("phones", given, MOST_OF_A_KIND)
    written = [_text("phones", one) for one in given]
    return tuple(dict.fromkeys(read_phone(one) for one in written if one is not None))


def _criteria(given: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """Each once, in the order of the list."""
    return tuple(one for one in Criterion if one in given) if given else ()


def _consent(given: Sequence[ConsentInput]) -> tuple[Consent, ...]:
    """One answer a purpose: the last that was given."""
    last = {one.purpose: one for one in given}
    return tuple(
        Consent(
            purpose=one.purpose,
            state=one.state,
            on=None if one.on is None else PreciseDate(one.on),
        )
        for one in last.values()
    )


def _functioning(given: WashingtonGroupInput | None) -> WashingtonGroup | None:
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


def _born(given: str | None, today: date) -> PreciseDate | None:
    if given is None:
        return None
    try:
        born = read_any_birth_date(given)
    except NotADate:
        raise BadRequest("birth_date_unreadable") from None
    if born.first > today:
        raise BadRequest("birth_date_unreadable")
    return born


def _date(given: str) -> PreciseDate:
    try:
        return read_any_date(given)
    except NotADate:
        raise BadRequest("date_unreadable") from None


def _quantity(given: Decimal) -> Decimal:
    if not given.is_finite():
        raise BadRequest("amount_unreadable")
    return given


def _money(given: MoneyInput | None) -> Money | None:
    if given is None:
        return None
    try:
        return Money(given.amount, given.currency)
    except (NotMoney, ArithmeticError):
        raise BadRequest("amount_unreadable") from None


def _text(field: str, given: str | None) -> str | None:
    """What was written, None for nothing but spaces."""
    if given is not None and len(given) > LONGEST_TEXT:
        raise BadRequest("too_long", field=field, limit=LONGEST_TEXT)
    return None if given is None else given.strip() or None


def _at_most(field: str, given: Sequence[object], limit: int) -> None:
    if len(given) > limit:
        raise BadRequest("too_many", field=field, value=len(given), limit=limit)
