"""`sijill coverage`, `sijill gaps` and `sijill report coverage`, on what the demo leaves behind."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.conftest import Qena

AUDITOR: Final = ("--as", "auditor@moss-qena", "--purpose", "audit")
UMBRELLA: Final = ("--as", "analyst@qena-union")


def asked(register: Qena, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(register.desk.sijill(*words, "--json"))
    return found


def test_an_auditor_is_told_exactly_and_the_umbrella_to_the_nearest_ten(qena: Qena) -> None:
    exact = asked(qena, "coverage", *AUDITOR)
    figures = ("entitled", "planned", "reached", "covered", "unserved", "coverage")
    assert [exact["total"][name] for name in figures] == [30, 30, 30, 12, 18, 0.4]
    told = asked(qena, "coverage", *UMBRELLA)
    assert [told["total"][name] for name in figures] == [30, 30, 30, 10, 20, 0.3333]
    assert {one["entitled"] for one in told["coverage"]} == {None}
    shown = qena.desk.run("coverage", *UMBRELLA)
    assert "< 10" in shown.stdout
    assert "Those of the same row who are entitled and reached, both." in shown.stderr
    assert "مستحقون ووصلتهم المساعدة معا" in shown.stderr


def test_programmes_of_one_code_are_told_apart_by_whose_they_are(qena: Qena) -> None:
    """The ministry and the association give food baskets both."""
    whose = ("food-baskets @ moss-qena", "food-baskets @ albir-qena")
    shown = qena.desk.sijill("coverage", *AUDITOR, "--by", "programme")
    assert [one for one in whose if one not in shown] == []
    assert "food-baskets @ albir-qena" in qena.desk.sijill("reached", *AUDITOR, "--by", "programme")
    for command in ("statistics", "spending"):
        told = qena.desk.sijill(command, *AUDITOR, "--by", "service")
        assert "Food baskets / سلال غذائية @ albir-qena" in told


def test_a_programme_of_another_partner_is_asked_for_as_tables_call_it(qena: Qena) -> None:
    theirs = asked(qena, "coverage", *AUDITOR, "--programme", "food-baskets @ albir-qena")["total"]
    ours = asked(qena, "coverage", *AUDITOR, "--programme", "food-baskets@moss-qena")["total"]
    assert (theirs["reached"], theirs["planned"]) == (30, 0)
    assert (ours["reached"], ours["planned"]) == (0, 30)
    told = asked(qena, "statistics", *UMBRELLA, "--service", "food-baskets@albir-qena")
    assert [one["services"] for one in told["statistics"]] == [30]
    unknown = qena.desk.run("coverage", *UMBRELLA, "--programme", "food@albir-qena")
    assert (unknown.returncode, "food@albir-qena" in unknown.stderr) == (1, True)


def test_two_months_are_compared_and_add_up(qena: Qena) -> None:
    months = ("--since", "2026-09", "--until", "2099-12")
    (row,) = asked(qena, "coverage", *AUDITOR, *months, "--by", "governorate")["changes"] or [None]
    assert row is None or row["before"] + row["newly"] - row["dropped"] == row["after"]
    misused = qena.desk.run("coverage", *AUDITOR, "--since", "2026-09")
    assert misused.returncode == 2
    assert "--until" in misused.stderr


@pytest.mark.parametrize(
    ("kind", "where"), [("entitled_not_reached", 18), ("need_without_service", 0)]
)
def test_gaps_say_for_how_many(qena: Qena, kind: str, where: int) -> None:
    found = asked(qena, "gaps", kind, *AUDITOR)["gaps"]
    assert sum(one["persons"] for one in found) == where


@pytest.mark.parametrize(
    ("asked_by", "hidden"),
    [
        (("--as", "caseworker@albir-qena"), True),
        (("--as", "caseworker@albir-qena", "--own"), False),
        (AUDITOR, False),
    ],
)
def test_where_few_are_hidden_it_is_said_who_is_told_more(
    qena: Qena, asked_by: tuple[str, ...], *, hidden: bool
) -> None:
    shown = qena.desk.run("reached", *asked_by)
    assert ("< 10" in shown.stdout) is hidden
    assert ("--own tells those of your partner exactly" in shown.stderr) is hidden
    assert ("وأعداد جهتك وحدها كما هي" in shown.stderr) is hidden


@pytest.mark.parametrize(
    ("command", "counts"),
    [("statistics", "services"), ("reached", "persons"), ("spending", "services")],
)
def test_counts_that_are_rounded_are_said_to_be_though_none_of_them_is_hidden(
    qena: Qena, command: str, counts: str
) -> None:
    whole = ("--by", "month") if command == "reached" else ("--by", "year")
    shown = qena.desk.run(command, *UMBRELLA, *whole)
    assert "< 10" not in shown.stdout
    assert "others to the nearest ten" in shown.stderr
    assert ("money is in round figures" in shown.stderr) is (command == "spending")
    told, exact = (asked(qena, command, *who, *whole) for who in (UMBRELLA, AUDITOR))
    assert (told["rounded"], exact["rounded"]) == (True, False)
    assert [one[counts] % 10 for one in told[command]] == [0]


def test_a_manager_is_told_which_households_of_hers_are_behind_a_gap(qena: Qena) -> None:
    manager = ("--as", "programme_manager@moss-qena", "--purpose", "planning")
    kind = "entitled_not_reached"
    own = asked(qena, "gaps", kind, "--own", *manager)["gaps"]
    found = asked(qena, "gaps", kind, "--households", *manager)
    assert sum(one["persons"] for one in own) == len(found["households"]) > 0
    first = found["households"][0]
    table = qena.desk.sijill("gaps", kind, "--households", *manager)
    assert first["household"]["reference"] in table
    assert first["programme"]["code"] in table


def test_villages_without_a_service_point_are_those_of_the_tree(qena: Qena) -> None:
    found = asked(qena, "gaps", "village_without_service_point", *UMBRELLA, "--place", "EG2706")
    assert {one["place"]["level"] for one in found["gaps"]} == {3}
    assert all(one["persons"] in {0, None} for one in found["gaps"])
    for kind, places in (
        ("village_without_service_point", "village / القرية"),
        ("entitled_not_reached", "markaz / المركز"),
    ):
        assert places in qena.desk.sijill("gaps", kind, *UMBRELLA, "--place", "EG2706")


@pytest.mark.parametrize(("language", "words"), [("ar", "دشنا"), ("en", "Deshna")])
def test_a_chart_has_its_table_beside_it(
    qena: Qena, tmp_path: Path, language: str, words: str
) -> None:
    drawn = tmp_path / "coverage.svg"
    done = qena.desk.run(
        "report", "coverage", *AUDITOR, "--svg", str(drawn), "--language", language
    )
    assert done.returncode == 0, done.stderr
    picture = ET.fromstring(drawn.read_text(encoding="utf-8"))  # noqa: S314 - drawn just now
    texts = [one.text or "" for one in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert words in texts
    assert {"40 %", "30", "12"} <= set(texts)
    ways = {one.get("direction") for one in picture.iter("{http://www.w3.org/2000/svg}text")}
    assert ways == ({"rtl", "ltr"} if language == "ar" else {"ltr"})
    assert not any("nearest ten" in one or "أقرب عشرة" in one for one in texts)
    said = picture.findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert said.count("،" if language == "ar" else ",") == 9, "all markazes and the total"
    assert (";" in said, "," in said) == (False, language == "en")


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "الأعداد إلى أقرب عشرة والنسب منها"), ("en", "Counts are to the nearest ten")],
)
def test_a_chart_of_rounded_counts_says_so(
    qena: Qena, tmp_path: Path, language: str, words: str
) -> None:
    drawn = tmp_path / "coverage.svg"
    qena.desk.sijill("report", "coverage", *UMBRELLA, "--svg", str(drawn), "--language", language)
    assert words in drawn.read_text(encoding="utf-8")
