"""`asOf`: what the log held, at a position or by the end of a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar
from uuid import UUID

import strawberry

from registry.api.context import RequestContext
from registry.api.cursors import Cursor, read_cursor
from registry.api.ids import BadRequest
from registry.api.scalars import LARGEST_POSITION, Position
from registry.projections.as_of import resolve
from registry.projections.reading import Window

KeyT = TypeVar("KeyT")


@strawberry.input(
    one_of=True,
    description="A moment of the log: a position, or a day's end in the registry's time zone.",
)
class AsOf:
    position: strawberry.Maybe[Position]
    date: strawberry.Maybe[date]


async def position_of(context: RequestContext, as_of: AsOf | None) -> int:
    """The position a query asks for; without any, the last one that the read models show.

    Raises:
        Refused: `position_out_of_range`.
    """
    if as_of is None:
        return (await context.standing()).position
    asked = as_of.position or as_of.date
    at = None if asked is None else asked.value
    return await resolve(await context.connection(), at, context.services.writer.mint.zone)


def as_uuid(key: str | int) -> UUID:
    """The key of a list in the order of ids.

    Raises:
        ValueError: it is none.
    """
    return UUID(str(key))


def as_number(key: str | int) -> int:
    """The key of a list in the order of positions, or of rows that have no key.

    Raises:
        ValueError: it is none, or larger than any list.
    """
    number = int(key)
    if not 0 <= number <= LARGEST_POSITION:
        raise ValueError("no list is as long as that")
    return number


async def page_window(
    context: RequestContext,
    as_of: AsOf | None,
    first: int,
    after: str | None,
    key: Callable[[str | int], KeyT],
) -> Window[KeyT]:
    """Which page is asked for. A cursor pins the position of the first page, so that pages agree.

    Raises:
        BadRequest: `cursor_malformed`, `cursor_of_other_moment`.
        Refused: `position_out_of_range`.
    """
    cursor = read_cursor(after)
    if cursor is None:
        return Window(await position_of(context, as_of), first)
    if as_of is not None and await position_of(context, as_of) != cursor.position:
        raise BadRequest("cursor_of_other_moment")
    if cursor.position > (await context.standing()).position:
        raise BadRequest("cursor_malformed")
    return Window(cursor.position, first, _read(cursor, key))


def window_at(
    position: int, first: int, after: str | None, key: Callable[[str | int], KeyT]
) -> Window[KeyT]:
    """A page inside something that is shown as of a position already.

    Raises:
        BadRequest: `cursor_malformed`, `cursor_of_other_moment`.
    """
    cursor = read_cursor(after)
    if cursor is None:
        return Window(position, first)
    if cursor.position != position:
        raise BadRequest("cursor_of_other_moment")
    return Window(position, first, _read(cursor, key))


def _read(cursor: Cursor, key: Callable[[str | int], KeyT]) -> KeyT:
    try:
        return key(cursor.key)
    except (ValueError, TypeError):
        raise BadRequest("cursor_malformed") from None
