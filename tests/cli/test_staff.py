"""`sijill staff`: who is there, who has left, and what that means for whoever asks."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Copied, Qena

MONA = "mona@albir-qena"
ME = "{ me { roles partner { code } } }"
ADD = ("staff", "add", MONA, "--role", "caseworker", "--role", "data_officer")
ASK = ("query", ME, "--purpose", "registration", "--as")


@pytest.fixture(scope="module")
def office(without_households: Copied) -> Qena:
    return without_households("office")


def test_somebody_by_name_asks_in_all_their_roles_until_they_leave(office: Qena) -> None:
    desk = office.desk
    before = desk.run(*ASK, MONA)
    assert (before.returncode, before.stdout) == (1, "")
    assert "hint: check the name, or add it: sijill staff add" in before.stderr
    added = json.loads(desk.sijill(*ADD, "--name-ar", "منى علي", "--json"))
    assert added["already"] is False
    assert json.loads(desk.sijill(*ADD, "--json")) == {**added, "already": True}
    said = json.loads(desk.sijill(*ASK, MONA))["data"]["me"]
    assert said == {"roles": ["CASEWORKER", "DATA_OFFICER"], "partner": {"code": "albir-qena"}}
    token = desk.sijill("token", "--as", MONA, "--purpose", "registration").strip()

    assert json.loads(desk.sijill("staff", "leave", MONA, "--json"))["left_on"] is not None
    for asked in (ASK, ("token", "--purpose", "registration", "--as")):
        gone = desk.run(*asked, MONA)
        assert (gone.returncode, gone.stdout) == (1, "")
        assert "has left" in gone.stderr
        assert "ترك العمل" in gone.stderr
        assert "hint: if they are back, run: sijill staff return" in gone.stderr
    shown = desk.run("query", ME, "--token", token)
    assert shown.returncode == 1
    assert json.loads(shown.stdout)["errors"][0]["extensions"]["code"] == "staff_left"

    assert json.loads(desk.sijill("staff", "leave", MONA, "--json"))["already"] is True
    assert json.loads(desk.sijill("staff", "return", MONA, "--json"))["already"] is False
    assert json.loads(desk.sijill("query", ME, "--token", token))["data"]["me"] == said


def test_a_role_asks_without_being_added_and_leaves_as_well(office: Qena) -> None:
    who = "caseworker@noor-fund"
    desk = office.desk
    enrol = ("partner", "enrol", "noor-fund", "--name-ar", "صندوق", "--name-en", "Fund")
    desk.sijill(*enrol, "--kind", "private_donor")
    desk.sijill(*ASK, who)
    desk.sijill("staff", "leave", who)
    assert desk.run(*ASK, who).returncode == 1
    desk.sijill(*ASK, "volunteer@noor-fund")


def test_the_list_says_who_is_there_and_who_has_left(office: Qena) -> None:
    desk = office.desk
    desk.sijill("staff", "add", "hoda@moss-qena", "--role", "auditor", "--name-latin", "Hoda")
    desk.sijill("staff", "leave", "hoda@moss-qena")
    listed = json.loads(desk.sijill("staff", "list", "--partner", "moss-qena", "--json"))
    hoda = next(one for one in listed if one["login"] == "hoda@moss-qena")
    assert (hoda["roles"], hoda["name_latin"]) == (["auditor"], "Hoda")
    assert hoda["left_on"]
    assert {one["partner"] for one in listed} == {"moss-qena"}
    table = desk.sijill("staff", "list")
    assert "hoda@moss-qena" in table
    assert "مراجع حسابات" in table


def test_a_name_is_wiped_under_a_case_number_and_the_id_stays(office: Qena) -> None:
    desk = office.desk
    desk.sijill("staff", "add", "nadia@moss-qena", "--role", "caseworker", "--name-ar", "نادية")
    asked = desk.run("staff", "remove", "nadia@moss-qena")
    assert asked.returncode == 2
    assert "--case" in asked.stderr
    removed = json.loads(
        desk.sijill("staff", "remove", "nadia@moss-qena", "--case", "S-1", "--json")
    )
    assert (removed["login"], removed["name_ar"], removed["removed"]) == (None, None, True)
    again = json.loads(desk.sijill("staff", "remove", removed["actor"], "--case", "S-1", "--json"))
    assert again == {**removed, "already": True}
    assert "نادية" not in desk.sijill("staff", "list", "--json")
    assert desk.run("staff", "remove", "nadia@moss-qena", "--case", "S-1").returncode == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "samir@moss-qena"), 2, "Name one role"),
        (("add", "auditor@moss-qena", "--role", "caseworker"), 2, "This login is a role"),
        (("add", "samir@nowhere", "--role", "caseworker"), 1, "There is no partner"),
        (("add", "samir", "--role", "caseworker"), 1, "Write it as"),
        (("leave", "samir@moss-qena"), 1, "Nobody in the staff directory"),
        (("return", "samir@moss-qena"), 1, "Nobody in the staff directory"),
        (("rename", "samir@moss-qena", "--name-ar", "سمير"), 1, "Nobody in the staff directory"),
        (("remove", "samir@moss-qena", "--case", "28501012700123"), 1, "case number"),
        (("list", "--partner", "nowhere"), 1, "There is no partner"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    office: Qena, words: tuple[str, ...], code: int, said: str
) -> None:
    done = office.desk.run("staff", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr


def test_the_demo_goes_on_without_whoever_has_left(office: Qena) -> None:
    """Its tokens are for roles; one of them may have been closed."""
    office.desk.sijill("staff", "leave", "caseworker@albir-qena")
    again = json.loads(office.desk.sijill("demo", "--once", "--bare", "--json"))
    assert again["log_position"] >= office.first["log_position"]
