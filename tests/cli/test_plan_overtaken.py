"""Two partners have reserved for one household, and a link shows it afterwards: both are told wherever they look."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from registry.api.ids import read_uuid
from registry.cli import plan as command
from tests.cli.conftest import Qena
from tests.cli.test_plan import MANAGER, registered, shared
from tests.command import MATCHED

THERE: Final = ("--as", "programme_manager@albir-qena")
NAME: Final = "فاطمة عبد الرحيم محمود"
NUMBER: Final = "28503022712345"
NOVEMBER: Final = ("--programme", "food-baskets", "--from", "2026-11")


@pytest.fixture
def both(alone: Qena, tmp_path: Path) -> tuple[Qena, str, str]:
    """A register in which both partners reserved for November what a link then shows to be one household's."""
    there = replace(alone, desk=replace(alone.desk, settings={**alone.desk.settings, **MATCHED}))
    ours = registered(there, NAME)
    theirs = shared(there, NAME, "--born", "1985-03-02", "--number", NUMBER)
    plans = []
    for home, who in ((ours, MANAGER), (theirs, THERE)):
        file = tmp_path / "november.csv"
        file.write_text(f"الرقم المرجعي\n{home}\n", encoding="utf-8")
        plan = there.desk.sijill("plan", "draft", file, *NOVEMBER, *who).strip()
        there.desk.sijill("plan", "reserve", plan, *who)
        assert shown(there, plan, who)["overtaken"] == 0
        plans.append(plan)
    found_out = ("--number", NUMBER, "--born", "1985-03-02", "--as", "caseworker@moss-qena")
    there.desk.sijill("member", "correct", ours, "1", *found_out)
    there.desk.sijill("match", "follow", "--once")
    return there, plans[0], plans[1]


def shown(there: Qena, plan: str, who: tuple[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(there.desk.sijill("plan", "show", plan, *who, "--json"))
    return found


def test_owners_are_told_of_what_came_to_be_in_conflict_before_they_release(
    both: tuple[Qena, str, str],
) -> None:
    there, ours, theirs = both
    for plan, who, other in ((ours, MANAGER, "albir-qena"), (theirs, THERE, "moss-qena")):
        found = shown(there, plan, who)
        assert found["overtaken"] == 1
        (line,) = [edge["node"] for edge in found["lines"]["edges"]]
        (conflict,) = line["found"]["conflicts"]
        assert (line["found"]["status"], conflict["source"]) == ("CONFLICT", "RESERVED")
        assert conflict["partner"] == {"code": other}
        told = there.desk.run("plan", "show", plan, *who)
        assert "1 reserved lines are in conflict" in told.stderr
        assert f"محجوز / reserved · غذاء / food · 2026-11-01 – 2026-11-30 {other}" in told.stdout
    for asked in ((), ("--recheck",)):
        listed = there.desk.run("plan", "list", *asked, *MANAGER)
        assert "add --recheck" not in listed.stderr
        assert "ازدواج منذ الحجز / overtaken" in listed.stdout
        (one,) = json.loads(there.desk.sijill("plan", "list", *asked, *MANAGER, "--json"))["plans"]
        assert one["overtaken"] == 1
    tried = there.desk.run("plan", "release", ours, *MANAGER, "--dry-run")
    assert "1 reserved lines are in conflict" in tried.stderr
    held = there.desk.run("plan", "release", ours, *MANAGER, "--unless-overtaken")
    assert held.returncode == 1
    assert "Reserve it again" in held.stderr
    assert shown(there, ours, MANAGER)["stage"] == "RESERVED"
    released = there.desk.run("plan", "release", ours, *MANAGER, "--json")
    assert (released.returncode, json.loads(released.stdout)["overtaken"]) == (0, 1)
    assert "1 reserved lines are in conflict" in released.stderr
    assert "1 من السطور المحجوزة صارت ازدواجًا" in released.stderr


def test_owners_find_the_plan_among_what_waits_for_them(both: tuple[Qena, str, str]) -> None:
    there, ours, theirs = both
    for plan, who in ((ours, MANAGER), (theirs, THERE)):
        counted = there.desk.sijill("work", *who)
        assert re.search(r"overtaken by links\s*│ 1 ", counted)
        listed = there.desk.run("work", "plans_overtaken", *who)
        assert str(read_uuid(plan, "Plan")) in listed.stdout
        assert re.search(r"reserved\s*│ 1 +│ 1 +│ \d{4}-", listed.stdout)
        assert "plan show says which lines these are" in listed.stderr
        (one,) = json.loads(there.desk.sijill("work", "plans_overtaken", *who, "--json"))["edges"]
        assert (one["node"]["lines"], one["node"]["plan"]["length"]) == (1, 1)
    there.desk.sijill("plan", "cancel", theirs, *THERE)
    assert "overtaken by links" in there.desk.sijill("work", *MANAGER)
    listed = there.desk.run("work", "plans_overtaken", *MANAGER)
    assert listed.stdout == "", "no headings over nothing"
    assert "nothing that you may see" in listed.stderr
    assert "plan show" not in listed.stderr


def test_a_list_of_long_plans_says_that_it_compared_none_of_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], both: tuple[Qena, str, str]
) -> None:
    there, _, _ = both
    for name, value in there.desk.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(command, "SHORT", 0)
    command.list_(who="programme_manager@moss-qena")
    said = capsys.readouterr()
    assert "add --recheck" in said.err
    assert "overtaken" not in said.out


def test_nobody_is_warned_where_nothing_came_between(alone: Qena, tmp_path: Path) -> None:
    there = replace(alone, desk=replace(alone.desk, settings={**alone.desk.settings, **MATCHED}))
    file = tmp_path / "november.csv"
    file.write_text(f"الرقم المرجعي\n{registered(there, 'آمال حسن')}\n", encoding="utf-8")
    drafted = there.desk.sijill("plan", "draft", file, *NOVEMBER, *MANAGER).strip()
    assert "--recheck" not in there.desk.run("plan", "list", *MANAGER).stderr
    there.desk.sijill("plan", "reserve", drafted, *MANAGER)
    released = there.desk.run("plan", "release", drafted, *MANAGER, "--json")
    assert json.loads(released.stdout)["overtaken"] == 0
    assert "in conflict" not in released.stderr
