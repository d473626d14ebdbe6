"""Relay's shapes (Global Object Identification, Cursor Connections), typed and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

import strawberry

import registry.api.lists  # noqa: F401 - nouns speak the closed lists: they must be known first
from registry.api import ids
from registry.api.cursors import Cursor
from registry.api.refusal import Refusal
from registry.api.scalars import Position
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
    return strawberry.ID(ids.global_id(kind, key))


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
