"""Values that GraphQL has no word for."""

from __future__ import annotations

from typing import Any, NewType

import strawberry
from graphql import GraphQLError

Position = NewType("Position", int)

LARGEST_POSITION = 2**53 - 1
"""What every client reads exactly (RFC 8259, section 6), and more than a country records."""


def _read_position(value: Any) -> Position:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_POSITION:
        raise GraphQLError("A position is a whole number from 0.")
    return Position(value)


SCALARS: dict[object, Any] = {
    Position: strawberry.scalar(
        name="Position",
        description="A place in the log: a whole number from 0, larger than `Int` can be.",
        serialize=int,
        parse_value=_read_position,
    ),
}
