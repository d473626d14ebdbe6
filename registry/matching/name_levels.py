"""Two names held against each other: how much alike, in levels, never values."""

from __future__ import annotations

from enum import IntEnum
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from registry.matching.hashing import Hashes
from registry.matching.name_table import Bytes, NameTable
from registry.matching.rarity import Rarity

Numbers: TypeAlias = NDArray[np.int32]
Truths: TypeAlias = NDArray[np.bool_]


class Alike(IntEnum):
    """From nothing in common to the same letters; NICKNAME and VOWELS are weak evidence."""

    DIFFERENT = 0
    NICKNAME = 1
    VOWELS = 2  # same consonants, other vowels: حسن and Hussein
    NEAR_KNOWN = 3  # a letter apart, and names of their own: محمد and أحمد
    NEAR = 4  # a slip of the hand
    SOUND = 5  # another spelling, in the same script or in the other one
    SAME = 6


_FEW_LETTERS: Final = 4
_MANY_LETTERS: Final = 8
_SLIPS: Final = np.array(
    [(length >= _FEW_LETTERS) + (length >= _MANY_LETTERS) for length in range(256)], dtype=np.uint8
)
"""How many letters may differ, by the length of the longer name."""


def name_levels(names: NameTable, first: Numbers, second: Numbers) -> Bytes:
    """`Alike` of the names at `first` and at `second`, pair by pair. Symmetric."""
    levels = np.zeros(len(first), dtype=np.uint8)
    levels[_nickname(names, first, second)] = Alike.NICKNAME
    near = _near(names, first, second)
    known = (names.rarity[first] < Rarity.RARE) & (names.rarity[second] < Rarity.RARE)
    levels[near] = np.where(known[near], np.uint8(Alike.NEAR_KNOWN), np.uint8(Alike.NEAR))
    sounds = _share_sound(names, first, second)
    agree = _vowels_agree(names, first, second)
    levels[sounds] = np.where(agree[sounds], np.uint8(Alike.SOUND), np.uint8(Alike.VOWELS))
    levels[first == second] = Alike.SAME
    return levels


def may_be_alike(names: NameTable, first: Numbers, second: Numbers) -> Truths:
    """Where `name_levels` may say anything but DIFFERENT: by bits alone, for a tenth of what the letters cost."""
    by_text = _few_letters_apart(names.text_bits, names.text_length, first, second)
    by_sound = _few_letters_apart(names.skeleton_bits, names.skeleton_length, first, second)
    found = by_text | by_sound
    found |= (names.sound_bits[first] & names.sound_bits[second]) != 0
    return found | _nickname(names, first, second)


def _few_letters_apart(bits: Hashes, lengths: Bytes, first: Numbers, second: Numbers) -> Truths:
    """Every slip that `_slips` allows changes two letters at most."""
    changed = np.bitwise_count(bits[first] ^ bits[second])
    return np.asarray(changed <= 2 * _SLIPS[np.maximum(lengths[first], lengths[second])])


def _share_sound(names: NameTable, first: Numbers, second: Numbers) -> Truths:
    sounds = names.sounds
    shared = np.zeros(len(first), dtype=np.bool_)
    others = sounds[second]
    for position in range(sounds.shape[1]):
        one = sounds[first, position]
        said = np.flatnonzero(one)
        if not len(said):  # nor does anybody have a further one
            break
        shared[said] |= (others[said] == one[said, None]).any(axis=1)
    return shared


def _vowels_agree(names: NameTable, first: Numbers, second: Numbers) -> Truths:
    """Where the consonants do not stand against each other one by one, nothing is said against it."""
    common = (names.gaps[first] & names.gaps[second]) != 0
    absent = (names.gaps[first] == 0) | (names.gaps[second] == 0)
    differ = names.gap_count[first] != names.gap_count[second]
    return np.asarray(differ | (common | absent).all(axis=1), dtype=np.bool_)


def _nickname(names: NameTable, first: Numbers, second: Numbers) -> Truths:
    either = (names.nickname[first] & names.called_by[second]) | (
        names.nickname[second] & names.called_by[first]
    )
    return np.asarray(either != 0, dtype=np.bool_)


def _near(names: NameTable, first: Numbers, second: Numbers) -> Truths:
    """A letter or two apart in one script, a consonant apart across scripts."""
    same_script = names.latin[first] == names.latin[second]
    near = np.zeros(len(first), dtype=np.bool_)
    rows = np.flatnonzero(same_script)
    near[rows] = _slips(names.texts, names.text_length, first[rows], second[rows])
    rows = np.flatnonzero(names.latin[first] | names.latin[second])
    near[rows] |= _slips(names.skeletons, names.skeleton_length, first[rows], second[rows])
    return near


def _slips(texts: list[str], lengths: Bytes, first: Numbers, second: Numbers) -> Truths:
    if not len(first):
        return np.zeros(0, dtype=np.bool_)
    longer = np.maximum(lengths[first], lengths[second])
    apart = cpdist(
        [texts[one] for one in first],
        [texts[one] for one in second],
        scorer=OSA.distance,
        score_cutoff=2,
        dtype=np.int32,
    )
    return np.asarray(apart <= _SLIPS[longer], dtype=np.bool_)
