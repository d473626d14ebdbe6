"""`sijill dead-letters`: what stands still is listed, and taken up again on demand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cli.conftest import Qena

PARTNERS = "partner_directory"
ROWS = "select * from read.partner_directory_v2 order by partner"


@pytest.fixture
def register(alone: Qena) -> Qena:
    """A register of a test's own: an earlier release put a partner aside in the directory."""
    alone.asked(
        "insert into read.dead_letter"
        " select 'partner_directory', 2, false, originator_id, notification_id, 'LookupError'"
        " from log.facts where topic = 'partner.enrolled.v1' order by notification_id limit 1"
    )
    alone.asked(
        "delete from read.partner_directory_v2"
        " where partner = (select stream from read.dead_letter)"
    )
    return alone


def listed(register: Qena) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(register.desk.sijill("dead-letters", "list", "--json"))
    return found


def test_a_letter_is_listed_foreseen_and_taken_up(register: Qena) -> None:
    (letter,) = listed(register)
    assert (letter["model"], letter["fact"]) == (PARTNERS, "partner.enrolled.v1")
    assert (letter["cause"], letter["waiting"]) == ("LookupError", 1)
    shown = register.desk.run("dead-letters", "list", PARTNERS)
    assert str(letter["position"]) in shown.stdout
    assert "الموضع" in shown.stdout
    before = register.asked(ROWS)

    foreseen = register.desk.run("dead-letters", "retry", "--dry-run", "--json")
    assert (listed(register), register.asked(ROWS)) == ([letter], before)
    done = register.desk.run("dead-letters", "retry", "--json")
    assert (done.returncode, done.stdout) == (0, foreseen.stdout)
    assert json.loads(done.stdout) == [
        {
            "model": PARTNERS,
            "stream": letter["stream"],
            "since": letter["position"],
            "applied": 1,
            "position": None,
            "cause": None,
        }
    ]
    assert listed(register) == []
    assert len(register.asked(ROWS)) == len(before) + 1
    register.desk.sijill("rebuild", PARTNERS)  # which refuses rows that differ
    again = register.desk.run("dead-letters", "retry")
    assert (again.returncode, again.stdout) == (0, "")
    assert "no fact was put aside" in again.stderr
    assert "لا وقائع متروكة" in again.stderr


def test_what_stops_again_is_said_and_ends_in_a_failure(register: Qena) -> None:
    register.asked("alter table read.partner_directory_v2 add check (false) not valid")
    done = register.desk.run("dead-letters", "retry", PARTNERS)
    assert done.returncode == 1
    assert "CheckViolation" in done.stdout
    assert "1 stand still" in done.stderr
    (letter,) = listed(register)
    assert letter["cause"] == "CheckViolation"


def test_a_model_that_is_not_there_is_refused(qena: Qena) -> None:
    for command in ("list", "retry"):
        done = qena.desk.run("dead-letters", command, "partners")
        assert (done.returncode, done.stdout) == (1, "")
        assert "partner_directory" in done.stderr, "it does not say which there are"
