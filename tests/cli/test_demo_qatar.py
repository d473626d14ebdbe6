"""`sijill demo qatar`: a registry of the country's own, whose facts come to what was published."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from registry.cli.demo.printed import Said
from registry.cli.demo.qatar import RECIPE
from registry.cli.demo.recipe import Saying
from tests.cli.conftest import Beside, Qena
from tests.cli.test_guides import blocks, commands
from tests.forking import QuickDesk

GUIDE: Final = "docs/statistics.md"
PUBLISHED: Final = [
    # use case, published, and which count it is
    ("N02", 2343, {"person", "visit", "service"}),
    ("N02", 1194, {"person", "visit", "service"}),
    ("N02", 1149, {"person", "visit", "service"}),
    ("N05", 3696, {"person", "visit", "service"}),
    ("N06", 580, {"person", "visit", "service"}),
    ("N06", 474, {"person", "visit", "service"}),
    ("N07", 1418, {"person", "visit", "service"}),
    ("N07", 1298, {"service"}),
    ("N09", 2695, {"person", "visit", "service"}),
    ("N09", 64, {"person", "visit", "service"}),
    ("N09", 2957, {"person", "visit", "service"}),
    ("N09", 119, {"person", "visit", "service"}),
    ("N09", 5835, {"service"}),
    ("N10", 12000, set()),
    ("N10", 12000, {"visit", "service"}),
]


@dataclass(frozen=True)
class Qatar:
    """The registry of Qatar: what its first run printed, and a desk that asks it."""

    first: dict[str, Any]
    desk: QuickDesk


@pytest.fixture(scope="session")
def qatar(qena: Qena, beside: Beside, quick_folder: Path) -> Qatar:
    desk = beside("gulf")
    first = json.loads(desk.sijill("demo", "qatar", "--once", "--json"))
    own = {"SIJILL_DATABASE_URL": qena.server.url("gulf_qatar")}
    return Qatar(first, replace(desk, data=quick_folder / "gulf-qatar", settings=own))


def test_every_published_figure_comes_out_of_the_facts_and_says_which_count_it_is(
    qatar: Qatar,
) -> None:
    found = [
        (one["use_case"], one["published"], set(one["counts"])) for one in qatar.first["published"]
    ]
    assert found == PUBLISHED
    all_of_aman, all_lines, three_centres = qatar.first["published"][-3:]
    assert (all_of_aman["persons"], all_of_aman["services"]) == (3357, 5835)
    assert (all_lines["services"], three_centres["services"]) == (15644, 11874)
    assert [one["rounded"] for one in (all_of_aman, all_lines, three_centres)] == [
        False,
        False,
        True,
    ]


def test_splits_come_to_the_services_of_their_line_and_years_rise(qatar: Qatar) -> None:
    lines = qatar.first["lines"]
    for one in lines:
        assert sum(one["sex"].values()) == sum(one["nationality"].values()) == one["services"]
    rising = [one["services"] for one in lines if one["service"] == "parental-care"]
    assert rising == sorted(rising)
    assert len(rising) == 5
    assert list(qatar.first["calls"]) == ["phone-psychological", "phone-legal", "phone-social"]


def test_what_was_published_in_words_holds_of_the_facts(qatar: Qatar) -> None:
    assert [(one["use_case"], one["services"], one["holds"]) for one in qatar.first["said"]] == [
        ("N03", [620, 905, 1310, 1795, 2343], True),
        ("N04", [430, 260, 150], True),
        ("N05", [2084, 1612], True),
        ("N07", [1000, 418], True),
    ]


@pytest.mark.parametrize(
    ("saying", "counts", "holds"),
    [
        (Saying.RISING, [1, 2, 2], False),
        (Saying.RISING, [2], False),
        (Saying.RANKING, [3, 4], False),
        (Saying.RANKING, [], False),
        (Saying.BOTH_NATIONALITIES, [9, 0], False),
        (Saying.BOTH_NATIONALITIES, [9, 1], True),
    ],
)
def test_a_claim_holds_of_no_other_counts(
    saying: Saying, counts: list[int], *, holds: bool
) -> None:
    claim = replace(RECIPE.claims[0], saying=saying)
    assert Said(claim, counts).holds is holds


def test_the_command_and_its_guide_count_the_same(qatar: Qatar) -> None:
    typed = [words for words in commands(GUIDE) if words[0] != "demo"]
    written = qatar.desk.home / "indicators.yaml"
    written.write_text(next(one.text for one in blocks(GUIDE) if one.language == "yaml"), "utf-8")
    for words in typed:
        done = qatar.desk.run(*words)
        assert done.returncode == 0, done.stderr
    auditor = ("--as", "auditor@aman", "--purpose", "audit")
    asked = (*auditor, "--year", "2023", "--centre", "aman", "--json")
    (aman,) = json.loads(qatar.desk.sijill("statistics", *asked, "--by", "centre"))["statistics"]
    assert (aman["persons"], aman["visits"], aman["services"]) == (3357, 5716, 5835)
    assert aman["centre"]["code"] == "aman"


def test_services_are_counted_by_what_they_are_for(qatar: Qatar) -> None:
    auditor = ("--as", "auditor@aman", "--purpose", "audit", "--year", "2023", "--json")
    asked = ("statistics", *auditor, "--by", "service", "--tag")
    for tag, services in (
        (
            "rights",
            {"phone-legal", "awareness", "protection", "shelter", "consultations", "follow-up"},
        ),
        (
            "vision-2030",
            {"parental-care", "lifestyle", "vocational-technical", "scholarships", "diploma"},
        ),
        ("vision-2040", set()),
    ):
        rows = json.loads(qatar.desk.sijill(*asked, tag))["statistics"]
        assert {row["service"]["code"] for row in rows} == services


def test_a_published_table_is_counted_again_to_the_same_digest(qatar: Qatar) -> None:
    sijill, officer = qatar.desk.sijill, ("--as", "data_officer@aman", "--json")
    names = ("--name-ar", "خدمات 2023", "--name-en", "Services of 2023", "--year", "2023")
    made = json.loads(sijill("release", "make", "aman-2023", *names, "--own", *officer))
    verified = json.loads(sijill("release", "verify", "aman-2023", *officer))
    assert verified["same"]
    by_sex = ("--name-ar", "بحسب النوع", "--name-en", "By sex", "--by", "sex", "--own")
    sijill("release", "make", "aman-by-sex", *by_sex, *officer)
    shown = sijill("release", "verify", "aman-by-sex", *officer[:-1])
    assert "أنثى / female" in shown, "as statistics show it"
    assert {row["service"]: row["services"] for row in verified["table"]} == {
        "protection": 2695,
        "shelter": 64,
        "consultations": 2957,
        "follow-up": 119,
    }
    published = json.loads(sijill("release", "list", *officer))
    assert [one["digest"] for one in published if one["code"] == "aman-2023"] == [made["digest"]]
    unknown = qatar.desk.run("release", "verify", "aman-2024", "--as", "analyst@aman")
    assert unknown.returncode == 1
    assert "aman-2024" in unknown.stderr


def test_sources_come_to_the_total_of_each_centre(qatar: Qatar) -> None:
    asked = ("--as", "auditor@wifaq", "--purpose", "audit", "--year", "2023", "--json")
    rows = json.loads(qatar.desk.sijill("spending", *asked))["spending"]
    assert {row["centre"]["code"] for row in rows} == {"wifaq", "nama", "ehsan", "aman"}
    for row in rows:
        assert sum(Decimal(one["amount"]) for one in row["sources"]) == Decimal(row["total"])
        assert row["unsourced"] == 0
    shown = {one["centre"]: one for one in qatar.first["spent"]}
    assert {row["centre"]["code"]: Decimal(row["total"]) for row in rows} == {
        code: Decimal(one["total"]) for code, one in shown.items()
    }
    (wifaq,) = (row for row in rows if row["centre"]["code"] == "wifaq")
    assert wifaq["perPerson"] == "200.00"


def test_what_was_reported_stands_beside_what_is_computed(qatar: Qatar) -> None:
    written = qatar.desk.home / "reported.yaml"
    written.write_text(next(one.text for one in blocks(GUIDE) if one.language == "yaml"), "utf-8")
    asked = ("indicators", written, "--as", "data_officer@wifaq")
    found = {
        (one["code"], one["year"]): one for one in json.loads(qatar.desk.sijill(*asked, "--json"))
    }
    care = found["parental-care", 2023]
    assert ([one["value"] for one in care["reported"]], care["computed"]) == ([2343], "2343")
    assert found["parental-care", 2019]["computed"] == "620"
    assert found["women-of-parental-care", 2023]["computed"] == "49.0"
    assert found["women-of-parental-care", 2018]["computed"] is None
    assert found["women-of-parental-care", 2018]["missing"] == ["denominator"]
    assert found["families-better-off", 2023]["missing"] == ["numerator"]
    shown = qatar.desk.sijill(*asked)
    assert "not computable: missing a survey of outcomes" in shown
    assert "غير قابل للحساب: ينقص مسح للنتائج" in shown
    written.write_text("indicators: [{code: x}]", "utf-8")
    assert qatar.desk.run(*asked).returncode == 1


def test_another_country_is_no_part_of_it(qatar: Qatar, qena: Qena) -> None:
    codes = {one["code"] for one in json.loads(qatar.desk.sijill("partner", "list", "--json"))}
    assert "social-work" in codes
    assert "moss-qena" not in codes
    refused = qena.desk.run("demo", "qatar", "--once", "--data", str(qena.desk.data))
    assert refused.returncode == 1
    assert "another country" in refused.stderr
    wrong = qena.desk.run("demo", "qatar", "--once", "--from", str(qena.desk.home))
    assert wrong.returncode == 2


def test_the_arabic_tables_run_from_right_to_left(beside: Beside) -> None:
    shown = beside("unserved").sijill("demo", "qatar", "--once", "--bare")
    headings = [line for line in shown.splitlines() if line.startswith("┃")]
    english = next(line for line in headings if "centre" in line)
    arabic = next(line for line in headings if "المركز" in line)
    assert english.index("centre") < english.index("service") < english.index("services")
    assert arabic.index("خدمات") < arabic.index("الخدمة") < arabic.index("المركز")
    assert len(english.split("┃")) == len(arabic.split("┃"))
