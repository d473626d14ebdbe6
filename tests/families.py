"""Benefit families of random histories: few enough that help overlaps, and some that lie under others."""

from __future__ import annotations

from typing import Final

from registry.domain.vocabulary import BenefitFamily as Is

FAMILIES: Final = (
    Is.FOOD,
    Is.CASH,
    Is.SHELTER,
    Is.HOUSEHOLD_ITEMS,
    Is.SCHOOL,
    Is.HEALTH,
    Is.LIVELIHOOD,
    Is.PSYCHOSOCIAL,
    Is.PROTECTION,
    Is.FOOD_BASKET,
    Is.COOKED_MEAL,
    Is.OTHER,
)
