"""Old facts in today's words: the one place that knows how a fact used to be stored.

A stored name that left `STORED_NAMES` gets a line here and keeps its example in `tests/history/`. A function receives
the fact's fields as plain values (ids as 16 bytes, dates and decimals as text, sealed fields as bytes) and returns
them as the newer name has them. Sealed bytes carry the names they were sealed under, so they move whole or not at all.
The envelope has no versions: it only ever gains fields with a default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

Fields: TypeAlias = dict[str, Any]


class Upcast(NamedTuple):
    """One step from an old stored name to a newer one."""

    to: str
    change: Callable[[Fields], Fields]


UPCASTS: Final[Mapping[str, Upcast]] = {}


def upcast(name: str, fields: Fields, table: Mapping[str, Upcast] = UPCASTS) -> tuple[str, Fields]:
    """Follow the table from `name` to the name that is stored today."""
    while (step := table.get(name)) is not None:
        name, fields = step.to, step.change(fields)
    return name, fields
