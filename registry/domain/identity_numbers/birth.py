"""The century digit and the date that Egypt and Kuwait write at the head of a number."""

from __future__ import annotations

from datetime import date

from registry.domain.identity_numbers.number import IdentityNumberFault

_CENTURIES = {"2": 1900, "3": 2000}


def birth_year(number: str) -> int | None:
    """The year in `CYY…`, or None for a century digit that nobody issues."""
    century = _CENTURIES.get(number[0])
    return None if century is None else century + int(number[1:3])


def birth_date(number: str, today: date | None) -> date | IdentityNumberFault:
    """The day in `CYYMMDD…`; a day after `today`, where it is given, is a fault."""
    year = birth_year(number)
    if year is None:
        return IdentityNumberFault.CENTURY
    try:
        born = date(year, int(number[3:5]), int(number[5:7]))
    except ValueError:
        return IdentityNumberFault.BIRTH_DATE
    return born if today is None or born <= today else IdentityNumberFault.BIRTH_DATE
