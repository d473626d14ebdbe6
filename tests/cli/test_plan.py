"""`sijill plan`: a list is checked before it is handed out, reserved, released, served and closed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from registry.api.ids import global_id
from registry.cli import output, plan_words
from tests.cli.conftest import Copied, Qena
from tests.command import MATCHED, PROGRAM

REGISTER = """
mutation {
  registerHousehold(idempotencyKey: "KEY", input: {
    place: "EG2706", head: {name: "NAME"}, consent: [{purpose: SHARING, state: GIVEN}]
  }) { ... on HouseholdRegistered { reference } }
}
"""
MANAGER = ("--as", "programme_manager@moss-qena")
OCTOBER = ("--programme", "food-baskets", "--from", "2026-10")


def registered(qena: Qena, name: str) -> str:
    document = REGISTER.replace("KEY", name).replace("NAME", name)
    asked = ("--as", "caseworker@moss-qena", "--purpose", "registration")
    said = qena.desk.sijill("query", document, *asked)
    return str(json.loads(said)["data"]["registerHousehold"]["reference"])


@pytest.fixture(scope="module")
def there(without_households: Copied) -> Qena:
    """Qena's partners and programmes; who is registered is matched."""
    return without_households("planning", MATCHED)


@pytest.fixture
def listed(there: Qena, tmp_path: Path) -> Path:
    """A list of two households, one of which has had its basket, and of somebody whom nobody knows."""
    served, waiting = registered(there, "فاطمة عبد الرحيم"), registered(there, "زينب علي")
    there.desk.sijill(
        "delivery", "record", "--as", "caseworker@moss-qena", "--programme", "food-baskets", "--on", "2026-10",
        "--household", served, "--key", "first",
    )  # fmt: skip
    file = tmp_path / "plan.csv"
    rows = [f"{served},فاطمة", f"{waiting},زينب", ",أحمد محمود"]
    file.write_text("\n".join(["الرقم المرجعي,الاسم", *rows]), encoding="utf-8")
    return file


def checked(qena: Qena, *asked: str | Path) -> dict[str, Any]:
    said = qena.desk.run("plan", "check", *asked, *MANAGER, "--json")
    found: dict[str, Any] = json.loads(said.stdout)
    assert said.returncode == int(found["CLEAR"] < len(found["rows"])), said.stderr
    return found


def test_a_list_is_checked_before_it_is_handed_out(there: Qena, listed: Path) -> None:
    before = there.position
    found = checked(there, listed, *OCTOBER)
    assert [found[one] for one in ("CLEAR", "CONFLICT", "NOT_ELIGIBLE", "UNKNOWN")] == [1, 1, 0, 1]
    assert found["by_id_alone"] == 1
    conflict, clear, unknown = found["rows"]
    assert (conflict["row"], conflict["status"]) == (2, "CONFLICT")
    assert conflict["conflicts"] == [
        {
            "source": "DELIVERED",
            "family": "FOOD",
            "begins": "2026-10-01",
            "ends": "2026-10-31",
            "partner": "moss-qena",
        }
    ]
    assert clear["status"] == "CLEAR"
    assert (unknown["status"], unknown["reason"]) == ("UNKNOWN", "NOT_COMPARED")
    assert there.position == before
    told = there.desk.run("plan", "check", listed, *OCTOBER, *MANAGER)
    assert told.returncode == 1
    assert "صُرف / delivered · غذاء / food · 2026-10-01 – 2026-10-31 moss-qena" in told.stdout
    assert "only records that are shared with you were compared" in told.stderr
    november = checked(there, listed, "--programme", "food-baskets", "--from", "2026-11")
    assert november["CONFLICT"] == 0


@pytest.mark.parametrize("name", ["missing.csv", "folder/missing", "كشف"])
def test_a_list_that_is_not_there_is_said_to_be_missing(there: Qena, name: str) -> None:
    said = there.desk.run("plan", "check", name, *OCTOBER, *MANAGER)
    assert said.returncode == 1
    assert "There is no such file" in said.stderr
    assert "لا يوجد ملف بهذا الاسم" in said.stderr
    unread = there.desk.run("plan", "check", "AAAA-1", *OCTOBER, *MANAGER)
    assert "id is malformed" in unread.stderr


def test_a_plan_goes_its_way_from_the_command_line(there: Qena, listed: Path) -> None:
    tried = there.desk.run("plan", "draft", listed, *OCTOBER, *MANAGER, "--dry-run", "--json")
    assert json.loads(tried.stdout)["facts"] == ["plan.drafted.v1", "plan.lines_added.v1"]
    plan = there.desk.sijill("plan", "draft", listed, *OCTOBER, *MANAGER).strip()
    known = was_not_checked(there, plan)
    assert checked(there, plan)["UNKNOWN"] == 1
    assert "not checked" not in there.desk.sijill("plan", "show", plan, *MANAGER)
    dry = there.desk.run("plan", "check", plan, *MANAGER, "--dry-run", "--json")
    assert json.loads(dry.stdout)["facts"] == ["plan.checked.v1"]
    reserved = json.loads(there.desk.sijill("plan", "reserve", plan, *MANAGER, "--json"))
    assert (reserved["plan"], reserved["stage"]) == (plan, "RESERVED")
    says_how_many_are_reserved(there, plan, reserved)
    early = there.desk.run("plan", "release", plan, *MANAGER)
    assert early.returncode == 1
    assert "1 lines of the plan are unknown" in early.stderr
    there.desk.sijill("plan", "override", plan, "--line", "3", "--reason", "visited", *MANAGER)
    there.desk.sijill("plan", "release", plan, *MANAGER)
    waiting = listed.read_text(encoding="utf-8").splitlines()[2].split(",")[0]
    there.desk.sijill(
        "delivery", "record", "--as", "caseworker@moss-qena", "--programme", "food-baskets", "--on", "2026-10",
        "--household", waiting, "--plan", plan, "--line", "2",
    )  # fmt: skip
    handed = json.loads(there.desk.sijill("plan", "list", *MANAGER, "--json"))["plans"]
    assert [one["delivered"] for one in handed if one["id"] == known] == [1]
    ends_by_closing(there, plan)
    shown = json.loads(there.desk.sijill("plan", "show", plan, *MANAGER, "--json"))
    assert (shown["stage"], shown["delivered"], shown["undelivered"]) == ("CLOSED", 1, 1)
    assert "تجاوز / overridden" in there.desk.sijill("plan", "show", plan, *MANAGER)
    closed = there.desk.sijill("plan", "list", *MANAGER, "--stage", "closed", "--json")
    assert plan in [one["id"] for one in json.loads(closed)["plans"]]
    late = there.desk.run("plan", "cancel", plan, *MANAGER)
    assert late.returncode == 1
    assert "The plan is closed" in late.stderr


def ends_by_closing(there: Qena, plan: str) -> None:
    """A released plan is not cancelled, and says what ends it; closing says what was handed out by it."""
    no = there.desk.run("plan", "cancel", plan, *MANAGER)
    assert no.returncode == 1
    assert "Close it to end it" in no.stderr
    assert "أغلقه لإنهائه" in no.stderr
    closed = there.desk.run("plan", "close", plan, *MANAGER)
    assert "1 of 2 lines were handed out and 1 were not" in closed.stderr
    assert "صُرف 1 من سطرين، ولم يُصرف 1." in closed.stderr
    again = json.loads(there.desk.sijill("plan", "close", plan, *MANAGER, "--json"))
    assert (again["delivered"], again["undelivered"]) == (1, 1)


def was_not_checked(there: Qena, plan: str) -> str:
    """Nothing is clear before the first check, and whom no line is known to mean is told by its row; its global id."""
    found: dict[str, Any] = json.loads(there.desk.sijill("plan", "show", plan, *MANAGER, "--json"))
    assert [found[one] for one in ("seen", "clear", "conflict", "unknown")] == [None] * 4
    told = there.desk.sijill("plan", "show", plan, *MANAGER)
    said = ("لم يُفحص / not checked", "row 3 of the list", "so it was not compared", "moss-qena")
    assert [one for one in said if one not in told] == []
    return str(found["id"])


def says_how_many_are_reserved(there: Qena, plan: str, reserved: dict[str, Any]) -> None:
    counted = {"served": 1, "length": 3, "conflict": 1, "notEligible": 0, "unknown": 1}
    assert {one: reserved[one] for one in counted} == counted
    again = there.desk.run("plan", "reserve", plan, *MANAGER)
    assert "1 of 3 lines are reserved and 2 left out; found: 1 in conflict" in again.stderr
    shown = json.loads(there.desk.sijill("plan", "show", plan, *MANAGER, "--json"))
    until = datetime.fromisoformat(shown["until"]).astimezone(ZoneInfo("Africa/Cairo"))
    assert f"reserved until {until:%Y-%m-%d %H:%M}" in again.stderr
    assert f"حتى / until {until:%Y-%m-%d %H:%M}" in there.desk.sijill("plan", "list", *MANAGER)
    early = there.desk.run("plan", "deliver", plan, "--all", "--on", "2026-10-05", *MANAGER)
    assert "reserved, released, handed out and closed in turn" in early.stderr
    assert "not checked" not in there.desk.sijill("plan", "show", plan, *MANAGER)


def test_a_reservation_that_expired_is_said_to_have_ended_and_when(
    capsys: pytest.CaptureFixture[str],
) -> None:
    plan = {
        "id": global_id("Plan", UUID(int=7)), "programme": None, "stage": "RESERVED", "expired": True,
        "servesFrom": "2026-10-01", "servesUntil": "2026-10-31", "length": 1, "seen": None, "delivered": None,
        "until": "2026-10-05T21:30:00+00:00",
    }  # fmt: skip
    output.go_by(ZoneInfo("Africa/Cairo"))
    plan_words.table([plan])
    assert "⚠ انتهى الحجز / expired 2026-10-06 00:30" in capsys.readouterr().out
    plan_words.table([{**plan, "stage": "RELEASED", "expired": False}])
    assert "2026-10-06" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("wrong", "code", "said"),
    [
        (("--until", "2026-09-30"), 1, "a last day that is not before the first"),
        (("--value", "-5:EGP"), 1, "Write what it is worth"),
        (("--value", "250:XYZ"), 2, "Write one of these: EGP, QAR"),
        (("--value", "much:EGP"), 2, "Write the amount as 450:EGP."),
        (("--value", "NaN:EGP"), 2, "Write the amount as 450:EGP."),
    ],
)
def test_a_period_or_a_value_that_cannot_be_meant_is_neither_checked_nor_drafted(
    there: Qena, listed: Path, wrong: tuple[str, str], code: int, said: str
) -> None:
    before = there.position
    for step in ("check", "draft"):
        told = there.desk.run("plan", step, listed, *OCTOBER, *wrong, *MANAGER)
        assert (told.returncode, said in told.stderr) == (code, True), told.stderr
        assert any("\u0600" <= letter <= "\u06ff" for letter in told.stderr)
    assert there.position == before


CHECK = """
query ($programme: ID!, $reference: String!) {
  checkPlan(input: {
    programme: $programme, servesFrom: "2026-10-01", servesUntil: "2026-10-31", rows: [{reference: $reference}]
  }) { lines { edges { node { status unknown } } } }
}
"""
PROGRAMMES = "{ programmes { edges { node { id code owner { code } } } } }"


def test_nobody_is_clear_before_matching_has_looked_which_a_check_at_a_desk_has_done(
    there: Qena, tmp_path: Path
) -> None:
    edges = there.query(PROGRAMMES, "programme_manager@moss-qena", "planning")["programmes"][
        "edges"
    ]
    own = [one["node"] for one in edges if one["node"]["owner"]["code"] == "moss-qena"]
    (baskets,) = [one["id"] for one in own if one["code"] == "food-baskets"]

    def asked(reference: str) -> dict[str, Any]:
        found = there.query(
            CHECK, "programme_manager@moss-qena", "planning", programme=baskets, reference=reference
        )
        node: dict[str, Any] = found["checkPlan"]["lines"]["edges"][0]["node"]
        return node

    behind, clear = (
        {"status": "UNKNOWN", "unknown": "MATCHING_BEHIND"},
        {"status": "CLEAR", "unknown": None},
    )
    first = registered(there, "هدى محمود سيد")
    assert asked(first) == behind
    there.desk.sijill("match", "follow", "--once")
    assert asked(first) == clear
    second = registered(there, "عبد الرحمن حسين")
    assert asked(first) == behind
    file = tmp_path / "plan.csv"
    file.write_text(f"الرقم المرجعي\n{second}\n", encoding="utf-8")
    assert checked(there, file, *OCTOBER)["CLEAR"] == 1
    assert asked(first) == clear
    plan = there.desk.sijill("plan", "draft", file, *OCTOBER, *MANAGER).strip()
    third = registered(there, "عائشة منصور")
    there.desk.sijill("plan", "reserve", plan, *MANAGER)
    assert asked(third) == clear


def test_a_programme_is_told_what_it_overlaps_with(there: Qena) -> None:
    asked = ("moss-qena", "cash-support", "--family", "cash", "--family", "food", "--months", "1")
    there.desk.sijill("programme", "overlap", *asked, "--ceiling", "900:EGP")
    question = (
        "{ programmes { edges { node { code overlapsWith overlapMonths ceiling { amount } } } } }"
    )
    edges = there.query(question, "caseworker@moss-qena")["programmes"]["edges"]
    (found,) = [one["node"] for one in edges if one["node"]["code"] == "cash-support"]
    assert found["overlapsWith"] == ["CASH", "FOOD"]
    assert (found["overlapMonths"], float(found["ceiling"]["amount"])) == (1, 900)


THEIRS = ("--as", "caseworker@albir-qena")
SOMEBODY = ("--sex", "female", "--place", "EG2706")


def shared(there: Qena, name: str, *more: str) -> str:
    """The association's, who let it tell others."""
    reference = there.desk.sijill("household", "register", name, *SOMEBODY, *more, *THEIRS).strip()
    there.desk.sijill("household", "consent", reference, "sharing", "given", *THEIRS)
    return reference


@pytest.fixture
def by_name(alone: Qena, tmp_path: Path) -> tuple[Qena, Path]:
    """A register where the association has served فاطمة, and two of one name; a list of names."""
    there = replace(alone, desk=replace(alone.desk, settings={**alone.desk.settings, **MATCHED}))
    served = shared(
        there, "فاطمة عبد الرحيم محمود", "--born", "1985-03-02", "--number", "28503022712345"
    )
    there.desk.sijill(
        "delivery", "record", *THEIRS, "--programme", "food-baskets", "--on", "2026-10",
        "--household", served,
    )  # fmt: skip
    for born in ("1985-03-02", "1985-09-20"):
        shared(there, "زينب علي حسن أحمد", "--born", born)
    rows = (
        "Fatma Abdelrehim Mahmoud,1985-03-02,دشنا,",
        ",,,28503022712345",
        "زينب علي حسن أحمد,1985,دشنا,",
        "كريمة سيد رمضان فرج,1999-01-01,دشنا,",
        "كريمة,,,",
        ",1967-01-04,,",
    )
    file = tmp_path / "names.csv"
    file.write_text("\n".join(("الاسم,تاريخ الميلاد,المركز,الرقم القومي", *rows)), encoding="utf-8")
    return there, file


def searches(there: Qena) -> int:
    ((number,),) = there.asked("select count(*) from log.facts where topic = 'access.searched.v1'")
    return int(number)


def test_rows_by_name_and_day_or_by_anothers_number_are_looked_for(
    by_name: tuple[Qena, Path],
) -> None:
    there, file = by_name
    before = searches(there)
    found = checked(there, file, *OCTOBER)
    assert [(one["status"], one.get("reason")) for one in found["rows"]] == [
        ("CONFLICT", None),
        ("CONFLICT", None),
        ("UNKNOWN", "NOT_SURE_WHO"),
        ("UNKNOWN", "NOBODY_FOUND"),
        ("UNKNOWN", "NOT_COMPARED"),
        ("UNKNOWN", "NOT_COMPARED"),
    ]
    assert found["by_id_alone"] == 1
    assert searches(there) == before + 1
    late = "import registry.application.plan_people as p; p.SECONDS = -1.0\n"
    hurried = replace(there, desk=replace(there.desk, program=late + PROGRAM))
    reasons = [one["reason"] for one in checked(hurried, file, *OCTOBER)["rows"]]
    assert reasons == ["NOT_COMPARED", None, *["NOT_COMPARED"] * 4]  # a number takes no looking
    plan = there.desk.sijill("plan", "draft", file, *OCTOBER, *MANAGER).strip()
    drafted = checked(there, plan)
    assert [one["reason"] for one in drafted["rows"]] == [
        None, None, "NOT_SURE_WHO", "NOBODY_FOUND", "NOT_COMPARED", "NOT_COMPARED",
    ]  # fmt: skip
    assert (drafted["CONFLICT"], drafted["UNKNOWN"], drafted["by_id_alone"]) == (2, 4, 1)


def test_a_reference_beside_anothers_name_is_not_sure_and_one_of_nobody_is_said_to_be(
    there: Qena, tmp_path: Path
) -> None:
    reference = registered(there, "هالة منصور درويش كامل")
    rows = (
        f"{reference},هالة منصور درويش كامل",
        f"{reference},كريمة رمضان فرج شحاتة",
        "HQSA-PVTA-2XU8,",
        ",كريمة",
    )
    file = tmp_path / "references.csv"
    file.write_text("\n".join(("الرقم المرجعي,الاسم", *rows)), encoding="utf-8")
    reasons = [None, "NOT_SURE_WHO", "REGISTRATION_UNKNOWN", "NOT_COMPARED"]
    assert [one["reason"] for one in checked(there, file, *OCTOBER)["rows"]] == reasons
    plan = there.desk.sijill("plan", "draft", file, *OCTOBER, *MANAGER).strip()
    assert [one["reason"] for one in checked(there, plan)["rows"]] == reasons
