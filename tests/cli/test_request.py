"""`sijill request`: what persons ask about their own data, from the command line."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.conftest import Qena
from tests.cli.test_referral import SENDER, registered

OFFICER = ("--as", "data_officer@albir-qena")


def listed(qena: Qena, *asked: str) -> list[dict[str, Any]]:
    said = qena.desk.sijill("request", "list", *OFFICER, *asked, "--json")
    found: list[dict[str, Any]] = json.loads(said)["requests"]
    return found


def test_a_request_goes_its_way_from_the_command_line(alone: Qena) -> None:
    household = registered(alone, "asks")
    asked = (household, "1", *SENDER, "--kind", "objection", "--objects-to", "sharing")
    words = ("--words", "لا تعرضوا عنواني على أحد", "--by", "relative", "--key", "R-1")
    tried = alone.desk.run("request", "receive", *asked, *words, "--dry-run")
    assert "request of the person" in tried.stderr
    received = alone.desk.run("request", "receive", *asked, *words)
    assert received.returncode == 0, received.stderr
    assert "the request is taken in, and its clock runs" in received.stderr
    assert "سُجّل الطلب، وبدأ موعد الجواب." in received.stderr
    request = received.stdout.strip()
    again = json.loads(alone.desk.sijill("request", "receive", *asked, *words, "--json"))
    assert (again["reference"], again["already"]) == (request, True)
    told_of(alone, household, request)
    answered(alone, request)
    told = alone.desk.sijill("timeline", household, *OFFICER, "--purpose", "data_subject")
    assert "«لا تعرضوا عنواني على أحد»" in told
    assert "«لن يُعرض»" in told
    stranger = alone.desk.run("request", "show", request, "--as", "data_officer@moss-qena")
    assert stranger.returncode == 1
    assert "There is no such request." in stranger.stderr


def told_of(qena: Qena, household: str, request: str) -> None:
    (one,) = listed(qena, "--household", household)
    assert (one["reference"], one["kind"], one["objectsTo"]) == (request, "OBJECTION", "SHARING")
    assert listed(qena, "--overdue") == []
    shown = qena.desk.sijill("request", "show", request, *OFFICER)
    assert "لا تعرضوا عنواني على أحد" in shown
    assert "اعتراض / objection" in shown
    counts = json.loads(qena.desk.sijill("work", *OFFICER, "--purpose", "data_subject", "--json"))
    assert {"kind": "REQUESTS_OPEN", "count": 1} in counts
    waiting = ("requests_open", *OFFICER, "--purpose", "data_subject")
    assert request in qena.desk.sijill("work", *waiting)


def answered(qena: Qena, request: str) -> None:
    refused = qena.desk.run("request", "answer", request, *OFFICER, "--answer", "declined")
    assert refused.returncode == 1
    assert "Give the reason." in refused.stderr
    granted = (request, *OFFICER, "--answer", "granted", "--words", "لن يُعرض")
    dry = json.loads(qena.desk.sijill("request", "answer", *granted, "--dry-run", "--json"))
    assert dry["facts"] == ["household.consent_answered.v1", "subject_request.answered.v2"]
    done = qena.desk.run("request", "answer", *granted)
    assert done.returncode == 0, done.stderr
    assert "سُجّل الجواب، ويسري من الآن." in done.stderr
    assert listed(qena) == [], "what is answered is listed with --all"
    (ended,) = listed(qena, "--all", "--kind", "objection")
    assert ended["answer"] == "GRANTED"
