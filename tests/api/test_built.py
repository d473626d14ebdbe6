"""Inputs are built by plan as strawberry would build them, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    coerce_input_value,
    is_required_input_field,
)
from hypothesis import given
from hypothesis import strategies as some
from strawberry.types.arguments import convert_argument
from strawberry.types.base import StrawberryObjectDefinition

from registry.api.delivery_inputs import DeliveryCorrectionInput, DeliveryInput, VisitInput
from registry.api.inputs import HouseholdInput, MemberInput
from registry.api.schema import schema

LEAVES: Mapping[str, some.SearchStrategy[Any]] = {
    "String": some.text(max_size=5),
    "ID": some.text(max_size=5),
    "Int": some.integers(-5, 5),
    "Boolean": some.booleans(),
    "Decimal": some.decimals(allow_nan=False, allow_infinity=False, places=2).map(str),
    "Date": some.dates().map(str),
}
WITH_LISTS = (HouseholdInput, MemberInput, DeliveryInput)
BUILT = (*WITH_LISTS, VisitInput, DeliveryCorrectionInput)


def sent(kind: GraphQLInputType) -> some.SearchStrategy[Any]:
    """What a client may send for a type."""
    match kind:
        case GraphQLNonNull():
            return sent(kind.of_type)
        case GraphQLList():
            return some.lists(_or_null(kind.of_type), max_size=3)
        case GraphQLEnumType():
            return some.sampled_from(sorted(kind.values))
        case GraphQLInputObjectType():
            return _object(kind)
        case GraphQLScalarType():
            return LEAVES[kind.name]
        case _:
            raise AssertionError(kind)


def _or_null(kind: GraphQLInputType) -> some.SearchStrategy[Any]:
    return sent(kind) if isinstance(kind, GraphQLNonNull) else some.none() | sent(kind)


def _object(kind: GraphQLInputObjectType) -> some.SearchStrategy[dict[str, Any]]:
    fields = {name: (_or_null(field.type), field) for name, field in kind.fields.items()}
    return some.fixed_dictionaries(
        {name: value for name, (value, field) in fields.items() if is_required_input_field(field)},
        optional={
            name: value
            for name, (value, field) in fields.items()
            if not is_required_input_field(field)
        },
    )


@pytest.mark.parametrize("kind", BUILT)
@given(data=some.data())
def test_an_input_is_what_strawberry_makes_of_it(kind: type, data: some.DataObject) -> None:
    of_graphql = in_schema(kind)
    coerced = coerce_input_value(data.draw(sent(of_graphql)), of_graphql)
    assert converted(kind, coerced, plainly=False) == converted(kind, coerced, plainly=True)


@pytest.mark.parametrize("kind", WITH_LISTS)
def test_lists_that_were_left_out_are_nobody_elses(kind: type) -> None:
    of_graphql = in_schema(kind)
    least = _least(of_graphql)
    one, other = (
        converted(kind, coerce_input_value(least, of_graphql), plainly=False) for _ in range(2)
    )
    lists = [name for name, value in vars(one).items() if isinstance(value, list)]
    assert lists
    assert all(getattr(one, name) is not getattr(other, name) for name in lists)


def in_schema(kind: type) -> GraphQLInputObjectType:
    found = schema.schema_converter.type_map[kind.__name__].implementation
    assert isinstance(found, GraphQLInputObjectType)
    return found


def converted(kind: type, coerced: object, *, plainly: bool) -> Any:
    """What the resolver is given; `plainly` as strawberry itself would."""
    definitions = [_definition(one) for one in BUILT]
    hooks = [definition.from_input for definition in definitions]
    assert all(hooks)
    try:
        for definition in definitions:
            if plainly:
                definition.from_input = None
        return convert_argument(
            coerced, kind, schema.schema_converter.scalar_registry, schema.config
        )
    finally:
        for definition, hook in zip(definitions, hooks, strict=True):
            definition.from_input = hook


def _least(kind: GraphQLInputType) -> Any:
    match kind:
        case GraphQLNonNull():
            return _least(kind.of_type)
        case GraphQLInputObjectType():
            return {
                name: _least(field.type)
                for name, field in kind.fields.items()
                if is_required_input_field(field)
            }
        case _:
            return "1"


def _definition(kind: type) -> StrawberryObjectDefinition:
    return kind.__strawberry_definition__  # type: ignore[attr-defined,no-any-return]  # strawberry's own
