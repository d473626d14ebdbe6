"""What one request may cost is known before it runs."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest
from graphql import parse, validate

from registry.api.limits import MAX_ALIASES, MAX_DEPTH, MAX_ROWS, Measure, measure
from registry.api.schema import schema
from tests.api.register import CASEWORKER, Register, Settle

CORE = schema._schema


def measured(document: str, **variables: Any) -> Measure:
    parsed = parse(document)
    assert validate(CORE, parsed) == []
    return measure(parsed, CORE, variables)


def test_rows_multiply_along_a_path_and_add_beside_each_other() -> None:
    document = """
    query ($first: Int! = 10) {
      a: households(first: $first) {
        edges { node { members { id } deliveries(first: 20) { edges { node { id } } } } }
      }
      b: deliveries(first: 7) { edges { node { id } } }
    }
    """
    assert measured(document) == Measure(depth=7, aliases=2, rows=10 * (1 + 8 + 20) + 7)
    assert measured(document, first=100).rows == 100 * (1 + 8 + 20) + 7


def test_what_no_first_says_counts_as_its_default() -> None:
    assert measured("{ households { edges { node { id } } } }").rows == 50


def test_fragments_count_wherever_they_are_spread() -> None:
    document = """
    { a: households(first: 100) { ...page } b: households(first: 100) { ...page } }
    fragment page on HouseholdConnection {
      edges { node { ... on Household { ...home } ... { ...home } } }
    }
    fragment home on Household { deliveries(first: 10) { edges { node { id } } } }
    """
    assert measured(document).rows == 2 * 100 * (1 + 10 + 10)


def test_nested_fragments_are_measured_in_no_time() -> None:
    spread = "\n".join(
        f"fragment f{n} on PageInfo {{ ...f{n + 1} ... on PageInfo {{ ...f{n + 1} }} }}"
        for n in range(60)
    )
    document = f"""
    {{ households {{ pageInfo {{ ...f0 }} }} }}
    {spread}
    fragment f60 on PageInfo {{ endCursor }}
    """
    began = perf_counter()
    assert measure(parse(document), CORE, {}).rows == 50
    assert perf_counter() - began < 1


def test_the_costliest_of_several_operations_is_what_counts() -> None:
    document = """
    query small { households(first: 1) { position } }
    query large { households(first: 100) { position } }
    """
    assert measured(document).rows == 100


NESTED = (
    "query ($first: Int!) { households(first: $first) { edges { node "
    "{ deliveries(first: $first) { edges { node { id } } } } } } }"
)

MISTAKES: list[tuple[str, dict[str, Any], str]] = [
    (NESTED, {"first": 100}, "query_too_costly"),
    (NESTED, {"first": 100.0}, "query_too_costly"),
    (
        "{" + "".join(f"a{n}: __typename " for n in range(MAX_ALIASES + 1)) + "}",
        {},
        "too_many_aliases",
    ),
    ("{" + "me { purpose } " * 700 + "}", {}, "too_many_tokens"),
    (
        (
            "{ households { edges { node { deliveries { edges { node { household { deliveries "
            "{ edges { node { household { markaz { code } } } } } } } } } } } } }"
        ),
        {},
        "query_too_deep",
    ),
    ("{ households(first: 0) { position } }", {}, "first_out_of_range"),
    ("{ households(first: 101) { position } }", {}, "first_out_of_range"),
    ("{ households(first: -1) { position } }", {}, "first_out_of_range"),
    ("{ deliveries(first: 101) { position } }", {}, "first_out_of_range"),
    ("{ openings(first: 101) { position } }", {}, "first_out_of_range"),
    ("{ partners(first: 101) { position } }", {}, "first_out_of_range"),
    ("{ agreements(first: 101) { position } }", {}, "first_out_of_range"),
    ("{ programmes(first: 101) { position } }", {}, "first_out_of_range"),
    ("{ reached(first: 101) { position } }", {}, "first_out_of_range"),
    ('{ households(after: "?") { position } }', {}, "cursor_malformed"),
    ('{ households(after: "WzEsMl0") { position } }', {}, "cursor_malformed"),
    ('{ openings(after: "WzAsIngiXQ") { position } }', {}, "cursor_malformed"),
    ('{ openings(after: "WzAsOTk5OTk5OTk5OTk5OTk5OTk5XQ") { position } }', {}, "cursor_malformed"),
    ('{ reached(after: "WzAsOTk5OTk5OTk5OTk5OTk5OTk5XQ") { position } }', {}, "cursor_malformed"),
    (
        '{ node(id: "T3BlbmluZzo5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk=") { id } }',
        {},
        "id_malformed",
    ),
    ('{ node(id: "") { id } }', {}, "id_malformed"),
    ('{ node(id: "SG91c2Vob2xkOng=") { id } }', {}, "id_malformed"),
    ('{ node(id: "TnVsbDoxMjM=") { id } }', {}, "id_malformed"),
    ("{ household { id } }", {}, "id_or_reference"),
    ('{ household(reference: "AAAA-AAAA-AAAA") { id } }', {}, "reference_malformed"),
    ('{ households(filter: {place: "EG99"}) { position } }', {}, "place_unknown"),
    ('{ reached(month: "2026-13") { position } }', {}, "month_malformed"),
    ("{ households(asOf: {position: 999999}) { position } }", {}, "position_out_of_range"),
    ("{ households(asOf: {position: -1}) { position } }", {}, "graphql_invalid"),
    ("{ households(asOf: {}) { position } }", {}, "graphql_invalid"),
    ("{ nothing }", {}, "graphql_invalid"),
    ("{ me { ", {}, "graphql_syntax"),
    ("", {}, "graphql_invalid"),
    ("{ partners(first: null) { position } }", {}, "graphql_invalid"),
]


@pytest.mark.anyio
async def test_a_month_may_be_typed_in_arabic_digits(register: Register, settled: Settle) -> None:
    await settled()
    answers = [
        await register.ask(CASEWORKER, f'{{ reached(month: "{month}") {{ position }} }}')
        for month in ("2026-10", "٢٠٢٦-١٠")
    ]
    assert answers[0] == answers[1]


@pytest.mark.anyio
async def test_every_error_of_a_client_has_a_code_and_words(
    register: Register, settled: Settle
) -> None:
    await settled()
    for document, variables, code in MISTAKES:
        body = await register.answer(CASEWORKER, document, variables)
        said = body["errors"][0]["extensions"]
        assert said["code"] == code, document
        assert said["messageAr"] != said["messageEn"]
        assert "{" not in said["messageAr"]


MISTYPED = [
    "{ household_ { id } }",
    "{ households(frist: 3) { position } }",
    "{ households(filter: {plac: 1}) { position } }",
    "{ households(filter: {sizeBand: THREE_TO_FIV}) { position } }",
    "query ($f: HouseholdFilte) { households(filter: $f) { position } }",
    "{ node(id: 1) { ... on Househol { id } } }",
    "{ me @skp(if: true) { purpose } }",
]


@pytest.mark.anyio
async def test_no_error_suggests_another_name(register: Register, settled: Settle) -> None:
    await settled()
    for document in MISTYPED:
        body = await register.answer(CASEWORKER, document)
        assert "data" not in body, document
        assert "did you mean" not in str(body).lower(), document


def test_the_limits_leave_room_for_what_people_ask() -> None:
    page = measured(
        "{ households(first: 100) { edges { node { members { name { reason { code } } } "
        "deliveries(first: 20) { edges { node { on { value } } } } } } } }"
    )
    assert page.depth <= MAX_DEPTH
    assert page.rows <= MAX_ROWS
