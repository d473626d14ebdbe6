"""`sijill referral` and `sijill transfer`: what organisations ask of one another, from the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from registry.cli.desk import only
from registry.domain.errors import SijillError
from tests.cli.conftest import Qena

REGISTER = """
mutation {
  registerHousehold(idempotencyKey: "KEY", input: {
    place: "EG2706", address: "خلف الوحدة الصحية", head: {name: "فاطمة عبد الرحيم"},
    consent: [{purpose: REFERRAL, state: GIVEN}, {purpose: SHARING, state: GIVEN}]
  }) { ... on HouseholdRegistered { reference } }
}
"""
SENDER = ("--as", "caseworker@albir-qena")
ASKED = ("--as", "caseworker@moss-qena")


def listed(qena: Qena, *asked: str) -> list[dict[str, Any]]:
    said = qena.desk.sijill("referral", "list", *asked, "--json")
    found: list[dict[str, Any]] = json.loads(said)["referrals"]
    return found


def registered(qena: Qena, key: str = "1") -> str:
    document = REGISTER.replace("KEY", key)
    said = qena.desk.sijill("query", document, *SENDER, "--purpose", "registration")
    return str(json.loads(said)["data"]["registerHousehold"]["reference"])


def test_a_referral_goes_its_way_from_the_command_line(alone: Qena) -> None:
    household = registered(alone)
    asked = ("--to", "moss-qena", "--need", "health", "--priority", "urgent")
    shown = ("--disclose", "name", "--disclose", "address", "--note", "غسيل كلوي")
    sent = alone.desk.run("referral", "send", household, *SENDER, *asked, *shown)
    assert sent.returncode == 0, sent.stderr
    assert "The referral is now: sent." in sent.stderr
    assert "الإحالة الآن: أُرسلت." in sent.stderr
    referral = sent.stdout.strip()

    (one,) = listed(alone, *ASKED, "--inbox")
    assert (one["reference"], one["stage"], one["need"]) == (referral, "SENT", "HEALTH")
    assert listed(alone, *ASKED, "--outbox") == []
    assert listed(alone, *ASKED, "--overdue") == []
    seen = json.loads(alone.desk.sijill("referral", "show", referral, *ASKED, "--json"))
    assert seen["person"]["name"]["value"] == "فاطمة عبد الرحيم"
    assert seen["person"]["phones"]["reason"]["code"] == "not_disclosed"
    told = alone.desk.sijill("referral", "show", referral, *ASKED)
    for words in ("فاطمة عبد الرحيم", "صحة / health", "The referral does not disclose this field."):
        assert words in told

    early = alone.desk.run("referral", "start", referral, *ASKED)
    assert early.returncode == 1
    assert "That cannot be done to a referral that is “sent”." in early.stderr
    for step in ("accept", "start"):
        alone.desk.sijill("referral", step, referral, *ASKED)
    done = ("--result", "served", "--feedback", "بدأت الجلسات", "--json")
    said = json.loads(alone.desk.sijill("referral", "done", referral, *ASKED, *done))
    assert said == {
        "referral": one["id"], "reference": referral, "stage": "DONE", "already": False
    }  # fmt: skip
    one_letter_off = ("3" if referral[0] == "2" else "2") + referral[1:]
    mistyped = alone.desk.run("referral", "show", one_letter_off, *ASKED)
    assert (mistyped.returncode, "check its characters" in mistyped.stderr) == (2, True)
    stranger = alone.desk.run("referral", "show", referral, "--as", "caseworker@alnour-naghamadi")
    assert (stranger.returncode, "There is no such referral." in stranger.stderr) == (1, True)
    assert json.loads(alone.desk.sijill("referral", "show", one["id"], *ASKED, "--json"))
    assert listed(alone, *SENDER) == [], "what has ended is listed with --all"
    (ended,) = listed(alone, *SENDER, "--all")
    assert ended["result"] == "SERVED"


def test_a_short_reference_that_two_have_names_neither() -> None:
    assert only(["one"], "referral_unknown") == "one"
    with pytest.raises(SijillError, match="referral_unknown"):
        only([], "referral_unknown")
    with pytest.raises(SijillError, match="reference_ambiguous"):
        only(["one", "other"], "referral_unknown")


def test_a_referral_is_rejected_passed_on_and_taken_back(alone: Qena) -> None:
    household = registered(alone)
    asked = ("--to", "moss-qena", "--need", "food")
    first, second, third = (
        alone.desk.sijill("referral", "send", household, *SENDER, *asked, "--key", key).strip()
        for key in "123"
    )
    again = alone.desk.sijill("referral", "send", household, *SENDER, *asked, "--key", "1").strip()
    assert again == first, "the same key sends nothing twice"
    page = json.loads(alone.desk.sijill("referral", "list", *ASKED, "--first", "2", "--json"))
    assert page["more"], "a list that is cut says so"
    (last,) = listed(alone, *ASKED, "--after", page["after"])
    assert {one["reference"] for one in [*page["referrals"], last]} == {first, second, third}
    alone.desk.sijill("referral", "reject", first, *ASKED, "--reason", "no_capacity")
    on = ("--to", "ebad-nagh", "--reason", "outside_area")
    nobody = alone.desk.run("referral", "redirect", second, *ASKED, *on)
    assert nobody.returncode == 1, "whether unknown or unreachable, nobody is asked"
    alone.desk.sijill("referral", "revoke", third, *SENDER)
    stages = {one["reference"]: one["stage"] for one in listed(alone, *SENDER, "--all")}
    assert stages.items() >= {first: "REJECTED", second: "SENT", third: "REVOKED"}.items()


def test_a_household_is_handed_over_from_the_command_line(alone: Qena) -> None:
    household = registered(alone)
    giving, taking = ("--as", "data_officer@albir-qena"), ("--as", "data_officer@moss-qena")
    offered = alone.desk.run("transfer", "offer", household, *giving, "--to", "moss-qena")
    assert offered.returncode == 0, offered.stderr
    (waiting,) = json.loads(alone.desk.sijill("transfer", "list", *taking, "--json"))["transfers"]
    assert (waiting["sender"]["code"], waiting["received"]) == ("albir-qena", True)
    reference = waiting["household"]["reference"]
    shown = alone.desk.sijill("transfer", "list", *taking)
    assert reference in shown, "whoever is asked can name the household over the phone"
    taken = alone.desk.run("transfer", "take", waiting["householdId"], *taking)
    assert (taken.returncode, "صار الملف عندكم." in taken.stderr) == (0, True)
    assert json.loads(alone.desk.sijill("transfer", "list", *taking, "--json"))["transfers"] == []
    late = alone.desk.run("transfer", "end", waiting["householdId"], *giving)
    assert late.returncode == 1
