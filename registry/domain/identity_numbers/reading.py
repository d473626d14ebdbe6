"""From a cell to an identity number, its kind guessed by shape where nobody said it."""

from __future__ import annotations

import re
from datetime import date

from registry.domain.digits import as_text, compact
from registry.domain.identity_numbers.egypt import read_egyptian
from registry.domain.identity_numbers.kuwait import read_kuwaiti
from registry.domain.identity_numbers.number import (
    IdentityNumber,
    IdentityNumberFault,
    IdentityNumberKind,
    IdentityNumberState,
)
from registry.domain.identity_numbers.qatar import read_qatari
from registry.domain.identity_numbers.unhcr import file_number, with_dashes

_READERS = {
    IdentityNumberKind.EGYPT_NATIONAL_ID: read_egyptian,
    IdentityNumberKind.QATAR_ID: read_qatari,
    IdentityNumberKind.KUWAIT_CIVIL_ID: read_kuwaiti,
}
_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{6,9}")
_BY_LENGTH = {
    11: IdentityNumberKind.QATAR_ID,
    12: IdentityNumberKind.KUWAIT_CIVIL_ID,
    13: IdentityNumberKind.EGYPT_NATIONAL_ID,  # a digit lost
    14: IdentityNumberKind.EGYPT_NATIONAL_ID,
    15: IdentityNumberKind.EGYPT_NATIONAL_ID,  # a digit doubled
}


def read_identity_number(
    raw: object, *, kind: IdentityNumberKind | None = None, today: date | None = None
) -> IdentityNumber:
    """The number in the cell, with its state. Never raises.

    Without `kind` it is guessed: the lengths of Egypt, Qatar and Kuwait (for Egypt also a digit lost or doubled), the
    forms of a UNHCR file and of a passport, else `other`. With `today`, birth dates in the future are faults.
    """
    compacted = compact(raw).upper()
    kind = kind or _kind_by_shape(raw, compacted)
    number = _household_file(raw, compacted) if kind is IdentityNumberKind.UNHCR_FILE else compacted
    fault = _fault(kind, number, today)
    return IdentityNumber(
        kind=kind, number=number, raw=as_text(raw), state=_state(kind, fault), fault=fault
    )


def _kind_by_shape(raw: object, compacted: str) -> IdentityNumberKind:
    if (
        len(compacted) in _BY_LENGTH and compacted.isdecimal()
    ):  # longer than a file's, and what most rows say
        return _BY_LENGTH[len(compacted)]
    if file_number(raw) or ("C" in compacted and with_dashes(compacted)):
        return IdentityNumberKind.UNHCR_FILE
    return kind_of_person(compacted)


def kind_of_person(compacted: str) -> IdentityNumberKind:
    """What kind of a person's number it is by its shape alone, whatever it was recorded as."""
    if compacted.isdecimal():
        return _BY_LENGTH.get(len(compacted), IdentityNumberKind.OTHER)
    if _PASSPORT.fullmatch(compacted):
        return IdentityNumberKind.PASSPORT
    return IdentityNumberKind.OTHER


def _household_file(raw: object, compacted: str) -> str:
    return file_number(raw) or with_dashes(compacted) or compacted


def _fault(kind: IdentityNumberKind, number: str, today: date | None) -> IdentityNumberFault | None:
    if not number:
        return IdentityNumberFault.BLANK
    if kind is IdentityNumberKind.UNHCR_FILE:
        return None if file_number(number) else IdentityNumberFault.FORM
    if read := _READERS.get(kind):
        found = read(number, today=today)
        return found if isinstance(found, IdentityNumberFault) else None
    return None


def _state(kind: IdentityNumberKind, fault: IdentityNumberFault | None) -> IdentityNumberState:
    if fault:
        return IdentityNumberState.INVALID
    if kind in (IdentityNumberKind.PASSPORT, IdentityNumberKind.OTHER):
        return IdentityNumberState.UNCHECKED
    return IdentityNumberState.VALID
