"""What speaks for and against two registrations being of one person: levels and weights, never values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EvidenceOf(StrEnum):
    """What was held against each other."""

    GIVEN_NAME = "given_name"
    FATHERS_NAME = "fathers_name"
    GRANDFATHERS_NAME = "grandfathers_name"
    LAST_NAME = "last_name"
    IDENTITY_NUMBER = "identity_number"
    BORN = "born"
    SEX = "sex"
    PHONE = "phone"
    PLACE = "place"
    RELATION = "relation"
    HOUSEHOLD = "household"


class EvidenceLevel(StrEnum):
    """How much alike the two are. What is missing on a side is no evidence and has no level."""

    SAME = "same"
    OTHER_SCRIPT = "other_script"
    SAME_SOUND = "same_sound"
    NEAR = "near"
    SWAPPED = "swapped"
    NICKNAME = "nickname"
    LOOSE = "loose"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`weight` is in bits: positive speaks for one person, negative for two."""

    of: EvidenceOf
    level: EvidenceLevel
    weight: float
