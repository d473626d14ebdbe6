"""Opaque cursors: where a page ended, and the position that all pages of one reading share."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

import msgspec

from registry.api.ids import BadRequest
from registry.projections.reading import LARGEST_PAGE


@dataclass(frozen=True, slots=True)
class Cursor:
    """`key` is the order's key of the last row read; `position` that of the first page."""

    position: int
    key: int | str

    @classmethod
    def at(cls, position: int, key: UUID | int | str) -> Cursor:
        return cls(position, key if isinstance(key, int) else str(key))

    def __str__(self) -> str:
        return (
            urlsafe_b64encode(msgspec.json.encode((self.position, self.key))).rstrip(b"=").decode()
        )


def checked_first(first: int) -> int:
    """How many rows a client may have.

    Raises:
        BadRequest: `first_out_of_range`.
    """
    if not 1 <= first <= LARGEST_PAGE:
        raise BadRequest("first_out_of_range", limit=LARGEST_PAGE)
    return first


def read_cursor(after: str | None) -> Cursor | None:
    """The cursor that we gave.

    Raises:
        BadRequest: `cursor_malformed`.
    """
    if after is None:
        return None
    try:
        written = urlsafe_b64decode(after + "=" * (-len(after) % 4))
        position, key = msgspec.json.decode(written, type=tuple[int, int | str])
    except (ValueError, msgspec.DecodeError):
        raise BadRequest("cursor_malformed") from None
    if position < 0:
        raise BadRequest("cursor_malformed")
    return Cursor(position, key)
