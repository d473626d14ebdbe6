"""How evidence is told in facts and answers: the levels of a comparison in the words that the domain keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from registry.domain.evidence import Evidence, EvidenceLevel, EvidenceOf
from registry.matching.levels import FEATURES
from registry.matching.weights import Round

_NAME: Final = {
    "different": EvidenceLevel.DIFFERENT,
    "nickname": EvidenceLevel.NICKNAME,
    "other_vowels": EvidenceLevel.LOOSE,
    "near": EvidenceLevel.NEAR,
    "sound": EvidenceLevel.SAME_SOUND,
    "cross": EvidenceLevel.OTHER_SCRIPT,
    "same": EvidenceLevel.SAME,
    "turned": EvidenceLevel.SWAPPED,
}

_LEVELS: Final[Mapping[str, tuple[EvidenceOf, Mapping[str, EvidenceLevel]]]] = {
    "born": (
        EvidenceOf.BORN,
        {
            "same_day": EvidenceLevel.SAME,
            "same_day_by_number": EvidenceLevel.SAME,
            "day_month_swapped": EvidenceLevel.SWAPPED,
            "month_apart": EvidenceLevel.NEAR,
            "year_apart_same_day": EvidenceLevel.NEAR,
            "decade_apart_same_day": EvidenceLevel.NEAR,
            "one_part_differs": EvidenceLevel.NEAR,
            "same_year": EvidenceLevel.LOOSE,
            "same_year_known": EvidenceLevel.LOOSE,
            "about_a_year": EvidenceLevel.LOOSE,
            "two_or_three_years": EvidenceLevel.DIFFERENT,
            "ten_years": EvidenceLevel.DIFFERENT,
            "far": EvidenceLevel.DIFFERENT,
        },
    ),
    "number": (
        EvidenceOf.IDENTITY_NUMBER,
        {
            "same_and_fits": EvidenceLevel.SAME,
            "same_unproven": EvidenceLevel.SAME,
            "same_unfit": EvidenceLevel.LOOSE,
            "one_slip": EvidenceLevel.NEAR,
            "contradict": EvidenceLevel.DIFFERENT,
            "differ_unproven": EvidenceLevel.DIFFERENT,
        },
    ),
    "sex": (
        EvidenceOf.SEX,
        {"same": EvidenceLevel.SAME, "different": EvidenceLevel.DIFFERENT},
    ),
    "phone": (
        EvidenceOf.PHONE,
        {
            "same": EvidenceLevel.SAME,
            "same_but_shared_by_many": EvidenceLevel.LOOSE,
            "one_slip": EvidenceLevel.NEAR,
            "different": EvidenceLevel.DIFFERENT,
        },
    ),
    "place": (
        EvidenceOf.PLACE,
        {
            "same_village": EvidenceLevel.SAME,
            "near_village": EvidenceLevel.NEAR,
            "same_markaz": EvidenceLevel.LOOSE,
            "other_markaz": EvidenceLevel.DIFFERENT,
        },
    ),
    "generation": (
        EvidenceOf.RELATION,
        {
            "same": EvidenceLevel.SAME,
            "other_with_upper": EvidenceLevel.LOOSE,
            "upper_and_dependant": EvidenceLevel.DIFFERENT,
        },
    ),
    "household": (
        EvidenceOf.HOUSEHOLD,
        dict.fromkeys(FEATURES["household"][1:], EvidenceLevel.SAME),
    ),
    "rival": (
        EvidenceOf.HOUSEHOLD,
        dict.fromkeys(FEATURES["rival"][1:], EvidenceLevel.DIFFERENT),
    ),
}
"""Of each feature what it is evidence of, and how its levels are told; those that are not named say nothing."""


def evidence_of(levels: NDArray[np.uint8], judged: Round) -> tuple[Evidence, ...]:
    """What one pair has for and against it. What is missing on a side is no evidence."""
    names = {
        feature: known[at]
        for (feature, known), at in zip(FEATURES.items(), levels.tolist(), strict=True)
    }
    bits = {
        feature: judged.weights.get(feature, {}).get(name, 0.0) for feature, name in names.items()
    }
    return tuple(_told(names, bits))


def in_tenths(bits: float) -> int:
    """A score as facts keep it."""
    return round(10 * bits)


def _told(names: Mapping[str, str], bits: Mapping[str, float]) -> Iterator[Evidence]:
    for feature, of in (("given", EvidenceOf.GIVEN_NAME), ("father", EvidenceOf.FATHERS_NAME)):
        level = _of_name(names[feature])
        if level is not None:
            yield Evidence(of=of, level=level, weight=_rounded(bits[feature]))
    level = _of_chain(names["chain"])
    if level is not None:
        weight = _rounded(bits["chain"] + bits["chain_rarity"])
        yield Evidence(of=EvidenceOf.GRANDFATHERS_NAME, level=level, weight=weight)
    for feature, (of, levels) in _LEVELS.items():
        level = levels.get(names[feature])
        if level is not None:
            yield Evidence(of=of, level=level, weight=_rounded(bits[feature]))


def _of_name(name: str) -> EvidenceLevel | None:
    return _NAME.get(name) or _NAME.get(name.partition("_")[0])


def _of_chain(name: str) -> EvidenceLevel | None:
    """The chain of fathers as a whole: how many of its names agree, and how many are against it."""
    if name == FEATURES["chain"][0]:
        return None
    agree, _, against, _ = name.split("_")
    if agree == "0":
        return EvidenceLevel.DIFFERENT if against != "0" else None
    return EvidenceLevel.SAME if against == "0" else EvidenceLevel.LOOSE


def _rounded(bits: float) -> float:
    return round(bits, 2)
