"""`sijill import list` and `sijill import undo`: which file, what came of it, and what stands in the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Qena
from tests.cli.workbooks import LIST

AS_BASKETS = ("--partner", "albir-qena", "--as", "deliveries", "--programme", "food-baskets")
OCTOBER = "حصر,الاسم,الرقم القومي,المركز\n1,فاطمة علي حسن,28506152701230,دشنا\n2,خالد عبد الرحمن,27809122702346,قوص\n"


def listed(qena: Qena) -> dict[str, str]:
    """The state of every import, by its id."""
    return {
        one["import"]: one["state"]
        for one in json.loads(qena.desk.sijill("import", "list", "--json"))
    }


SEEN = """
query ($at: AsOf) {
  households(first: 100, asOf: $at) {
    edges { node { id namedMembers members { id relation sex } headName { value masked } } }
    pageInfo { hasNextPage }
  }
  deliveries(first: 100, asOf: $at) {
    edges { node { id family quantity } }
    pageInfo { hasNextPage }
  }
  reached(by: [MARKAZ, PROGRAMME, MONTH], first: 100, asOf: $at, own: true) {
    edges { node { place { code } programme { code } month persons visits services } }
    pageInfo { hasNextPage }
  }
}
"""


def seen(qena: Qena, at: int | None = None) -> dict[str, Any]:
    """Every row that the partner itself can see, and all its totals: now, or as of a position."""
    variables = json.dumps({"at": None if at is None else {"position": at}})
    asked = ("--as", "caseworker@albir-qena", "--purpose", "delivery", "--variables", variables)
    found: dict[str, Any] = json.loads(qena.desk.sijill("query", SEEN, *asked))["data"]
    assert not any(one["pageInfo"]["hasNextPage"] for one in found.values())
    return {name: one["edges"] for name, one in found.items()}


def test_the_wrong_file_is_taken_back(qena: Qena, tmp_path: Path) -> None:
    path = tmp_path / "october.csv"
    path.write_text(OCTOBER, encoding="utf-8")
    before, already = seen(qena), listed(qena)
    taken = json.loads(qena.desk.sijill("import", path, *AS_BASKETS, "--on", "2026-10", "--json"))
    assert taken["registrations"] == 2
    (number,) = listed(qena).keys() - already.keys()
    assert (number, listed(qena)[number]) == (taken["import"], "finished")
    between, at = seen(qena), qena.position
    for part in ("households", "deliveries"):
        assert len(between[part]) == len(before[part]) + 2, part
    assert between["reached"] != before["reached"]

    would = json.loads(qena.desk.sijill("import", "undo", number, "--dry-run", "--json"))
    assert (would["registrations"], would["deliveries"], would["dry_run"]) == (2, 2, True)
    done = qena.desk.run("import", "undo", number)
    assert done.returncode == 0, done.stderr
    assert "registrations withdrawn" in done.stdout
    assert "can be imported anew" in done.stderr
    assert "ويمكن استيراد الملف من جديد" in done.stderr
    assert listed(qena)[number] == "undone"
    assert seen(qena) == before, "every row and every count is as it was"
    assert seen(qena, at)["reached"] == between["reached"], "what was counted then is still told"
    again = qena.desk.run("import", "undo", number)
    assert (again.returncode, "was undone before" in again.stderr) == (0, True)
    anew = json.loads(qena.desk.sijill("import", path, *AS_BASKETS, "--on", "2026-10", "--json"))
    assert (anew["registrations"], anew["already"]) == (2, False)


def test_whoever_built_on_an_import_is_told_by_name(qena: Qena, tmp_path: Path) -> None:
    path = tmp_path / "october.csv"
    path.write_text(OCTOBER, encoding="utf-8")
    taken = json.loads(qena.desk.sijill("import", path, *AS_BASKETS, "--on", "2026-10", "--json"))
    assert in_list(qena, taken["import"]) == ("albir-qena", "صرف / deliveries")
    question = "{ households(first: 100) { edges { node { reference } } } }"
    found = qena.query(question, "caseworker@albir-qena", "delivery")["households"]["edges"]
    last = found[-1]["node"]["reference"]
    qena.desk.sijill("household", "hold", last, "--as", "caseworker@albir-qena")
    refused = qena.desk.run("import", "undo", taken["import"])
    (built,) = [line for line in refused.stdout.splitlines() if last in line]
    assert (refused.returncode, "caseworker@albir-qena" in built) == (1, True)


def in_list(qena: Qena, number: str) -> tuple[str, str]:
    """Partner and kind of an import, as a person reads them."""
    (row,) = [line for line in qena.desk.sijill("import", "list").splitlines() if number in line]
    _, partner, _, taken_as, *_ = (cell.strip() for cell in row.strip("│").split("│"))
    return partner, taken_as


def test_an_import_that_nobody_made_is_unknown(qena: Qena) -> None:
    done = qena.desk.run("import", "undo", "01999999-0000-7000-8000-00000000f00d")
    assert done.returncode == 1
    assert "There is no such import." in done.stderr
    assert "hint: see their ids: sijill import list" in done.stderr


def test_a_file_is_taken_in_without_a_word_before_it(qena: Qena, samples: Path) -> None:
    said = qena.desk.sijill("import", samples / LIST, *AS_BASKETS, "--dry-run", "--json")
    assert json.loads(said)["dry_run"]
