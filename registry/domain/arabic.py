"""One spelling for the spellings of a word that writers of Arabic do not tell apart."""

from __future__ import annotations

import unicodedata

_SAME = str.maketrans({"ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ء": None, "ـ": None})


class _Folded(dict[int, int | str | None]):
    """What becomes of a letter, found out when it is first met."""

    def __missing__(self, letter: int) -> int | str | None:
        dropped = unicodedata.combining(chr(letter))
        self[letter] = None if dropped else _SAME.get(letter, letter)
        return self[letter]


_FOLDED = _Folded()


def fold(text: str) -> str:
    """أ إ آ ٱ as ا, ى as ي, ة as ه, ؤ as و, ئ as ي; without ء, harakat and tatweel; plain letter forms.

    Folding twice changes nothing more. Latin letters lose their accents and keep their case.
    """
    # Decomposed, the hamza on a carrier and the madda are combining marks like the harakat.
    return unicodedata.normalize("NFKD", text).translate(_FOLDED)
