"""Benefit families as a tree: what lies under what, and the codes by which donors and clusters report it.

Help is the same help as whatever lies above it or below: a delivery that says no more than *food* may have been a
basket. Purpose codes are those of the Creditor Reporting System (OECD DAC), sectors the clusters of OCHA's
coordination; where either has none that fits, there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from registry.domain.vocabulary import BenefitFamily as Is


class Sector(StrEnum):
    FOOD_SECURITY = "food_security"
    MULTIPURPOSE_CASH = "multipurpose_cash"
    SHELTER_AND_ITEMS = "shelter_and_items"
    EDUCATION = "education"
    HEALTH = "health"
    NUTRITION = "nutrition"
    EARLY_RECOVERY = "early_recovery"
    PROTECTION = "protection"


@dataclass(frozen=True, slots=True)
class Node:
    """`under` is None at the top; `crs` has five digits."""

    under: Is | None
    crs: str | None
    sector: Sector | None


TREE: Final = {
    Is.FOOD: Node(None, "72040", Sector.FOOD_SECURITY),
    Is.FOOD_BASKET: Node(Is.FOOD, "72040", Sector.FOOD_SECURITY),
    Is.COOKED_MEAL: Node(Is.FOOD, "72040", Sector.FOOD_SECURITY),
    Is.INFANT_FOOD: Node(Is.FOOD, "72040", Sector.NUTRITION),
    Is.CASH: Node(None, "16010", Sector.MULTIPURPOSE_CASH),
    Is.REGULAR_CASH: Node(Is.CASH, "16012", Sector.MULTIPURPOSE_CASH),
    Is.PENSION: Node(Is.CASH, "16013", None),
    Is.EMERGENCY_CASH: Node(Is.CASH, "72010", Sector.MULTIPURPOSE_CASH),
    Is.ORPHAN_SPONSORSHIP: Node(Is.CASH, "16015", Sector.PROTECTION),
    Is.SHELTER: Node(None, "16030", Sector.SHELTER_AND_ITEMS),
    Is.RENT: Node(Is.SHELTER, "16030", Sector.SHELTER_AND_ITEMS),
    Is.HOUSE_REPAIR: Node(Is.SHELTER, "16030", Sector.SHELTER_AND_ITEMS),
    Is.HOUSEHOLD_ITEMS: Node(None, "72010", Sector.SHELTER_AND_ITEMS),
    Is.HYGIENE_KIT: Node(Is.HOUSEHOLD_ITEMS, "72010", Sector.SHELTER_AND_ITEMS),
    Is.WINTER_KIT: Node(Is.HOUSEHOLD_ITEMS, "72010", Sector.SHELTER_AND_ITEMS),
    Is.SCHOOL: Node(None, "16050", Sector.EDUCATION),
    Is.SCHOOL_SUPPLIES: Node(Is.SCHOOL, "16050", Sector.EDUCATION),
    Is.SCHOOL_FEES: Node(Is.SCHOOL, "16050", Sector.EDUCATION),
    Is.SCHOLARSHIP: Node(Is.SCHOOL, "16050", Sector.EDUCATION),
    Is.HEALTH: Node(None, "12220", Sector.HEALTH),
    Is.TREATMENT: Node(Is.HEALTH, "12220", Sector.HEALTH),
    Is.ASSISTIVE_DEVICE: Node(Is.HEALTH, "12220", Sector.HEALTH),
    Is.HEALTH_EDUCATION: Node(Is.HEALTH, "12261", Sector.HEALTH),
    Is.LIVELIHOOD: Node(None, "16020", Sector.EARLY_RECOVERY),
    Is.VOCATIONAL_TRAINING: Node(Is.LIVELIHOOD, "11330", Sector.EARLY_RECOVERY),
    Is.SMALL_LOAN: Node(Is.LIVELIHOOD, "24040", Sector.EARLY_RECOVERY),
    Is.PSYCHOSOCIAL: Node(None, "16015", Sector.PROTECTION),
    Is.FAMILY_COUNSELLING: Node(Is.PSYCHOSOCIAL, "16015", Sector.PROTECTION),
    Is.PROTECTION: Node(None, "16015", Sector.PROTECTION),
    Is.SAFE_SHELTER: Node(Is.PROTECTION, "15180", Sector.PROTECTION),
    Is.CHILD_PROTECTION: Node(Is.PROTECTION, "16015", Sector.PROTECTION),
    Is.LEGAL: Node(None, None, Sector.PROTECTION),
    Is.AWARENESS: Node(None, None, None),
    Is.OTHER: Node(None, None, None),
}


def _path(family: Is) -> tuple[Is, ...]:
    """From itself to the top."""
    under = TREE[family].under
    return (family,) if under is None else (family, *_path(under))


_ABOVE: Final = {family: _path(family) for family in TREE}
_BELOW: Final = {
    family: frozenset(one for one, path in _ABOVE.items() if family in path) for family in TREE
}


def top(family: Is) -> Is:
    return _ABOVE[family][-1]


def depth(family: Is) -> int:
    """0 at the top."""
    return len(_ABOVE[family]) - 1


def below(families: Iterable[Is]) -> frozenset[Is]:
    """They and all that lies under them."""
    return frozenset().union(*(_BELOW[one] for one in families))


def alike(families: Iterable[Is]) -> frozenset[Is]:
    """What may be the same help as one of them: all that lies under them, and what is said more broadly."""
    named = frozenset(families)
    return below(named).union(*(_ABOVE[one] for one in named))
