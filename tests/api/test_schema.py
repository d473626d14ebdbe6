"""Every field is open by name or closed by policy; every mutation may refuse; every list is bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_introspection_type,
)
from strawberry.types.base import StrawberryObjectDefinition

import registry.api
from registry.api.bounded import BOUNDED
from registry.api.closing import Closed
from registry.api.exposure import RECORDS, Exposure
from registry.api.opener import Personal
from registry.api.public_types import PUBLIC_TYPES
from registry.api.schema import as_text, schema
from registry.api.wording import WORDINGS
from registry.privacy.policy_table import KIND_OF, FieldKind

CORE = schema._schema
COMMITTED = Path(registry.api.__file__).parent / "schema.graphql"
ROOT = Path(registry.api.__file__).parents[2]
CHANGELOG = ROOT / "CHANGELOG.md"
PROTECTED = {"ProtectedString", "ProtectedStrings"}

Typed = GraphQLObjectType | GraphQLInterfaceType


def types() -> dict[str, Typed]:
    return {
        name: one
        for name, one in CORE.type_map.items()
        if isinstance(one, Typed) and not is_introspection_type(one)
    }


def fields() -> Iterator[tuple[str, str, GraphQLField]]:
    for type_name, one in types().items():
        for name, field in one.fields.items():
            yield type_name, name, field


def closing(type_name: str, name: str) -> list[Closed | Personal]:
    """What stands between a field and its value."""
    definition = schema.get_type_by_name(type_name)
    assert isinstance(definition, StrawberryObjectDefinition)
    convert = schema.config.name_converter.get_graphql_name
    field = next(one for one in definition.fields if convert(one) == name)
    return [one for one in field.extensions if isinstance(one, Closed | Personal)]


def test_every_type_is_named_as_a_record_or_as_open_with_a_reason() -> None:
    assert types().keys() == RECORDS.keys() | PUBLIC_TYPES.keys()
    assert not RECORDS.keys() & PUBLIC_TYPES.keys()
    assert all(PUBLIC_TYPES.values())


@pytest.mark.parametrize("type_name", RECORDS)
def test_every_field_of_a_record_is_open_by_name_or_closed_by_policy(type_name: str) -> None:
    declared = RECORDS[type_name]
    assert types()[type_name].fields.keys() == declared.keys()
    for name, exposure in declared.items():
        closed = closing(type_name, name)
        match exposure:
            case Exposure.OPEN:
                assert closed == [], name
            case Exposure.DETAIL | Exposure.OWN:
                (one,) = closed
                assert isinstance(one, Closed), name
                assert one.exposure is exposure, name
            case Exposure.PERSONAL:
                (one,) = closed
                assert isinstance(one, Personal), name


def test_a_field_that_may_stay_closed_may_be_null() -> None:
    for type_name, name, field in fields():
        if any(isinstance(one, Closed) for one in closing(type_name, name)):
            assert not isinstance(field.type, GraphQLNonNull), f"{type_name}.{name}"


def test_protected_shapes_stand_where_policy_is_asked_and_nowhere_else() -> None:
    shaped = {
        (type_name, name)
        for type_name, name, field in fields()
        if get_named_type(field.type).name in PROTECTED
    }
    asked = {
        (type_name, name)
        for type_name, declared in RECORDS.items()
        for name, exposure in declared.items()
        if exposure is Exposure.PERSONAL
    }
    assert shaped == asked


def test_every_personal_field_of_the_log_is_worded_once_and_asked_for_by_its_own_name() -> None:
    """Statistics are opened by the coverage builder, and what a row goes by is for intake: for no viewer."""
    for_intake = {
        "household.member_joined.partner_reference",
        "delivery.recorded.partner_reference",
    }
    personal = {name for name, kind in KIND_OF.items() if kind is not FieldKind.STATISTICS}
    assert for_intake < personal
    for_viewers = personal - for_intake
    assert WORDINGS.keys() == for_viewers
    asked = {
        one.name
        for type_name, declared in RECORDS.items()
        for name in declared
        for one in closing(type_name, name)
        if isinstance(one, Personal)
    }
    assert asked == for_viewers


def test_every_mutation_may_answer_with_a_refusal() -> None:
    assert CORE.mutation_type is not None
    for name, field in CORE.mutation_type.fields.items():
        assert isinstance(field.type, GraphQLNonNull), name
        outcome = field.type.of_type
        assert isinstance(outcome, GraphQLUnionType), name
        assert "Refusal" in {one.name for one in outcome.types}, name


def test_every_mutation_asks_for_an_idempotency_key() -> None:
    assert CORE.mutation_type is not None
    for field in CORE.mutation_type.fields.values():
        assert str(field.args["idempotencyKey"].type) == "ID!"


def test_every_list_is_a_page_or_bounded_for_a_reason() -> None:
    listed = {
        (type_name, name)
        for type_name, name, field in fields()
        if holds_a_list(field) and not (type_name.endswith("Connection") and name == "edges")
    }
    assert listed == BOUNDED.keys()
    assert all(BOUNDED.values())


def holds_a_list(field: GraphQLField) -> bool:
    bare = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
    return isinstance(bare, GraphQLList)


def test_every_page_takes_first_and_after_and_says_its_position() -> None:
    for type_name, name, field in fields():
        page = get_named_type(field.type)
        if page.name.endswith("Connection"):
            assert isinstance(page, GraphQLObjectType)
            assert {"first", "after"} <= field.args.keys(), f"{type_name}.{name}"
            assert field.args["first"].default_value in range(1, 101), f"{type_name}.{name}"
            assert {"edges", "pageInfo", "position", "refusals"} <= page.fields.keys()


def test_every_query_of_records_can_be_asked_of_the_past() -> None:
    assert CORE.query_type is not None
    without = {name for name, field in CORE.query_type.fields.items() if "asOf" not in field.args}
    # Who asks, who works there and what help there is are not in the log; a person is told what is held today;
    # the index has no past.
    index = {"searchRegistrations", "searchMany", "possibleDuplicates"}
    assert without == {"me", "staff", "benefitFamilies", "subjectReport"} | index


def test_the_committed_schema_is_the_one_in_force() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == as_text(), "run: sijill export-schema"


def test_a_change_of_the_schema_comes_with_a_line_in_the_changelog() -> None:
    """Under "GraphQL schema" each schema has its line, which begins with the schema's digest."""
    digest = sha256(COMMITTED.read_bytes()).hexdigest()[:12]
    _, _, section = CHANGELOG.read_text(encoding="utf-8").partition("\n### GraphQL schema\n")
    lines = re.findall(r"^- `([0-9a-f]{12})`: (.+\.)$", section, re.MULTILINE)
    assert lines, "no heading 'GraphQL schema' with its lines"
    assert lines[0][0] == digest, f"say what changed in a line that begins: - `{digest}`:"
