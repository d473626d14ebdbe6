"""`sijill pair`: a reviewer's queue from the command line, and what is decided there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

import pytest

from registry.api.ids import read_uuid
from tests.cli.conftest import Copied, Qena
from tests.command import MATCHED

REVIEWER: Final = ("--as", "reviewer@albir-qena")
CASEWORKER: Final = ("--as", "caseworker@albir-qena")


def said(qena: Qena, *words: str) -> Any:
    return json.loads(qena.desk.sijill(*words, *REVIEWER, "--json"))


@pytest.fixture
def two(alone: Qena) -> tuple[str, str]:
    """The references of two households, whose heads have one number each."""
    first, second = (
        alone.desk.sijill("household", "register", name, "--place", "EG2706", *CASEWORKER).strip()
        for name in ("فاطمة عبد الرحيم", "Fatma Abdelrehim")
    )
    return first, second


def test_two_are_confirmed_shown_and_taken_apart(alone: Qena, two: tuple[str, str]) -> None:
    before = alone.position
    tried = alone.desk.run("pair", "confirm", *two, *REVIEWER, "--dry-run")
    assert (tried.returncode, tried.stdout) == (0, ""), tried.stderr
    assert "it would record: confirmed as the same person" in tried.stderr
    assert alone.position == before
    made = said(
        alone, "pair", "confirm", f"{two[0]}:1", f"{two[1]}:1", "--key", "k", "--note", "زرتها"
    )
    assert (made["onePerson"], made["already"]) == (True, False)
    again = said(alone, "pair", "confirm", *two, "--key", "k", "--note", "زرتها")
    assert (again["pair"], again["already"]) == (made["pair"], True)
    (listed,) = said(alone, "pair", "list", "--linked")["pairs"]
    assert listed["id"] == made["pair"]
    assert said(alone, "pair", "list")["pairs"] == []
    shown = said(alone, "pair", "show", made["pair"])
    assert shown["note"]["state"] == "WITHHELD"  # sensitive: not for a reviewer
    assert [shown[side]["reference"] for side in ("firstHousehold", "secondHousehold")] == [*two]
    for_people = alone.desk.sijill("pair", "show", made["pair"], *REVIEWER)
    for words in ("فاطمة عبد الرحيم", "Fatma Abdelrehim", *two, "(albir-qena 20", "by a person"):
        assert words in for_people
    undone = said(alone, "pair", "undo", made["pair"], "--reason", "linked_in_error")
    assert (undone["pair"], undone["onePerson"]) == (made["pair"], False)
    assert len(said(alone, "pair", "list", "--parted", "--partner", "albir-qena")["pairs"]) == 1


def test_members_go_by_the_ids_that_answers_have(alone: Qena, two: tuple[str, str]) -> None:
    asked = "query ($of: String!) { household(reference: $of) { id members { id } } }"
    homes = [alone.query(asked, CASEWORKER[1], "follow_up", of=one)["household"] for one in two]
    members = [home["members"][0]["id"] for home in homes]
    made = said(alone, "pair", "confirm", *members)
    assert made["onePerson"]
    for same in ([str(read_uuid(one, "Member")) for one in members], [one["id"] for one in homes]):
        again = said(alone, "pair", "confirm", *same)
        assert (again["pair"], again["already"]) == (made["pair"], True)


def test_the_comparison_shows_the_kind_of_every_number_and_who_said_it(alone: Qena) -> None:
    """Numbers of two kinds stood side by side as if one were a slip of the other."""
    numbers = ("26905092701246", "A5544332", "123-45C12345"), ("A5544332", "288020122596")
    homes = [
        alone.desk.sijill(
            *("household", "register", "نبيهة شنودة مكاوي", "--place", "EG2711", *CASEWORKER),
            *(word for number in those for word in ("--number", number)),
        ).strip()
        for those in numbers
    ]
    pair = said(alone, "pair", "confirm", *homes)["pair"]
    shown = alone.desk.sijill("pair", "show", pair, *REVIEWER)
    for words in (
        "26905092701246 (رقم قومي مصري / Egyptian national number)",
        "123-45C12345 (رقم ملف المفوضية / UNHCR file number)",
        "288020122596 (رقم مدني كويتي / Kuwaiti civil number)",
    ):
        assert shown.count(words) == 1, words
    assert shown.count("A5544332 (جواز سفر / passport)") == 2


def test_two_are_dismissed_and_refusals_are_said(alone: Qena, two: tuple[str, str]) -> None:
    gone = said(alone, "pair", "dismiss", *two, "--reason", "relatives")
    assert gone["onePerson"] is False
    refused = alone.desk.run(
        "pair", "undo", gone["pair"], "--reason", "evidence_changed", *REVIEWER
    )
    assert refused.returncode == 1
    assert "hint: " not in refused.stdout
    for words, code in (
        (("show", "01935a2c-1000-7000-8000-000000000001"), 1),
        (("confirm", two[0]), 1),
        (("confirm", *two, two[0]), 2),
        (("confirm", f"{two[0]}:7", two[1]), 1),
        (("list", "--since", "soon"), 2),
    ):
        assert alone.desk.run("pair", *words, *REVIEWER).returncode == code, words
    for_reviewers = alone.desk.run("pair", "confirm", *two, *CASEWORKER)
    assert for_reviewers.returncode == 1


def test_what_a_plan_waits_for_is_decided_by_two_after_asking(
    alone: Qena, two: tuple[str, str], tmp_path: Path
) -> None:
    listed = tmp_path / "plan.csv"
    listed.write_text("\n".join(["الرقم المرجعي", *two]), encoding="utf-8")
    planner = ("--as", "programme_manager@albir-qena")
    period = ("--programme", "food-baskets", "--from", "2099-12", "--value", "2600:EGP")
    plan = alone.desk.sijill("plan", "draft", listed, *period, *planner).strip()
    first = said(alone, "pair", "dismiss", *two, "--reason", "namesakes")
    assert first["proposed"]
    refused = alone.desk.run("pair", "dismiss", *two, "--reason", "other", *REVIEWER)
    assert (refused.returncode, "proposed this yourself" in refused.stderr) == (1, True)
    (held,) = said(alone, "pair", "list", "--plan", plan)["pairs"]
    assert held["heldUp"][0]["value"] == {"amount": "5200", "currency": "EGP"}
    assert said(alone, "pair", "list", "--to-second")["pairs"] == []
    asked = (
        first["pair"],
        "--need",
        "visit",
        "--of",
        "first",
        "--note",
        "أزرتموها؟",
    )
    assert said(alone, "pair", "ask", *asked, "--key", "k")["already"] is False
    assert said(alone, "pair", "ask", *asked, "--key", "k")["already"] is True
    officer = ("--as", "data_officer@albir-qena")
    for_people = alone.desk.sijill("pair", "show", first["pair"], *officer)
    for words in ("أزرتموها؟", "زيارة / a visit", "2099-12-01", "شخصان / two persons", "5200 EGP"):
        assert words in for_people, words
    waiting = alone.desk.sijill("work", "pairs_asked", *officer, "--purpose", "deduplication")
    assert "waits for albir-qena" in waiting
    said(alone, "pair", "answer", first["pair"], "--note", "زرناها")
    assert said(alone, "pair", "list", "--asked")["pairs"] == []
    second = (first["pair"], "--reason", "asked_them", *officer, "--json")
    decided = json.loads(alone.desk.sijill("pair", "dismiss", *second))
    assert (decided["proposed"], decided["onePerson"]) == (False, False)
    assert len(said(alone, "pair", "list", "--parted")["pairs"]) == 1


def test_what_an_agreement_does_not_show_is_told_apart_from_what_nobody_said(qena: Qena) -> None:
    """Under the base agreement one side is a masked head, and no evidence is told: nobody may take that for none."""
    pair = said(qena, "pair", "list", "--linked")["pairs"][0]
    shown = qena.desk.run("pair", "show", str(read_uuid(pair["id"], "Pair")), *REVIEWER)
    lines = {line.split("│")[1].strip(): line for line in shown.stdout.splitlines() if "│" in line}
    for field in ("partner / الجهة", "identity numbers / أرقام الهوية", "born / الميلاد"):
        assert lines[field].count("محجوب / withheld") == 1, field
    assert "…" in lines["head / رب الأسرة"], "the other side's head, masked"
    assert "opens names, masked, and nothing else" in shown.stderr
    theirs = pair["firstHousehold"]["reference"], pair["secondHousehold"]["reference"]
    refused = qena.desk.run("pair", "confirm", *theirs, *REVIEWER)
    assert refused.returncode == 1
    assert "Your agreement shows too little of one side" in refused.stderr


def test_days_and_numbers_of_members_are_typed_as_everywhere(
    alone: Qena, two: tuple[str, str]
) -> None:
    made = said(alone, "pair", "confirm", f"{two[0]}:١", f"{two[1]}:۱")
    assert made["onePerson"]
    for day in ("٢٠٢٠-٠١-٠١", "2020-01", "1/1/2020"):
        said(alone, "pair", "list", "--since", day)


def test_who_stands_in_the_way_of_a_confirmation_is_named_and_evidence_adds_up(
    without_households: Copied,
) -> None:
    there = without_households("twice", MATCHED)
    said_of = ("--place", "EG2706", "--born", "1985-03-02", "--number", "28503022712345")
    homes = [
        there.desk.sijill("household", "register", name, *said_of, *CASEWORKER).strip()
        for name in ("فاطمة عبد الرحيم محمود", "Fatma Abdelrehim Mahmoud")
    ]
    sister = ("سعاد عبد الرحيم محمود", "--relation", "other")
    there.desk.sijill("member", "add", homes[0], *sister, *CASEWORKER)
    refused = there.desk.run("pair", "confirm", f"{homes[0]}:2", f"{homes[1]}:1", *REVIEWER)
    assert refused.returncode == 1
    for members in (f"{homes[0]}:1", f"{homes[0]}:2"):
        assert refused.stderr.count(members) == 2, "in both languages"
    (pair,) = said(there, "pair", "list", "--linked")["pairs"]
    shown = there.desk.sijill("pair", "show", str(read_uuid(pair["id"], "Pair")), *REVIEWER)
    evidence = shown[shown.index("bits / وحدات") :]
    bits = [float(one) for one in re.findall(r"│ ([+-]\d+\.\d) +│", evidence)]
    assert sum(bits) == pytest.approx(pair["bits"], abs=0.01)
    assert "قبل المقارنة / before anything is compared" in evidence
