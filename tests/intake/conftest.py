"""A register to import into: the real log and keys, a partner and its programme of food baskets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from registry.application.command import Context
from registry.application.writer import Writer
from registry.domain.access import FieldsOpened
from registry.domain.envelope import Actor, Recorded
from registry.domain.facts import AnyFact
from registry.domain.partner import PartnerCode, PartnerEnrolled, PublicName
from registry.domain.programme import ProgrammeCode, ProgrammeOpened
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Channel,
    OrganisationKind,
    Purpose,
    Role,
    Unit,
)
from registry.eventlog.log import Log, Pending, Prepared
from registry.eventlog.reading import iterate
from registry.intake.importing import Progress, check_reading, import_file
from registry.intake.incoming import Options
from registry.intake.reading import read_file
from registry.intake.summary import Summary
from registry.privacy.keys import KeyStore
from registry.privacy.root_key import RootKey
from registry.projections.leading import connected
from tests.conftest import FOLLOWED, Databases


@dataclass(frozen=True)
class Register:
    """What an import needs, for one association; and what the log then holds."""

    writer: Writer
    context: Context
    programme: UUID
    databases: Databases

    async def take(
        self,
        path: Path,
        said: Options,
        *,
        progress: Progress | None = None,
        rejects_path: Path | None = None,
    ) -> Summary:
        return await import_file(
            path,
            replace(said, programme=self.programme),
            self.context,
            self.writer,
            progress=progress,
            rejects_path=rejects_path,
        )

    async def foresee(self, path: Path, said: Options) -> Summary:
        """What a dry run says; nothing is written but who opened what."""
        said = replace(said, programme=self.programme)
        before = self.written()
        summary = await check_reading(read_file(path, said), said, self.context, self.writer)
        assert self.written() == before
        return summary

    def written(self) -> list[Recorded[AnyFact]]:
        """All facts but who opened what."""
        with connected(self.databases.log_url) as connection:
            every = list(iterate(connection, 0))
        return [one for one in every if not isinstance(one.fact, FieldsOpened)]

    def facts(self, kind: type[AnyFact]) -> list[Recorded[AnyFact]]:
        """The facts of one kind, in the order of the log."""
        with connected(self.databases.log_url) as connection:
            return [one for one in iterate(connection, 0) if isinstance(one.fact, kind)]


@pytest.fixture
def log_template() -> str:
    return FOLLOWED


@pytest.fixture
async def register(databases: Databases, tmp_path: Path) -> AsyncIterator[Register]:
    pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
        databases.keys_url, min_size=1, max_size=2, open=False
    )
    async with pool:
        keys = await KeyStore.open(pool, RootKey.create(tmp_path / "root.key"))
        with Log(databases.log_url) as log:
            context = Context(
                actor=Actor(uuid4()),
                partner=uuid4(),
                role=Role.DATA_OFFICER,
                purpose=Purpose.REGISTRATION,
                channel=Channel.FILE,
            )
            programme = uuid4()
            await log.append(
                [
                    _first(context, context.partner, _association()),
                    _first(context, programme, _baskets(context.partner)),
                ]
            )
            yield Register(Writer(log, keys), context, programme, databases)
        keys.close()


def _first(context: Context, stream: UUID, fact: AnyFact) -> Prepared:
    return Prepared([Pending(stream, 1, context.envelope(uuid4()), fact)])


def _association() -> PartnerEnrolled:
    return PartnerEnrolled(
        code=PartnerCode("albir-qena"),
        kind=OrganisationKind.ASSOCIATION,
        name_ar=PublicName("جمعية البر بقنا"),
        name_en=PublicName("Al-Bir Association, Qena"),
    )


def _baskets(owner: UUID) -> ProgrammeOpened:
    return ProgrammeOpened(
        owner=owner,
        code=ProgrammeCode("baskets"),
        name_ar=PublicName("سلال غذائية"),
        name_en=PublicName("Food baskets"),
        family=BenefitFamily.FOOD,
        kind=BenefitKind.IN_KIND,
        unit=Unit.BASKET,
    )
