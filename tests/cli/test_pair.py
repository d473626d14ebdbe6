"""`sijill pair`: a reviewer's queue from the command line, and what is decided there."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from tests.cli.conftest import Qena

REVIEWER: Final = ("--as", "reviewer@albir-qena")
CASEWORKER: Final = ("--as", "caseworker@albir-qena")


def said(qena: Qena, *words: str) -> Any:
    return json.loads(qena.desk.sijill(*words, *REVIEWER, "--json"))


@pytest.fixture
def two(bare: Qena) -> tuple[str, str]:
    """The references of two households, whose heads have one number each."""
    first, second = (
        bare.desk.sijill("household", "register", name, "--place", "EG2706", *CASEWORKER).strip()
        for name in ("فاطمة عبد الرحيم", "Fatma Abdelrehim")
    )
    return first, second


def test_two_are_confirmed_shown_and_taken_apart(bare: Qena, two: tuple[str, str]) -> None:
    before = bare.position
    tried = bare.desk.run("pair", "confirm", *two, *REVIEWER, "--dry-run")
    assert (tried.returncode, tried.stdout) == (0, ""), tried.stderr
    assert "it would record: confirmed as the same person" in tried.stderr
    assert bare.position == before
    made = said(
        bare, "pair", "confirm", f"{two[0]}:1", f"{two[1]}:1", "--key", "k", "--note", "زرتها"
    )
    assert (made["onePerson"], made["already"]) == (True, False)
    again = said(bare, "pair", "confirm", *two, "--key", "k", "--note", "زرتها")
    assert (again["pair"], again["already"]) == (made["pair"], True)
    (listed,) = said(bare, "pair", "list", "--linked")["pairs"]
    assert listed["id"] == made["pair"]
    assert said(bare, "pair", "list")["pairs"] == []
    shown = said(bare, "pair", "show", made["pair"])
    assert shown["note"]["state"] == "WITHHELD"  # sensitive: not for a reviewer
    assert [shown[side]["reference"] for side in ("firstHousehold", "secondHousehold")] == [*two]
    for_people = bare.desk.sijill("pair", "show", made["pair"], *REVIEWER)
    for words in ("فاطمة عبد الرحيم", "Fatma Abdelrehim", *two, "(albir-qena 20", "by a person"):
        assert words in for_people
    undone = said(bare, "pair", "undo", made["pair"], "--reason", "linked_in_error")
    assert (undone["pair"], undone["onePerson"]) == (made["pair"], False)
    assert len(said(bare, "pair", "list", "--parted", "--partner", "albir-qena")["pairs"]) == 1


def test_two_are_dismissed_and_refusals_are_said(bare: Qena, two: tuple[str, str]) -> None:
    gone = said(bare, "pair", "dismiss", *two, "--reason", "relatives")
    assert gone["onePerson"] is False
    refused = bare.desk.run("pair", "undo", gone["pair"], "--reason", "evidence_changed", *REVIEWER)
    assert refused.returncode == 1
    assert "hint: " not in refused.stdout
    for words, code in (
        (("show", "01935a2c-1000-7000-8000-000000000001"), 1),
        (("confirm", two[0]), 1),
        (("confirm", *two, two[0]), 2),
        (("confirm", f"{two[0]}:7", two[1]), 1),
        (("list", "--since", "soon"), 2),
    ):
        assert bare.desk.run("pair", *words, *REVIEWER).returncode == code, words
    alone = bare.desk.run("pair", "confirm", *two, *CASEWORKER)
    assert alone.returncode == 1
