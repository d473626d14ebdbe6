"""Distinct names with what their comparison needs, one row each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Final, NamedTuple, TypeAlias

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
        known = [_made_of(part) for part in (*parts, _NONE)]
        return cls(
            texts=[one.text for one in known],
            skeletons=[one.skeleton for one in known],
            text_length=np.array([min(len(one.text), 255) for one in known], dtype=np.uint8),
            skeleton_length=np.array(
                [min(len(one.skeleton), 255) for one in known], dtype=np.uint8
            ),
            sounds=np.array([one.sounds for one in known], dtype=np.uint64),
            sound_bits=np.array([one.sound_bits for one in known], dtype=np.uint64),
            text_bits=np.array([one.text_bits for one in known], dtype=np.uint64),
            skeleton_bits=np.array([one.skeleton_bits for one in known], dtype=np.uint64),
            gaps=np.array([one.gaps for one in known], dtype=np.uint8),
            gap_count=np.array([one.gap_count for one in known], dtype=np.uint8),
            latin=np.array([one.latin for one in known], dtype=np.bool_),
            rarity=np.array([one.rarity for one in known], dtype=np.uint8),
            nickname=np.array([one.nickname for one in known], dtype=np.uint64),
            called_by=np.array([one.called_by for one in known], dtype=np.uint64),
        )


class _Made(NamedTuple):
    """One row, before it is one of an array."""

    text: str
    skeleton: str
    sounds: tuple[int, ...]
    sound_bits: int
    text_bits: int
    skeleton_bits: int
    gaps: tuple[int, ...]
    gap_count: int
    latin: bool
    rarity: int
    nickname: int
    called_by: int


@lru_cache(maxsize=100_000)
def _made_of(part: NamePart) -> _Made:
    """What takes longest of one registration compared with a few; the same names come again and again."""
    hashes = [hash_of(sound) for sound in part.sounds[:MOST_ALTERNATES]]
    between = vowel_gaps(part.text)
    kept = between[:MOST_GAPS]
    nickname, called_by = nickname_bits(part)
    return _Made(
        text=part.text,
        skeleton=part.sounds[0],
        sounds=(*hashes, *[0] * (MOST_ALTERNATES - len(hashes))),
        sound_bits=_sound_bits(hashes),
        text_bits=_letters(part.text),
        skeleton_bits=_letters(part.sounds[0]),
        gaps=(*kept, *[0] * (MOST_GAPS - len(kept))),
        gap_count=len(between),
        latin=part.is_latin,
        rarity=rarity(part),
        nickname=nickname,
        called_by=called_by,
    )


def _sound_bits(hashes: Iterable[int]) -> int:
    return reduce(or_, (1 << (one >> 1) % 64 for one in hashes if one), 0)


def _letters(text: str) -> int:
    return reduce(or_, (1 << ord(letter) % 64 for letter in text), 0)
