"""An open register on real databases, with a follower that keeps its read models up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from registry.api.app import create_app
from registry.api.authentication import Authenticator
from registry.api.context import Services
from registry.api.tokens import LocalIssuer
from registry.application.command import Mint
from registry.application.writer import Writer
from registry.domain.agreement import Grant
from registry.domain.vocabulary import FieldGroup, Level, Purpose
from registry.eventlog.log import Log
from registry.privacy.keys import KeyStore
from registry.privacy.root_key import RootKey
from registry.privacy.staff import StaffDirectory
from registry.projections.as_of import wait_for
from tests.api.looking import Indexed, bring_up
from tests.api.register import Clock, Register, Settle
from tests.conftest import FOLLOWED, Databases
from tests.following import followed


@asynccontextmanager
async def pool(url: str, role: str) -> AsyncIterator[AsyncConnectionPool[AsyncConnection[Any]]]:
    async def take_role(connection: AsyncConnection[Any]) -> None:
        await connection.execute(f"set role {role}")
        await connection.commit()

    async with AsyncConnectionPool(url, min_size=1, configure=take_role, open=False) as opened:
        yield opened


@pytest.fixture
def log_template() -> str:
    return FOLLOWED


@pytest.fixture
async def register(databases: Databases, tmp_path: Path) -> AsyncIterator[Register]:
    clock = Clock()
    issuer = LocalIssuer.load_or_create(tmp_path / "issuer.key")
    with followed(databases.log_url):
        async with (
            pool(databases.keys_url, "sijill_keys") as keys_pool,
            pool(databases.log_url, "sijill_reader") as readers,
        ):
            keys = await KeyStore.open(keys_pool, RootKey.create(tmp_path / "root.key"))
            with Log(databases.log_url) as log:
                services = Services(
                    readers=readers,
                    writer=Writer(log, keys, Mint(clock=clock, zone=ZoneInfo("Africa/Cairo"))),
                    keys=keys,
                    log=log,
                    authenticator=Authenticator.trusting(
                        issuer.jwks(), issuer=issuer.issuer, audience=issuer.audience, clock=clock
                    ),
                    staff=StaffDirectory(keys_pool),
                )
                app = create_app(services, graphiql=True)
                register = Register(services, issuer, app, clock)
                await register.set_up()
                yield register


@pytest.fixture
def settled(register: Register) -> Settle:
    async def settle() -> int:
        head = await register.services.log.head()
        return await wait_for(register.services.readers, head, seconds=30)

    return settle


@pytest.fixture
async def indexed(
    register: Register, settled: Settle, databases: Databases
) -> AsyncIterator[Indexed]:
    async with await AsyncConnection.connect(databases.log_url, autocommit=True) as matcher:
        await matcher.execute("set role sijill_matcher")

        async def up_to_date() -> None:
            await bring_up(register.services, matcher, await settled())

        yield up_to_date


@pytest.fixture
async def agreed(register: Register) -> UUID:
    """An agreement by which reviewers compare names."""
    return await register.sign(
        purposes=(Purpose.DEDUPLICATION,),
        grants=(Grant(group=FieldGroup.IDENTITY, level=Level.CLEAR),),
    )
