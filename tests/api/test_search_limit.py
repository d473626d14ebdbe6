"""How many people somebody may look for within an hour, whichever server they ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import psycopg
import pytest

from registry.api.relay import global_id
from registry.application.search_limit import SearchLimit
from registry.domain.vocabulary import BenefitFamily, Purpose, Role
from tests.api.looking import Indexed, search, searches
from tests.api.planning import PLANNER, check
from tests.api.register import CASEWORKER, MINISTRY, Register, Settle
from tests.api.test_duplicates import ASK
from tests.api.test_search_many import many
from tests.conftest import Databases

pytestmark = pytest.mark.anyio

FATMA = "فاطمة عبد الرحيم محمود"
COLLEAGUE = replace(CASEWORKER, role=Role.DATA_OFFICER)


@pytest.fixture
def limited(register: Register) -> Callable[..., Register]:
    """A server beside the first, with limits of its own."""

    def server(**limits: int) -> Register:
        services = replace(register.services, search_limit=SearchLimit(**limits))
        return replace(register, services=services)

    return server


async def test_beyond_the_limit_a_search_is_refused_with_how_long_to_wait_and_on_record(
    register: Register, limited: Callable[..., Register], indexed: Indexed, settled: Settle
) -> None:
    await indexed()
    one, other = limited(of_actor=3), limited(of_actor=3)
    assert "found" in await search(one, name=FATMA)
    await many(other, {"name": FATMA}, {"name": FATMA})
    await settled()
    answer = await search(one, name=FATMA)
    assert answer["code"] == "searched_too_often"
    assert "60 minutes" in answer["messageEn"]
    assert "60 دقيقة" in answer["messageAr"]
    assert (await many(other, {"name": FATMA}))["code"] == "searched_too_often"
    assert await register.refusals() == 2 * [("searched_too_often", "registration.search")]
    assert sum(fact.searches for fact in await searches(register)) == 3


async def test_a_list_that_would_go_beyond_the_limit_is_refused_whole(
    limited: Callable[..., Register], indexed: Indexed, settled: Settle
) -> None:
    await indexed()
    server = limited(of_actor=3)
    await many(server, {"name": FATMA}, {"name": FATMA})
    await settled()
    assert (await many(server, {"name": FATMA}, {"name": FATMA}))["code"] == "searched_too_often"
    assert "found" in await search(server, name=FATMA)


async def test_colleagues_share_what_their_partner_may(
    limited: Callable[..., Register], indexed: Indexed, settled: Settle
) -> None:
    await indexed()
    server = limited(of_partner=2)
    await many(server, {"name": FATMA}, {"name": FATMA})
    await settled()
    assert (await search(server, COLLEAGUE, name=FATMA))["code"] == "searched_too_often"


async def test_rows_of_plans_are_counted_apart(
    register: Register, limited: Callable[..., Register], indexed: Indexed, settled: Settle
) -> None:
    """A list may be checked and drafted though it is longer than what one may look for by hand."""
    await register.open_programme("baskets", MINISTRY, BenefitFamily.FOOD)
    await register.sign(purposes=(Purpose.PLANNING, Purpose.DELIVERY, Purpose.REGISTRATION))
    await register.registered(MINISTRY, FATMA)
    await indexed()
    server, row = limited(of_actor=1, of_partner=1, of_plans=4), {"person": {"name": FATMA}}
    for _ in range(2):
        found = await check(server, PLANNER, row, row)
        assert "NOT_COMPARED" not in {one["unknown"] for one in found["lines"]}
        await settled()
    refused = await check(server, PLANNER, row, row)
    assert {one["unknown"] for one in refused["lines"]} == {"NOT_COMPARED"}
    assert ("searched_too_often", "registration.search") in await register.refusals()
    await indexed()
    assert "found" in await search(server, name=FATMA), "nobody has searched by hand"


async def test_after_the_hour_one_may_search_again(
    limited: Callable[..., Register], indexed: Indexed, settled: Settle, databases: Databases
) -> None:
    await indexed()
    server = limited(of_actor=1)
    await search(server, name=FATMA)
    await settled()
    with psycopg.connect(databases.log_url, autocommit=True) as connection:
        ago = "update read.openings_v3 set recorded_at = recorded_at - interval '59 min 30 s'"
        connection.execute(ago)
        assert "in 1 minutes" in (await search(server, name=FATMA))["messageEn"]
        connection.execute(
            "update read.openings_v3 set recorded_at = recorded_at - interval '31 s'"
        )
    assert "found" in await search(server, name=FATMA)


async def test_duplicates_are_unknown_to_whom_the_limit_is_reached(
    limited: Callable[..., Register], register: Register, indexed: Indexed, settled: Settle
) -> None:
    home = await register.registered(CASEWORKER.partner, FATMA)
    await indexed()
    server = limited(of_actor=1)
    await search(server, name=FATMA)
    await settled()
    told = await server.ask(CASEWORKER, ASK, {"household": global_id("Household", home)})
    assert [one["code"] for one in told["possibleDuplicates"]["missing"]] == ["searched_too_often"]
