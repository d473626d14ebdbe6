"""How often the Arabic and the Latin spelling of a name share a skeleton, and how often two other names do.

    python -m bench.matching_names tests/data/names/wd_arabic_16

Each line of the list is a Latin token, an Arabic one and how often they stand for each other, separated by tabs.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from registry.matching.arabic_names import name_parts

Sounds: TypeAlias = tuple[str, ...]

STRANGERS: Final = 50_000
SEED: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Shares from 0 to 1; the first two are weighted by use."""

    types: int
    likeliest: float  # the first skeleton of both is the same
    any_alternate: float
    false: float  # of pairs of different lines, how many share one all the same


def measure(lines: Iterable[str]) -> Agreement:
    names = [named for line in lines if (named := _read(line))]
    used = sum(count for _, _, count in names)
    return Agreement(
        types=len(names),
        likeliest=sum(n for latin, arabic, n in names if latin[0] == arabic[0]) / used,
        any_alternate=sum(n for latin, arabic, n in names if set(latin) & set(arabic)) / used,
        false=_by_chance(names),
    )


def _read(line: str) -> tuple[Sounds, Sounds, int] | None:
    latin, arabic, count = line.rstrip("\n").split("\t")
    one, other = name_parts(latin), name_parts(arabic.replace(" ", ""))
    return (one[0].sounds, other[0].sounds, int(count)) if one and other else None


def _by_chance(names: Sequence[tuple[Sounds, Sounds, int]]) -> float:
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    shared = 0
    for _ in range(STRANGERS):
        one, other = chance.sample(range(len(names)), 2)
        shared += bool(set(names[one][0]) & set(names[other][1]))
    return shared / STRANGERS


def main(paths: Sequence[str]) -> None:
    for path in paths:
        found = measure(Path(path).read_text(encoding="utf-8").splitlines())
        print(
            f"{Path(path).name}: {found.types} pairs of spellings; skeletons agree in {found.any_alternate:.4f}, "
            f"the likeliest ones in {found.likeliest:.4f}; in {found.false:.5f} of strangers"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
