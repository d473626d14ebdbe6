"""An open register with one association, on fresh databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from registry.application import steering
from registry.application.command import Command, Context
from registry.application.households import HouseholdDraft, MemberDraft, register_household
from registry.application.writer import Writer
from registry.domain.envelope import Actor
from registry.domain.household import PersonName
from registry.domain.partner import PartnerCode, PartnerEnrolled, PublicName
from registry.domain.places import PCode
from registry.domain.vocabulary import Channel, OrganisationKind, Purpose, Relation, Role
from registry.eventlog.log import Log
from registry.privacy.keys import KeyStore
from registry.privacy.root_key import RootKey
from tests.conftest import Databases

ALBIR: Final = PartnerEnrolled(
    code=PartnerCode("albir-qena"),
    kind=OrganisationKind.ASSOCIATION,
    name_ar=PublicName("جمعية البر بقنا"),
    name_en=PublicName("Al-Birr Association, Qena"),
)


@dataclass(frozen=True)
class Office:
    """A caseworker's desk at جمعية البر: whatever is asked is asked in her name."""

    writer: Writer
    context: Context

    def registration(
        self, name: str, *, key: str | None = None, reference: str | None = None
    ) -> Command:
        draft = HouseholdDraft(
            head=MemberDraft(name=PersonName(written=name), relation=Relation.HEAD),
            place=PCode("EG2706"),
            partner_reference=reference,
        )
        return register_household(draft, replace(self.context, key=key), self.writer.mint)


@pytest.fixture
async def office(databases: Databases, tmp_path: Path) -> AsyncIterator[Office]:
    pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
        databases.keys_url, min_size=1, max_size=4, open=False
    )
    async with pool:
        keys = await KeyStore.open(pool, RootKey.create(tmp_path / "root.key"))
        with Log(databases.log_url) as log:
            writer = Writer(log, keys)
            yield Office(writer, await enrolled(writer))
        keys.close()


async def enrolled(writer: Writer, partner: PartnerEnrolled = ALBIR) -> Context:
    """A caseworker of a partner that has just been enrolled."""
    operator = Context(
        actor=Actor(UUID(int=1)),
        partner=writer.keys.registry_id,
        role=Role.SYSTEM,
        purpose=Purpose.MAINTENANCE,
        channel=Channel.CONSOLE,
    )
    outcome = await writer.submit(steering.enrol_partner(partner, operator, writer.mint))
    return replace(
        operator, partner=outcome.stream, role=Role.CASEWORKER, purpose=Purpose.REGISTRATION
    )
