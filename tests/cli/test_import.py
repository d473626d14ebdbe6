"""`sijill import`: what it refuses, what it only tries, and the mapping that it keeps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import Qena
from tests.cli.workbooks import KOBO, LIST, rename_column

AS_BASKETS = ("--partner", "albir-qena", "--as", "deliveries", "--programme", "food-baskets")
REFUSALS = {
    "a partner nobody enrolled": (
        (LIST, "--partner", "noor", "--as", "deliveries"),
        "There is no partner “noor”.",
        "hint: check the code, or enrol it: sijill partner enrol noor",
    ),
    "a programme nobody opened": (
        (LIST, "--partner", "albir-qena", "--as", "deliveries", "--programme", "school-kits"),
        "This partner has no programme “school-kits”.",
        "hint: see the codes: sijill programme list, or open it: sijill programme open PARTNER school-kits",
    ),
    "a file that is not there": (
        ("october.xlsx", *AS_BASKETS),
        "There is no such file.",
        "hint: check its name and folder",
    ),
    "a list that may be a plan": (
        (LIST, "--partner", "albir-qena", "--programme", "food-baskets"),
        "The title looks like a distribution list",
        "hint: if everything in it was handed out, add --as deliveries",
    ),
    "baskets of no programme": (
        (LIST, "--partner", "albir-qena", "--as", "deliveries"),
        "The programme that was delivered is not known.",
        "hint: add --programme and the programme's code",
    ),
    "a form as deliveries": (
        (KOBO, *AS_BASKETS),
        "Submissions of Kobo and ODK are registrations",
        "hint: leave out --as deliveries",
    ),
}


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    REFUSALS.values(),
    ids=[name.replace(" ", "_") for name in REFUSALS],
)
def test_what_cannot_be_taken_in_is_refused_with_a_hint(
    qena: Qena, samples: Path, arguments: tuple[str, ...], said: str, hint: str
) -> None:
    file, *options = arguments
    before = qena.position
    done = qena.desk.run("import", samples / file, *options)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"sijill: {said}" in done.stderr
    assert hint in done.stderr
    assert done.stderr.count("hint: ") == done.stderr.count("تلميح: ") == 1
    assert qena.position == before


@pytest.mark.parametrize("wrong", [("--on", "الخميس"), ("--within", "قنا وقوص")])
def test_an_option_that_means_nothing_is_wrong_usage(
    qena: Qena, samples: Path, wrong: tuple[str, str]
) -> None:
    done = qena.desk.run("import", samples / LIST, *AS_BASKETS, *wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert wrong[0] in done.stderr
    assert "hint: " in done.stderr


def test_a_dry_run_says_what_would_happen_to_the_register_as_it_is_and_writes_nothing(
    qena: Qena, samples: Path
) -> None:
    before = qena.position
    tried = qena.desk.sijill("import", samples / LIST, *AS_BASKETS, "--dry-run", "--json")
    summary = json.loads(tried)
    assert summary["dry_run"] is True
    assert (summary["deliveries"], summary["rejects"], summary["unchanged"]) == (0, 0, 30)
    assert qena.position == before
    assert [file.name for file in samples.glob("*-rejects*")] == []


def test_the_same_file_again_is_already_there(qena: Qena, samples: Path) -> None:
    again = ("import", samples / LIST, *AS_BASKETS, "--within", "EG27")
    before = qena.position
    done = qena.desk.run(*again, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["already"] is True
    assert qena.position == before


def test_a_choice_of_columns_is_saved_and_used_next_month(qena: Qena, samples: Path) -> None:
    file, mapping = samples / LIST, samples / "list.yaml"
    rename_column(file, "اسم المستفيد رباعي", "صاحب البطاقة")
    unknown = qena.desk.run("import", file, *AS_BASKETS, "--dry-run")
    assert unknown.returncode == 1
    assert "There is no column for the name" in unknown.stderr

    mapping.write_text("household:\n  صاحب البطاقة: name\n", encoding="utf-8")
    first = qena.desk.sijill(
        "import",
        file,
        *AS_BASKETS,
        "--dry-run",
        "--json",
        "--mapping",
        mapping,
        "--save-mapping",
        samples / "kept.yaml",
    )
    kept = yaml.safe_load((samples / "kept.yaml").read_text(encoding="utf-8"))
    assert kept["household"]["صاحب البطاقة"] == "name"
    assert kept["household"]["المركز"] == "markaz"

    rename_column(file, "المركز", "الجهة الإدارية")
    text = (samples / "kept.yaml").read_text(encoding="utf-8")
    (samples / "kept.yaml").write_text(text.replace("المركز", "الجهة الإدارية"), encoding="utf-8")
    second = qena.desk.sijill(
        "import", file, *AS_BASKETS, "--dry-run", "--json", "--mapping", samples / "kept.yaml"
    )
    assert json.loads(second) == json.loads(first)


def test_a_mapping_that_cannot_be_written_is_named(qena: Qena, samples: Path) -> None:
    nowhere = samples / "nowhere" / "list.yaml"
    done = qena.desk.run(
        "import", samples / LIST, *AS_BASKETS, "--dry-run", "--save-mapping", nowhere
    )
    assert done.returncode == 1
    assert f"The mapping cannot be written to {nowhere}." in done.stderr


def test_rejected_rows_are_found_something_and_come_back(bare: Qena, samples: Path) -> None:
    broken = samples / "list.csv"
    broken.write_text(
        "الاسم,المركز,عدد الأفراد\nعبد الرحمن علي حسن محمود,قوص,٤\nخالد أحمد سيد علي,لا مكان,٣\n",
        encoding="utf-8",
    )
    nowhere = samples / "nowhere" / "back.xlsx"
    arguments = ("import", broken, "--partner", "albir-qena", "--as", "registrations")
    lost = bare.desk.run(*arguments, "--rejects", nowhere)
    assert lost.returncode == 1
    assert f"the rejected rows cannot be written to {nowhere}" in lost.stderr

    done = bare.desk.run(*arguments, "--json")
    assert done.returncode == 1
    summary = json.loads(done.stdout)
    assert (summary["registrations"], summary["rejects"]) == (1, 1)
    assert (samples / "list-rejects.xlsx").exists()
    assert "خالد" not in done.stderr


PERSONS = """كود الأسرة,صلة القرابة,الاسم,المركز
ق-1,ربة الأسرة,فاطمة علي حسن,دشنا
ق-1,XYZ,علي محمد سيد,
ق-1,ابنة,مريم محمد سيد,
ق-2,ابن,خالد عبد الرحمن,قوص
"""


def test_a_list_of_persons_is_taken_for_what_it_is_and_says_what_came_back(
    bare: Qena, samples: Path
) -> None:
    path = samples / "people.csv"
    path.write_text(PERSONS, encoding="utf-8")
    done = bare.desk.run("import", path, "--partner", "albir-qena")
    assert done.returncode == 1
    assert "head's." in done.stdout
    assert "من هو ربها" in done.stdout
    assert "خالد" not in done.stdout + done.stderr
    again = json.loads(bare.desk.run("import", path, "--partner", "albir-qena", "--json").stdout)
    assert (again["already"], len(again["rejected_rows"])) == (True, 2)
    assert again["rejects_files"] == [str(samples / "people-rejects.xlsx")]


def test_of_very_many_rejected_rows_the_first_are_shown_and_the_rest_counted(
    bare: Qena, samples: Path
) -> None:
    path = samples / "people.csv"
    nowhere = "".join(f"ق-{number},رب الأسرة,خالد سيد,لا مكان\n" for number in range(130))
    path.write_text(PERSONS.splitlines(keepends=True)[0] + nowhere, encoding="utf-8")
    arguments = ("import", path, "--partner", "albir-qena", "--as", "registrations", "--dry-run")
    done = bare.desk.run(*arguments)
    assert done.stdout.count("│ csv ") == 100
    assert "and 30 more rejected rows" in done.stdout
    assert "ورُفض غيرها 30 صفا" in done.stdout
    assert [*samples.glob("*-rejects*")] == []
    assert len(json.loads(bare.desk.run(*arguments, "--json").stdout)["rejected_rows"]) == 130
