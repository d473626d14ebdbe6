"""`sijill household` and `sijill member`: one household at a time, by its reference."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from registry.texts import say
from tests.cli.conftest import Copied, Qena

WHO = ("--as", "caseworker@moss-qena")


@pytest.fixture(scope="module")
def there(without_households: Copied) -> Qena:
    """Qena's partners, and no household."""
    return without_households("casework")


@pytest.fixture
def family(there: Qena) -> str:
    """The reference of فاطمة, registered with her son علي."""
    named = ("--sex", "female", "--born", "1985-03-02", "--number", "28503022700012")
    fatma = ("فاطمة عبد الرحيم", "--place", "EG2706", *named)
    made = json.loads(there.desk.sijill("household", "register", *fatma, *WHO, "--json"))
    son = ("member", "add", made["reference"], "علي محمود", "--relation", "child", *WHO)
    assert there.desk.sijill(*son, "--key", made["reference"]).strip() == "2"
    again = json.loads(there.desk.sijill(*son, "--key", made["reference"], "--json"))
    assert (again["number"], again["already"]) == (2, True)
    return str(made["reference"])


def shown(there: Qena, reference: str, *more: str) -> dict[str, Any]:
    said = there.desk.sijill("household", "show", reference, "--json", *WHO, *more)
    found = json.loads(said)
    assert isinstance(found, dict)
    return found


def names(found: dict[str, Any]) -> dict[int, tuple[str, str]]:
    return {one["number"]: (one["name"]["value"], one["presence"]) for one in found["members"]}


def test_a_household_is_registered_shown_and_mended(there: Qena, family: str) -> None:
    found = shown(there, family)
    assert (found["kind"], found["closed"], found["openWarnings"]) == ("HOUSEHOLD", None, 1)
    assert names(found) == {1: ("فاطمة عبد الرحيم", "PRESENT"), 2: ("علي محمود", "PRESENT")}
    mend = ("member", "correct", family, "2", "--name", "علي محمود حسن", "--born", "2015", *WHO)
    before = there.position
    foreseen = json.loads(there.desk.sijill(*mend, "--dry-run", "--json"))
    assert foreseen == {"dryRun": True, "facts": ["household.member_corrected.v1"]}
    topics = there.asked("select notification_id, topic from log.facts")
    assert {topic for at, topic in topics if at > before} == {"access.fields_opened.v1"}
    assert json.loads(there.desk.sijill(*mend, "--json"))["already"] is False
    assert json.loads(there.desk.sijill(*mend, "--json"))["already"] is True
    assert names(shown(there, family))[2] == ("علي محمود حسن", "PRESENT")


def test_the_table_shows_labels_in_both_languages(there: Qena, family: str) -> None:
    table = there.desk.sijill("household", "show", family, *WHO)
    assert "فاطمة عبد الرحيم" in table
    for both in (
        "موجود · present",
        "رب الأسرة · head",
        "لا رقم للأسرة عند الجهة · the partner gives no",
    ):
        assert both in table
    others = there.desk.sijill("household", "show", family, "--as", "caseworker@albir-qena")
    for language in ("ar", "en"):
        assert say("agreement_gives_names_only", language) in others
    for said in (table, others):
        assert not re.search(r"\b[a-z]+_[a-z_]+\b", said), "a code, and no words"
        assert "None" not in said


def test_a_member_moves_and_the_first_household_closes_behind_the_last(
    there: Qena, family: str
) -> None:
    other = there.desk.sijill(
        "household", "register", "حسن علي", "--place", "EG2708", "--alone", *WHO
    ).strip()
    moved = ("member", "move", other, "1", family, "--relation", "other", "--on", "2026-10", *WHO)
    assert json.loads(there.desk.sijill(*moved, "--json"))["already"] is False
    assert shown(there, other)["closed"]["reason"] == "NOBODY_LEFT"
    assert ("حسن علي", "PRESENT") in names(shown(there, family)).values()
    refused = there.desk.run("household", "reopen", other, *WHO)
    assert refused.returncode == 1
    assert "Nobody is left" in refused.stderr
    assert "لم يبق أحد" in refused.stderr


def test_closing_says_what_it_does_and_holds_until_it_is_opened_again(
    there: Qena, family: str
) -> None:
    close = ("household", "close", family, "--reason", "own_wish", "--last-day", "2026-10-31", *WHO)
    closed = there.desk.run(*close)
    assert closed.returncode == 0
    assert "nothing more is recorded" in closed.stderr
    assert "لا يُسجَّل فيه شيء" in closed.stderr
    assert shown(there, family)["closed"] == {"reason": "OWN_WISH", "lastDay": "2026-10-31"}
    hold = there.desk.run("household", "hold", family, *WHO)
    assert hold.returncode == 1
    there.desk.sijill("household", "reopen", family, *WHO)
    there.desk.sijill("household", "hold", family, *WHO)
    assert shown(there, family)["onHold"] == "UNDER_REVIEW"
    there.desk.sijill("household", "release", family, *WHO)
    assert shown(there, family)["onHold"] is None


def test_others_do_not_find_it_and_wrong_words_are_usage(there: Qena, family: str) -> None:
    albir = ("--as", "caseworker@albir-qena")
    assert there.desk.run("household", "release", family, *albir).returncode == 1
    assert there.desk.run("household", "release", "لا مرجع", *WHO).returncode == 2
    assert there.desk.run("household", "relocate", family, "لا مكان", *WHO).returncode == 1
    assert there.desk.run("member", "died", family, "9", *WHO).returncode == 1
    assert there.desk.run("member", "died", family, "2", "--on", "أمس", *WHO).returncode == 2


def test_what_happened_is_shown_as_of_a_position_before(there: Qena, family: str) -> None:
    before = str(there.position)
    there.desk.sijill("member", "died", family, "2", "--on", "2026-10-05", *WHO)
    there.desk.sijill("household", "relocate", family, "EG2708", "--address", "المحطة", *WHO)
    there.desk.sijill("household", "assess", family, "--criterion", "debt", *WHO)
    there.desk.sijill(
        "household", "consent", family, "sharing", "given", "--group", "contact", *WHO
    )
    now, then = shown(there, family), shown(there, family, "--as-of", before)
    assert names(now)[2] == ("علي محمود", "DIED")
    assert (now["place"]["code"], now["criteria"]["values"]) == ("EG2708", ["debt"])
    assert now["sharing"] == "GIVEN"
    assert names(then)[2] == ("علي محمود", "PRESENT")
    assert then["place"]["code"] == "EG2706"
