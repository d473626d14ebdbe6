"""`sijill document`: cards and plates, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.conftest import Qena
from tests.cli.test_referral import SENDER, registered

CARD = ("--kind", "priority_card")


def listed(qena: Qena, *asked: str) -> list[dict[str, Any]]:
    said = qena.desk.sijill("document", "list", *SENDER, *asked, "--json")
    found: list[dict[str, Any]] = json.loads(said)["documents"]
    return found


def test_a_card_is_issued_lost_replaced_and_withdrawn_from_the_command_line(bare: Qena) -> None:
    sijill, run = bare.desk.sijill, bare.desk.run
    household = registered(bare, "card")
    of_head = (household, "1", *SENDER, *CARD)
    printed = ("--number", "ب-4711", "--issued-on", "2026-01-04", "--valid-until", "2030-01-03")
    tried = run("document", "issue", *of_head, *printed, "--dry-run")
    assert "entitlement document issued" in tried.stderr
    issued = run("document", "issue", *of_head, *printed, "--key", "D-1")
    assert "the document is issued" in issued.stderr
    assert "صدرت الوثيقة." in issued.stderr
    again = json.loads(sijill("document", "issue", *of_head, *printed, "--key", "D-1", "--json"))
    assert again["already"]
    second = run("document", "issue", *of_head, "--number", "ب-9000")
    assert second.returncode == 1
    assert "until 2030-01-03" in second.stderr
    assert "لهذا الفرد وثيقة سارية" in second.stderr
    unread = run("document", "issue", *of_head, "--number", "7", "--valid-until", "2030")
    assert unread.returncode == 2, "a year is no day"
    sijill("document", "lost", *of_head, "--reason", "stolen")
    (lost,) = listed(bare, "--household", household)
    assert (lost["standing"], lost["loss"], "number" in lost) == ("LOST", "STOLEN", False)
    new = ("--number", "ب-4712", "--reason", "stolen", "--issued-on", "2026-03-01")
    sijill("document", "replace", *of_head, *new)
    (live,) = listed(bare, "--household", household, "--standing", "live", "--numbers")
    assert live["number"]["value"] == "ب-4712"
    assert (
        listed(bare, "--household", household, "--on", "2025-01-01", "--standing", "expired") == []
    )
    shown = sijill("document", "list", *SENDER, "--household", household)
    assert "استُبدلت / replaced" in shown
    told = sijill("timeline", household, *SENDER)
    assert "استُبدلت وثيقة استحقاق" in told
    sijill("document", "withdraw", *of_head, "--reason", "returned")
    owned = ("--as", "data_officer@albir-qena", "--own", "--by", "kind", "--by", "partner")
    (row,) = json.loads(sijill("document", "totals", *owned, "--json"))["rows"]
    assert (row["kind"], row["issued"], row["live"]) == ("PRIORITY_CARD", 2, 0)
    assert (row["replaced"], row["withdrawn"]) == (1, 1)
    others = sijill("document", "totals", "--as", "analyst@moss-qena")
    assert "…" in others


def test_what_is_no_id_is_told_by_what_was_typed(bare: Qena) -> None:
    household = registered(bare, "mistyped")
    for about, which in (
        (("AAAA-1", "1"), "AAAA-1 is neither the reference of a household"),
        ((household, "أمل"), "أمل is neither a member's number"),
    ):
        mistyped = bare.desk.run("document", "issue", *about, *SENDER, *CARD, "--number", "7")
        assert (mistyped.returncode, which in mistyped.stderr) == (2, True), mistyped.stderr


def test_a_list_of_cards_is_issued_once_and_each_row_answers_for_itself(
    bare: Qena, tmp_path: Path
) -> None:
    first, second = registered(bare, "listed-1"), registered(bare, "listed-2")
    file = tmp_path / "cards.csv"
    file.write_text(
        "الرقم المرجعي,رقم البطاقة,النوع,تاريخ الإصدار,صالحة حتى\n"
        f"{first},ب-1,بطاقة أولوية,2026-01-04,2030-01-03\n"
        f"{second},ب-2,,2026-01-04,\n"
        f"{first},ل-1,لوحة,2026-01-04,\n"
        f"{second},ب-3,بطاقة أولوية,2026-02-01,\n"
        "PT7T-4RX8-4JBA,ب-4,,,\n"
        f"{first},ب-5,جواز,,\n{second},ل 1,لوحة,2026-01-04,\n",
        encoding="utf-8",
    )
    asked = (file, *SENDER, *CARD, "--json")
    refused = [
        {"row": 5, "code": "document_live"},
        {"row": 6, "code": "household_unknown"},
        {"row": 7, "code": "document_kind_unknown"},
        {"row": 8, "code": "document_number_taken"},
    ]
    dry = bare.desk.run("document", "load", *asked, "--dry-run")
    assert json.loads(dry.stdout) == {
        "dryRun": True, "issued": 3, "already": 0, "refused": refused,
    }  # fmt: skip
    assert listed(bare, "--household", first) == []
    done = bare.desk.run("document", "load", *asked)
    assert done.returncode == 1, "some rows were refused"
    assert json.loads(done.stdout) == {
        "dryRun": False, "issued": 3, "already": 0, "refused": refused,
    }  # fmt: skip
    assert "3 issued, 0 issued before, 4 refused" in done.stderr
    assert [one["kind"] for one in listed(bare, "--household", first)] == ["PRIORITY_CARD", "PLATE"]
    again = json.loads(bare.desk.run("document", "load", *asked).stdout)
    assert (again["issued"], again["already"], again["refused"]) == (0, 3, refused)
    shown = bare.desk.run("document", "load", *asked[:-1]).stdout
    assert "This member holds a live document of that kind" in shown
    file.write_text("الاسم,المبلغ\nفاطمة,5\n", encoding="utf-8")
    assert bare.desk.run("document", "load", *asked).returncode == 1
