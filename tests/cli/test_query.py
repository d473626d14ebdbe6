"""`sijill token` and `sijill query`: nobody asks without saying who, for whom and why."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from registry.api.tokens import LocalIssuer
from registry.domain.vocabulary import Purpose, Role
from registry.texts import say
from tests.cli.conftest import Qena

ME = "{ me { purpose partner { code } } }"
AS = ("--as", "caseworker@albir-qena", "--purpose", "delivery")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--as", "the boss@moss-qena", "--purpose", "delivery"), "Write role and partner as"),
        (("--as", "caseworker", "--purpose", "delivery"), "Write role and partner as"),
        (("--as", "@moss-qena", "--purpose", "delivery"), "Write role and partner as"),
        (("--as", "caseworker@", "--purpose", "delivery"), "Write role and partner as"),
        ((*AS, "--ttl", "3y"), "Write the span as"),
        ((*AS, "--ttl", "0m"), "Write the span as"),
        ((*AS, "--ttl", "0s"), "Write the span as"),
        ((*AS, "--ttl", "31d"), "Write the span as"),
        ((*AS, "--ttl", "٣ساعات"), "Write the span as"),
        (
            ("--as", "caseworker@moss-qena", "--purpose", "curiosity"),
            "--purpose is one of: registration,",
        ),
    ],
)
def test_a_token_that_means_nothing_is_wrong_usage(
    qena: Qena, wrong: tuple[str, ...], said: str
) -> None:
    done = qena.desk.run("token", *wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_token_for_a_partner_nobody_enrolled_is_refused(qena: Qena) -> None:
    done = qena.desk.run("token", "--as", "caseworker@noor", "--purpose", "delivery")
    assert (done.returncode, done.stdout) == (1, "")
    assert "There is no partner “noor”." in done.stderr


def test_a_token_is_printed_alone_and_asks_as_its_holder(qena: Qena) -> None:
    token = qena.desk.sijill("token", *AS, "--ttl", "30m").strip()
    assert token.count(".") == 2
    assert token.isascii()
    given = qena.desk.sijill("query", ME, "--token", token)
    kept = replace(qena.desk, settings={"SIJILL_TOKEN": token}).sijill("query", ME)
    assert json.loads(given) == json.loads(kept)
    me = json.loads(given)["data"]["me"]
    assert me == {"purpose": "DELIVERY", "partner": {"code": "albir-qena"}}


def test_a_token_may_hold_for_seconds(qena: Qena) -> None:
    token = qena.desk.sijill("token", *AS, "--ttl", "30s").strip()
    body = token.split(".")[1]
    said = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    assert said["exp"] - said["iat"] == 30
    assert json.loads(qena.desk.sijill("query", ME, "--token", token))["data"]["me"]


def test_an_expired_token_is_refused_as_over_http(qena: Qena) -> None:
    done = qena.desk.run("query", ME, "--token", expired(qena))
    assert done.returncode == 1
    assert json.loads(done.stdout) == refused("token_expired")


@pytest.mark.parametrize("token", ["", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_what_is_no_token_is_refused(qena: Qena, token: str) -> None:
    done = qena.desk.run("query", ME, "--token", token)
    assert done.returncode in {1, 2}
    assert "data" not in (json.loads(done.stdout) if done.stdout else {})


def test_without_token_and_without_saying_who_nobody_asks(qena: Qena) -> None:
    for said in ((), ("--as", "caseworker@moss-qena"), ("--purpose", "delivery")):
        done = qena.desk.run("query", ME, *said)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Nobody asks the register without a token." in done.stderr
        assert "hint: add --as" in done.stderr


def test_a_question_comes_from_a_file_too_and_takes_variables(qena: Qena, tmp_path: Path) -> None:
    file = tmp_path / "كم.graphql"
    file.write_text("query($first: Int!) { partners(first: $first) { edges { node { code } } } }")
    said = qena.desk.sijill("query", file, *AS, "--variables", '{"first": 2}')
    assert len(json.loads(said)["data"]["partners"]["edges"]) == 2
    wrong = qena.desk.run("query", file, *AS, "--variables", "[2]")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    missing = qena.desk.run("query", tmp_path / "لا.graphql", *AS)
    assert (missing.returncode, missing.stdout) == (1, "")


def test_a_day_ends_where_the_setting_says(qena: Qena) -> None:
    ((recorded_at,),) = qena.asked("select min(recorded_at) from log.facts")
    day = recorded_at.astimezone(ZoneInfo("Pacific/Kiritimati")).date() - timedelta(days=1)
    question = f'{{ partners(asOf: {{date: "{day}"}}) {{ position }} }}'

    def position_in(zone: str) -> int:
        desk = replace(qena.desk, settings={**qena.desk.settings, "SIJILL_TIME_ZONE": zone})
        position: int = json.loads(desk.sijill("query", question, *AS))["data"]["partners"][
            "position"
        ]
        return position

    assert position_in("Pacific/Kiritimati") == 0, "the day before the first fact, 14 hours ahead"
    assert position_in("Etc/GMT+12") > 0, "the same day, 26 hours later"


def test_a_question_that_is_wrong_ends_with_1_and_says_so_in_json(qena: Qena) -> None:
    done = qena.desk.run("query", "{ wives }", *AS)
    assert done.returncode == 1
    (error,) = json.loads(done.stdout)["errors"]
    assert error["extensions"]["code"] == "graphql_invalid"


def expired(qena: Qena) -> str:
    issuer = LocalIssuer.load_or_create(qena.desk.data / "issuer.key")
    ((partner,),) = qena.asked(
        "select partner from read.partner_directory_v2 where code = 'albir-qena'"
    )
    return issuer.mint(
        actor=UUID(int=1),
        partner=partner,
        roles=[Role.CASEWORKER],
        purpose=Purpose.DELIVERY,
        ttl=timedelta(hours=1),
        now=datetime.now(UTC) - timedelta(hours=2),
    )


def refused(code: str) -> Mapping[str, Any]:
    said = {"code": code, "messageAr": say(code, "ar"), "messageEn": say(code, "en")}
    return {"errors": [{"message": said["messageEn"], "extensions": said}]}
