"""Distinct names with what their comparison needs, one row each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from registry.matching.arabic_names import NamePart
from registry.matching.hashing import Hashes, hash_of
from registry.matching.nicknames import nickname_bits
from registry.matching.rarity import rarity
from registry.matching.skeletons import MOST_ALTERNATES
from registry.matching.vowels import MOST_GAPS, vowel_gaps

Bytes: TypeAlias = NDArray[np.uint8]


_NONE: Final = NamePart("", ("",))


@dataclass(frozen=True, slots=True)
class NameTable:
    """By number; the last row is the name that is missing, which -1 finds."""

    texts: list[str]
    skeletons: list[str]  # the likeliest of each
    text_length: Bytes
    skeleton_length: Bytes
    sounds: Hashes  # (names, MOST_ALTERNATES), the likeliest first, 0 where there are fewer
    sound_bits: Hashes  # a bit for each of them: names that share a sound share a bit
    text_bits: Hashes  # a bit for each letter: a slip changes two at most
    skeleton_bits: Hashes
    gaps: Bytes  # (names, MOST_GAPS), vowels as bits
    gap_count: Bytes
    latin: NDArray[np.bool_]
    rarity: Bytes
    nickname: Hashes  # which nickname this is, as bits
    called_by: Hashes  # which nicknames it may go by

    @classmethod
    def of(cls, parts: Iterable[NamePart]) -> NameTable:
        known = [*parts, _NONE]
        sounds = np.zeros((len(known), MOST_ALTERNATES), dtype=np.uint64)
        gaps = np.zeros((len(known), MOST_GAPS), dtype=np.uint8)
        count = np.zeros(len(known), dtype=np.uint8)
        for row, part in enumerate(known):
            hashes = [hash_of(sound) for sound in part.sounds[:MOST_ALTERNATES]]
            sounds[row, : len(hashes)] = hashes
            between = vowel_gaps(part.text)
            count[row] = len(between)
            gaps[row, : min(len(between), MOST_GAPS)] = between[:MOST_GAPS]
        return cls(
            texts=[part.text for part in known],
            skeletons=[part.sounds[0] for part in known],
            text_length=_lengths(part.text for part in known),
            skeleton_length=_lengths(part.sounds[0] for part in known),
            sounds=sounds,
            sound_bits=np.array([_sound_bits(row) for row in sounds.tolist()], dtype=np.uint64),
            text_bits=_letters(part.text for part in known),
            skeleton_bits=_letters(part.sounds[0] for part in known),
            gaps=gaps,
            gap_count=count,
            latin=np.array([part.is_latin for part in known], dtype=np.bool_),
            rarity=np.array([rarity(part) for part in known], dtype=np.uint8),
            nickname=np.array([nickname_bits(part)[0] for part in known], dtype=np.uint64),
            called_by=np.array([nickname_bits(part)[1] for part in known], dtype=np.uint64),
        )


def _sound_bits(hashes: list[int]) -> int:
    return reduce(or_, (1 << (one >> 1) % 64 for one in hashes if one), 0)


def _letters(texts: Iterable[str]) -> Hashes:
    return np.array(
        [reduce(or_, (1 << ord(letter) % 64 for letter in text), 0) for text in texts],
        dtype=np.uint64,
    )


def _lengths(texts: Iterable[str]) -> Bytes:
    return np.array([min(len(text), 255) for text in texts], dtype=np.uint8)
