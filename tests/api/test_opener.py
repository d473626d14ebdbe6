"""Opening in rounds: nobody who asks while a round is under way is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from uuid import UUID

import pytest

from registry.api.ledger import Ledger
from registry.api.opener import Opener, SealedField
from registry.api.protected import ProtectedState, ProtectedString, ProtectedStrings
from registry.domain.access import FieldName
from registry.domain.household import MemberJoined
from registry.domain.vocabulary import Level
from registry.privacy.keys import KeysFound, KeyStore
from registry.privacy.policy import Decision
from tests.api.register import CASEWORKER, MINISTRY, Register

pytestmark = pytest.mark.anyio

NAME = FieldName("household.member_joined.name")
CLEAR = Decision(Level.CLEAR)


@pytest.fixture
def opener(register: Register) -> Opener:
    viewer = register.services.authenticator.viewer(f"Bearer {register.token(CASEWORKER)}")
    return Opener(register.services.keys, Ledger(register.services.writer, viewer))


async def sealed_head(register: Register, name: str) -> SealedField:
    household = await register.registered(MINISTRY, name)
    for recorded in await register.services.log.load(household):
        if isinstance(recorded.fact, MemberJoined) and isinstance(recorded.fact.name, bytes):
            return SealedField(household, recorded.fact.member, recorded.fact.name)
    raise AssertionError


async def test_records_asked_for_together_are_opened_with_one_read_of_keys(
    register: Register, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = count_reads(monkeypatch)
    heads = [await sealed_head(register, name) for name in ("فاطمة محمود", "نورا سيد")]
    opened = await asyncio.gather(*(opener.open(CLEAR, NAME, head) for head in heads))
    assert [one.value for one in opened if isinstance(one, ProtectedString)] == [
        "فاطمة محمود",
        "نورا سيد",
    ]
    assert len(reads) == 1


async def test_who_asks_while_keys_are_being_read_is_served_by_the_next_round(
    register: Register, opener: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = count_reads(monkeypatch)
    first, second = [await sealed_head(register, name) for name in ("فاطمة محمود", "نورا سيد")]
    early = asyncio.create_task(opener.open(CLEAR, NAME, first))
    while not reads:  # noqa: ASYNC110 - until the first round is at the database
        await asyncio.sleep(0)
    async with asyncio.timeout(5):
        late = await opener.open(CLEAR, NAME, second)
        await early
    assert isinstance(late, ProtectedString)
    assert late.value == "نورا سيد"
    assert len(reads) == 2


async def test_a_record_found_where_it_does_not_belong_stays_closed(
    register: Register, opener: Opener
) -> None:
    head = await sealed_head(register, "فاطمة محمود")
    moved = SealedField(UUID(int=1), head.subject, head.sealed)
    swapped = FieldName("household.registered.address")
    for name, field in ((NAME, moved), (swapped, head)):
        opened = await opener.open(CLEAR, name, field)
        assert opened.state is ProtectedState.WITHHELD
        assert opened.reason is not None
        assert opened.reason.code == "seal_broken"


async def test_a_value_that_was_never_recorded_is_clear_and_empty(opener: Opener) -> None:
    for name, expected in (
        ("delivery.recorded.giver", ProtectedString),
        ("household.registered.phones", ProtectedStrings),
    ):
        opened = await opener.open(CLEAR, FieldName(name), SealedField(UUID(int=1), None, None))
        assert isinstance(opened, expected)
        assert opened.state is ProtectedState.CLEAR


def count_reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many key ids each read of the keys asks for."""
    reads: list[int] = []
    find = KeyStore.find

    async def counted(self: KeyStore, key_ids: Collection[bytes]) -> KeysFound:
        reads.append(len(key_ids))
        return await find(self, key_ids)

    monkeypatch.setattr(KeyStore, "find", counted)
    return reads
