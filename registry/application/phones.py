"""Phone numbers as files carry them, read with the numbering plans of the world."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

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
    written = compact(raw)
    e164 = _mobile(written, region) or next(filter(None, _tried(written, region)), None)
    state = PhoneState.INVALID if e164 is None else PhoneState.VALID
    return Phone(e164=e164, raw=as_text(raw), state=state)


def _mobile(written: str, region: str) -> str | None:
    """Nearly every phone there is. The library answers the same in fifty times as long."""
    mobiles, country = _mobiles(region)
    found = None if mobiles is None else mobiles.fullmatch(written)
    return None if found is None else f"+{country}{found[1]}"


@cache
def _mobiles(region: str) -> tuple[re.Pattern[str] | None, int | None]:
    """Mobiles of a region as its people write them, by the library's own plan of their numbers; its country code."""
    plan = phonenumbers.PhoneMetadata.metadata_for_region(region)
    if plan is None or plan.mobile is None or plan.national_prefix_transform_rule is not None:
        return None, 0
    number, prefix = plan.mobile.national_number_pattern, plan.national_prefix
    written = f"(?:{prefix})?({number})" if prefix else f"({number})"
    return re.compile(written), plan.country_code


def _tried(written: str, region: str) -> Iterator[str | None]:
    return (_e164(candidate, region) for candidate in _candidates(written))


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
