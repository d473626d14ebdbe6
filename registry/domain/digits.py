"""Digits and text as files carry them: Arabic-Indic and Persian digits, invisible marks, a spreadsheet's floats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

_ASCII = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)

_MARKS = dict.fromkeys(
    [
        0x0640,  # tatweel
        0x061C,  # Arabic letter mark
        *range(
            0x200B, 0x2010
        ),  # zero-width space and joiners, left-to-right and right-to-left marks
        *range(0x202A, 0x202F),  # embeddings and overrides
        *range(0x2060, 0x2070),  # word joiner, isolates
        0xFEFF,
    ]
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_DROPPED_OR_CHANGED: Mapping[int, str | None] = {**_MARKS, **_DASHES}
_MARKED = re.compile(f"[{''.join(map(chr, _DROPPED_OR_CHANGED))}]")
_SKIPPED = re.compile(r"[-\s]")

_INTEGRAL = re.compile(r"([0-9]+)\.0+")
_SCIENTIFIC = re.compile(
    r"[0-9]\.[0-9]+[Ee]\+[0-9]{1,2}"
)  # as spreadsheets print it; "12E5" may be a passport


def with_ascii_digits(text: str) -> str:
    return text if text.isascii() else text.translate(_ASCII)


def without_marks(text: str) -> str:
    """Drop what cannot be seen (direction marks, joiners) and the tatweel; every kind of dash becomes `-`."""
    # Nearly every text has none, and looking costs a fifth of translating.
    return text if not _MARKED.search(text) else text.translate(_DROPPED_OR_CHANGED)


def as_text(cell: object) -> str:
    """What the person typed into the cell: `29001012700011.0` was typed without a point, nothing typed is ''."""
    match cell:
        case None:
            return ""
        case float() if cell.is_integer():
            return str(int(cell))
        case Decimal() if cell.is_finite():
            return format(cell.normalize(), "f")
        case _:
            return str(cell)


def compact(cell: object) -> str:
    """The characters that carry meaning in a number: ASCII digits and letters, no spaces, dashes or marks."""
    text = with_ascii_digits(without_marks(as_text(cell)))
    return _as_typed(_SKIPPED.sub("", text))


def _as_typed(text: str) -> str:
    if integral := _INTEGRAL.fullmatch(text):
        return integral[1]
    if _SCIENTIFIC.fullmatch(text):
        value = Decimal(text)
        # A mantissa shorter than the exponent has lost digits: zeros in their place would be an invented number.
        if len(value.as_tuple().digits) == value.adjusted() + 1:
            return format(value, "f")
    return text
