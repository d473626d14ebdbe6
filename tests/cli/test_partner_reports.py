"""A partner says how often it records what it gives, and whoever checks a plan is told when it is late."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Copied, Qena
from tests.command import MATCHED
from tests.planning_together import agreement

MANAGER = ("--as", "programme_manager@albir-qena")
PLANNER = ("--as", "programme_manager@moss-qena")
OCTOBER = ("--programme", "food-baskets", "--from", "2026-10")


@pytest.fixture(scope="module")
def there(without_households: Copied) -> Qena:
    return without_households("reporting", MATCHED)


@pytest.fixture
def listed(there: Qena, tmp_path: Path) -> Path:
    """A list with a household that the association registered, and shares."""
    terms, file = tmp_path / "terms.yaml", tmp_path / "plan.csv"
    words = agreement("moss-qena", "albir-qena")
    terms.write_text(words, encoding="utf-8")
    there.desk.sijill("agreement", "sign", str(terms))
    who = ("--as", "caseworker@albir-qena", "--place", "EG2706")
    reference = there.desk.sijill("household", "register", "فاطمة", *who)
    file.write_text(f"الرقم المرجعي\n{reference.strip()}\n", encoding="utf-8")
    return file


def reports(there: Qena, *asked: str) -> Any:
    return json.loads(there.desk.sijill("partner", "reports", *asked, *MANAGER, "--json"))


def reported(there: Qena, *asked: str) -> Any:
    return json.loads(there.desk.sijill("partner", "reported", *asked, *MANAGER, "--json"))


def association(there: Qena) -> dict[str, Any]:
    partners = json.loads(there.desk.sijill("partner", "list", "--json"))
    return next(one for one in partners if one["code"] == "albir-qena")


def test_who_is_late_is_told_where_a_plan_is_checked_and_in_the_list(
    there: Qena, listed: Path
) -> None:
    tried = reports(there, "--every", "30", "--dry-run")
    assert tried["facts"] == ["partner.reports_every.v1"]
    assert association(there)["reports_every"] is None
    agreed = ("--every", "30", "--agreed-on", "2026-01-05", "--key", "agreed")
    assert [reports(there, *agreed)["already"] for _ in range(2)] == [False, True]
    one = association(there)
    assert (one["reports_every"], one["no_report_since"]) == (30, "2026-01-05")
    table = there.desk.sijill("partner", "list")
    assert "لا تبليغ منذ" in table
    assert "2026-01-05" in table
    checked = there.desk.run("plan", "check", str(listed), *OCTOBER, *PLANNER, "--json")
    found = json.loads(checked.stdout)
    assert checked.returncode == 1
    assert [(row["status"], row["reason"]) for row in found["rows"]] == [
        ("UNKNOWN", "PARTNER_LATE")
    ]
    late = {"partner": "albir-qena", "since": "2026-01-05", "every": 30}
    assert found["late_partners"] == [late]
    told = there.desk.run("plan", "check", str(listed), *OCTOBER, *PLANNER)
    assert "جهة سجّلت الأسرة تأخرت" in told.stdout
    assert "“albir-qena” is late" in told.stderr
    assert "كل 30 يوما" in told.stderr
    reported(there, "--up-to", "2026-11-01")
    assert association(there)["reported_up_to"] == "2026-11-01"
    assert reports(there, "--every", "never")["every"] is None
    checked = there.desk.run("plan", "check", str(listed), *OCTOBER, *PLANNER, "--json")
    assert (checked.returncode, json.loads(checked.stdout)["late_partners"]) == (0, [])


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("reports", "--every", "often"), 2, "Give a number of days"),
        (("reports", "--every", "99999999999"), 2, "within 1 to 366 days"),
        (("reported", "--up-to", "2026-10"), 2, "--up-to"),
        (("reported", "--up-to", "2090-01-01"), 1, "2090-01-01 is still to come"),
    ],
)
def test_what_is_no_interval_and_no_day_is_refused(
    there: Qena, asked: tuple[str, ...], code: int, said: str
) -> None:
    before = there.position
    refused = there.desk.run("partner", *asked, *MANAGER)
    assert refused.returncode == code, refused.stderr
    assert said in refused.stderr
    assert there.position == before
