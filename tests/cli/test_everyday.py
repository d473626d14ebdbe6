"""An office's day from the command line: every act in JSON, one story for all of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Copied, Qena
from tests.cli.noor import AGREEMENT, NAMES

WHO = ("--as", "caseworker@albir-qena")
GIVING = (*WHO, "--purpose", "delivery")


@pytest.fixture(scope="module")
def there(without_households: Copied) -> Qena:
    return without_households("everyday")


@pytest.fixture
def family(there: Qena) -> str:
    """The reference of زينب, registered with her daughter and her mother."""
    reference = there.desk.sijill(
        "household", "register", "زينب حسن", "--place", "EG2706", *WHO
    ).strip()
    for name, relation in (("منى علي", "child"), ("أمينة سيد", "other")):
        there.desk.sijill("member", "add", reference, name, "--relation", relation, *WHO)
    return reference


def said(there: Qena, *words: str) -> Any:
    """What a command says in JSON, and nothing beside it."""
    return json.loads(there.desk.sijill(*words, "--json"))


def test_a_delivery_is_recorded_mended_and_taken_back(there: Qena, family: str) -> None:
    basket = ("--programme", "food-baskets", "--on", "2026-10")
    before = there.position
    tried = there.desk.run(
        "delivery", "record", "--household", family, *basket, *GIVING, "--dry-run"
    )
    assert (tried.returncode, tried.stdout) == (0, "")
    assert "it would record: delivery" in tried.stderr, tried.stderr
    assert there.position == before
    recorded = said(there, "delivery", "record", "--household", family, *basket, *GIVING)
    delivery = recorded["reference"]
    mended = said(there, "delivery", "correct", delivery, "--quantity", "2", *GIVING)
    assert mended["reference"] == delivery
    assert said(there, "delivery", "show", mended["id"], *GIVING)["reference"] == delivery
    shown = said(there, "delivery", "show", delivery, *GIVING)
    assert shown["quantity"] in {"2", 2}
    found = said(there, "delivery", "list", "--household", family, *GIVING)
    assert json.dumps(found).count(delivery) >= 1
    machines = there.desk.run("delivery", "reverse", delivery, "--reason", "import_undone", *GIVING)
    assert machines.returncode == 2, "the reason that undoing an import gives is not offered"
    said(there, "delivery", "reverse", delivery, "--reason", "not_collected", *GIVING)
    left = said(there, "delivery", "list", "--household", family, *GIVING)
    assert delivery not in json.dumps(left)
    assert said(there, "delivery", "show", delivery, *GIVING)["reversed"], "it stays in history"
    told = said(there, "timeline", family, *GIVING)["timeline"]["edges"]
    assert {one["node"]["channel"] for one in told} == {"CONSOLE"}, "all of it at this terminal"


def test_a_visit_is_one_act_on_the_timeline(there: Qena, family: str) -> None:
    services = ("--service", "food-baskets", "--service", "food-baskets")
    said(
        there, "delivery", "visit", "--household", family, "--on", "2026-10-05", *services, *GIVING
    )
    told = json.dumps(said(there, "timeline", family, *GIVING), ensure_ascii=False)
    assert told.count("delivery.recorded") >= 2
    assert "household.registered" in told


def test_each_service_of_a_visit_says_who_paid_and_whom_it_served(there: Qena, family: str) -> None:
    served = ("--household", family, "--member", "2", "--on", "2026-10-05")
    services = ("--service", "food-baskets=2:zakat", "--service", "food-baskets:waqf")
    said(there, "delivery", "visit", *served, *services, *GIVING)
    found = said(there, "delivery", "list", "--household", family, *GIVING)["edges"]
    paid = {(one["node"]["quantity"], one["node"]["sources"][0]["kind"]) for one in found}
    assert paid == {("2", "ZAKAT"), ("1", "WAQF")}
    members = {one["node"]["member"]["id"] for one in found}
    assert len(members) == 1
    for whom, code in (
        (("--household", family, "--member", "9"), "The household has no such member."),
        (("--member", "2"), "رقم الفرد يخص أسرة: أضف ‎--household‎ ورقمها المرجعي."),
        (("--headcount", "1", "--channel", "phone"), "hint: add --place and its P-code"),
    ):
        refused = there.desk.run(
            *("delivery", "record", "--programme", "food-baskets", "--on", "2026-10"),
            *whom,
            *GIVING,
        )
        assert code in refused.stderr, refused.stderr


def test_what_waits_for_somebody_is_listed(there: Qena, family: str) -> None:
    said(there, "household", "hold", family, *WHO)
    waiting = said(there, "work", "on_hold", *WHO, "--purpose", "registration")
    assert family in json.dumps(waiting)
    counts = said(there, "work", *WHO, "--purpose", "registration")
    assert {one["kind"] for one in counts} >= {"ON_HOLD", "REFERRALS_OVERDUE"}


def test_those_who_are_there_change(there: Qena, family: str) -> None:
    head = ("household", "head", family, "3", "--former-is", "other", *WHO)
    assert said(there, *head, "--dry-run")["facts"] == ["household.head_changed.v1"]
    assert said(there, *head)["already"] is False
    assert said(there, *head)["already"] is True
    for act in (
        ("household", "correct", family, "--size", "4"),
        ("member", "assess", family, "2", "--short-set", "1,1,3,1,1,1"),
        ("member", "leave", family, "1", "--reason", "married", "--on", "2026-10-01"),
        ("member", "withdraw", family, "2"),
        ("household", "withdraw", family),
    ):
        officer = ("--as", "data_officer@albir-qena")
        assert said(there, *act, *officer)["already"] is False, act


def test_partners_agreements_and_programmes_come_to_an_end(there: Qena, tmp_path: Path) -> None:
    terms = tmp_path / "agreement.yaml"
    terms.write_text(AGREEMENT, encoding="utf-8")
    there.desk.sijill("partner", "enrol", "noor-qena", *NAMES, "--kind", "association")
    listed = json.dumps(said(there, "partner", "list"))
    assert "noor-qena" in listed
    there.desk.sijill("agreement", "sign", str(terms))
    signed = next(
        one for one in said(there, "agreement", "list") if one["name_en"] == "Ramadan baskets"
    )
    terms.write_text(AGREEMENT.replace("Ramadan baskets", "Eid baskets"), encoding="utf-8")
    said(there, "agreement", "amend", signed["agreement"], str(terms))
    assert "Eid baskets" in json.dumps(said(there, "agreement", "list"))
    there.desk.sijill(
        "programme", "open", "noor-qena", "eid", "--name-ar", "سلال العيد", "--name-en", "Eid",
        "--family", "food", "--kind", "in_kind", "--unit", "basket",
    )  # fmt: skip
    assert "مفتوح / open" in there.desk.sijill("programme", "list", "--partner", "noor-qena")
    assert said(there, "programme", "close", "noor-qena", "eid")
    (eid,) = said(there, "programme", "list", "--partner", "noor-qena")
    assert (eid["owner"], eid["code"], eid["closed"]) == ("noor-qena", "eid", True)
    assert said(there, "partner", "suspend", "noor-qena", "--yes")
