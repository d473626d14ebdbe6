"""The levels into which two records are compared, feature by feature: what evidence is kept as, never values.

A level's number is its place in the list of its feature. MISSING stands first everywhere: it speaks neither for nor
against.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

Levels = NDArray[np.uint8]

MISSING: Final = "missing"
_RARITIES: Final = ("common", "usual", "rare")
_NAME: Final = (
    MISSING, "different", "nickname", "other_vowels", "near_known", "near",
    *(f"{alike}_{rarity}" for alike, rarity in product(("sound", "cross_script", "same"), _RARITIES)),
)  # fmt: skip

FEATURES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "given": (*_NAME, "turned_short", "turned"),
        "father": _NAME,
        "chain": (MISSING, *(f"{agree}_agree_{against}_against" for agree, against in product(range(4), range(3)))),
        "chain_rarity": (MISSING, "none", "low", "middle", "high", "highest"),
        "born": (
            MISSING, "same_day", "same_day_by_number", "day_month_swapped", "month_apart", "year_apart_same_day",
            "decade_apart_same_day", "one_part_differs", "same_year", "same_year_known", "about_a_year",
            "two_or_three_years", "ten_years", "far",
        ),
        "number": (
            MISSING, "same_and_fits", "same_unproven", "same_unfit", "one_slip", "contradict", "differ_unproven",
        ),
        "sex": (MISSING, "same", "different"),
        "phone": (MISSING, "same", "same_but_shared_by_many", "one_slip", "different"),
        "place": (MISSING, "same_village", "near_village", "same_markaz", "other_markaz"),
        "generation": (MISSING, "same", "other_with_upper", "upper_and_dependant"),
        "partner": ("other_partner", "same_partner"),
        "household": ("none", "one_member", "two_members", "three_members", "many_members"),
        "rival": ("none", "one_side", "both_sides"),
    }
)  # fmt: skip
CONTEXT: Final = ("household", "rival")
"""Features of a pair that follow from other pairs; they are filled in a second round."""

POSITION: Final = {feature: place for place, feature in enumerate(FEATURES)}


def level(feature: str, name: str) -> int:
    return FEATURES[feature].index(name)
