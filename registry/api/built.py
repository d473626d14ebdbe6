"""Inputs made from what was sent by a plan that is drawn up once.

Strawberry asks every field of every input anew what type it is of: for a family of five that took a quarter of a whole
registration. What GraphQL has read and checked by then is only put in its place here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias, TypeVar, cast

from strawberry.schema.name_converter import NameConverter
from strawberry.types.arguments import InputContext
from strawberry.types.base import (
    StrawberryList,
    StrawberryObjectDefinition,
    StrawberryOptional,
    StrawberryType,
    has_object_definition,
)

InputT = TypeVar("InputT")

_Read: TypeAlias = Callable[[Any], Any]
_Plan: TypeAlias = Sequence[tuple[str, str, _Read]]
"""Of each field its name in the schema, its name here, and how what was sent for it is read."""


def built(kind: type[InputT]) -> type[InputT]:
    """Have an input type, and the inputs within it, made by plan; says the same as without it."""
    plans: list[_Plan] = []

    def build(_: type, given: Mapping[str, Any], context: InputContext) -> InputT:
        if not plans:
            plans.append(_plan(kind, context.config.name_converter))
        return _put(kind, plans[0], given)

    _definition(kind).from_input = build
    return kind


def _definition(kind: type) -> StrawberryObjectDefinition:
    return cast("StrawberryObjectDefinition", getattr(kind, "__strawberry_definition__"))  # noqa: B009 - no attribute that mypy knows


def _plan(kind: type, names: NameConverter) -> _Plan:
    definition = _definition(kind)
    return [
        (
            names.from_field(field),
            field.python_name,
            _reader(field.resolve_type(type_definition=definition), names),
        )
        for field in definition.fields
    ]


def _put(kind: type[InputT], plan: _Plan, given: Mapping[str, Any]) -> InputT:
    return kind(**{own: read(given[name]) for name, own, read in plan if name in given})


def _reader(kind: StrawberryType | type, names: NameConverter) -> _Read:
    if isinstance(kind, StrawberryOptional):
        return _unless_null(_reader(kind.of_type, names))
    if isinstance(kind, StrawberryList):
        return partial(_each, _reader(kind.of_type, names))
    if has_object_definition(kind):
        return partial(_put, kind, _plan(kind, names))
    return _as_it_is


def _unless_null(read: _Read) -> _Read:
    if read is _as_it_is:
        return read
    return lambda value: None if value is None else read(value)


def _each(read: _Read, values: Sequence[Any]) -> list[Any]:
    """A list of its own: GraphQL gives the same default to every request that leaves the value out."""
    return list(values) if read is _as_it_is else [read(value) for value in values]


def _as_it_is(value: Any) -> Any:
    return value
