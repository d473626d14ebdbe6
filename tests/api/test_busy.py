"""A registry that cannot record now says so, and nothing leaves it that is not on record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registry.api.endpoint import Endpoint
from registry.application.writer import Writer
from tests.api.register import ASSOCIATION, CASEWORKER, Register, Settle
from tests.api.test_recording import FATIMA, REGISTER

pytestmark = pytest.mark.anyio


@pytest.fixture
async def busy(register: Register, settled: Settle) -> Endpoint:
    """The same register with no room for another command."""
    await register.registered(ASSOCIATION)
    await settled()
    services = register.services
    full = Writer(services.log, services.keys, services.writer.mint, room=0)
    return Endpoint(replace(services, writer=full))


async def test_a_registration_is_told_to_come_again_under_its_key(
    register: Register, busy: Endpoint
) -> None:
    before = await register.services.log.head()
    answer = await busy.execute(
        REGISTER, {"input": FATIMA, "key": "k-1"}, token=register.token(CASEWORKER)
    )
    refusal = answer.body["data"]["registerHousehold"]
    assert refusal["code"] == "registry_busy"
    assert "المفتاح نفسه" in refusal["messageAr"]
    assert await register.services.log.head() == before


async def test_an_opening_that_cannot_be_put_on_record_opens_nothing(
    register: Register, busy: Endpoint
) -> None:
    document = "{ households { edges { node { headName { value } } } } }"
    answer = await busy.execute(document, token=register.token(CASEWORKER))
    assert answer.status == 503
    assert answer.body["errors"][0]["extensions"]["code"] == "registry_busy"
    assert "data" not in answer.body
