"""Which count a published figure is: of persons, of visits or of services, as it was printed or rounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from registry.domain.vocabulary import CountsAs

_ROUNDED_TO: Final = (1_000, 10_000, 100_000, 1_000_000)
"""What a headline rounds to."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The counts that the figure is, none where it is none of them; `rounded` where it is them to the thousand."""

    counts: tuple[CountsAs, ...]
    rounded: bool = False


def reading_of(reported: int, counted: Mapping[CountsAs, int]) -> Reading:
    """What the figure is of what was counted. A figure that is a count as it stands is read as rounded by nobody."""
    exactly = tuple(one for one, count in counted.items() if count == reported)
    if exactly:
        return Reading(exactly)
    units = [unit for unit in _ROUNDED_TO if reported and reported % unit == 0]
    roughly = tuple(
        one
        for one, count in counted.items()
        if any(_nearest(count, unit) == reported for unit in units)
    )
    return Reading(roughly, rounded=bool(roughly))


def _nearest(count: int, unit: int) -> int:
    """Halves go up, as printers round."""
    return (count + unit // 2) // unit * unit
