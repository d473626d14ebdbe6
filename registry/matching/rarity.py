"""How much it says that two records share a name: a shared عبدالراضي says more than a shared محمد.

The frequencies are a public list, shipped and frozen with a version of the model. They are not counted from the
register: such counts would be a table of single names.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from registry.matching.arabic_names import NamePart, name_parts


class Rarity(IntEnum):
    COMMON = 0
    USUAL = 1
    RARE = 2


_USUAL_SHARE: Final = 30e-6


def rarity(part: NamePart) -> Rarity:
    sound = part.sounds[0]
    if sound in _common():
        return Rarity.COMMON
    return Rarity.USUAL if _shares().get(sound, 0.0) >= _USUAL_SHARE else Rarity.RARE


@cache
def _common() -> frozenset[str]:
    """Ours: what is common from Egypt to the Gulf, since the public list counts the people of an encyclopedia."""
    return frozenset(name_parts(name)[0].sounds[0] for name in _read("common_names.txt"))


@cache
def _shares() -> Mapping[str, float]:
    """Of the names in the list, how many have this skeleton."""
    rows = (line.split(",") for line in _read("name_frequency.csv")[1:])
    counts = {sound: int(count) for sound, count in rows}
    total = counts[""]
    return MappingProxyType({sound: count / total for sound, count in counts.items()})


def _read(name: str) -> list[str]:
    return (files("registry.matching") / "data" / name).read_text(encoding="utf-8").splitlines()
