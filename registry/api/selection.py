"""What a query asks for below a field, so that it can be read at once and not level by level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLResolveInfo,
    InlineFragmentNode,
    IntValueNode,
    SelectionSetNode,
    VariableNode,
)
from strawberry import Info


def below(info: Info[Any, Any], *path: str) -> list[FieldNode]:
    """The fields asked for at the end of a path below the field that is being resolved."""
    raw: GraphQLResolveInfo[Any] = info._raw_info  # noqa: SLF001 - strawberry's own walk takes 2 ** fragments steps
    nodes: Iterable[FieldNode] = raw.field_nodes
    for step in path:
        nodes = [node for node in _children(nodes, raw) if node.name.value == step]
    return list(_children(nodes, raw))


def first_of(info: Info[Any, Any], field: FieldNode, default: int) -> int:
    """The `first` that a field is given."""
    for argument in field.arguments or ():
        if argument.name.value == "first":
            match argument.value:
                case IntValueNode(value=value):
                    return int(value)
                case VariableNode(name=name):
                    given = info.variable_values.get(name.value, default)
                    return given if isinstance(given, int) else default
                case _:
                    return default
    return default


def is_set(info: Info[Any, Any], field: FieldNode, name: str) -> bool:
    """Whether a field is given a flag that is false unless somebody sets it."""
    for argument in field.arguments or ():
        if argument.name.value == name:
            match argument.value:
                case BooleanValueNode(value=value):
                    return bool(value)
                case VariableNode(name=variable):
                    return info.variable_values.get(variable.value) is True
                case _:
                    return False
    return False


def is_continued(field: FieldNode) -> bool:
    """Whether the field goes on from a cursor, which belongs to one list alone."""
    return any(argument.name.value == "after" for argument in field.arguments or ())


def _children(nodes: Iterable[FieldNode], raw: GraphQLResolveInfo[Any]) -> Iterator[FieldNode]:
    spread: set[str] = set()
    waiting = [node.selection_set for node in nodes]
    while waiting:
        chosen: SelectionSetNode | None = waiting.pop()
        for selection in chosen.selections if chosen is not None else ():
            match selection:
                case FieldNode():
                    yield selection
                case InlineFragmentNode():
                    waiting.append(selection.selection_set)
                case FragmentSpreadNode() if selection.name.value not in spread:
                    spread.add(selection.name.value)
                    waiting.append(raw.fragments[selection.name.value].selection_set)
                case _:
                    continue
