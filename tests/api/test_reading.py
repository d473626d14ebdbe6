"""A page costs the same few reads, however many rows are on it."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg import AsyncCursor

from registry.application.households import HouseholdDraft, MemberDraft, register_household
from registry.domain.household import PersonName
from registry.domain.places import PCode
from registry.domain.vocabulary import Relation
from tests.api.register import CASEWORKER, MINISTRY, Register, Settle

pytestmark = pytest.mark.anyio

TEN_FIELDS = """
query ($first: Int!) {
  households(first: $first) { edges { node {
    id reference ownRegistration sizeBand declaredSize namedMembers registeredOn
    markaz { nameAr } place { nameAr } partner { nameAr }
    headName { state value } phones { values } address { value } criteria { values }
  } } }
}
"""
MEMBERS = """
query ($first: Int!) {
  households(first: $first) { edges { node {
    id reference headName { value }
    members { name { value } born { value } identityNumbers { values } relation }
    deliveries(first: 5) { edges { node { family on { value } collector { value } } } }
  } } }
}
"""
MOST_READS = 6


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that is sent on an asynchronous connection: readers and keys."""
    sent: list[str] = []
    execute = AsyncCursor.execute

    async def counted(self: AsyncCursor[Any], query: Any, *args: Any, **named: Any) -> Any:
        sent.append(str(query))
        return await execute(self, query, *args, **named)

    monkeypatch.setattr(AsyncCursor, "execute", counted)
    return sent


@pytest.mark.parametrize("document", [TEN_FIELDS, MEMBERS], ids=["ten fields", "members"])
async def test_a_hundred_households_take_as_many_reads_as_one(
    register: Register, settled: Settle, reads: list[str], document: str
) -> None:
    await many(register, 100)
    await settled()
    taken = {}
    for first in (1, 10, 100):
        reads.clear()
        page = (await register.ask(CASEWORKER, document, {"first": first}))["households"]
        taken[first] = len([one for one in reads if "advisory" not in one])
        assert len(page["edges"]) == first
        names = {edge["node"]["headName"]["value"] for edge in page["edges"]}
        assert len(names) == first
    assert taken[1] == taken[10] == taken[100]
    assert taken[100] <= MOST_READS, reads


async def test_introspection_reads_nothing_and_is_not_on_record(
    register: Register, settled: Settle, reads: list[str]
) -> None:
    await settled()
    reads.clear()
    await register.ask(CASEWORKER, "{ __schema { queryType { name } } }")
    assert [
        one for one in reads if "keys.staff" not in one
    ] == []  # but whether they still work here
    assert await register.on_record() == []


async def many(register: Register, count: int) -> None:
    mint = register.services.writer.mint
    drafts = (
        HouseholdDraft(
            head=MemberDraft(name=PersonName(written=f"فاطمة {number}"), relation=Relation.HEAD),
            members=(MemberDraft(name=PersonName(written="علي"), relation=Relation.CHILD),),
            place=PCode("EG2706"),
            declared_size=3,
        )
        for number in range(count)
    )
    context = register.context(MINISTRY)
    commands = [register_household(draft, context, mint) for draft in drafts]
    await register.services.writer.submit_many(commands)
