"""Two records held against each other, feature by feature, into the levels of `levels`. Symmetric, and vectorised."""

from __future__ import annotations

from typing import Final

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from registry.domain.identity_numbers import kind_of_person
from registry.matching.born_levels import born_levels
from registry.matching.columns import DEPENDANT, UPPER, Columns
from registry.matching.levels import FEATURES, MISSING, POSITION, Levels, level
from registry.matching.name_comparison import MISSING_NAME, NamesCompared, compare_names
from registry.matching.name_levels import Alike, Numbers, Truths, name_levels

_CERTAINLY_TURNED: Final = 2
"""Names behind the given one that agree, once the last name is put last."""
_CHUNK: Final = 400_000


def compare(
    columns: Columns, first: Numbers, second: Numbers, *, hide_numbers: bool = False
) -> Levels:
    """One row a pair, one column a feature; the context of a pair is left at its first level.

    With `hide_numbers` identity numbers and what is read out of them are as if nobody had written them.
    """
    found = np.zeros((len(first), len(FEATURES)), dtype=np.uint8)
    for start in range(0, len(first), _CHUNK):
        rows = slice(start, start + _CHUNK)
        _fill(found[rows], columns, first[rows], second[rows], hide_numbers=hide_numbers)
    return found


def _fill(
    found: Levels, columns: Columns, first: Numbers, second: Numbers, *, hide_numbers: bool
) -> None:
    names = compare_names(columns, first, second)
    found[:, POSITION["given"]] = _given(names)
    found[:, POSITION["father"]] = _name(names.father, names.father_rarity, names.cross_script)
    found[:, POSITION["chain"]], found[:, POSITION["chain_rarity"]] = _chain(
        columns, names, first, second
    )
    found[:, POSITION["born"]] = born_levels(columns, first, second, hide_numbers=hide_numbers)
    if not hide_numbers:
        found[:, POSITION["number"]] = number_levels(columns, first, second)
    found[:, POSITION["sex"]] = _sex(columns, first, second)
    found[:, POSITION["phone"]] = phone_levels(columns, first, second)
    found[:, POSITION["place"]] = _place(columns, first, second)
    found[:, POSITION["generation"]] = _generation(columns, first, second)
    found[:, POSITION["partner"]] = columns.partner[first] == columns.partner[second]


def _name(alike: Levels, rarity: Levels, cross_script: Truths) -> Levels:
    first = level("father", "sound_common")
    graded = np.where(alike == Alike.SAME, 6, np.where(cross_script, 3, 0)) + first + rarity
    found = np.where(alike >= Alike.SOUND, graded, alike + level("father", "different"))
    return np.where(alike == MISSING_NAME, 0, found).astype(np.uint8)


def _given(names: NamesCompared) -> Levels:
    found = _name(names.given, names.given_rarity, names.cross_script)
    turned = np.where(
        (names.agreeing >= _CERTAINLY_TURNED) & (names.contrary == 0),
        level("given", "turned"),
        level("given", "turned_short"),
    )
    return np.where(names.turned, turned, found).astype(np.uint8)


def _chain(
    columns: Columns, names: NamesCompared, first: Numbers, second: Numbers
) -> tuple[Levels, Levels]:
    agreeing, contrary = np.minimum(names.agreeing, 3), np.minimum(names.contrary, 2)
    none = (columns.name[first, 1] < 0) | (columns.name[second, 1] < 0)
    chain = np.where(none, 0, agreeing * 3 + contrary + 1)
    bits = np.minimum((names.bits + 1) // 2, 4) + 1
    return chain.astype(np.uint8), np.where(none, 0, bits).astype(np.uint8)


def number_levels(columns: Columns, first: Numbers, second: Numbers) -> Levels:
    """Equality is no proof, since the head's number is typed for the children; see `contradict` in matching.md."""
    one, other = columns.number[first], columns.number[second]
    found = np.zeros(len(first), dtype=np.uint8)
    both = (one >= 0) & (other >= 0)
    fits_one, fits_other = columns.number_fits[first], columns.number_fits[second]
    same = both & (one == other)
    found[same] = level("number", "same_unproven")
    found[same & (fits_one == 1) & (fits_other == 1)] = level("number", "same_and_fits")
    found[same & ((fits_one == -1) | (fits_other == -1))] = level("number", "same_unfit")
    shared = ~same & sharing_another(columns, first, second)
    found[shared] = level("number", "same_unproven")
    rows = np.flatnonzero(both & (one != other) & ~shared)
    if len(rows):
        ones = [columns.numbers[each] for each in one[rows]]
        others = [columns.numbers[each] for each in other[rows]]
        apart = cpdist(ones, others, scorer=OSA.distance, score_cutoff=1, dtype=np.int32)
        proven = (fits_one[rows] == 1) & (fits_other[rows] == 1)
        differ = np.where(proven, level("number", "contradict"), level("number", "differ_unproven"))
        # Somebody has a passport and a national number both: that the two differ says nothing.
        kinds = zip(map(kind_of_person, ones), map(kind_of_person, others), strict=True)
        differ[[kind is not another for kind, another in kinds]] = level("number", MISSING)
        found[rows] = np.where(apart <= 1, level("number", "one_slip"), differ)
    return found


def sharing_another(columns: Columns, first: Numbers, second: Numbers) -> Truths:
    """Whether two have a number in common that is not the one by which either is told first."""
    found = np.zeros(len(first), dtype=np.bool_)
    several = columns.other_numbers[:, 0] >= 0
    rows = np.flatnonzero(several[first] | several[second])
    if len(rows):
        ones, others = (
            np.column_stack((columns.number[those], columns.other_numbers[those]))
            for those in (first[rows], second[rows])
        )
        alike = (ones[:, :, None] == others[:, None, :]) & (ones[:, :, None] >= 0)
        found[rows] = alike.any(axis=(1, 2))
    return found


def contradicting(columns: Columns, one: int, other: int) -> bool:
    """Both numbers fit their own records, are further apart than one slip of the hand, and no other is shared."""
    numbers = columns.number[one], columns.number[other]
    proven = columns.number_fits[one] == 1 and columns.number_fits[other] == 1
    return bool(
        proven
        and numbers[0] != numbers[1]
        and OSA.distance(columns.numbers[numbers[0]], columns.numbers[numbers[1]]) > 1
        and not sharing_another(columns, np.array([one]), np.array([other]))[0]
    )


def _sex(columns: Columns, first: Numbers, second: Numbers) -> Levels:
    one, other = columns.sex[first], columns.sex[second]
    return np.where((one == 0) | (other == 0), 0, np.where(one == other, 1, 2)).astype(np.uint8)


def phone_levels(columns: Columns, first: Numbers, second: Numbers) -> Levels:
    one, other = columns.phone[first], columns.phone[second]
    found = np.zeros(len(first), dtype=np.uint8)
    both = (one >= 0) & (other >= 0)
    same = both & (one == other)
    found[same] = level("phone", "same")
    found[same & columns.phone_shared[one]] = level("phone", "same_but_shared_by_many")
    rows = np.flatnonzero(both & ~same)
    if len(rows):
        apart = cpdist(
            [columns.phones[each] for each in one[rows]],
            [columns.phones[each] for each in other[rows]],
            scorer=OSA.distance,
            score_cutoff=1,
            dtype=np.int32,
        )
        found[rows] = np.where(apart <= 1, level("phone", "one_slip"), level("phone", "different"))
    return found


def _place(columns: Columns, first: Numbers, second: Numbers) -> Levels:
    one, other = columns.markaz[first], columns.markaz[second]
    same = (one == other) & (one >= 0)
    either_missing = (one < 0) | (other < 0)
    found = np.where(same, level("place", "same_markaz"), level("place", "other_markaz"))
    village, another = columns.village[first], columns.village[second]
    villages = (village >= 0) & (another >= 0)
    # The weights of one markaz were learned from two villages in it: a village that nobody said is no other one.
    found = np.where(either_missing | (same & ~villages), 0, found).astype(np.uint8)
    rows = np.flatnonzero(villages & (same | either_missing))
    if len(rows):
        codes, where = np.unique(
            village[rows].astype(np.int64) << 32 | another[rows], return_inverse=True
        )
        alike = name_levels(
            columns.villages, (codes >> 32).astype(np.int32), (codes & 0xFFFFFFFF).astype(np.int32)
        )[where]
        found[rows[alike >= Alike.SOUND]] = level("place", "same_village")
        near = (alike == Alike.NEAR) | (alike == Alike.VOWELS)
        found[rows[near]] = level("place", "near_village")
    return found


def _generation(columns: Columns, first: Numbers, second: Numbers) -> Levels:
    one, other = columns.generation[first], columns.generation[second]
    low, high = np.minimum(one, other), np.maximum(one, other)
    opposed = (low == UPPER) & (high == DEPENDANT)
    differ = np.where(
        opposed, level("generation", "upper_and_dependant"), level("generation", "other_with_upper")
    )
    found = np.where(one == other, level("generation", "same"), differ)
    return np.where(low == 0, 0, found).astype(np.uint8)
