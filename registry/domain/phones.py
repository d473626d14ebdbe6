"""A phone number as somebody gave it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.domain.digits import compact


class PhoneState(StrEnum):
    VALID = "valid"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Phone:
    """`e164` is `+201092574822`, or None where no number could be made of `raw`. It never prints itself.

    Two phones are equal when their numbers are, however they were typed.
    """

    e164: str | None
    raw: str
    state: PhoneState

    @property
    def number(self) -> str:
        """What tells this phone from another, whichever digits and dashes it was typed with."""
        return self.e164 or compact(self.raw)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phone) and self.number == other.number

    def __hash__(self) -> int:
        return hash(self.number)

    def __repr__(self) -> str:
        return f"Phone(***, {self.state})"
