"""`sijill person`: the document in a terminal, as JSON and as a page."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Qena

AS = ("--as", "data_officer@moss-qena")
ROLL = "{ households(first: 50) { edges { node { reference ownRegistration members { id forgotten } } } } }"


@pytest.fixture(scope="module")
def family(spare: Qena) -> tuple[str, list[str]]:
    """Reference and members of a household of several that the ministry registered, none of them forgotten."""
    edges = spare.query(ROLL, "caseworker@moss-qena")["households"]["edges"]
    node = next(
        edge["node"]
        for edge in edges
        if edge["node"]["ownRegistration"]
        and len(edge["node"]["members"]) > 1
        and not any(one["forgotten"] for one in edge["node"]["members"])
    )
    return node["reference"], [one["id"] for one in node["members"]]


def test_a_reference_and_a_number_name_the_same_person_as_the_id(
    spare: Qena, family: tuple[str, list[str]]
) -> None:
    reference, members = family
    by_number = json.loads(spare.desk.sijill("person", reference, "--member", "2", *AS, "--json"))
    by_id = json.loads(spare.desk.sijill("person", members[1], *AS, "--json"))
    assert by_number["member"] == by_id["member"] == members[1]
    assert by_id["sections"][0]["code"] == "registration"


def test_of_several_members_one_is_named(spare: Qena, family: tuple[str, list[str]]) -> None:
    before = spare.position
    for words in ((), ("--member", "90")):
        done = spare.desk.run("person", family[0], *words, *AS)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"--member with a number from 1 to {len(family[1])}" in done.stderr
    assert spare.position == before


def test_the_page_is_its_owners_alone_also_over_a_file_that_was_there(
    spare: Qena, family: tuple[str, list[str]], tmp_path: Path
) -> None:
    file = tmp_path / "وثيقة.html"
    file.write_text("كانت هنا", encoding="utf-8")
    file.chmod(0o644)
    done = spare.desk.run("person", family[1][0], *AS, "--html", file)
    assert (done.returncode, done.stdout) == (0, "")
    assert "the document is in" in done.stderr
    written = file.read_text(encoding="utf-8")
    assert written.startswith("<!doctype html>")
    assert written.rstrip().endswith("</html>")
    assert "كانت هنا" not in written
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    nowhere = spare.desk.run("person", family[1][0], *AS, "--html", tmp_path / "no" / "where.html")
    assert nowhere.returncode == 1
    assert "cannot be written" in nowhere.stderr


def test_a_terminal_is_shown_every_section(spare: Qena, family: tuple[str, list[str]]) -> None:
    said = spare.desk.sijill("person", family[1][0], *AS)
    for title in (
        "Your data",
        "What you agreed to",
        "Who has opened your data",
        "حقوقك",
        "To complain",
    ):
        assert title in said


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("7XXX-XXXX-XXXX", *AS), 1, "malformed"),
        (("00000000-0000-7000-8000-000000000001", *AS), 1, "no such person"),
        (("{member}", "--as", "auditor@moss-qena"), 1, "role does not allow"),
        (("{member}", *AS, "--purpose", "delivery"), 1, "purpose you signed in with"),
        (("{member}", "--as", "data_officer@albir-qena"), 1, "no such person"),
        (("{member}",), 2, "--as"),
    ],
)
def test_whoever_may_not_have_it_gets_nothing(
    spare: Qena, family: tuple[str, list[str]], words: tuple[str, ...], code: int, said: str
) -> None:
    done = spare.desk.run("person", *(one.format(member=family[1][0]) for one in words))
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
