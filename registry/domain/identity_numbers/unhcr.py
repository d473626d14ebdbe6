"""UNHCR's file number, `123-45C67890` or `123-45-67890`: the file of a household, never of one person."""

from __future__ import annotations

import re

from registry.domain.digits import as_text, with_ascii_digits, without_marks

_FORM = re.compile(r"([0-9]{3})-([0-9]{2})([C-])([0-9]{5})")
_WITHOUT_DASHES = re.compile(r"([0-9]{3})([0-9]{2})(C?)([0-9]{5})")


def file_number(cell: object) -> str | None:
    """The number with its dashes, or None if it is none. Here a dash is a character like another."""
    text = "".join(with_ascii_digits(without_marks(as_text(cell))).split()).upper()
    return text if _FORM.fullmatch(text) else None


def with_dashes(compacted: str) -> str | None:
    """The number of somebody who left the dashes out, or None if it cannot be one."""
    parts = _WITHOUT_DASHES.fullmatch(compacted)
    return f"{parts[1]}-{parts[2]}{parts[3] or '-'}{parts[4]}" if parts else None
