"""`sijill roll`, `reached`, `counts` and `timeline --per identity`: one household of two registrations."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from tests.cli.conftest import Qena

WHO: Final = ("--as", "caseworker@albir-qena")
HEAD: Final = "query ($r: String!) { household(reference: $r) { members { id } } }"
CONFIRM: Final = """
mutation ($first: ID!, $second: ID!) {
  confirmDuplicate(first: $first, second: $second, idempotencyKey: "twice") { ... on PairChanged { id } }
}
"""


def said(qena: Qena, *words: str) -> Any:
    return json.loads(qena.desk.sijill(*words, *WHO, "--json"))


@pytest.fixture
def twice(alone: Qena) -> tuple[str, str]:
    """The references of a household that its partner registered twice, linked."""
    references = [
        alone.desk.sijill("household", "register", name, "--place", "EG2706", *WHO).strip()
        for name in ("فاطمة عبد الرحيم", "Fatma Abdelrehim")
    ]
    heads = [
        alone.query(HEAD, "caseworker@albir-qena", "registration", r=one)["household"]["members"][0]
        for one in references
    ]
    first, second = (one["id"] for one in heads)
    alone.query(CONFIRM, "reviewer@albir-qena", "deduplication", first=first, second=second)
    return references[0], references[1]


def test_a_household_registered_twice_is_listed_counted_and_told_as_one(
    alone: Qena, twice: tuple[str, str]
) -> None:
    by_registration = said(alone, "roll")["households"]
    assert [one["reference"] for one in by_registration] == list(twice)
    (one,) = said(alone, "roll", "--per", "identity")["households"]
    assert one["reference"] == twice[0]
    assert [each["reference"] for each in one["registrations"]] == list(twice)
    for_people = alone.desk.sijill("roll", "--per", "identity", *WHO)
    assert f"{twice[1]} @ albir-qena" in for_people
    assert f"{twice[1]} @ albir-qena" in alone.desk.sijill("household", "show", twice[0], *WHO)
    counted = said(alone, "counts")
    assert (counted["registrations"], counted["households"], counted["persons"]) == (2, 1, 1)
    assert said(alone, "counts", "--as-of", "2020-01-01")["registrations"] == 0
    for reference in twice:
        basket = ("--programme", "food-baskets", "--on", "2026-10", *WHO)
        alone.desk.sijill("delivery", "record", "--household", reference, *basket)
    (cell,) = said(alone, "reached", "--own", "--per", "identity")["reached"]
    assert (cell["persons"], cell["households"], cell["services"]) == (1, 1, 2)
    (cell,) = said(alone, "reached", "--own", "--by", "month")["reached"]
    assert (cell["persons"], cell["households"]) == (2, 2)
    told = said(alone, "timeline", twice[1], "--per", "identity")["timeline"]["edges"]
    facts = [one["node"]["fact"].rpartition(".")[0] for one in told]
    assert facts.count("delivery.recorded") == 2
    assert facts.count("pair.confirmed") == 1
    assert f"{twice[0]} = {twice[1]}" in alone.desk.sijill("timeline", twice[0], *WHO)


def test_totals_are_not_shown_to_whoever_has_no_agreement(alone: Qena) -> None:
    names = ("--name-ar", "جمعية النور", "--name-en", "Al-Nour")
    alone.desk.sijill("partner", "enrol", "noor-qena", *names, "--kind", "association")
    refused = alone.desk.run("counts", "--as", "caseworker@noor-qena")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "not open to you" in refused.stderr
