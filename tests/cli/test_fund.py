"""`sijill fund`: money comes in, is committed to a plan, settled with it, paid, and looked at on another day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Copied, Qena
from tests.cli.test_plan import registered
from tests.command import MATCHED

MANAGER = ("--as", "programme_manager@moss-qena")
NAMES = ("--name-ar", "صندوق الزكاة بقوص", "--name-en", "Zakat fund, Qus", "--currency", "EGP")


@pytest.fixture(scope="module")
def there(without_households: Copied) -> Qena:
    return without_households("funds", MATCHED)


def asked(qena: Qena, *command: str | Path) -> Any:
    return json.loads(qena.desk.sijill(*command, *MANAGER, "--json"))


def amounts(found: dict[str, Any]) -> list[str]:
    names = ("contributed", "committed", "disbursed", "balance", "free")
    return [found[name]["amount"] for name in names]


def released(qena: Qena, tmp_path: Path) -> str:
    """A plan of two households whose lines are worth 350 pounds each."""
    homes = [registered(qena, name) for name in ("فاطمة عبد الرحيم", "زينب علي")]
    file = tmp_path / "plan.csv"
    file.write_text("\n".join(["الرقم المرجعي", *homes]), encoding="utf-8")
    terms = ("--programme", "food-baskets", "--from", "2026-10", "--value", "350:EGP")
    plan = str(asked(qena, "plan", "draft", file, *terms)["plan"])
    for step in ("reserve", "release"):
        asked(qena, "plan", step, plan)
    return plan


def filled(qena: Qena, code: str) -> None:
    """A fund with a thousand pounds in it, which came once, whatever it was asked."""
    assert asked(qena, "fund", "open", code, *NAMES)["code"] == code
    came = (code, "1000:EGP", "--source", "zakat", "--on", "٢٠٢٦-١٠-٠٥", "--by", "albir-qena")
    for already in (False, True):
        done = asked(qena, "fund", "contribute", *came, "--key", code)
        assert (done["already"], amounts(done)) == (already, ["1000", "0", "0", "1000", "1000"])


def test_what_is_tried_is_not_recorded_and_an_earlier_moment_is_shown_as_it_was(
    there: Qena,
) -> None:
    before = there.position
    tried = asked(there, "fund", "open", "zakat-qina", *NAMES, "--dry-run")
    assert tried == {"dryRun": True, "facts": ["fund.opened.v1"]}
    filled(there, "zakat-qina")
    opened = there.position
    rent = ("50:EGP", "--on", "2026-10-06", "--for", "rent")
    asked(there, "fund", "spend", "zakat-qina", *rent)
    then = asked(there, "fund", "show", "zakat-qina", "--as-of", str(opened))
    assert amounts(then) == ["1000", "0", "0", "1000", "1000"]
    assert len(then["entries"]["edges"]) == 2
    codes = [one["code"] for one in asked(there, "fund", "list")["funds"]]
    assert "zakat-qina" in codes
    earlier = asked(there, "fund", "list", "--as-of", str(before))["funds"]
    assert "zakat-qina" not in [one["code"] for one in earlier]


def test_a_plan_is_paid_of_a_fund_and_what_it_did_not_spend_is_free(
    there: Qena, tmp_path: Path
) -> None:
    filled(there, "zakat-qus")
    plan = released(there, tmp_path)
    held = asked(there, "fund", "commit", "zakat-qus", plan)
    assert amounts(held) == ["1000", "700", "0", "1000", "300"]
    rent = ("--on", "2026-10-06", "--for", "rent")
    refused = there.desk.run("fund", "spend", "zakat-qus", "300.01:EGP", *rent, *MANAGER)
    assert refused.returncode == 1
    assert "Of the fund 300.00 EGP is left" in refused.stderr
    assert "المتاح من الصندوق 300.00 EGP" in refused.stderr
    paid = asked(there, "fund", "spend", "zakat-qus", "100:EGP", *rent)
    assert amounts(paid) == ["1000", "700", "100", "900", "200"]

    early = there.desk.run("fund", "settle", "zakat-qus", plan, *MANAGER)
    assert (early.returncode, "not over" in early.stderr) == (1, True)
    tried = asked(there, "fund", "settle", "zakat-qus", plan, "--spent", "1:EGP", "--dry-run")
    assert tried["facts"] == ["fund.settled.v1"]
    asked(there, "plan", "close", plan)
    settled = asked(there, "fund", "settle", "zakat-qus", plan)
    assert amounts(settled) == ["1000", "0", "100", "900", "900"]


def test_what_is_shown_and_refused_is_in_both_languages(there: Qena) -> None:
    asked(there, "fund", "open", "waqf-qena", *NAMES)
    given = ("fund", "contribute", "waqf-qena", "50:EGP", "--source", "waqf", "--on", "2026-10-05")
    told = there.desk.run(*given, *MANAGER)
    assert told.stdout == "waqf-qena\n"
    assert "balance is 50 EGP" in told.stderr
    assert "رصيد الصندوق 50 EGP" in told.stderr
    shown = there.desk.sijill("fund", "show", "waqf-qena", *MANAGER)
    for word in ("وارد / contribution", "وقف / waqf", "balance / الرصيد", "2026-10-05"):
        assert word in shown
    assert "waqf-qena" in there.desk.sijill("fund", "list", *MANAGER)
    first = asked(there, "fund", "show", "waqf-qena", "--first", "1")
    after = first["entries"]["pageInfo"]["endCursor"]
    there.desk.sijill(*given, *MANAGER)
    rest = asked(there, "fund", "show", "waqf-qena", "--after", after)
    assert [one["node"]["number"] for one in rest["entries"]["edges"]] == [1]
    for wrong, code, said in (
        (("spend", "no-such", "5:EGP", "--on", "2026-10-05", "--for", "x"), 1, "no fund “no-such”"),
        (("spend", "waqf-qena", "5:USD", "--on", "2026-10-05", "--for", "x"), 1, "is in EGP"),
        (("spend", "waqf-qena", "5:EGP", "--on", "2026-10", "--for", "x"), 2, "date"),
        (("open", "waqf-qena", *NAMES), 1, "already"),
    ):
        done = there.desk.run("fund", *wrong, *MANAGER)
        assert (done.returncode, said in done.stderr) == (code, True), done.stderr


def test_an_entry_by_mistake_is_taken_back_and_both_stay_in_the_book(there: Qena) -> None:
    filled(there, "waqf-qus")
    came = ("waqf-qus", "1000:EGP", "--source", "zakat", "--on", "2026-10-05")
    asked(there, "fund", "contribute", *came)
    how = ("fund", "reverse", "waqf-qus", "2", "--reason", "recorded_twice")
    assert asked(there, *how, "--dry-run")["facts"] == ["fund.entry_reversed.v1"]
    done = asked(there, *how)
    assert (done["already"], amounts(done)) == (False, ["1000", "0", "0", "1000", "1000"])
    assert amounts(asked(there, *how)) == amounts(done)
    shown = there.desk.sijill("fund", "show", "waqf-qus", *MANAGER)
    assert shown.count("إلغاء القيد / taken back: entry") == 1
    assert "-1000 EGP" in shown
    assert "2 سُجّل مرتين / recorded twice" in shown
    other = ("--as", "programme_manager@albir-qena")
    refused = there.desk.run("fund", "reverse", "waqf-qus", "1", "--reason", "returned", *other)
    assert (refused.returncode, "no fund “waqf-qus”" in refused.stderr) == (1, True)
