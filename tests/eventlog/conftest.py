from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from registry.eventlog.log import Log
from tests.eventlog.sessions import Session


@pytest.fixture
def log(log_url: str) -> Iterator[Log]:
    with Log(log_url) as log:
        yield log


@pytest.fixture
def owner(log_url: str) -> Iterator[Session]:
    """Who made the tables; a superuser here."""
    with psycopg.connect(log_url, autocommit=True) as session:
        yield session


@pytest.fixture
def writer(log_url: str) -> Iterator[Session]:
    with psycopg.connect(log_url, autocommit=True) as session:
        session.execute("set role sijill_writer")
        yield session
