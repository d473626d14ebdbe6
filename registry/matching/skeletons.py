"""Consonant skeletons: what the Arabic and the Latin spelling of a name have in common.

Arabic writes consonants and long vowels, Latin writes vowels as everybody hears them. What is left of both without
vowels is nearly the same, save where a romanisation is ambiguous: there a spelling has alternates, the likeliest first.
The letters of a skeleton are classes of sounds, not sounds: `j` is ج, غ, g and j.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

INITIAL_VOWEL: Final = "A"
MOST_ALTERNATES: Final = 16

_ARABIC: Final[dict[str, tuple[str, ...]]] = {
    "ب": ("b",), "پ": ("b",), "ت": ("t",), "ط": ("t",), "ث": ("t", "s"), "ج": ("j",), "چ": ("j", "c"),
    "ح": ("h",), "ه": ("h",), "خ": ("x", "k", "h"), "د": ("d",), "ض": ("d", "z"), "ذ": ("z", "d", "t"), "ر": ("r",),
    "ز": ("z", "s"), "س": ("s",), "ص": ("s",), "ش": ("c",), "ظ": ("z", "d"), "غ": ("j",), "گ": ("j",),
    "ف": ("f",), "ڤ": ("f",), "ق": ("k", "j"), "ك": ("k",), "ل": ("l",), "م": ("m",), "ن": ("n",),
}  # fmt: skip
_ARABIC_AT_THE_START: Final = {"و": ("w", INITIAL_VOWEL), "ي": ("y", INITIAL_VOWEL, "j")}
_ARABIC_VOWELS: Final = frozenset("اويع")

_LATIN_PAIRS: Final[dict[str, tuple[str, ...]]] = {
    "tch": ("tc",), "sch": ("c", "sk"), "tsch": ("tc",),
    "sh": ("c", "sh"), "ch": ("c", "tc", "k", "x"), "kh": ("x", "kh", "h"), "gh": ("j", "jh", ""), "dj": ("j",),
    "dh": ("d", "z", "dh"), "th": ("t", "z", "th", "d"), "ph": ("f",), "ck": ("k",), "qu": ("k",),
    "zh": ("j", "z", "zh"), "ts": ("ts",), "dt": ("t", "dt"), "tz": ("ts", "tz", "z"), "sz": ("s", "c", "z"),
    "cqu": ("k",), "cq": ("k",),
}  # fmt: skip
_LATIN: Final[dict[str, tuple[str, ...]]] = {
    "b": ("b",), "p": ("b",), "t": ("t",), "d": ("d",), "j": ("j", "", "x"), "g": ("j", "k"), "h": ("h", ""),
    "r": ("r",), "z": ("z",), "s": ("s", "z"), "f": ("f",), "v": ("f", ""), "q": ("k", "j"), "k": ("k", "x"),
    "c": ("k",), "l": ("l",), "m": ("m",), "n": ("n",), "x": ("ks",),
}  # fmt: skip
_SOFT_C: Final = ("s", "k", "tc", "c", "j")
_SILENT_IN_FRENCH = re.compile(
    r".{2,}(?:au[dt]|ault|[aou]is|oix|oux|[ao]nd|o?ud|[aeo]nt|[ae]r[dt]|ourt|i?er|[io]ot|oit|yot|anc)"
)
_SWALLOWED: Final = frozenset({"lk", "gl", "gn"})
_SOFTENING: Final = frozenset("eiy")
_AFTER_SLAVIC_W: Final = frozenset(("", "s", "k"))
_AT_THE_START: Final = {
    "j": ("j", "y", "x"),
    "h": ("h", INITIAL_VOWEL),
    "v": ("f", "w"),
    "x": ("ks", "z"),
}
_OPENING_CLUSTERS: Final = {  # Arabic puts a vowel before some, and German softens others
    "st": ("s", "c", "As"), "sp": ("s", "c", "As"), "sm": ("s", "As"), "dr": ("d", "Ad"), "br": ("b", "Ab"),
    "kn": ("k", ""),
}  # fmt: skip
_AT_THE_END: Final = {"h": ("", "h"), "t": ("t", "d"), "c": ("k", "tc", "s", "c"), "z": ("z", "s")}
_LATIN_VOWELS: Final = frozenset("aeiouyw")
_LATIN_PART = re.compile(r"tsch|tch|sch|cqu|sh|ch|kh|gh|dj|dh|th|ph|ck|cq|qu|zh|dt|tz|sz|[a-z]")
_SPELT_OUT: Final = frozenset("flmnrs")
"""Initials whose Arabic begins with a vowel: M. is إم."""
_DOUBLED = re.compile(r"([b-dfgj-np-tvxz]|[ksctdg]h)\1")
_FOREIGN: Final = str.maketrans(
    {
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "s", "æ": "e", "œ": "e", "ð": "d", "þ": "th",
        "ş": "sh", "š": "sh", "ç": "ce", "č": "ch", "ć": "ch", "ğ": "gh", "ž": "zh", "İ": "i",
    }
)  # fmt: skip


def before_folding(text: str) -> str:
    """Latin letters that say more with their accent than without it, written out."""
    return text if text.isascii() else text.casefold().translate(_FOREIGN)


def plain_latin(text: str) -> str:
    """Small letters a to z and spaces: accents, apostrophes and half rings are dropped."""
    letters = unicodedata.normalize("NFKD", before_folding(text).casefold())
    return re.sub(r"[^a-z ]", "", letters)


@lru_cache(maxsize=200_000)
def skeletons(word: str) -> tuple[str, ...]:
    """The skeletons of a folded Arabic or plain Latin word, the likeliest first; never empty."""
    if word in _SPELT_OUT:
        return word, INITIAL_VOWEL + word
    choices = list(_latin_choices(word) if word.isascii() else _arabic_choices(word))
    found = dict.fromkeys(_combined(choices))
    return tuple(found)[:MOST_ALTERNATES] or ("",)


def _combined(choices: list[tuple[str, ...]]) -> Iterator[str]:
    """Every way through the choices, those with fewest departures from the likeliest first."""
    likeliest = [options[0] for options in choices]
    yield "".join(likeliest)
    for options, times in Counter(choices).items():
        for option in options[1:] if times > 1 else ():  # one writer, one habit
            yield "".join(option if each == options else each[0] for each in choices)
    departures = [
        (position, option) for position, options in enumerate(choices) for option in options[1:]
    ]
    for position, option in departures:
        yield "".join([*likeliest[:position], option, *likeliest[position + 1 :]])
    for first, (position, option) in enumerate(departures):
        for later, other in departures[first + 1 :]:
            if later > position:
                between = likeliest[position + 1 : later]
                yield "".join(
                    [*likeliest[:position], option, *between, other, *likeliest[later + 1 :]]
                )


def _arabic_choices(word: str) -> Iterator[tuple[str, ...]]:
    last = len(word) - 1
    for position, letter in enumerate(word):
        if position == 0 and letter in _ARABIC_VOWELS:
            yield _ARABIC_AT_THE_START.get(letter, (INITIAL_VOWEL,))
        elif letter == "ه" and position == last:
            yield ("", "h", "t")  # ة, as writers spell it
        elif letter in _ARABIC:
            doubled = position > 0 and word[position - 1] == letter
            yield (*_ARABIC[letter], "") if doubled else _ARABIC[letter]


def _latin_choices(word: str) -> Iterator[tuple[str, ...]]:
    parts = _LATIN_PART.findall(_DOUBLED.sub(r"\1", word))
    last = len(parts) - 1
    french = _SILENT_IN_FRENCH.fullmatch(word) is not None
    for position, part in enumerate(parts):
        following = parts[position + 1][0] if position < last else ""
        if position == 0 and (first := _at_the_start(part, following)):
            yield first
        elif part in _LATIN_VOWELS:
            before = parts[position - 1]
            if part == "w" and (following in _AFTER_SLAVIC_W or before not in _LATIN_VOWELS):
                yield ("", "f")
        elif position == last and french:
            yield (_LATIN.get(part, (part,))[0], "")
        elif position == last and part in _AT_THE_END:
            yield _AT_THE_END[part]
        elif part + following in _SWALLOWED:
            yield (*_LATIN[part], "")
        elif part == "c" and following in _SOFTENING:
            yield _SOFT_C
        else:
            yield _LATIN_PAIRS.get(part) or _LATIN[part]


def _at_the_start(part: str, following: str) -> tuple[str, ...]:
    if part in _LATIN_VOWELS:
        return () if part + following == "wr" else _initial(part, following)
    if part + following in _OPENING_CLUSTERS:
        return _OPENING_CLUSTERS[part + following]
    return _AT_THE_START.get(part, ())


def _initial(vowel: str, following: str) -> tuple[str, ...]:
    if vowel == "w":
        return ("w", "f", INITIAL_VOWEL)
    if vowel == "y":
        return ("y", INITIAL_VOWEL)
    if vowel == "o" and following == "u":
        return (INITIAL_VOWEL, "w")
    return (INITIAL_VOWEL, "y") if vowel in "ei" else (INITIAL_VOWEL,)
