"""Identifiers that sort by time: UUID version 7 of RFC 9562, section 5.7. Time and randomness are arguments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

RANDOM_BYTES: Final = 10
"""How many random bytes an id takes. Six of their eighty bits give way to version and variant."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_VERSION_AND_VARIANT = (0xF << 76) | (0b11 << 62)
_SEVEN = (0x7 << 76) | (0b10 << 62)


def uuid7(at: datetime, random: bytes) -> UUID:
    """An id made at `at` (with its zone, kept to the millisecond) from the first ten bytes of `random`.

    Raises:
        ValueError: `at` has no zone, or `random` is too short.
    """
    if at.tzinfo is None or len(random) < RANDOM_BYTES:
        raise ValueError("an id needs a time with its zone and ten random bytes")
    milliseconds = (at - _EPOCH) // _MILLISECOND
    bits = milliseconds << 80 | int.from_bytes(random[:RANDOM_BYTES])
    return UUID(int=bits & ~_VERSION_AND_VARIANT | _SEVEN)


def time_of(identifier: UUID) -> datetime:
    """When the id was made, in UTC, to the millisecond.

    Raises:
        ValueError: not a UUID of version 7.
    """
    if identifier.version != 7:  # noqa: PLR2004 - the version is the name of the thing
        raise ValueError("only an id of version 7 carries its time")
    return _EPOCH + (identifier.int >> 80) * _MILLISECOND
