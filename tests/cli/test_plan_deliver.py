"""`sijill plan deliver`: what was handed over by a plan goes in at once, each line once, and can be taken back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
import python_calamine as calamine

from tests.cli.conftest import Copied, Qena
from tests.cli.test_plan import MANAGER, registered
from tests.command import MATCHED, PROGRAM

CASEWORKER: Final = ("--as", "caseworker@moss-qena")
OCTOBER: Final = ("--programme", "food-baskets", "--from", "2026-10", "--value", "350:EGP")


@pytest.fixture(scope="module")
def there(without_households: Copied) -> Qena:
    return without_households("handing", MATCHED)


@pytest.fixture
def released(there: Qena, tmp_path: Path, request: pytest.FixtureRequest) -> tuple[str, list[str]]:
    """A released plan of three households, by its id, and their references; a fourth is not in it."""
    homes = [registered(there, f"{request.node.name} {one}") for one in "ابجد"]
    file = tmp_path / "plan.csv"
    file.write_text("\n".join(["الرقم المرجعي", *homes[:3]]), encoding="utf-8")
    plan = there.desk.sijill("plan", "draft", file, *OCTOBER, *MANAGER).strip()
    too_early = there.desk.run("plan", "deliver", plan, "--all", "--on", "2026-10-20", *MANAGER)
    assert (too_early.returncode, "cannot be done now" in too_early.stderr) == (1, True)
    for step in ("reserve", "release"):
        there.desk.sijill("plan", step, plan, *MANAGER)
    return plan, homes


def delivered(there: Qena, *words: str | Path) -> dict[str, Any]:
    said = there.desk.run("plan", "deliver", *words, *MANAGER, "--json")
    assert said.stdout, said.stderr
    found: dict[str, Any] = json.loads(said.stdout)
    assert said.returncode == int(found["rejects"] > 0 or bool(found.get("rejected_rows"))), said
    return found


def handed_out(there: Qena, plan: str) -> tuple[int, list[bool]]:
    shown = json.loads(there.desk.sijill("plan", "show", plan, *MANAGER, "--json"))
    assert shown["served"] == 3
    return shown["handedOut"], [edge["node"]["delivered"] for edge in shown["lines"]["edges"]]


def counted(found: dict[str, Any]) -> tuple[int, int, int]:
    return found["deliveries"], found["unchanged"], found["rejects"]


def listed(folder: Path, homes: list[str]) -> Path:
    """A list of three rows that are right, one of them twice, and of six that are not."""
    file = folder / "handed.csv"
    rows = (
        "1,,٢٠/١٠/٢٠٢٦,",
        f",{homes[1]},2026-10-21,300",
        f",{homes[3]},2026-10-21,",
        f"1,{homes[1]},2026-10-21,",
        "9,,2026-10-21,",
        "سطر,,2026-10-21,",
        ",,2026-10-21,5",
        "1,,2026-10-25,",
        "1,,2026-10-20,",
    )
    file.write_text(
        "\n".join(("رقم السطر,الرقم المرجعي,تاريخ الصرف,المبلغ", *rows)), encoding="utf-8"
    )
    return file


def test_a_file_of_lines_and_references_goes_in_once_and_comes_back_where_it_is_wrong(
    there: Qena, released: tuple[str, list[str]], tmp_path: Path
) -> None:
    plan, homes = released
    file = listed(tmp_path, homes)
    before = there.position
    assert counted(delivered(there, plan, file, "--dry-run")) == (2, 1, 6)
    assert (there.position, handed_out(there, plan)) == (before, (0, [False, False, False]))
    found = delivered(there, plan, file)
    assert counted(found) == (2, 1, 6)
    codes = [one["reasons"][0]["code"] for one in found["rejected_rows"]]
    refused = "row_refused"
    assert codes == [
        refused, refused, refused, "row_line_unreadable", "row_line_missing", "row_line_delivered_otherwise",
    ]  # fmt: skip
    assert "لهذه الأسرة" in found["rejected_rows"][0]["reasons"][0]["ar"]
    assert handed_out(there, plan) == (2, [True, True, False])
    again = delivered(there, plan, file)
    assert (again["already"], counted(again), again["rows"]) == (True, (0, 3, 6), 9)
    back = Path(found["rejects_file"])
    table = calamine.load_workbook(back).get_sheet_by_index(0).to_python()
    assert [row[0] for row in table[1:]] == ["", "1", "9", "سطر", "", "1"]
    assert counted(delivered(there, plan, back)) == (0, 0, 6)
    worth = "{ deliveries { edges { node { value { amount } } } } }"
    edges = there.query(worth, "caseworker@moss-qena")["deliveries"]["edges"]
    worths = {float(one["node"]["value"]["amount"]) for one in edges if one["node"]["value"]}
    assert {300, 350} <= worths
    there.desk.sijill("import", "undo", found["import"])
    assert handed_out(there, plan)[0] == 0
    assert counted(delivered(there, plan, file)) == (2, 1, 6)
    assert handed_out(there, plan) == (2, [True, True, False])


def test_a_column_that_says_date_alone_is_the_day_whatever_day_is_said_for_the_rest(
    there: Qena, released: tuple[str, list[str]], tmp_path: Path
) -> None:
    plan, homes = released
    file = tmp_path / "handed.csv"
    file.write_text("السطر,التاريخ\n1,٢٠٢٦-١٠-٠٥\n2,\n", encoding="utf-8")
    assert counted(delivered(there, plan, file, "--on", "2026-10-20")) == (2, 0, 0)
    for home, day in zip(homes, ("2026-10-05", "2026-10-20"), strict=False):
        given = "deliveries(first: 2) { edges { node { on { value } } } }"
        asked = f'{{ household(reference: "{home}") {{ {given} }} }}'
        (edge,) = there.query(asked, "caseworker@moss-qena")["household"]["deliveries"]["edges"]
        assert edge["node"]["on"]["value"] == day


def test_all_that_is_left_is_handed_over_and_what_was_taken_back_is_said(
    there: Qena, released: tuple[str, list[str]]
) -> None:
    plan, homes = released
    by_hand = ("--programme", "food-baskets", "--on", "2026-10-21", "--household", homes[1])
    there.desk.sijill("delivery", "record", *by_hand, "--plan", plan, "--line", "2", *CASEWORKER)
    all_of_it = (plan, "--all", "--on", "2026-10-22")
    assert counted(delivered(there, *all_of_it, "--dry-run")) == (2, 1, 0)
    assert counted(delivered(there, *all_of_it)) == (2, 1, 0)
    assert counted(delivered(there, plan, "--all", "--on", "2026-10-30")) == (0, 3, 0)
    listed = json.loads(
        there.desk.sijill("delivery", "list", "--household", homes[2], *MANAGER, "--json")
    )
    (only,) = listed["edges"]
    there.desk.sijill(
        "delivery", "reverse", only["node"]["id"], "--reason", "not_collected", *MANAGER
    )
    found = delivered(there, *all_of_it)
    assert counted(found) == (0, 2, 1)
    assert found["rejected_lines"][0]["reasons"][0]["code"] == "row_line_taken_back"
    assert handed_out(there, plan) == (2, [True, True, False])
    there.desk.sijill("plan", "close", plan, *MANAGER)
    closed = json.loads(there.desk.sijill("plan", "show", plan, *MANAGER, "--json"))
    assert (closed["delivered"], closed["undelivered"]) == (2, 1)
    for words in ((plan,), (plan, "--all"), (plan, "x.csv", "--all", "--on", "2026-10-22")):
        assert there.desk.run("plan", "deliver", *words, *MANAGER).returncode == 2


def test_lines_of_nobody_registered_are_handed_over_where_they_are_said_to_be_from(
    there: Qena, tmp_path: Path
) -> None:
    """By the row's place, else by the option; without either each goes back and says what to do."""
    home = registered(there, "سعاد بيومي")
    list_ = tmp_path / "plan.csv"
    strangers = [f",{name},دشنا" for name in ("كريمة نصر", "هند جاد", "ليلى فرج", "منى شحاته")]
    rows = ("الرقم المرجعي,الاسم,المركز", f"{home},,", *strangers)
    list_.write_text("\n".join(rows), encoding="utf-8")
    plan = there.desk.sijill("plan", "draft", list_, *OCTOBER, *MANAGER).strip()
    there.desk.sijill("plan", "reserve", plan, *MANAGER)
    for line in "2345":
        by_visit = ("--line", line, "--reason", "visited")
        there.desk.sijill("plan", "override", plan, *by_visit, *MANAGER)
    there.desk.sijill("plan", "release", plan, *MANAGER)
    on = ("--on", "2026-10-21")
    found = delivered(there, plan, "--all", *on, "--dry-run")
    assert counted(found) == (1, 0, 4)
    assert "--place" in found["rejected_lines"][0]["reasons"][0]["ar"]
    handed = tmp_path / "handed.csv"
    handed.write_text("رقم السطر,المركز\n1,\n2,دشنا\n3,\n4,باريس", encoding="utf-8")
    found = delivered(there, plan, handed, *on)
    assert counted(found) == (2, 0, 2)
    assert [one["row"] for one in found["rejected_rows"]] == [4, 5]
    assert "--place" in found["rejected_rows"][0]["reasons"][0]["en"]
    placed = delivered(there, plan, handed, *on, "--place", "قوص")
    assert (placed["already"], counted(placed)) == (False, (1, 2, 1)), (
        "no other than Paris is guessed"
    )
    assert counted(delivered(there, plan, "--all", *on, "--place", "EG2711")) == (2, 3, 0)
    assert counted(delivered(there, plan, "--all", *on)) == (0, 5, 0)
    for place, number in (("EG2706", 1), ("EG2707", 1), ("EG2711", 2)):
        made = there.desk.sijill("delivery", "list", "--place", place, *MANAGER, "--json")
        heads = [one["node"]["headcount"] for one in json.loads(made)["edges"]]
        assert heads.count(1) == number
    there.desk.sijill("plan", "close", plan, *MANAGER)
    nowhere = there.desk.run("plan", "deliver", plan, "--all", *on, "--place", "باريس", *MANAGER)
    assert nowhere.returncode == 2


def test_what_was_killed_is_gone_on_with(
    there: Qena, released: tuple[str, list[str]], tmp_path: Path
) -> None:
    plan, homes = released
    file = tmp_path / "handed.csv"
    file.write_text("\n".join(("الرقم المرجعي", *homes[:3])), encoding="utf-8")
    dying = (
        "import os\n"
        "import registry.intake.plan_handed as handed\n"
        "import registry.intake.handing_out as out\n"
        "handed.ROWS, take = 1, out.Serving.take\n"
        "async def dies(self, batch):\n"
        "    if batch.reached == 3: os._exit(9)\n"
        "    await take(self, batch)\n"
        "out.Serving.take = dies\n"
    )
    killed = replace(there, desk=replace(there.desk, program=dying + PROGRAM))
    asked = (plan, file, "--on", "2026-10-22")
    assert killed.desk.run("plan", "deliver", *asked, *MANAGER).returncode == 9
    assert handed_out(there, plan) == (2, [True, True, False])
    found = delivered(there, *asked)
    assert counted(found) == (3, 0, 0)  # of the import, whichever run did it
    assert handed_out(there, plan) == (3, [True, True, True])
    assert delivered(there, *asked)["already"] is True
