"""Documents that were valid once are not read again, unless they may name somebody."""

from __future__ import annotations

from uuid import uuid4

import pytest
from graphql import DocumentNode, parse
from strawberry.schema import schema as strawberry_schema

from registry.api.documents import KNOWN, LONGEST, Documents
from tests.api.register import CASEWORKER, Register

pytestmark = pytest.mark.anyio

ROLL = "query Roll($first: Int) { households(first: $first) { edges { node { id } } } }"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are read from here on."""
    texts: list[str] = []

    def reading(text: str, **options: object) -> DocumentNode:
        texts.append(text)
        return parse(text, **options)  # type: ignore[arg-type]  # whatever the library asks for

    monkeypatch.setattr(strawberry_schema, "parse", reading)
    return texts


async def test_a_document_is_read_once_and_answered_each_time_with_its_own_variables(
    register: Register, read: list[str]
) -> None:
    document = ROLL.replace("Roll", f"Once{uuid4().hex}")  # nobody in this process has asked it
    assert await register.ask(CASEWORKER, document, {"first": 2}) == {"households": {"edges": []}}
    refused = await register.answer(CASEWORKER, document, {"first": 1_000})
    assert refused["errors"]
    assert await register.ask(CASEWORKER, document, {"first": 2}) == {"households": {"edges": []}}
    assert read == [document]


async def test_an_invalid_document_stays_invalid(register: Register, read: list[str]) -> None:
    document = "{ households { nobody } }"
    first, second = [await register.answer(CASEWORKER, document) for _ in range(2)]
    assert first["errors"] == second["errors"]
    assert read == [document, document]


@pytest.mark.parametrize(
    "document",
    [
        '{ household(reference: "فاطمة عبد الرحيم") { id } }',
        '{ household(reference: """فاطمة""") { id } }',
        "{ me { roles } } # فاطمة عبد الرحيم",
    ],
)
async def test_a_document_that_may_name_somebody_is_let_go(
    register: Register, document: str
) -> None:
    await register.answer(CASEWORKER, document)
    assert KNOWN.find(document) is None


def test_the_document_that_was_not_asked_for_longest_goes_first() -> None:
    kept = Documents(most=2)
    one, two, three = "{ a }", "{ b }", "{ c }"
    kept.keep(one, parse(one))
    kept.keep(two, parse(two))
    kept.find(one)
    kept.keep(three, parse(three))
    assert [kept.find(text) is not None for text in (one, two, three)] == [True, False, True]
    assert len(kept) == 2


def test_a_very_long_document_is_not_kept() -> None:
    kept = Documents()
    long = "{ a " + " " * LONGEST + "}"
    kept.keep(long, parse(long))
    assert len(kept) == 0
