"""`sijill support`: what a household had twice is listed, summed up, and spoken of."""

from __future__ import annotations

import json
from typing import Any

import pytest

from registry.api.ids import read_global_id
from tests.cli.conftest import Copied, Qena

OFFICER = ("--as", "data_officer@moss-qena")
MONTHS = ("--from", "2026-08", "--until", "2026-10")


@pytest.fixture(scope="module")
def there(without_households: Copied) -> Qena:
    """Qena's partners and programmes, and a household that had two baskets in September."""
    found = without_households("support")
    who = ("--as", "caseworker@moss-qena")
    home = found.desk.sijill(
        "household", "register", "فاطمة عبد الرحيم", "--place", "EG2706", *who
    ).strip()
    for day in ("2026-09-02", "2026-09"):
        found.desk.sijill(
            "delivery", "record", *who, "--programme", "food-baskets", "--on", day, "--household", home,
            "--value", "350:EGP",
        )  # fmt: skip
    return found


@pytest.fixture(scope="module")
def which(there: Qena) -> str:
    (one,) = listed(there)
    key = read_global_id(one["id"])[1]
    assert key in there.desk.sijill("support", "list", *OFFICER)
    return key


def listed(qena: Qena, *asked: str) -> list[dict[str, Any]]:
    said = qena.desk.sijill("support", "list", *OFFICER, *asked, "--json")
    found: list[dict[str, Any]] = json.loads(said)["doubleSupport"]
    return found


def says(qena: Qena, step: str, which: str, *how: str) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(
        qena.desk.sijill("support", step, which, *OFFICER, *how, "--json")
    )
    return said


def test_what_a_household_had_twice_is_summed_up_and_stands_in_its_month(
    there: Qena, which: str
) -> None:
    assert which
    totals = json.loads(there.desk.sijill("support", "totals", *MONTHS, *OFFICER, "--json"))
    assert totals["whole"]["atStake"] == [{"amount": "350", "currency": "EGP"}]
    assert [one["partner"]["code"] for one in totals["rows"]] == ["moss-qena"]
    assert "at stake" in there.desk.sijill("support", "totals", *MONTHS, *OFFICER)
    calendar = json.loads(there.desk.sijill("support", "calendar", *MONTHS, *OFFICER, "--json"))
    (household,) = calendar["households"]
    assert [one["month"] for one in household["months"]] == ["2026-09"]
    assert "2026-09" in there.desk.sijill("support", "calendar", *MONTHS, *OFFICER)
    assert listed(there, "--until", "2026-08") == []
    wrong = there.desk.run("support", "totals", "--from", "2026-9", *OFFICER)
    assert wrong.returncode != 0


def test_who_sees_no_records_is_shown_no_zeros(there: Qena) -> None:
    umbrella = ("--as", "analyst@qena-union")
    told = there.desk.run("support", "totals", *MONTHS, *umbrella)
    assert told.stdout == ""
    assert "You see totals only, no records." in told.stderr
    nothing = there.desk.sijill("support", "totals", "--from", "2020-01", *OFFICER)
    assert "المجموع / all" in nothing  # nothing was given twice, and that is an answer


def test_it_is_spoken_of_from_the_command_line(there: Qena, which: str) -> None:
    tried = says(there, "explain", which, "--reason", "not_planned", "--dry-run")
    assert tried["facts"] == ["double_support.explained.v1"]
    said = says(there, "explain", which, "--reason", "not_planned", "--note", "صُرف من المخزن")
    assert (said["stage"], said["already"]) == ("EXPLAINED", False)
    assert says(there, "explain", which, "--reason", "not_planned")["already"]
    key = ("--key", "once")
    assert not says(there, "justify", which, "--reason", "emergency", *key)["already"]
    assert says(there, "justify", which, "--reason", "emergency", *key)["already"]
    back = ("--amount", "100:EGP", "--means", "returned")
    refused = there.desk.run("support", "recover", which, *OFFICER, *back)
    assert refused.returncode == 1
    assert "Something else was said of it (justified). Reopen it first" in refused.stderr
    assert "قيل عنه ما يخالف ذلك (له مبرر)" in refused.stderr
    says(there, "reopen", which, "--reason", "newly_known")
    says(there, "recover", which, *back, "--note", "أعادت نصفها")
    shown = ("support", "show", which, "--as", "caseworker@moss-qena", "--purpose", "follow_up")
    assert "أعادت نصفها" in there.desk.sijill(*shown)
    assert json.loads(there.desk.sijill(*shown, "--json"))["recovered"]["amount"] == "100"
    assert [one["recovery"] for one in listed(there, "--stage", "recovered")] == ["RETURNED"]
