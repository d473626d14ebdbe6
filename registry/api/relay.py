"""Relay's shapes (Global Object Identification, Cursor Connections), typed and nothing more."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

import strawberry

import registry.api.lists  # noqa: F401 - nouns speak the closed lists: they must be known first
from registry.api.cursors import Cursor
from registry.api.faults import BadRequest
from registry.api.refusal import Refusal
from registry.api.scalars import Position
from registry.domain.reference import NotAReference, read_short_number
from registry.projections.reading import Page, Window

NodeT = TypeVar("NodeT")
RowT = TypeVar("RowT")


@strawberry.interface(description="Anything with an id of its own across the whole schema.")
class Node:
    id: strawberry.ID


@strawberry.type
class PageInfo:
    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type
class Edge(Generic[NodeT]):
    cursor: str
    node: NodeT


@strawberry.type
class Connection(Generic[NodeT]):
    edges: list[Edge[NodeT]]
    page_info: PageInfo
    position: Position = strawberry.field(
        description="The position of the log that every page of this reading shows."
    )
    refusals: list[Refusal] = strawberry.field(
        description="Why there is less here than was asked for; on record where it concerns access."
    )


def global_id(kind: str, key: UUID | str) -> strawberry.ID:
    return strawberry.ID(b64encode(f"{kind}:{key}".encode()).decode())


def read_global_id(given: str) -> tuple[str, str]:
    """The type and the key in a global id.

    Raises:
        BadRequest: `id_malformed`.
    """
    try:
        kind, separator, key = b64decode(given, validate=True).decode("ascii").partition(":")
    except ValueError:
        raise BadRequest("id_malformed") from None
    if not (kind and separator and key):
        raise BadRequest("id_malformed")
    return kind, key


def read_uuid(given: str, kind: str) -> UUID:
    """The UUID of a global id, or one written plainly.

    Raises:
        BadRequest: `id_malformed`, also for an id of another type.
    """
    try:
        return UUID(given)
    except ValueError:
        pass
    named, key = read_global_id(given)
    if named != kind:
        raise BadRequest("id_malformed")
    try:
        return UUID(key)
    except ValueError:
        raise BadRequest("id_malformed") from None


def read_short(given: str | None) -> int | None:
    """What a short reference is looked for by.

    Raises:
        BadRequest: `reference_malformed`.
    """
    try:
        return None if given is None else read_short_number(given)
    except NotAReference:
        raise BadRequest("reference_malformed") from None


def connection(
    page: Page[RowT],
    node: Callable[[RowT], NodeT],
    key: Callable[[RowT], UUID | int | str],
    window: Window[Any],
    refusals: Sequence[Refusal] = (),
) -> Connection[NodeT]:
    position = window.position
    edges = [Edge(cursor=str(Cursor.at(position, key(row))), node=node(row)) for row in page.rows]
    return Connection(
        edges=edges,
        page_info=PageInfo(
            has_next_page=page.more,
            has_previous_page=window.after is not None,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        position=Position(position),
        refusals=list(refusals),
    )


def numbered(
    page: Page[RowT],
    node: Callable[[RowT], NodeT],
    window: Window[int],
    refusals: Sequence[Refusal] = (),
) -> Connection[NodeT]:
    """As `connection`, of rows that have no key of their own: a cursor says how many came before."""
    before = window.after or 0
    places = {row: before + count for count, row in enumerate(page.rows, start=1)}
    return connection(page, node, places.__getitem__, window, refusals)
