"""The number itself: of which kind, as typed and as compared, and whether its issuer could have issued it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class IdentityNumberKind(StrEnum):
    EGYPT_NATIONAL_ID = "egypt_national_id"
    QATAR_ID = "qatar_id"
    KUWAIT_CIVIL_ID = "kuwait_civil_id"
    UNHCR_FILE = "unhcr_file"
    PASSPORT = "passport"
    OTHER = "other"


class IdentityNumberState(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    UNCHECKED = "unchecked"  # its issuer publishes no rule that we know


class IdentityNumberFault(StrEnum):
    """What is wrong with an invalid number: the first thing found."""

    BLANK = "blank"
    FORM = "form"  # length or characters
    CENTURY = "century"
    BIRTH_DATE = "birth_date"  # impossible, or in the future
    GOVERNORATE = "governorate"
    NATIONALITY = "nationality"
    CHECKSUM = "checksum"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityNumber:
    """Equal to another of its kind with the same digits, however either was typed. It never prints itself."""

    kind: IdentityNumberKind
    number: str  # normalised: ASCII, capitals, no spaces; the form in which numbers are compared
    raw: str = field(compare=False)
    state: IdentityNumberState
    fault: IdentityNumberFault | None = None

    @property
    def is_household_key(self) -> bool:
        """A UNHCR file is a household's: it never says that two persons are one."""
        return self.kind is IdentityNumberKind.UNHCR_FILE

    def __repr__(self) -> str:
        return f"IdentityNumber({self.kind}, ***, {self.state})"
