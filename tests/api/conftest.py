"""An open register on real databases, with a follower that keeps its read models up."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any, Self
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
from registry.projections.leading import follow
from tests.api.looking import Indexed, bring_up
from tests.api.register import Clock, Register, Settle
from tests.conftest import FOLLOWED, Databases, Templates
from tests.following import followed


@asynccontextmanager
async def pool(url: str, role: str) -> AsyncIterator[AsyncConnectionPool[AsyncConnection[Any]]]:
    async def take_role(connection: AsyncConnection[Any]) -> None:
        await connection.execute(f"set role {role}")
        await connection.commit()

    async with AsyncConnectionPool(url, min_size=1, configure=take_role, open=False) as opened:
        yield opened


@asynccontextmanager
async def opened(
    databases: Databases, root_key: RootKey, issuer: LocalIssuer, clock: Clock
) -> AsyncIterator[Register]:
    """A register over these databases that knows nobody by code."""
    async with (
        pool(databases.keys_url, "sijill_keys") as keys_pool,
        pool(databases.log_url, "sijill_reader") as readers,
    ):
        keys = await KeyStore.open(keys_pool, root_key)
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
            yield Register(services, issuer, create_app(services, graphiql=True), clock)
        keys.close()


@dataclass(frozen=True)
class Begun:
    """A register that was set up and followed: the databases to copy, its root key's file, and whom it knows."""

    log: str
    keys: str
    root_key: Path
    clock: datetime
    partners: Mapping[str, UUID]
    programmes: Mapping[str, UUID]
    agreement: UUID

    @classmethod
    def of(cls, templates: Templates, folder: Path) -> Self:
        log, keys = templates.copy(FOLLOWED), templates.copy("keys")
        databases = Databases(templates.server.url(log), templates.server.url(keys))
        root_key, issuer = folder / "root.key", LocalIssuer.load_or_create(folder / "issuer.key")

        async def set_up() -> Register:
            async with opened(databases, RootKey.create(root_key), issuer, Clock()) as register:
                await register.set_up()
            return register

        done = asyncio.run(set_up())
        follow(databases.log_url, stop=Event(), once=True)
        now, known = done.clock.now, (done.partners, done.programmes, done.agreement)
        return cls(log, keys, root_key, now, *known)


@pytest.fixture(scope="session")
def begun(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """Half of what a test of a register takes, done once a server."""
    return Begun.of(templates, tmp_path_factory.mktemp("begun"))


@pytest.fixture
def log_template(begun: Begun) -> str:
    return begun.log


@pytest.fixture
def keys_template(begun: Begun) -> str:
    return begun.keys


@pytest.fixture
async def register(databases: Databases, begun: Begun, tmp_path: Path) -> AsyncIterator[Register]:
    """Qena's partners, their agreement and programmes."""
    shutil.copy(begun.root_key, tmp_path / "root.key")
    root_key = RootKey.load(tmp_path / "root.key")
    issuer = LocalIssuer.load_or_create(tmp_path / "issuer.key")
    with followed(databases.log_url):
        async with opened(databases, root_key, issuer, Clock(begun.clock)) as register:
            register.partners |= begun.partners
            register.programmes |= begun.programmes
            register.agreement = begun.agreement
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
