"""Of whom of a list is registered already: many people asked about at once."""

from __future__ import annotations

from typing import Any, Final

import pytest

from registry.domain.access import SearchedBy
from tests.api.looking import Indexed, registered_in_full, searches
from tests.api.register import CASEWORKER, NEIGHBOUR, NEWCOMER, Person, Register, Settle

pytestmark = pytest.mark.anyio

MANY: Final = """
query ($people: [SearchInput!]!, $file: ID) {
  found: searchMany(people: $people, file: $file) {
    ... on SearchAnswers { answers {
      complete missing { code } searchedBy found { likelihood household { headName { value } } }
    } }
    ... on Refusal { code }
  }
}
"""
FATMA: Final = {"name": "Fatma Abdelrehim Mahmoud", "born": "1985-03-02", "phone": "01092574822"}
DIGEST: Final = "ab" * 32


async def many(
    register: Register, *people: dict[str, Any], who: Person = CASEWORKER, file: str | None = None
) -> Any:
    return (await register.ask(who, MANY, {"people": people, "file": file}))["found"]


async def test_each_is_answered_in_its_place_and_they_go_on_record_as_one(
    register: Register, indexed: Indexed
) -> None:
    await registered_in_full(register)
    await indexed()
    people = ({"name": "كريمة"}, FATMA, {"name": "Nobody At All"})
    thin, fatma, nobody = (await many(register, *people, file=DIGEST))["answers"]
    assert [one["code"] for one in thin["missing"]] == ["search_too_little_known"]
    assert [one["household"]["headName"]["value"] for one in fatma["found"]] == [
        "فاطمة عبد الرحيم محمود"
    ]
    assert (nobody["found"], nobody["complete"]) == ([], True)
    (fact,) = await searches(register)
    assert (fact.searches, len(fact.found)) == (3, 1)
    assert SearchedBy.THREE_NAMES in fact.by
    assert fact.file not in {None, DIGEST}, "a small file can be guessed from its own digest"


async def test_who_is_unlike_is_not_worth_asking_about(
    register: Register, indexed: Indexed
) -> None:
    await registered_in_full(register)
    await indexed()
    stranger = {"name": "زينب حسن علي", "born": "2001-01-09", "phone": "01092574822"}
    ((answer),) = (await many(register, stranger))["answers"]
    assert answer["found"] == []


async def test_an_index_that_is_behind_leaves_everybody_unknown(
    register: Register, settled: Settle
) -> None:
    await registered_in_full(register)
    await settled()
    answers = (await many(register, FATMA, FATMA))["answers"]
    assert [one["complete"] for one in answers] == [False, False]


async def test_a_hundred_are_asked_about_at_most_and_by_whom_may_search(
    register: Register, settled: Settle
) -> None:
    await settled()
    people = [FATMA] * 101
    body = await register.answer(NEIGHBOUR, MANY, {"people": people, "file": None})
    assert body["errors"][0]["extensions"]["code"] == "too_many"
    body = await register.answer(NEIGHBOUR, MANY, {"people": [FATMA], "file": "فاطمة"})
    assert body["errors"][0]["extensions"]["code"] == "digest_malformed"
    assert (await many(register, FATMA, who=Person(NEWCOMER)))["code"] == "no_agreement"
