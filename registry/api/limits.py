"""What one request may cost, measured on the document before anything is run.

Own walk instead of strawberry's limiters: theirs visit a fragment once for every path that leads to
it, so that forty nested fragments take longer than anybody lives. Here each is measured once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_interface_type,
    is_object_type,
)
from strawberry.extensions import MaxTokensLimiter, SchemaExtension

from registry.api.faults import LimitExceeded
from registry.projections.reading import LARGEST_PAGE

MAX_DEPTH: Final = 12
MAX_ALIASES: Final = 20
MAX_TOKENS: Final = 2_000
MAX_ROWS: Final = 5_000
"""Rows that the lists of one document may come to, the `first` of nested lists multiplied."""

ASSUMED_SIZE: Final[Mapping[tuple[str, str], int]] = {
    ("Household", "members"): 8,
    ("Household", "registrations"): 4,
    ("Query", "person"): 4,
}
"""Rows of lists that are bounded by what they are, not by a `first`."""


@dataclass(frozen=True, slots=True)
class Measure:
    depth: int = 0
    aliases: int = 0
    rows: int = 0

    def __add__(self, other: Measure) -> Measure:
        """Two selections beside each other."""
        return Measure(
            max(self.depth, other.depth), self.aliases + other.aliases, self.rows + other.rows
        )


class Limits(SchemaExtension):
    """Refuses a valid document that is too deep, has too many aliases or asks for too many rows."""

    def on_execute(self) -> Iterator[None]:
        """Look at the document before it runs; what is raised here is answered in its place."""
        running = self.execution_context
        if running.graphql_document is not None:
            core = running.schema._schema  # noqa: SLF001 - graphql-core's own has no public name
            _check(measure(running.graphql_document, core, running.variables or {}))
        yield


def token_limit() -> MaxTokensLimiter:
    return MaxTokensLimiter(max_token_count=MAX_TOKENS)


def measure(document: DocumentNode, schema: GraphQLSchema, variables: Mapping[str, Any]) -> Measure:
    """The costliest operation of a valid document."""
    walk = _Walk(document, schema, variables)
    operations = (one for one in document.definitions if isinstance(one, OperationDefinitionNode))
    measured = [walk.operation(one) for one in operations]
    return Measure(
        max((one.depth for one in measured), default=0),
        max((one.aliases for one in measured), default=0),
        max((one.rows for one in measured), default=0),
    )


def _check(measured: Measure) -> None:
    for code, value, limit in (
        ("query_too_deep", measured.depth, MAX_DEPTH),
        ("too_many_aliases", measured.aliases, MAX_ALIASES),
        ("query_too_costly", measured.rows, MAX_ROWS),
    ):
        if value > limit:
            raise LimitExceeded(code, value=value, limit=limit)


class _Walk:
    def __init__(
        self, document: DocumentNode, schema: GraphQLSchema, variables: Mapping[str, Any]
    ) -> None:
        self._schema = schema
        self._variables = variables
        self._defaults: Mapping[str, Any] = {}
        self._fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        self._measured: dict[str, Measure] = {}

    def operation(self, operation: OperationDefinitionNode) -> Measure:
        self._measured.clear()
        self._defaults = {
            one.variable.name.value: int(one.default_value.value)
            for one in operation.variable_definitions or ()
            if isinstance(one.default_value, IntValueNode)
        }
        return self._selections(
            operation.selection_set, self._schema.get_root_type(operation.operation)
        )

    def _selections(
        self, chosen: SelectionSetNode | None, parent: GraphQLCompositeType | None
    ) -> Measure:
        total = Measure()
        for selection in chosen.selections if chosen is not None else ():
            if isinstance(selection, FieldNode):
                total += self._field(selection, parent)
            elif isinstance(selection, FragmentSpreadNode):
                total += self._fragment(selection.name.value)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                on = parent if condition is None else self._composite(condition.name.value)
                total += self._selections(selection.selection_set, on)
        return total

    def _fragment(self, name: str) -> Measure:
        if name not in self._measured:
            fragment = self._fragments[name]
            on = self._composite(fragment.type_condition.name.value)
            self._measured[name] = self._selections(fragment.selection_set, on)
        return self._measured[name]

    def _field(self, field: FieldNode, parent: GraphQLCompositeType | None) -> Measure:
        aliases = int(field.alias is not None)
        if field.name.value.startswith("__"):
            # Introspection has a rule of its own in graphql-core, and reads no row.
            return Measure(aliases=aliases)
        declared = _declared(parent, field.name.value)
        if declared is None or parent is None:
            return Measure(depth=1, aliases=aliases)
        named = get_named_type(declared.type)
        below = self._selections(field.selection_set, named if is_composite_type(named) else None)
        size = self._size(field, declared, parent.name)
        rows = below.rows if size is None else size * (1 + below.rows)
        return Measure(below.depth + 1, below.aliases + aliases, rows)

    def _size(self, field: FieldNode, declared: GraphQLField, parent: str) -> int | None:
        """How many rows a list may have; None for what is no list."""
        if "first" not in declared.args:
            return ASSUMED_SIZE.get((parent, field.name.value))
        given = next(
            (one.value for one in field.arguments or () if one.name.value == "first"), None
        )
        asked: object = declared.args["first"].default_value
        if isinstance(given, IntValueNode):
            asked = int(given.value)
        elif isinstance(given, VariableNode):
            name = given.name.value
            asked = self._variables.get(name, self._defaults.get(name, asked))
        # GraphQL takes 100.0 for 100: what is no whole number here may be the largest page yet.
        return max(asked, 0) if isinstance(asked, int) else LARGEST_PAGE

    def _composite(self, name: str) -> GraphQLCompositeType | None:
        found = self._schema.get_type(name)
        return found if found is not None and is_composite_type(found) else None


def _declared(parent: GraphQLCompositeType | None, name: str) -> GraphQLField | None:
    if parent is None or not (is_object_type(parent) or is_interface_type(parent)):
        return None
    fields: Mapping[str, GraphQLField] = parent.fields
    return fields.get(name)
