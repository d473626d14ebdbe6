"""What is odd in a draft and accepted all the same, whichever way the draft came."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Final

from registry.domain.dates import PreciseDate
from registry.domain.identity_numbers import (
    IdentityNumber,
    IdentityNumberKind,
    IdentityNumberState,
)
from registry.domain.identity_numbers.birth import birth_date, birth_year
from registry.domain.phones import Phone, PhoneState
from registry.domain.vocabulary import Criterion, RegistrationWarning, Sex

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
