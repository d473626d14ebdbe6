"""The vowels between the consonants of a name, as far as both scripts write them.

حسن and حسين share a skeleton, and so do محمد and محمود: what tells them apart is a long vowel. Every gap between two
consonants becomes a set of vowels (bits) that it may stand for; two names disagree where a gap has none in common.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

A: Final = 1
SHORT_E: Final = 2
LONG_E: Final = 4
SHORT_U: Final = 8
LONG_U: Final = 16
UNWRITTEN: Final = A | SHORT_E | SHORT_U
MOST_GAPS: Final = 6

_ARABIC: Final = {"ا": A, "ي": LONG_E, "و": LONG_U, "ع": A}
_LATIN_RUN = re.compile(r"[aeiouyw]+")
_LATIN_CONSONANT = re.compile(r"tch|sch|sh|ch|kh|gh|dj|dh|th|ph|ck|qu|zh|([b-df-hj-np-tvxz])\1?")


@lru_cache(maxsize=300_000)
def vowel_gaps(word: str) -> tuple[int, ...]:
    """For each consonant but the last, the vowels that may follow it; `word` is a part's text."""
    return _latin_gaps(word) if word.isascii() else _arabic_gaps(word)


def _arabic_gaps(word: str) -> tuple[int, ...]:
    gaps: list[int] = []
    for position, letter in enumerate(word):
        if letter not in _ARABIC:
            gaps.append(0)
        elif gaps and position:
            gaps[-1] |= _ARABIC[letter]
    if word.endswith("ه") and len(gaps) > 1:
        gaps.pop()
    # After the first consonant French writes ou for a short vowel too: Boutros is بطرس.
    return tuple(
        gap or (UNWRITTEN if number else UNWRITTEN | LONG_U) for number, gap in enumerate(gaps[:-1])
    )


def _latin_gaps(word: str) -> tuple[int, ...]:
    gaps: list[int] = []
    position = 0
    while position < len(word):
        if run := _LATIN_RUN.match(word, position):
            if gaps:
                gaps[-1] = _latin_vowels(run[0])
            position = run.end()
            continue
        consonant = _LATIN_CONSONANT.match(word, position)
        position = consonant.end() if consonant else position + 1
        gaps.append(A)
    if word.endswith("h") and len(gaps) > 1:
        gaps.pop()
    return tuple(gaps[:-1])


def _latin_vowels(run: str) -> int:
    if run == "e":
        return A | SHORT_E | LONG_E
    if run in {"i", "y"}:
        return SHORT_E | LONG_E
    if run in {"o", "u"}:
        return SHORT_U | LONG_U
    found = LONG_U if set(run) & set("ouw") else 0
    if set(run) & set("iy") or run == "ee":
        found |= LONG_E
    return (found | A) if "a" in run or not found else found
