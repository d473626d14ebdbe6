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


def _request_of_the_person_itself(fields: Fields) -> Fields:
    """Who brought a request, to what purpose it objected and until when it was due were not recorded."""
    return {**fields, "requested_by": "person", "objects_to": None, "due": None}


def _answer_without_reason(fields: Fields) -> Fields:
    """Why stood in its words alone."""
    return {**fields, "reason": None}


UPCASTS: Final[Mapping[str, Upcast]] = {
    "subject_request.received.v1": Upcast(
        "subject_request.received.v2", _request_of_the_person_itself
    ),
    "subject_request.answered.v1": Upcast("subject_request.answered.v2", _answer_without_reason),
}


def upcast(name: str, fields: Fields, table: Mapping[str, Upcast] = UPCASTS) -> tuple[str, Fields]:
    """Follow the table from `name` to the name that is stored today."""
    while (step := table.get(name)) is not None:
        name, fields = step.to, step.change(fields)
    return name, fields
