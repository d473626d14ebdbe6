"""The figures: who may read them, that they are true, and that they name nobody."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from registry.domain.vocabulary import Purpose, Role
from registry.projections import household_roll
from registry.projections.catalogue import MODELS
from tests.api.register import AUDITOR, CASEWORKER, MINISTRY, Person, Register, Settle
from tests.conftest import Databases

pytestmark = pytest.mark.anyio

READERS = {Role.AUDITOR, Role.SECURITY_OFFICER, Role.SYSTEM}
LINE = re.compile(r'(sijill_[a-z_]+)(?:\{([a-z_]+)="([a-z0-9_]+)"\})? (\S+)')
ROLL = "household_roll"


async def asked(register: Register, token: str | None) -> httpx.Response:
    transport = httpx.ASGITransport(register.app)
    shown = {} if token is None else {"authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://sijill") as client:
        return await client.get("/metrics", headers=shown)


async def figures(register: Register) -> dict[tuple[str, str | None], float]:
    """What an auditor reads, each line as Prometheus would."""
    response = await asked(register, register.token(AUDITOR))
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    found: dict[tuple[str, str | None], float] = {}
    kinds: dict[str, str] = {}
    for line in response.text.removesuffix("\n").split("\n"):
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name not in kinds, "the lines of a metric stand together"
            kinds[name] = kind
        elif not line.startswith("# HELP "):
            match = LINE.fullmatch(line)
            assert match, line
            assert kinds[match[1]] == ("counter" if match[1].endswith("_total") else "gauge")
            found[match[1], match[3]] = float(match[4])
    return found


async def test_nobody_reads_them_without_a_token_of_those_who_watch(register: Register) -> None:
    expired = register.token(AUDITOR, ttl=timedelta(seconds=-1))
    for token in (None, "garbage", expired, register.token(AUDITOR, roles=[])):
        response = await asked(register, token)
        assert response.status_code == 401
        assert "sijill_" not in response.text
    for role in Role:
        response = await asked(register, register.token(Person(MINISTRY, role, Purpose.AUDIT)))
        assert response.status_code == (200 if role in READERS else 403), role
        assert ("sijill_log_head_position" in response.text) == (role in READERS)


async def test_they_say_where_the_log_and_each_read_model_are(
    register: Register, settled: Settle
) -> None:
    await register.registered(MINISTRY)
    head = await settled()
    found = await figures(register)
    assert found["sijill_log_head_position", None] == head > 0
    assert found["sijill_log_database_up", None] == 1
    assert found["sijill_writer_waiting_commands", None] == 0
    for model in MODELS:
        assert found["sijill_read_model_position", model.name] == head
        for name in ("lag_facts", "lag_seconds", "dead_letters"):
            assert found[f"sijill_read_model_{name}", model.name] == 0


async def test_a_read_model_that_is_behind_says_by_how_much(
    register: Register, settled: Settle, databases: Databases
) -> None:
    """The roll is held back, as by a leader that is stopped; facts that are not its own count too."""
    before = await settled()
    async with await psycopg.AsyncConnection.connect(databases.log_url) as held:
        await held.execute("select from read.follower where model = %s for update", [ROLL])
        await register.registered(MINISTRY, members=["علي", "آمنة"])
        found = await figures(register)
        assert found["sijill_log_head_position", None] == before + 4
        assert found["sijill_read_model_position", ROLL] == before
        assert found["sijill_read_model_lag_facts", ROLL] == 4
        assert 0 < found["sijill_read_model_lag_seconds", ROLL] < 60
        longer = await figures(register)
        assert (
            longer["sijill_read_model_lag_seconds", ROLL]
            > found["sijill_read_model_lag_seconds", ROLL]
        )
    await settled()
    assert (await figures(register))["sijill_read_model_lag_seconds", ROLL] == 0


async def test_a_stream_that_stands_still_is_counted(
    register: Register, settled: Settle, databases: Databases
) -> None:
    await settled()
    with psycopg.connect(databases.log_url) as connection:
        for stream in (UUID(int=1), UUID(int=2)):
            connection.execute(
                "insert into read.dead_letter values (%s, %s, false, %s, 1, 'LookupError')",
                [ROLL, household_roll.MODEL.version, stream],
            )
    found = await figures(register)
    assert found["sijill_read_model_dead_letters", ROLL] == 2
    assert found["sijill_read_model_dead_letters", "imports"] == 0


async def test_requests_are_counted_by_how_they_were_answered(register: Register) -> None:
    me: Any = {"query": "{ me { purpose } }"}
    for _ in range(3):
        await register.post(me, token=register.token(CASEWORKER))
    await register.post(me)
    await register.post({"query": 7}, token=register.token(CASEWORKER))
    found = await figures(register)
    assert {
        status: count for (name, status), count in found.items() if name == "sijill_requests_total"
    } == {
        "200": 3,
        "400": 1,
        "401": 1,
    }


async def test_they_name_no_partner_and_nothing_that_was_recorded(
    register: Register, settled: Settle
) -> None:
    home = await register.registered(MINISTRY, "زرقاء اليمامة")
    await settled()
    text = (await asked(register, register.token(AUDITOR))).text
    assert text.isascii()
    for word in (MINISTRY, str(home), str(register.partners[MINISTRY]), "EG27"):
        assert word not in text


async def test_what_the_process_counts_is_there_when_the_database_is_not(
    register: Register,
) -> None:
    await register.services.readers.close()
    found = await figures(register)
    assert found["sijill_log_database_up", None] == 0
    assert ("sijill_writer_waiting_commands", None) in found
    assert not [name for name, _ in found if "read_model" in name]
