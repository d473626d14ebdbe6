"""A register with two associations, its read models and whoever matches it: on fresh databases."""

from __future__ import annotations

from asyncio import to_thread
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any, Final
from uuid import UUID

import pytest
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from registry.application import pairs as said
from registry.application.claims import all_claims
from registry.application.command import Command, Context
from registry.application.four_eyes import Adjudication
from registry.application.households import HouseholdDraft, MemberDraft, register_household
from registry.application.pairs import Finding, sides_of
from registry.application.writer import Writer
from registry.domain.dates import PreciseDate
from registry.domain.envelope import Actor
from registry.domain.errors import SijillError
from registry.domain.household import MemberJoined, PersonName
from registry.domain.identity_numbers import IdentityNumber, read_identity_number
from registry.domain.pair import ModelVersion, Sides
from registry.domain.partner import PartnerCode, PartnerEnrolled, PublicName
from registry.domain.phones import Phone, PhoneState
from registry.domain.places import PCode
from registry.domain.vocabulary import OrganisationKind, Purpose, Relation, Role, Sex
from registry.eventlog.log import Log
from registry.matching.weights import load
from registry.privacy.keys import KeyStore
from registry.privacy.root_key import RootKey
from registry.projections import pairs
from registry.projections.as_of import present
from registry.projections.identities import ALL, persons_of
from registry.projections.leading import follow
from registry.projections.pairs import PairRow
from registry.reactions import following
from registry.reactions.matching import Matcher, machine
from tests.application.conftest import ALBIR, enrolled
from tests.conftest import FOLLOWED, Databases

NOOR: Final = PartnerEnrolled(
    code=PartnerCode("noor"),
    kind=OrganisationKind.ASSOCIATION,
    name_ar=PublicName("جمعية النور"),
    name_en=PublicName("Al-Nour Association"),
)


@dataclass
class Town:
    """Registers people by name; `ids` are those of members, by the name that a test gives them."""

    writer: Writer
    reader: AsyncConnection[Any]
    matcher: Matcher
    partners: dict[str, Context]
    url: str
    ids: dict[str, tuple[UUID, UUID]] = field(default_factory=dict)

    async def submit(self, *commands: Command) -> None:
        for answer in await self.writer.submit_many(commands):
            if isinstance(answer, SijillError):
                raise answer

    async def register(
        self, *members: tuple[str, MemberDraft], at: str = "albir", **known: Any
    ) -> UUID:
        """A household of people, the first of them its head, each with the name that the test gives it."""
        drafts = [draft for _, draft in members]
        draft = HouseholdDraft(
            head=drafts[0],
            members=tuple(drafts[1:]),
            **{"place": PCode("EG2706")} | known,
        )
        outcome = await self.writer.submit(
            register_household(draft, self.partners[at], self.writer.mint)
        )
        history = await self.writer.log.load(outcome.stream)
        joined = [one.fact.member for one in history if isinstance(one.fact, MemberJoined)]
        for (name, _), member in zip(members, joined, strict=True):
            self.ids[name] = (member, outcome.stream)
        return outcome.stream

    async def match(self) -> dict[str, int]:
        return dict(await following.to_the_end(self.matcher))

    async def rows(self) -> list[PairRow]:
        """Every pair of which anything was ever said, as it stands."""
        await self.matcher.abreast()
        members = [
            one.member async for part in all_claims(self.reader, self.writer.keys) for one in part
        ]
        known = [member for member, _ in self.ids.values()]
        return await pairs.of_members(self.reader, [*members, *known])

    async def links(self) -> set[frozenset[UUID]]:
        return {frozenset((row.first, row.second)) for row in await self.rows() if row.linked}

    async def cases(self) -> dict[frozenset[str], str]:
        names = {member: name for name, (member, _) in self.ids.items()}
        return {
            frozenset((names[row.first], names[row.second])): row.case.value
            for row in await self.rows()
            if row.case
        }

    async def persons(self) -> set[frozenset[str]]:
        """Who is one person with somebody else, by the names of the test."""
        await self.matcher.abreast()
        names = {member: name for name, (member, _) in self.ids.items()}
        found = await persons_of(self.reader, names, await present(self.reader), visible_to=ALL)
        return {
            frozenset(names[one] for one in those) for those in found.values() if len(those) > 1
        }

    def sides(self, one: str, other: str) -> Sides:
        return sides_of(self.ids[one], self.ids[other])

    def reviewer(self, at: str = "albir") -> Context:
        return replace(self.partners[at], role=Role.REVIEWER, purpose=Purpose.DEDUPLICATION)

    async def say_linked(self, one: str, other: str) -> None:
        """The machine linked two whom it would not link today."""
        found = Finding(sides=self.sides(one, other), model=ModelVersion("1"), score=9, evidence=())
        await self.submit(said.link(found, self.matcher.context))

    async def confirm(self, one: str, other: str) -> None:
        await self.matcher.abreast()
        sides, rules = self.sides(one, other), Adjudication.read()
        await said.confirm(self.writer, self.reader, rules, sides, None, self.reviewer())


def person(  # noqa: PLR0913 - what a partner knows of somebody
    name: str,
    relation: Relation = Relation.HEAD,
    *,
    born: tuple[int, int, int] | None = None,
    number: str | None = None,
    phone: str | None = None,
    sex: Sex = Sex.UNKNOWN,
) -> MemberDraft:
    return MemberDraft(
        name=PersonName(written=name),
        relation=relation,
        sex=sex,
        born=None if born is None else PreciseDate(date(*born)),
        identity_numbers=() if number is None else numbered(number),
        phones=() if phone is None else (valid(phone),),
    )


def numbered(number: str) -> tuple[IdentityNumber, ...]:
    return (read_identity_number(number),)


def valid(phone: str) -> Phone:
    return Phone(e164=phone, raw=phone, state=PhoneState.VALID)


@pytest.fixture
def log_template() -> str:
    return FOLLOWED


@pytest.fixture
async def town(databases: Databases, tmp_path: Path) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        yield await open_town(stack, databases, tmp_path)


async def open_town(stack: AsyncExitStack, databases: Databases, folder: Path) -> Town:
    pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
        databases.keys_url, min_size=1, max_size=4, open=False
    )
    await stack.enter_async_context(pool)
    keys = await KeyStore.open(pool, RootKey.create(folder / "root.key"))
    stack.callback(keys.close)
    writer = Writer(stack.enter_context(Log(databases.log_url)), keys)
    reader = await AsyncConnection.connect(databases.log_url, autocommit=True)
    await stack.enter_async_context(reader)
    await reader.execute("set role sijill_reader")
    index = await stack.enter_async_context(following.connected(databases.log_url))
    for connection in (reader, index):
        await stack.enter_async_context(following.planned_once(connection))
    # A story leaves it alone for longer than a matcher may be.
    await index.execute("set idle_session_timeout to 0")
    matcher = Matcher(
        writer=writer,
        reader=reader,
        index=index,
        model=load(),
        context=machine(Actor(UUID(int=7)), keys.registry_id),
        keep_up=partial(to_thread, follow, databases.log_url, stop=Event(), once=True),
    )
    partners = {"albir": await enrolled(writer, ALBIR), "noor": await enrolled(writer, NOOR)}
    return Town(writer, reader, matcher, partners, databases.log_url)
