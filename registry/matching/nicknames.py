"""Names that people go by at home, and what is written in their papers: weak evidence, never proof."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from registry.matching.arabic_names import NamePart, name_parts


def nickname_bits(part: NamePart) -> tuple[int, int]:
    """One bit a nickname: which of them this name is, and which of them it may be called by."""
    is_one, called_by = _bits()
    sound = part.sounds[0]
    return is_one.get(sound, 0), called_by.get(sound, 0)


@cache
def _bits() -> tuple[dict[str, int], dict[str, int]]:
    is_one: dict[str, int] = {}
    called_by: dict[str, int] = {}
    text = (files("registry.matching") / "data" / "nicknames.csv").read_text(encoding="utf-8")
    for bit, line in enumerate(text.splitlines()[1:]):
        nickname, names = line.split(",")
        is_one[_sound(nickname)] = is_one.get(_sound(nickname), 0) | 1 << bit
        for name in names.split():
            called_by[_sound(name)] = called_by.get(_sound(name), 0) | 1 << bit
    return is_one, called_by


def _sound(name: str) -> str:
    return name_parts(name)[0].sounds[0]
