"""One number given to two holders: refused where it is known, listed where it slipped through, gone with its holder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeAlias
from uuid import UUID

import pytest
from psycopg import AsyncConnection

from registry.api.ids import read_global_id
from registry.application.forgetting import ErasureRequest, forget_member
from registry.domain.household import CaseNumber, MemberJoined
from registry.domain.vocabulary import Role
from registry.matching import documents
from registry.reactions.numbering import number_up
from tests.api.register import ASSOCIATION, MINISTRY, Register, Settle
from tests.api.test_entitlement_documents import (
    CLERK,
    ISSUE,
    NEIGHBOUR,
    REPLACE,
    WITHDRAW,
    done,
    holder,
    listed,
    printed,
)
from tests.api.test_requests import family
from tests.conftest import Databases

pytestmark = pytest.mark.anyio
Numbered: TypeAlias = Callable[[], Awaitable[set[tuple[UUID, int]]]]
SHARED: dict[str, Any] = {"filter": {"sameNumber": True}}


@pytest.fixture
async def numbered(
    register: Register, settled: Settle, databases: Databases
) -> AsyncIterator[Numbered]:
    """Take numbers up to the log's end; whose there are, with their tokens."""
    async with await AsyncConnection.connect(databases.log_url, autocommit=True) as matcher:
        await matcher.execute("set role sijill_matcher")

        async def number() -> set[tuple[UUID, int]]:
            await number_up(matcher, register.services.keys, await settled())
            cursor = await matcher.execute("select member, token from match.document")
            return set(await cursor.fetchall())

        yield number


@pytest.fixture
async def anew(databases: Databases) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    async with await AsyncConnection.connect(databases.log_url, autocommit=True) as matcher:
        await matcher.execute("set role sijill_matcher")
        yield lambda: documents.begin_anew(matcher)


async def test_a_number_that_another_holds_is_refused_until_that_one_gives_it_up(
    register: Register, numbered: Numbered
) -> None:
    (home, member), (other, second) = [await family(register) for _ in range(2)]
    await numbered()
    await done(register, ISSUE, holder=holder(home, member), printed=printed("ب-4711"))
    await numbered()
    taken = await done(register, ISSUE, holder=holder(other, second), printed=printed("ب ٤٧١١"))
    assert taken["code"] == "document_number_taken"
    query = "query ($id: ID!) { household(id: $id) { reference } }"
    reference = (await register.ask(CLERK, query, {"id": str(home)}))["household"]["reference"]
    assert reference in taken["messageEn"]
    corrected = printed("ب-4712", "2026-02-01")
    await done(
        register, REPLACE, holder=holder(home, member), printed=corrected, reason="CORRECTED"
    )
    await numbered()
    free = await done(
        register, ISSUE, holder=holder(other, second), printed=printed("ب-4711"), key="2"
    )
    assert free["document"]
    back = printed("ب-4711", "2026-03-01")
    await numbered()
    again = await done(
        register, REPLACE, holder=holder(home, member), printed=back, reason="RENEWED"
    )
    assert again["code"] == "document_number_taken"


async def test_plates_and_other_issuers_have_numbers_of_their_own(
    register: Register, numbered: Numbered
) -> None:
    (home, member), (other, second) = [await family(register) for _ in range(2)]
    there = await register.registered(ASSOCIATION)
    joined = (await register.services.log.load(there))[1].fact
    assert isinstance(joined, MemberJoined)
    await numbered()
    await done(register, ISSUE, holder=holder(home, member), printed=printed("ب-4711"))
    await numbered()
    plate = await done(
        register, ISSUE, holder=holder(other, second, "PLATE"), printed=printed("ب-4711")
    )
    assert plate["document"], "plates have numbers of their own"
    theirs = await done(
        register,
        ISSUE,
        NEIGHBOUR,
        holder=holder(there, str(joined.member)),
        printed=printed("ب-4711"),
    )
    assert theirs["document"], "and so has another issuer"


async def test_what_slipped_through_is_listed_until_one_is_withdrawn_or_forgotten(
    register: Register, settled: Settle, numbered: Numbered, anew: Callable[[], Awaitable[None]]
) -> None:
    homes = [await family(register, members=("علي",)) for _ in range(3)]
    await settled()
    for home, member in homes:
        await done(register, ISSUE, holder=holder(home, member), printed=printed("7"))
    (home, member), (other, second), (last, third) = homes
    await done(register, ISSUE, holder=holder(home, member, "PLATE"), printed=printed("1"))
    await settled()
    assert await listed(register, **SHARED) == []
    tokens = await numbered()
    assert len(tokens) == 4
    await anew()
    assert await numbered() == tokens
    assert {one["holder"]["id"] for one in await listed(register, **SHARED)} == {
        member,
        second,
        third,
    }
    assert await listed(register, NEIGHBOUR, **SHARED) == []
    await done(register, WITHDRAW, holder=holder(home, member))
    await settled()
    assert {one["holder"]["id"] for one in await listed(register, **SHARED)} == {second, third}
    who = UUID(read_global_id(third)[1])
    request = ErasureRequest(household=last, member=who, case=CaseNumber("E-2026-1"))
    await forget_member(
        register.services.writer, request, register.context(MINISTRY, Role.DATA_OFFICER)
    )
    assert who in {one for one, _ in tokens}
    assert who not in {one for one, _ in await numbered()}
    assert await listed(register, **SHARED) == []
    await anew()
    assert who not in {one for one, _ in await numbered()}, "no key opens it"
    stays = await done(register, ISSUE, holder=holder(other, second), printed=printed("7"))
    assert stays["repeated"], "what was done is answered as before"
