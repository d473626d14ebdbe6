"""Distinct names with what their comparison needs, one row each."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Final, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from registry.matching.arabic_names import NamePart
from registry.matching.hashing import Hashes, hash_of
from registry.matching.nicknames import nickname_bits
from registry.matching.rarity import rarity
from registry.matching.skeletons import MOST_ALTERNATES
from registry.matching.vowels import MOST_GAPS, vowel_gaps

Bytes: TypeAlias = NDArray[np.uint8]
NumberT = TypeVar("NumberT", np.uint64, np.uint8)


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
        words = _table([one.words for one in known], np.uint64)
        small = _table([one.small for one in known], np.uint8)
        sounds, gaps = words[_WORDS:], small[_SMALL:]
        return cls(
            texts=[one.text for one in known],
            skeletons=[one.skeleton for one in known],
            text_length=small[0],
            skeleton_length=small[1],
            sounds=np.ascontiguousarray(sounds.T),
            sound_bits=words[0],
            text_bits=words[1],
            skeleton_bits=words[2],
            gaps=np.ascontiguousarray(gaps.T),
            gap_count=small[2],
            latin=small[3].astype(np.bool_),
            rarity=small[4],
            nickname=words[3],
            called_by=words[4],
        )


def _table(rows: list[bytes], kind: type[NumberT]) -> NDArray[NumberT]:
    """A row for each number of the packed ones: read as they lie, where one by one they take many times as long."""
    return np.frombuffer(b"".join(rows), dtype=kind).reshape(len(rows), -1).T.copy()


_WORDS, _SMALL = 5, 5
"""Numbers that stand before a name's sounds, and before its gaps."""
_WORDS_PACKED: Final = struct.Struct(f"={_WORDS + MOST_ALTERNATES}Q")
_SMALL_PACKED: Final = struct.Struct(f"={_SMALL + MOST_GAPS}B")


class _Made(NamedTuple):
    """One row, before it is one of an array; `words` and `small` as they lie in the arrays."""

    text: str
    skeleton: str
    words: bytes
    small: bytes


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
        words=_WORDS_PACKED.pack(
            _sound_bits(hashes),
            _letters(part.text),
            _letters(part.sounds[0]),
            nickname,
            called_by,
            *hashes,
            *[0] * (MOST_ALTERNATES - len(hashes)),
        ),
        small=_SMALL_PACKED.pack(
            min(len(part.text), 255),
            min(len(part.sounds[0]), 255),
            len(between),
            part.is_latin,
            rarity(part),
            *kept,
            *[0] * (MOST_GAPS - len(kept)),
        ),
    )


def _sound_bits(hashes: Iterable[int]) -> int:
    return reduce(or_, (1 << (one >> 1) % 64 for one in hashes if one), 0)


def _letters(text: str) -> int:
    return reduce(or_, (1 << ord(letter) % 64 for letter in text), 0)
