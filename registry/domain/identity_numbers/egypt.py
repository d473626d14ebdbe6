"""Egypt's national number, fourteen digits `C YYMMDD GG SSSS V` (regulations of Law 143/1994, article 3).

There is no official check digit. A rule goes round among programmers, whose variants differ where the remainder is 0
or 1. It is kept as weak evidence of a typing error and never makes a number invalid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from operator import mul
from types import MappingProxyType
from typing import Final

from registry.domain.identity_numbers.birth import birth_date
from registry.domain.identity_numbers.number import IdentityNumberFault
from registry.domain.vocabulary import Sex

GOVERNORATES_OF_BIRTH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "01": "Cairo",
        "02": "Alexandria",
        "03": "Port Said",
        "04": "Suez",
        "11": "Damietta",
        "12": "Dakahlia",
        "13": "Sharqia",
        "14": "Qalyubia",
        "15": "Kafr El Sheikh",
        "16": "Gharbia",
        "17": "Monufia",
        "18": "Beheira",
        "19": "Ismailia",
        "21": "Giza",
        "22": "Beni Suef",
        "23": "Faiyum",
        "24": "Minya",
        "25": "Asyut",
        "26": "Sohag",
        "27": "Qena",
        "28": "Aswan",
        "29": "Luxor",
        "31": "Red Sea",
        "32": "New Valley",
        "33": "Matrouh",
        "34": "North Sinai",
        "35": "South Sinai",
        "88": "abroad",
    }
)

_FORM = re.compile(r"[0-9]{14}")
_WEIGHTS = (2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_DISPUTED = (0, 1)  # remainders whose check digit the variants write differently


class CheckDigit(StrEnum):
    MATCH = "match"
    MISMATCH = "mismatch"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True, kw_only=True)
class EgyptianNumber:
    """What the number says of its holder. It never prints itself: birth date and sex are personal."""

    born: date
    governorate_of_birth: str  # key of GOVERNORATES_OF_BIRTH; not where the person lives
    sex: Sex  # the thirteenth digit, odd for men: a reading, not the law
    number: str

    @property
    def check_digit(self) -> CheckDigit:
        weighed = sum(map(mul, map(int, self.number[:13]), _WEIGHTS))
        remainder = weighed % 11
        if remainder in _DISPUTED:
            return CheckDigit.AMBIGUOUS
        right = int(self.number[13]) == 11 - remainder
        return CheckDigit.MATCH if right else CheckDigit.MISMATCH

    def __repr__(self) -> str:
        return "EgyptianNumber(***)"


def read_egyptian(
    number: str, *, today: date | None = None
) -> EgyptianNumber | IdentityNumberFault:
    """Take a normalised number apart, or say what is wrong with it."""
    if not _FORM.fullmatch(number):
        return IdentityNumberFault.FORM
    born = birth_date(number, today)
    if isinstance(born, IdentityNumberFault):
        return born
    governorate = number[7:9]
    if governorate not in GOVERNORATES_OF_BIRTH:
        return IdentityNumberFault.GOVERNORATE
    return EgyptianNumber(
        born=born,
        governorate_of_birth=governorate,
        sex=Sex.MALE if int(number[12]) % 2 else Sex.FEMALE,
        number=number,
    )
