"""A name as the registry compares it: parts in order, compounds in one piece, titles and articles gone.

`عبد الرحمن`, `عبدالرحمن` and `Abd el-Rahman` are one part each; so are أبو الحسن, أم كلثوم, نور الدين and جاد الله.
بن, بنت and `bin` join two names and are no name. Latin words are read by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from registry.domain.arabic import fold
from registry.domain.digits import without_marks
from registry.matching.skeletons import (
    INITIAL_VOWEL,
    MOST_ALTERNATES,
    before_folding,
    plain_latin,
    skeletons,
)

_ARABIC_WORD = re.compile(r"[ء-يٱپچڤگ]+")
_LATIN_WORD = re.compile(r"[a-z]+")
_APOSTROPHES = re.compile(r"['’‘ʼʻ`´ʿʾ]")

_TITLES: Final = frozenset({
    "الحاج", "الحاجه", "حاج", "حاجه", "الشيخ", "الشيخه", "شيخ", "الاستاذ", "الاستاذه",
    "استاذ", "استاذه", "دكتور", "دكتوره", "الدكتور", "الدكتوره", "مهندس", "المهندس",
    "المرحوم", "المرحومه", "السيده", "مدام", "الانسه", "د", "ا", "م", "mr", "mrs", "ms",
    "miss", "dr", "eng", "prof", "sheikh", "shaikh", "sheikha", "haj", "hajj", "hajja",
    "hag", "hagg", "hagga", "late",
})  # fmt: skip
_JOINING: Final = {
    "بن": "بن", "ابن": "بن", "bin": "bin", "ibn": "bin", "ben": "bin",
    "بنت": "بنت", "bint": "bint", "bent": "bint",
}  # fmt: skip

_ARABIC_HEADS: Final = {
    "عبد": "عبد",
    "ابو": "ابو",
    "ابا": "ابو",
    "ابي": "ابو",
    "ام": "ام",
    "ست": "ست",
}
_ARABIC_TAILS: Final = frozenset(
    {"الدين", "الله", "الاسلام", "النصر", "العابدين", "الرب", "الكريم", "الحق", "الهدي", "الكل"}
)
_ARABIC_GLUED_ARTICLE = re.compile(r"ال(.{3,})")
_ARABIC_GLUED_HEAD = re.compile(r"(عبد|ابو)ال(.{2,})")
_ARABIC_GLUED_TAIL = re.compile(r"(.{2,})ال(دين|له|اسلام|عابدين|رب|كريم)")

_ABD: Final = (
    "abd", "abdel", "abdul", "abdal", "abdol", "abdil", "abdell", "abdull", "abdu", "abdur", "abder",
)  # fmt: skip
_ABU: Final = (
    "abu", "abo", "abou", "aboul", "abul", "abol", "aboel", "abuel", "abual", "abouel", "aboual",
)  # fmt: skip
_UM: Final = ("om", "um", "omm", "umm")
_SET: Final = ("set", "sit", "sitt")
_LATIN_HEADS: Final = (
    dict.fromkeys(_ABD, "abd")
    | dict.fromkeys(_ABU, "abu")
    | dict.fromkeys(_UM, "um")
    | dict.fromkeys(_SET, "set")
)
_ARTICLES: Final = frozenset({"ال", "el", "al", "ul", "l"})
_SUN_ARTICLE = re.compile(r"[aeu](sh|[drnstz])")
_LATIN_DIN = re.compile(r"(?:[aeiu]l|[aeiu]d)?d(?:i|ee|ei)ne?")
_LATIN_GOD = re.compile(r"(?:[aeu]l)?l?[ae]?ll?ah?")
_GOD: Final = frozenset({"allah", "alla", "ullah", "lah", "llah"})
_LATIN_GLUED_ABD = re.compile(
    r"abd[aeiou]{1,2}(?:l|r(?=r)|s(?=s)|d(?=d)|n(?=n)|t(?=t)|z(?=z))(.{2,})"
)
_LATIN_GLUED_ABU = re.compile(r"ab(?:ou|u|o)(?:[ae]?l(?=[^aeiou]))?([^aeioub].{2,})")
_LATIN_GLUED_DIN = re.compile(r"(.{2,}?)(?:[aeiu]l|[aeiu](?=dd)d)d(?:i|ee|ei)ne?")
_LATIN_GLUED_GOD = re.compile(r"(.{2,}?[^aeiou])[aeu]ll?ah?")
_LATIN_GLUED_SUN = re.compile(r"[ae]((?:sh|ch|([drsntz])(?=\2)).{2,})")
_LATIN_GLUED_ARTICLE = re.compile(r"[ae]l([^aeioul].{3,})")


@dataclass(frozen=True, slots=True)
class NamePart:
    """One name of the chain. It never prints itself.

    `sounds` are the consonant skeletons that it may have, the likeliest first.
    """

    text: str
    sounds: tuple[str, ...]

    @property
    def is_latin(self) -> bool:
        return self.text.isascii()

    def __repr__(self) -> str:
        return "NamePart(***)"


def name_parts(name: str) -> tuple[NamePart, ...]:
    """The parts of a name in the order in which they stand, given name first as a rule. Nothing in, nothing out."""
    found = _words(name)
    words = [word for word in found if word not in _JOINING] or [_JOINING[word] for word in found]
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    return tuple(_part(text) for text in _glued(words))


def _words(name: str) -> list[str]:
    return [word for raw in name.replace("-", " ").split() for word in _words_in(raw)]


@lru_cache(maxsize=300_000)
def _words_in(raw: str) -> tuple[str, ...]:
    folded = fold(before_folding(without_marks(raw)))
    return tuple(
        word
        for piece in folded.replace("-", " ").split()
        for word in (_ARABIC_WORD.findall(piece) or _LATIN_WORD.findall(_latin(piece)))
    )


def _latin(raw: str) -> str:
    return plain_latin(_APOSTROPHES.sub("", raw))


@lru_cache(maxsize=300_000)
def _part(text: str) -> NamePart:
    found = [skeletons(text)]
    if text.isascii():
        if bare := _LATIN_GLUED_ARTICLE.fullmatch(text) or _LATIN_GLUED_SUN.fullmatch(text):
            found.append(skeletons(bare[1]))
    elif bare := _ARABIC_GLUED_ARTICLE.fullmatch(text):
        found = [skeletons(bare[1]), skeletons(text)]
        if found[0][0].startswith(INITIAL_VOWEL):
            found.append(("l" + found[0][0][1:],))  # Larbi is العربي
        text = bare[1]
    most = MOST_ALTERNATES // len(found)
    return NamePart(text, tuple(dict.fromkeys(one for each in found for one in each[:most])))


# Compounds in one piece


def _glued(words: Sequence[str]) -> list[str]:
    """Heads are glued to what follows, tails to what stands before; a Latin article is dropped."""
    alone = [_by_itself(word) for word in words]
    if all(alone):
        return alone
    pieces: list[str] = []
    head = ""
    for position, word in enumerate(words):
        following = words[position + 1] if position + 1 < len(words) else ""
        opened = "" if head or not following else _head(word)
        if opened:
            head = opened
        elif not (following and _is_article(word, following)):
            _add(pieces, head, word)
            head = ""
    return pieces


@lru_cache(maxsize=300_000)
def _by_itself(word: str) -> str:
    """The piece that a word is whatever stands beside it; empty where that may matter, as it seldom does."""
    to_others = _head(word) or _tail(word) or word in _ARTICLES or _SUN_ARTICLE.fullmatch(word)
    return "" if to_others else _compound_or_head(word)


def _head(word: str) -> str:
    return _LATIN_HEADS.get(word) or _ARABIC_HEADS.get(word, "")


def _compound_or_head(word: str) -> str:
    return _LATIN_HEADS.get(word) or _compound(word)


def _add(pieces: list[str], head: str, word: str) -> None:
    if head:
        pieces.append(head + _bare(word))
    elif pieces and (tail := _tail(word)):
        pieces[-1] = re.sub("(?<=..)ه$", "ت", pieces[-1]) + tail  # هبة الله is said Hebatallah
    else:
        pieces.append(_compound_or_head(word))


def _bare(word: str) -> str:
    if not word.isascii():
        return re.sub("^ال(?=..)", "", word)
    if _LATIN_GOD.fullmatch(word):
        return "lah"
    glued = _LATIN_GLUED_ARTICLE.fullmatch(word)
    return glued[1] if glued else word


def _tail(word: str) -> str:
    """What the end of a compound adds to the word before it; nothing if it is none."""
    if not word.isascii():
        return word.removeprefix("ال") if word in _ARABIC_TAILS else ""
    if _LATIN_DIN.fullmatch(word):
        return "din"
    return "lah" if word in _GOD else ""


def _is_article(word: str, following: str) -> bool:
    sun = _SUN_ARTICLE.fullmatch(word)
    return word in _ARTICLES or (sun is not None and following.startswith(sun[1]))


_LATIN_COMPOUNDS: Final = (
    (_LATIN_GLUED_ABU, "abu{}"),
    (_LATIN_GLUED_DIN, "{}din"),
    (_LATIN_GLUED_GOD, "{}lah"),
)


@lru_cache(maxsize=300_000)
def _compound(word: str) -> str:
    """A compound that is written in one word, as its pieces would be glued."""
    if not word.isascii():
        glued = _ARABIC_GLUED_HEAD.fullmatch(word) or _ARABIC_GLUED_TAIL.fullmatch(word)
        return glued[1] + glued[2] if glued else word
    if servant := _LATIN_GLUED_ABD.fullmatch(word):
        return "abd" + _bare(servant[1])
    for form, glued_form in _LATIN_COMPOUNDS:
        if found := form.fullmatch(word):
            return glued_form.format(found[1])
    return word
