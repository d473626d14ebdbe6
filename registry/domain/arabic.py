"""One spelling for the spellings of a word that writers of Arabic do not tell apart."""

from __future__ import annotations

import unicodedata

_SAME = str.maketrans({"ٱ": "ا", "ى": "ي", "ی": "ي", "ة": "ه", "ک": "ك", "ء": None, "ـ": None})


def fold(text: str) -> str:
    """أ إ آ ٱ as ا, ى as ي, ة as ه, ؤ as و, ئ as ي; without ء, harakat and tatweel; plain letter forms.

    Folding twice changes nothing more. Latin letters lose their accents and keep their case.
    """
    # Decomposed, the hamza on a carrier and the madda are combining marks like the harakat.
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(
        _SAME
    )
