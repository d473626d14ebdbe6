"""A program is killed between what it does and what it says of it, and what would come of that without our guards."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg
import pytest

from registry.domain.errors import SijillError
from registry.projections.rebuild import rebuild
from tests.eventlog.sessions import Session
from tests.eventlog.waiting import until_somebody_waits
from tests.exactness.applicants import Acknowledged, Window
from tests.exactness.conftest import MakeRegister
from tests.exactness.supervised import Program, serving
from tests.forking import QuickDesk
from tests.localpg.processes import wait_until

pytestmark = pytest.mark.slow

FATIMA, KEY = "فاطمة عبد الرحيم", "ق-12"


@dataclass
class Register:
    url: str
    desk: QuickDesk
    owner: Session

    def households(self) -> int:
        query = "select from log.facts where topic = 'household.registered.v1'"
        return self.owner.execute(query).rowcount


@pytest.fixture(scope="module")
def register(make_register: MakeRegister) -> Iterator[Register]:
    postgres, desk = make_register("at-the-commit")
    with psycopg.connect(postgres.url("log"), autocommit=True) as owner:
        yield Register(postgres.url("log"), desk, owner)


@pytest.fixture
def api(register: Register, port: int) -> Iterator[Program]:
    with serving(register.desk, port) as program:
        yield program


@pytest.fixture
def window(register: Register, port: int) -> Window:
    return Window.of(register.desk, port)


def test_what_an_api_stored_and_was_killed_before_it_said_so_is_found_under_the_same_key(
    register: Register, api: Program, window: Window
) -> None:
    before = register.households()
    answer = kill_at_the_commit(register, api, window, "first", retried_under="first")
    assert answer.repeated
    assert register.households() == before + 1


def test_a_retry_under_another_key_registers_the_household_twice(
    register: Register, api: Program, window: Window
) -> None:
    before = register.households()
    answer = kill_at_the_commit(register, api, window, "second", retried_under="third")
    assert not answer.repeated
    assert register.households() == before + 2


def test_a_follower_that_kept_its_position_apart_from_its_rows_would_not_get_past_a_rebuild(
    register: Register,
) -> None:
    """Killed between the two, it would apply again what it had applied: the comparison sees that."""
    register.desk.sijill("follow", "--once")
    rebuild(register.url)
    register.owner.execute("update read.follower set position = position / 2")
    register.desk.sijill("follow", "--once")
    with pytest.raises(SijillError, match="rebuild_differs"):
        rebuild(register.url)
    rebuild(register.url, mend=True)


def kill_at_the_commit(
    register: Register, api: Program, window: Window, key: str, *, retried_under: str
) -> Acknowledged:
    """Whoever registers asks again, as one does whose line was dead, once the API is there again."""
    before = register.households()
    with ThreadPoolExecutor(1) as threads, register.owner.transaction():
        register.owner.execute("lock table log.facts in exclusive mode")
        asking = threads.submit(window.ask, FATIMA, key)
        until_somebody_waits(register.owner)
        api.kill()
        assert asking.result() == {}
    wait_until(lambda: register.households() == before + 1)
    api.tend()
    return window.register(FATIMA, retried_under)
