"""How evidence is told in facts and answers: the levels of a comparison in the words that the domain keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from registry.domain.evidence import Evidence, EvidenceLevel, EvidenceOf
from registry.matching.levels import FEATURES, MISSING
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

_AGREES: Final = frozenset(FEATURES["father"][FEATURES["father"].index("near") :])
"""How a father's name is like another where the chain of fathers counts it as one that agrees."""

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
    given = _of_name(names["given"])
    if given is not None:
        yield Evidence(of=EvidenceOf.GIVEN_NAME, level=given, weight=_rounded(bits["given"]))
    yield from _of_fathers(names, bits)
    for feature, (of, levels) in _LEVELS.items():
        level = levels.get(names[feature])
        if level is not None:
            yield Evidence(of=of, level=level, weight=_rounded(bits[feature]))


def _of_name(name: str) -> EvidenceLevel | None:
    return _NAME.get(name) or _NAME.get(name.partition("_")[0])


def _of_fathers(names: Mapping[str, str], bits: Mapping[str, float]) -> Iterator[Evidence]:
    """The chain of fathers begins with the father: where a side says no more, it tells of him alone."""
    father = _of_name(names["father"])
    agree, against = _in_chain(names["chain"])
    weight, of_chain = bits["father"], bits["chain"] + bits["chain_rarity"]
    if father is not None and agree + against == 1:
        weight += of_chain
        if agree and father is EvidenceLevel.DIFFERENT:  # one's father is the other's grandfather
            father = EvidenceLevel.LOOSE
    if father is not None:
        yield Evidence(of=EvidenceOf.FATHERS_NAME, level=father, weight=_rounded(weight))
    if agree + against > (father is not None):
        level = _beyond_the_father(agree - (names["father"] in _AGREES), against)
        yield Evidence(of=EvidenceOf.GRANDFATHERS_NAME, level=level, weight=_rounded(of_chain))


def _beyond_the_father(agree: int, against: int) -> EvidenceLevel:
    if agree <= 0:
        return EvidenceLevel.DIFFERENT
    return EvidenceLevel.LOOSE if against else EvidenceLevel.SAME


def _in_chain(name: str) -> tuple[int, int]:
    """How many names of the chain agree, and how many are against it."""
    if name == MISSING:
        return 0, 0
    agree, _, against, _ = name.split("_")
    return int(agree), int(against)


def _rounded(bits: float) -> float:
    return round(bits, 2)
