"""What a masked value still shows: enough to recognise someone, too little to find someone.

A mask never shows a whole value: a name of one letter and a short number are hidden altogether.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from registry.domain.dates import PreciseDate
from registry.domain.household import PersonName
from registry.domain.identity_numbers import IdentityNumber
from registry.domain.phones import Phone

HIDDEN = "…"
TATWEEL = "ـ"

_SHOWN_CHARACTERS = 4
_FEWEST_CHARACTERS = 8
"""Below this a tail of four is half the number or more."""

_DO_NOT_JOIN = frozenset("اأإآٱدذرزوؤةىءڈژڑۆۇ")
"""Arabic letters that never join the letter after them, so that a tatweel would look wrong."""


def mask_name(name: PersonName) -> str:
    """`فـ… مـ… أ…` or `F… M…`: each token's first letter, a tatweel after letters that join."""
    return " ".join(_initial(token) for token in name.written.split()) or HIDDEN


def mask_number(number: str) -> str:
    """`…0012`: the last four characters, or nothing of a number too short to hide the others."""
    characters = "".join(character for character in number if character.isalnum())
    enough = len(characters) >= _FEWEST_CHARACTERS
    return f"{HIDDEN}{characters[-_SHOWN_CHARACTERS:]}" if enough else HIDDEN


def mask_date(born: PreciseDate) -> str:
    """`19…`: the century, which is nobody's birthday."""
    return f"{born.first.year // 100}{HIDDEN}"


def mask_identity_numbers(numbers: Iterable[IdentityNumber]) -> tuple[str, ...]:
    return tuple(mask_number(number.number) for number in numbers)


def mask_phones(phones: Iterable[Phone]) -> tuple[str, ...]:
    return tuple(mask_number(phone.number) for phone in phones)


def _initial(token: str) -> str:
    letters = [one for one in token if unicodedata.category(one).startswith("L") and one != TATWEEL]
    if len(letters) < 2:  # noqa: PLR2004 - the only letter is the whole token
        return HIDDEN
    first = letters[0]
    joins = unicodedata.bidirectional(first) == "AL" and first not in _DO_NOT_JOIN
    return f"{first}{TATWEEL if joins else ''}{HIDDEN}"
