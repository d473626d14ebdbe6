"""Phone numbers as files carry them, read with the numbering plans of the world."""

from __future__ import annotations

from collections.abc import Iterator

import phonenumbers

from registry.domain.digits import as_text, compact
from registry.domain.phones import Phone, PhoneState

_WRITTEN_WITHOUT_PLUS = ("20", "974", "965")  # Egypt, Qatar, Kuwait


def read_phone(raw: object, *, region: str = "EG") -> Phone:
    """The phone in a cell, Arabic digits, floats and a lost leading zero included. Never raises.

    Args:
        raw: the cell.
        region: ISO 3166 country of a number written without a country code.
    """
    for candidate in _candidates(compact(raw)):
        e164 = _e164(candidate, region)
        if e164 is not None:
            return Phone(e164=e164, raw=as_text(raw), state=PhoneState.VALID)
    return Phone(e164=None, raw=as_text(raw), state=PhoneState.INVALID)


def _candidates(written: str) -> Iterator[str]:
    yield written
    # A spreadsheet drops the plus as readily as the zero. Only for the countries of the registry's
    # people: elsewhere a mistyped number at home would pass for a good one abroad.
    if written.startswith(_WRITTEN_WITHOUT_PLUS):
        yield f"+{written}"


def _e164(written: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
