"""`sijill plan deliver`: a row that names somebody means one of the plan's own lines, or comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from tests.cli.conftest import Copied, Qena
from tests.cli.test_plan import MANAGER
from tests.cli.test_plan_deliver import OCTOBER, counted, delivered
from tests.command import MATCHED

REGISTER: Final = """
mutation ($name: String!, $born: String!, $key: ID!, $numbers: [IdentityNumberInput!]! = []) {
  registerHousehold(idempotencyKey: $key, input: {
    place: "EG2706", consent: [{purpose: SHARING, state: GIVEN}],
    head: {name: $name, born: $born, identityNumbers: $numbers}
  }) { ... on HouseholdRegistered { reference } }
}
"""
FATIMA, ZAYNAB, SOUAD = "فاطمة عبد الرحيم حسن", "زينب علي محمود", "سعاد إبراهيم كامل"
HUDA: Final = "هدى محمود سيد"
"""Two of this name, born on one day."""


@pytest.fixture(scope="module")
def there(without_households: Copied) -> Qena:
    return without_households("handing_by_name", MATCHED)


def registered(there: Qena, name: str, born: str, key: str, *numbers: str) -> str:
    given = {
        "name": name,
        "born": born,
        "key": key,
        "numbers": [{"number": one} for one in numbers],
    }
    said = there.query(REGISTER, "caseworker@moss-qena", "registration", **given)
    return str(said["registerHousehold"]["reference"])


def written(file: Path, heading: str, *rows: str) -> Path:
    file.write_text("\n".join((heading, *rows)), encoding="utf-8")
    return file


def test_whom_a_row_names_is_looked_for_among_the_lines_of_the_plan(
    there: Qena, tmp_path: Path
) -> None:
    registered(there, FATIMA, "1980-03-05", "fatima")
    zaynab = registered(there, ZAYNAB, "1975-11-20", "zaynab")
    hudas = [registered(there, HUDA, "1990-01-02", f"huda {one}") for one in "12"]
    registered(there, SOUAD, "1983-06-07", "souad")  # registered, and of no line
    heading = "الرقم المرجعي,الاسم,تاريخ الميلاد"
    rows = (f",{FATIMA},1980-03-05", f"{zaynab},,", *(f"{one},," for one in hudas))
    list_ = written(tmp_path / "plan.csv", heading, *rows)
    plan = there.desk.sijill("plan", "draft", list_, *OCTOBER, *MANAGER).strip()
    for step in ("reserve", "release"):
        there.desk.sijill("plan", step, plan, *MANAGER)
    handed = written(
        tmp_path / "handed.csv",
        "الاسم,تاريخ الميلاد",
        "Fatma Abd el-Rahim Hassan,1980-03-05",
        f"{ZAYNAB},20/11/1975",
        f"{HUDA},1990-01-02",
        f"{SOUAD},1983-06-07",
        "زينب,",
    )
    before, asked = there.position, (plan, handed, "--on", "2026-10-20")
    assert counted(delivered(there, *asked, "--dry-run")) == (2, 0, 3)
    assert there.position == before
    found = delivered(there, *asked)
    assert counted(found) == (2, 0, 3)
    assert [(one["row"], one["reasons"][0]["code"]) for one in found["rejected_rows"]] == [
        (4, "row_not_sure_who"),
        (5, "row_person_not_in_plan"),
        (6, "row_says_too_little"),
    ]
    assert HUDA not in json.dumps(found, ensure_ascii=False)
    again = delivered(there, *asked)
    assert (again["already"], again["deliveries"], len(again["rejected_rows"])) == (True, 0, 3)
    shown = json.loads(there.desk.sijill("plan", "show", plan, *MANAGER, "--json"))
    given = [edge["node"]["delivered"] for edge in shown["lines"]["edges"]]
    assert given == [True, True, False, False]
    other = written(handed, "الاسم,تاريخ الميلاد", f"{FATIMA},1980-03-05")
    assert counted(delivered(there, plan, other, "--on", "2026-10-20")) == (0, 1, 0)


def test_a_number_alone_means_whoever_has_it_and_another_name_beside_it_nobody(
    there: Qena, tmp_path: Path
) -> None:
    """Their registrations have references of their own or none, and are found by no key of a number."""
    numbers = {"كريمة سيد رمضان فرج": "28503022712345", "سعاد محمود بيومي جاد": "29001012700011"}
    homes = [
        registered(there, name, f"{1985 + 5 * at}-01-02", name, number)
        for at, (name, number) in enumerate(numbers.items())
    ]
    list_ = written(tmp_path / "plan.csv", "الرقم المرجعي", *homes)
    plan = there.desk.sijill("plan", "draft", list_, *OCTOBER, *MANAGER).strip()
    for step in ("reserve", "release"):
        there.desk.sijill("plan", step, plan, *MANAGER)
    (karima, hers), (_, anothers) = numbers.items()
    handed = written(
        tmp_path / "numbers.csv",
        "الاسم,تاريخ الميلاد,الرقم القومي",
        f"{karima},1985-01-02,{anothers}",
        f",,{hers}",
        ",,29001022713579",
    )
    found = delivered(there, plan, handed, "--on", "2026-10-20")
    assert counted(found) == (1, 0, 2)
    assert [(one["row"], one["reasons"][0]["code"]) for one in found["rejected_rows"]] == [
        (2, "row_not_sure_who"),
        (4, "row_person_not_in_plan"),
    ]
    shown = json.loads(there.desk.sijill("plan", "show", plan, *MANAGER, "--json"))
    given = [edge["node"]["delivered"] for edge in shown["lines"]["edges"]]
    assert given == [True, False]
    mended = ("member", "correct", homes[1], "1", "--number", "29001022713579")
    there.desk.sijill(*mended, "--as", "caseworker@moss-qena")
    again = delivered(there, plan, handed, "--on", "2026-10-20")
    assert (again["already"], counted(again)) == (False, (1, 2, 0)), "what goes in now is told"
    once_more = delivered(there, plan, handed, "--on", "2026-10-20")
    assert (once_more["already"], counted(once_more)) == (True, (0, 3, 0))


def test_a_reference_beside_another_name_means_nobody_and_beside_a_members_or_a_spelling_its_household(
    there: Qena, tmp_path: Path
) -> None:
    people = {"كوثر يوسف عبد الله": "مها", "نادية فؤاد سليم": "أمل", "منى صبحي رزق": "هبة"}
    homes = []
    for head, daughter in people.items():
        homes.append(registered(there, head, "1979-05-06", head))
        there.desk.sijill(
            "member", "add", homes[-1], f"{daughter} {head}", "--relation", "child",
            "--as", "caseworker@moss-qena",
        )  # fmt: skip
    heading = "الرقم المرجعي,الاسم"
    crossed = (
        f"{homes[0]},نادية فؤاد سليم",
        f"{homes[1]},Nadia Fouad Selim",
        f"{homes[2]},هبة منى",
    )
    list_ = written(tmp_path / "crossed.csv", heading, *crossed)
    checked = there.desk.run("plan", "check", list_, *OCTOBER, *MANAGER, "--json").stdout
    assert [one["reason"] for one in json.loads(checked)["rows"]] == ["NOT_SURE_WHO", None, None]
    plain = written(tmp_path / "plan.csv", "الرقم المرجعي", *homes)
    plan = there.desk.sijill("plan", "draft", plain, *OCTOBER, *MANAGER).strip()
    for step in ("reserve", "release"):
        there.desk.sijill("plan", step, plan, *MANAGER)
    found = delivered(there, plan, list_, "--on", "2026-10-20")
    assert counted(found) == (2, 0, 1)
    assert [(one["row"], one["reasons"][0]["code"]) for one in found["rejected_rows"]] == [
        (2, "row_not_sure_who")
    ]
    by_line = written(tmp_path / "line.csv", f"السطر,{heading}", f"1,{crossed[0]}")
    assert counted(delivered(there, plan, by_line, "--on", "2026-10-20")) == (0, 0, 1)
