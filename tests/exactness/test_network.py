"""The network is cut at the commit: no answer, no refusal. Whoever sends the same again has it stored once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOT_SHOWN
from tests.eventlog.waiting import until_somebody_waits
from tests.exactness.far import Client, Far, far_server
from tests.exactness.network import NoNetwork, network
from tests.localpg.processes import wait_until

pytestmark = pytest.mark.slow

LONGEST = 5.0
"""Seconds until a client is told that its database is lost."""
FATIMA, KEY = "فاطمة عبد الرحيم", "ق-12"


@pytest.fixture(scope="module")
def far(quick_folder: Path) -> Iterator[Far]:
    try:
        with network() as made, far_server(made, quick_folder / "far") as server:
            yield server
    except NoNetwork as reason:
        pytest.skip(f"{NOT_SHOWN}: {reason}")


def test_of_a_commit_that_never_arrived_nothing_is_stored_and_the_retry_stores_it_once(
    far: Far,
) -> None:
    with far.client() as client:
        client.asks(FATIMA, key=KEY, pause=True)
        assert client.hears() == {"state": "about to commit"}
        with far.cut():
            client.goes_on()
            assert_told_in_time(client, since=time.monotonic())
        assert client.stored() == 0
        assert client.asks_until_it_is_done(FATIMA, key=KEY)["repeated"] is False
        assert client.stored() == 1


def test_a_commit_whose_answer_never_arrived_is_found_by_the_retry_under_the_same_key(
    far: Far,
) -> None:
    with far.client() as client:
        lose_the_answer(far, client, key=KEY)
        assert client.stored() == 1
        assert client.asks_until_it_is_done(FATIMA, key=KEY)["repeated"] is True
        assert client.stored() == 1


def test_without_a_key_that_retry_stores_it_twice(far: Far) -> None:
    with far.client() as client:
        lose_the_answer(far, client, key=None)
        assert client.asks_until_it_is_done(FATIMA, key=None)["repeated"] is False
        assert client.stored() == 2


def test_who_asks_when_everything_is_cut_already_is_told_too(far: Far) -> None:
    with far.client() as client:
        with far.cut():
            for _ in range(2):
                client.asks(FATIMA, key=KEY)
                assert_told_in_time(client, since=time.monotonic())
        assert client.asks_until_it_is_done(FATIMA, key=KEY)["repeated"] is False
        assert client.stored() == 1


def test_a_connection_that_has_all_the_patience_of_tcp_is_told_nothing_in_time(far: Far) -> None:
    patient = {"tcp_user_timeout": 0, "keepalives": 0, "connect_timeout": 60}
    with far.client(**patient) as client:
        client.asks(FATIMA, key=KEY, pause=True)
        assert client.hears() == {"state": "about to commit"}
        with far.cut():
            client.goes_on()
            assert client.hears(LONGEST) == {}


def lose_the_answer(far: Far, client: Client, *, key: str | None) -> None:
    """The server has the statement, and waits; what it says once it need not is lost."""
    with client.owner.transaction():
        client.owner.execute("lock table log.facts in exclusive mode")
        client.asks(FATIMA, key=key)
        until_somebody_waits(client.owner)
        far.network.cut()
    try:
        cut = time.monotonic()
        wait_until(lambda: client.stored() == 1)
        assert_told_in_time(client, since=cut)
    finally:
        far.network.mend()


def assert_told_in_time(client: Client, *, since: float) -> None:
    told: dict[str, Any] = client.hears()
    assert told["code"] == "database_lost"
    assert time.monotonic() - since < LONGEST
