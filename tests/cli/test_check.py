"""`sijill check`: a list held against the register, with nothing written of it."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from registry.cli.check import TOGETHER
from tests.cli.conftest import Copied, Qena
from tests.command import MATCHED

ASSOCIATION = ("--as", "caseworker@albir-qena")
HEADINGS = "الاسم,الرقم القومي,تاريخ الميلاد,رقم التليفون,المركز,عدد أفراد الأسرة\n"
LIST = HEADINGS + (
    "Fatma Abdelrehim Mahmoud,28503022712345,1985-03-02,01092574822,دشنا,4\n"
    "زينب حسن علي,,1990-05-01,,قوص,3\n"
    "كريمة,,,,قوص,2\n"
)


@pytest.fixture(scope="module")
def there(without_households: Copied) -> Qena:
    """Qena's partners, and فاطمة at the ministry."""
    there = without_households("checking", MATCHED)
    desk = there.desk
    known = ("--sex", "female", "--born", "1985-03-02", "--number", "28503022712345")
    who = ("--as", "caseworker@moss-qena")
    desk.sijill(
        "household", "register", "فاطمة عبد الرحيم محمود", "--place", "EG2706", *known, *who
    )
    desk.sijill("household", "register", "عائشة رضا سالم", "--place", "EG2706", *who)
    return there


def written(folder: Path, text: str = LIST) -> Path:
    file = folder / "list.csv"
    file.write_text(text, encoding="utf-8")
    return file


def checked(there: Qena, file: Path, *more: str) -> dict[str, Any]:
    said = there.desk.sijill("check", str(file), *ASSOCIATION, "--json", *more)
    return dict(json.loads(said))


def test_who_is_known_to_another_partner_is_told_with_evidence_and_masked(
    there: Qena, tmp_path: Path
) -> None:
    answer = checked(there, written(tmp_path))
    assert answer["complete"]
    assert (answer["people"], answer["known_to_another"], answer["known_to_your_own"]) == (3, 1, 0)
    assert answer["too_little_known"] == 1, "كريمة is no more than a name and a markaz"
    (one,) = answer["matches"]
    assert (one["row"], one["likelihood"]) == (2, "SURE")
    assert one["household"]["headName"]["value"] is None
    assert one["household"]["headName"]["masked"] == "فـ… عـ… ا… مـ…"
    assert "فاطمة" not in json.dumps(answer, ensure_ascii=False)


def test_nothing_is_written_but_that_a_check_was_made(there: Qena, tmp_path: Path) -> None:
    before = there.position
    checked(there, written(tmp_path))
    facts = there.asked("select notification_id, topic from log.facts")
    topics = [topic for at, topic in facts if at > before]
    assert set(topics) == {"access.searched.v1", "access.fields_opened.v1"}
    assert topics.count("access.searched.v1") == 1


def test_the_workbook_has_the_matches_and_a_summary_in_both_languages(
    there: Qena, tmp_path: Path
) -> None:
    into = tmp_path / "found.xlsx"
    checked(there, written(tmp_path), "--matches", str(into))
    book = CalamineWorkbook.from_path(into)
    summary, matches, rows = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert ["perhaps known to another partner", 1, "قد تعرفهم جهة أخرى"] in summary
    assert len(rows) == 1, "no row of it wants a look"
    headings, line = matches
    said = dict(zip(headings, line, strict=True))
    assert said["row · الصف"] == 2
    assert said["name in the file · الاسم في الملف"] == "Fatma Abdelrehim Mahmoud"
    assert said["registered name · الاسم المسجل"] == "فـ… عـ… ا… مـ…"
    assert str(said["evidence"]).startswith("given name: the same in another script (")
    assert str(said["الدليل"]).startswith("الاسم الأول: مطابق بحروف أخرى (")
    assert stat.S_IMODE(into.stat().st_mode) == 0o600


def test_a_list_that_is_asked_about_in_several_goes_is_checked_completely(
    there: Qena, tmp_path: Path
) -> None:
    """The record of the first go made the next say that not everybody is indexed yet."""
    born = range(1940, 1940 + TOGETHER + 1)
    strangers = "".join(f"زينب حسن علي,,{year}-05-01,,قوص,3\n" for year in born)
    answer = checked(there, written(tmp_path, HEADINGS + strangers))
    assert answer["people"] == TOGETHER + 1
    assert (answer["complete"], answer["missing"]) == (True, [])


def test_a_dropped_column_is_said_with_its_effect(there: Qena, tmp_path: Path) -> None:
    file = written(tmp_path, "الاسم,المركز\nFatma Abdelrehim Mahmoud,دشنا\n")
    done = there.desk.run("check", str(file), *ASSOCIATION)
    assert done.returncode == 0
    for said in (
        "no column for identity numbers: people are told by their names and what else is said",
        "no column for birth dates: much less tells namesakes apart",
        "لا عمود لرقم الهوية في الملف",
    ):
        assert said in done.stderr
    assert "no column for the markaz" not in done.stderr
    book = CalamineWorkbook.from_path(tmp_path / "list-matches.xlsx")
    summary = book.get_sheet_by_index(0).to_python()
    assert any("no column for phones" in str(row[0]) for row in summary)


def test_a_blank_cell_is_neither_a_match_nor_a_mismatch(there: Qena, tmp_path: Path) -> None:
    """Peers took a missing identity number for another one, or for the same."""
    file = written(tmp_path, HEADINGS + "فاطمة عبد الرحيم محمود,,1985-03-02,,دشنا,4\n")
    (one,) = checked(there, file)["matches"]
    assert one["household"]["headName"]["masked"] == "فـ… عـ… ا… مـ…"
    assert not {"IDENTITY_NUMBER", "PHONE"} & {each["of"] for each in one["evidence"]}


@pytest.mark.parametrize(
    "text",
    [
        HEADINGS + "فاطمة عبد الرحيم محمود,28503022712345,,,,4\n",
        "الاسم,الرقم القومي\nفاطمة عبد الرحيم محمود,28503022712345\n",
    ],
    ids=["an empty cell", "no column"],
)
def test_whoever_names_no_place_is_looked_for_all_the_same(
    there: Qena, tmp_path: Path, text: str
) -> None:
    """An import refuses such a row, and a list without the column: every total is by place."""
    answer = checked(there, written(tmp_path, text))
    assert (answer["people"], answer["rejects"]) == (1, 0)
    (one,) = answer["matches"]
    assert (one["row"], one["likelihood"]) == (2, "SURE")
    assert "PLACE" not in {each["of"] for each in one["evidence"]}
    assert ("markaz" in answer["absent_columns"]) == ("المركز" not in text)


def test_rows_that_cannot_be_read_are_named_with_the_reason_and_stop_nothing(
    there: Qena, tmp_path: Path
) -> None:
    file = written(tmp_path, LIST + "هدى سيد محمود,,1990-05-01,,بلد لا وجود له,2\n")
    answer = checked(there, file)
    assert (answer["rejects"], answer["known_to_another"]) == (1, 1)
    (row,) = answer["rejected_rows"]
    assert (row["row"], [one["code"] for one in row["reasons"]]) == (5, ["row_place_unknown"])
    shown = there.desk.sijill("check", str(file), *ASSOCIATION)
    said = row["reasons"][0]["ar"]
    assert said.split(":")[0] in shown
    book = CalamineWorkbook.from_path(tmp_path / "list-matches.xlsx")
    _, line = book.get_sheet_by_index(2).to_python()
    assert line[1:] == [5, row["reasons"][0]["en"], said]


def test_what_of_a_row_could_not_be_read_is_said(there: Qena, tmp_path: Path) -> None:
    """Whoever has a birth date that nobody can read is looked for without one."""
    file = written(tmp_path, HEADINGS + "فاطمة عبد الرحيم محمود,,31/31/1985,,دشنا,4\n")
    answer = checked(there, file)
    assert (answer["rejects"], answer["warned"]) == (0, 1)
    (row,) = answer["warned_rows"]
    assert (row["row"], row["code"]) == (2, "birth_date_unreadable")
    assert "تاريخ الميلاد غير مقروء" in there.desk.sijill("check", str(file), *ASSOCIATION)


@pytest.mark.parametrize("title", ["كشف توزيع سلال غذائية", "كشف المستفيدين"])
def test_nobody_need_say_what_the_rows_of_a_list_are(
    there: Qena, tmp_path: Path, title: str
) -> None:
    """What was handed out and what is registered name people alike."""
    handed = HEADINGS.replace("المركز,", "المركز,تاريخ الاستلام,")
    line = "Fatma Abdelrehim Mahmoud,28503022712345,1985-03-02,,دشنا,2026-10-05,4\n"
    assert checked(there, written(tmp_path, f"{title},,,,,,\n{handed}{line}"))["people"] == 1


def test_an_import_says_how_many_may_be_known_already(there: Qena, tmp_path: Path) -> None:
    file = written(tmp_path)
    said = there.desk.run(
        "import", str(file), "--partner", "albir-qena", "--as", "registrations", "--json"
    )
    assert json.loads(said.stdout)["perhaps_known"] == {
        "looked_at": 3, "of": 3, "to_another_partner": 1, "to_the_own": 0, "complete": False,
    }  # fmt: skip
    assert "1 may be known to another partner and 0 to your own" in said.stderr
    again = there.desk.run(
        "import", str(file), "--partner", "albir-qena", "--as", "registrations", "--json"
    )
    assert json.loads(again.stdout)["perhaps_known"] is None, "the same file brings nobody"


def test_an_import_does_not_know_of_whom_nobody_has_looked_for(there: Qena, tmp_path: Path) -> None:
    file = written(tmp_path, LIST.replace("زينب حسن علي", "نعيمة سعد بدوي"))
    late = replace(there.desk, settings={**there.desk.settings, "SIJILL_MATCHING": "elsewhere"})
    said = late.run(
        "import", str(file), "--partner", "albir-qena", "--as", "registrations", "--json"
    )
    found = json.loads(said.stdout)["perhaps_known"]
    assert (found["looked_at"], found["complete"]) == (0, False)
    assert f"0 of {found['of']} registrations were looked at" in said.stderr
