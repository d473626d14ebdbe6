"""Qatar's identity number, eleven digits `C YY NNN SSSSS`. It has no checksum."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from registry.domain.identity_numbers.birth import birth_year
from registry.domain.identity_numbers.number import IdentityNumberFault

_FORM = re.compile(r"[0-9]{11}")
_NOWHERE = "000"


@dataclass(frozen=True, slots=True, kw_only=True)
class QatariNumber:
    """What the number says of its holder. It never prints itself."""

    birth_year: int
    nationality: str  # ISO 3166-1 numeric, as it was when the number was issued: naturalising does not change it

    def __repr__(self) -> str:
        return "QatariNumber(***)"


def read_qatari(number: str, *, today: date | None = None) -> QatariNumber | IdentityNumberFault:
    """Take a normalised number apart, or say what is wrong with it."""
    if not _FORM.fullmatch(number):
        return IdentityNumberFault.FORM
    year = birth_year(number)
    if year is None:
        return IdentityNumberFault.CENTURY
    if today is not None and year > today.year:
        return IdentityNumberFault.BIRTH_DATE
    # Not held against the list of countries: it changes, and numbers issued before a change stay good.
    if number[3:6] == _NOWHERE:
        return IdentityNumberFault.NATIONALITY
    return QatariNumber(birth_year=year, nationality=number[3:6])
