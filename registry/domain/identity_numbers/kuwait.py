"""Kuwait's civil number, twelve digits `C YYMMDD SSSS K`, K being a checksum of the eleven before it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from registry.domain.identity_numbers.birth import birth_date
from registry.domain.identity_numbers.number import IdentityNumberFault

_FORM = re.compile(r"[0-9]{12}")
_WEIGHTS = (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class KuwaitiNumber:
    """What the number says of its holder. It never prints itself."""

    born: date

    def __repr__(self) -> str:
        return "KuwaitiNumber(***)"


def read_kuwaiti(number: str, *, today: date | None = None) -> KuwaitiNumber | IdentityNumberFault:
    """Take a normalised number apart, or say what is wrong with it."""
    if not _FORM.fullmatch(number):
        return IdentityNumberFault.FORM
    born = birth_date(number, today)
    if isinstance(born, IdentityNumberFault):
        return born
    if int(number[11]) != kuwaiti_check(number[:11]):
        return IdentityNumberFault.CHECKSUM
    return KuwaitiNumber(born=born)


def kuwaiti_check(eleven: str) -> int | None:
    """The digit that follows eleven; None where it would be 10 or 11: such a number is never issued."""
    weighed = sum(int(digit) * weight for digit, weight in zip(eleven, _WEIGHTS, strict=True))
    check = 11 - weighed % 11
    return check if check <= 9 else None  # noqa: PLR2004 - a single digit
