"""Counts that would tell of a few people, and what stands in their place for whoever may not see them.

From 1 to 9 nothing is shown, and every other count is shown to the nearest ten, in whatever table it stands: so no
count that is hidden is what remains of one that is shown, in this table or between two of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Final

THRESHOLD: Final = 10
LEFT_OPEN: Final = 3
"""Values between which whoever sees a total must still be in doubt about a part that is hidden."""


def shown(count: int) -> int | None:
    """None where it is hidden; halves go to the even ten."""
    if 0 < count < THRESHOLD:
        return None
    return THRESHOLD * round(count / THRESHOLD)


def money_shown(amount: Decimal, dearest: Decimal) -> Decimal | None:
    """A sum in round figures (1, 2 or 5 with zeros) of what ten would come to of the `dearest` that is in it.

    An exact sum is as good as a count to whoever knows a price, and what is left of two would tell what a few cost.
    None where it is too little of that to be told; nothing is told as it is.
    """
    if not amount:
        return amount
    ten = THRESHOLD * dearest
    zeros = Decimal(1).scaleb(ten.adjusted())
    step = next(zeros * figure for figure in (1, 2, 5, 10) if zeros * figure >= ten)
    return (step * round(amount / step) + Decimal(0)) or None  # written 5000, not 5E+3


def counts_for(*, exactly: bool) -> Callable[[int], int | None]:
    """How counts are told: as they are, or as `shown`."""
    return _as_it_is if exactly else shown


def _as_it_is(count: int) -> int:
    return count


def total_shown(total: int, parts: Collection[int]) -> int | None:
    """A total beside its parts: hidden too where it would say of many hidden parts that all are as large as can be.

    That is rare (four parts of nine are 36, and no more than 36), and hidden it may be either that or small.
    """
    seen = shown(total)
    those = [shown(part) for part in parts]
    hidden = sum(part is None for part in those)
    if seen is None or not hidden:
        return seen
    spans = [_span(part) for part in those if part is not None]
    least, most = _span(seen)
    low = least - sum(high for _, high in spans) - (hidden - 1) * (THRESHOLD - 1)
    high = most - sum(low for low, _ in spans) - (hidden - 1)
    possible = min(high, THRESHOLD - 1) - max(low, 1) + 1
    return seen if possible >= LEFT_OPEN else None


def _span(count: int) -> tuple[int, int]:
    """What a count that is shown may be, both ends included."""
    if count == 0:
        return 0, 0
    half = THRESHOLD // 2 - count // THRESHOLD % 2
    return max(THRESHOLD, count - half), count + half
