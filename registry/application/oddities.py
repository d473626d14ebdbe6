"""What is odd in a draft and accepted all the same, whichever way the draft came."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from registry.domain.casework import HouseholdField, MemberField
from registry.domain.dates import PreciseDate
from registry.domain.identity_numbers import (
    IdentityNumber,
    IdentityNumberKind,
    IdentityNumberState,
)
from registry.domain.identity_numbers.birth import birth_date, birth_year
from registry.domain.phones import Phone, PhoneState
from registry.domain.vocabulary import Criterion, RegistrationWarning, Sex

SETTLED_BY: Final[Mapping[MemberField | HouseholdField, frozenset[RegistrationWarning]]] = {
    MemberField.IDENTITY_NUMBERS: frozenset(
        {
            RegistrationWarning.IDENTITY_NUMBER_INVALID,
            RegistrationWarning.IDENTITY_NUMBER_DISAGREES,
        }
    ),
    MemberField.BORN: frozenset(
        {RegistrationWarning.IDENTITY_NUMBER_DISAGREES, RegistrationWarning.BIRTH_DATE_UNREADABLE}
    ),
    MemberField.PHONES: frozenset({RegistrationWarning.PHONE_INVALID}),
    HouseholdField.PHONES: frozenset({RegistrationWarning.PHONE_INVALID}),
    HouseholdField.CRITERIA: frozenset({RegistrationWarning.FEMALE_HEAD_IS_MALE}),
    HouseholdField.DECLARED_SIZE: frozenset({RegistrationWarning.SIZE_BELOW_MEMBERS}),
    HouseholdField.PLACE: frozenset({RegistrationWarning.PLACE_UNKNOWN}),
}
"""What is looked at anew when a field is corrected. Other warnings stay as they were."""

_DATED: Final = frozenset(
    {IdentityNumberKind.EGYPT_NATIONAL_ID, IdentityNumberKind.KUWAIT_CIVIL_ID}
)


def in_phones(phones: Iterable[Phone]) -> Iterator[RegistrationWarning]:
    if any(phone.state is PhoneState.INVALID for phone in phones):
        yield RegistrationWarning.PHONE_INVALID


def in_numbers(
    numbers: Collection[IdentityNumber], born: PreciseDate | None
) -> Iterator[RegistrationWarning]:
    """Of a person's numbers, by themselves and beside the birth date that was stated."""
    if any(number.state is IdentityNumberState.INVALID for number in numbers):
        yield RegistrationWarning.IDENTITY_NUMBER_INVALID
    if born is not None and any(_disagrees(number, born) for number in numbers):
        yield RegistrationWarning.IDENTITY_NUMBER_DISAGREES


def in_criteria(criteria: Collection[Criterion], head: Sex) -> Iterator[RegistrationWarning]:
    """Of what is said of a household, beside the sex of its head."""
    if Criterion.FEMALE_HEAD in criteria and head is Sex.MALE:
        yield RegistrationWarning.FEMALE_HEAD_IS_MALE


def in_size(declared: int | None, present: int) -> Iterator[RegistrationWarning]:
    """Of a household that is said to be smaller than those of it who are named."""
    if declared is not None and declared < present:
        yield RegistrationWarning.SIZE_BELOW_MEMBERS


def settled_by(fields: Iterable[MemberField | HouseholdField]) -> frozenset[RegistrationWarning]:
    return frozenset().union(*(SETTLED_BY.get(field, frozenset()) for field in fields))


def _disagrees(number: IdentityNumber, born: PreciseDate) -> bool:
    """Whether the birth date inside the number is another than the one stated, as far as that one is known."""
    if number.state is not IdentityNumberState.VALID:
        return False
    if number.kind in _DATED:
        stated = birth_date(number.number, None)
        return isinstance(stated, date) and not born.first <= stated <= born.last
    if number.kind is IdentityNumberKind.QATAR_ID:
        return birth_year(number.number) not in {born.first.year, born.last.year}
    return False
