"""Keys in hand open what was looked up along with something else, and nothing of whoever was forgotten before."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest

from registry.domain.fields import Open
from registry.domain.household import MemberJoined, PersonName, Stratum, WashingtonGroup
from registry.domain.vocabulary import Relation
from registry.privacy.keys import KeyStore
from registry.privacy.keys_in_hand import KeysInHand
from registry.privacy.sealer import open_values, seal_fact

pytestmark = pytest.mark.anyio

HOUSEHOLD, FATIMA, ALI = UUID(int=0xA), UUID(int=0xB), UUID(int=0xC)


async def named(store: KeyStore, member: UUID, written: str) -> bytes:
    fact = MemberJoined(
        member=member,
        relation=Relation.OTHER,
        partner_reference=Open(None),
        name=Open(PersonName(written=written)),
        identity_numbers=Open(()),
        born=Open(None),
        phones=Open(()),
        criteria=Open(()),
        functioning=Open(WashingtonGroup()),
        warnings=Open(()),
        stratum=Open(Stratum()),
    )
    keys = (await store.ensure([member]))[member]
    sealed = seal_fact(fact, stream=HOUSEHOLD, version=2, keys=keys, store=store).name
    assert isinstance(sealed, bytes)
    return sealed


async def test_keys_looked_up_for_later_are_not_looked_up_again(
    store: KeyStore, keys_url: str
) -> None:
    fatima, ali = await named(store, FATIMA, "فاطمة محمود"), await named(store, ALI, "علي محمود")
    hand, other = KeysInHand(store), KeysInHand(store)
    first = await open_values([fatima], hand, later=[ali])
    assert first == {fatima: PersonName(written="فاطمة محمود")}
    assert await open_values([fatima], other) == first
    with psycopg.connect(keys_url) as owner:
        owner.execute("delete from keys.subject_key")
    assert await open_values([ali], hand) == {ali: PersonName(written="علي محمود")}
    assert await open_values([ali], other) == {}


async def test_who_was_forgotten_before_the_first_look_opens_to_nothing(store: KeyStore) -> None:
    fatima, ali = await named(store, FATIMA, "فاطمة محمود"), await named(store, ALI, "علي محمود")
    await store.destroy([FATIMA])
    hand = KeysInHand(store)
    for _ in range(2):
        assert list(await open_values([fatima, ali], hand)) == [ali]
    assert repr(hand) == "KeysInHand(***)"
