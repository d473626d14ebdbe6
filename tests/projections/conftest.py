"""A log with a history in it, and the read models over it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from functools import partial
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection

from registry.domain.envelope import Recorded
from registry.domain.errors import VersionConflict
from registry.domain.facts import AnyFact
from registry.eventlog.log import Log, Prepared
from registry.eventlog.mapper import Pending
from registry.eventlog.reading import iterate
from registry.projections.catalogue import MODELS
from registry.projections.follower import Connection, catch_up, hold, prepare
from registry.projections.leading import connected
from registry.projections.model import Copy
from tests.conftest import FOLLOWED, Templates
from tests.projections.beginning import live, record, template_of
from tests.projections.histories import commands
from tests.projections.register import Register


@pytest.fixture
def log_template(request: pytest.FixtureRequest) -> str:
    return template_of(request, "lived", otherwise=FOLLOWED)


@pytest.fixture
def lived(templates: Templates) -> int:
    """A history with many links, read; its last position."""
    return templates.make(
        "lived", FOLLOWED, lambda url: live(url, commands(seed=83, many=420), batch=50)
    )


@pytest.fixture
def log(log_url: str) -> Iterator[Log]:
    with Log(log_url) as log:
        yield log


@pytest.fixture
def append(log: Log) -> Callable[[Sequence[Sequence[Pending]]], int]:
    """Appends commands, a transaction each, and answers with the last position."""

    return partial(record, log)


@pytest.fixture
def tear(log: Log) -> Callable[[Sequence[Pending]], None]:
    """Burns positions: facts that were inserted already roll back, and leave a hole where they stood."""

    def tear(command: Sequence[Pending]) -> None:
        with pytest.raises(VersionConflict):
            log.append_now([Prepared(command)])

    return tear


@pytest.fixture
def follower(log_url: str) -> Iterator[Connection]:
    with connected(log_url) as connection:
        yield connection


@pytest.fixture
async def reader(log_url: str) -> AsyncIterator[AsyncConnection[Any]]:
    async with await AsyncConnection.connect(log_url, autocommit=True) as connection:
        await connection.execute("set role sijill_reader")
        yield connection


@pytest.fixture
def administrator(log_url: str) -> Iterator[Connection]:
    with psycopg.connect(log_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def facts(administrator: Connection) -> Callable[[], list[Recorded[AnyFact]]]:
    """Everything recorded so far."""

    def read() -> list[Recorded[AnyFact]]:
        return list(iterate(administrator))

    return read


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def read(
    append: Callable[[Sequence[Sequence[Pending]]], int], follower: Connection
) -> Callable[[Register], int]:
    """Append what the register was told since, let the read models follow, and answer with their position."""

    def read(register: Register) -> int:
        append(register.told)
        register.told = []
        copies = [Copy(model) for model in MODELS]
        prepare(follower, copies)
        catch_up(follower, copies)
        return max(hold(follower, copies).values())

    return read
