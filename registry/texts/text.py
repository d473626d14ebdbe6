"""A text in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """Arabic first. Placeholders are the same in both, in `str.format` style; none is ever personal."""

    ar: str
    en: str
