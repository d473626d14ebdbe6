"""A phone number as somebody gave it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class PhoneState(StrEnum):
    VALID = "valid"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """`e164` is `+201092574822`, or None where no number could be made of `raw`. It never prints itself.

    Two phones are equal when their numbers are, however they were typed.
    """

    e164: str | None
    raw: str = field(compare=False)
    state: PhoneState

    def __repr__(self) -> str:
        return f"Phone(***, {self.state})"
