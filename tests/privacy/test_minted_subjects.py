"""Keys of subjects whose ids were just minted: stored without looking first, and right all the same."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import psycopg
import pytest

from registry.domain.errors import Erased
from registry.privacy.keys import KeyStore, Pool

pytestmark = pytest.mark.anyio

FATIMA, ALI, KHALED = (UUID(int=number) for number in (3, 1, 2))


async def test_keys_of_new_subjects_are_those_kept_for_them(store: KeyStore) -> None:
    drawn = await store.ensure((), new=[FATIMA, ALI])
    assert drawn.keys() == {FATIMA, ALI}
    assert await store.ensure([FATIMA, ALI]) == drawn


async def test_known_and_new_subjects_are_answered_together(store: KeyStore) -> None:
    known = await store.ensure([KHALED])
    answer = await store.ensure([KHALED, ALI, FATIMA], new=[FATIMA])
    assert answer.keys() == {KHALED, ALI, FATIMA}
    assert answer[KHALED] == known[KHALED]
    assert await store.ensure([KHALED, ALI, FATIMA]) == answer


async def test_they_are_kept_before_anybody_hears_of_them(store: KeyStore, keys_url: str) -> None:
    subjects = {uuid4() for _ in range(300)}
    await store.ensure((), new=subjects)
    with psycopg.connect(keys_url) as elsewhere:
        kept = elsewhere.execute("select subject from keys.subject_key").fetchall()
    assert {subject for (subject,) in kept} == subjects


async def test_nobody_looks_for_what_was_just_minted(store: KeyStore, keys_url: str) -> None:
    with psycopg.connect(keys_url) as owner:
        owner.execute("revoke select on keys.subject_key from sijill_keys")
        owner.execute("grant select (subject) on keys.subject_key to sijill_keys")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await store.ensure([ALI])
    assert (await store.ensure((), new=[FATIMA])).keys() == {FATIMA}


async def test_who_has_keys_already_keeps_them(store: KeyStore, keys_url: str) -> None:
    before = await store.ensure([ALI])
    answer = await store.ensure((), new=[FATIMA, ALI, KHALED])
    assert answer[ALI] == before[ALI]
    assert await store.ensure([FATIMA, ALI, KHALED]) == answer
    with psycopg.connect(keys_url) as elsewhere:
        ((rows,),) = elsewhere.execute("select count(*) from keys.subject_key").fetchall()
    assert rows == 3


async def test_who_was_forgotten_gets_no_keys_as_new(store: KeyStore, keys_url: str) -> None:
    await store.destroy([KHALED])
    with pytest.raises(Erased):
        await store.ensure((), new=[FATIMA, KHALED])
    with psycopg.connect(keys_url) as elsewhere:
        fenced = elsewhere.execute(
            "select identity, contact, sensitive from keys.subject_key where subject = %s",
            (KHALED,),
        ).fetchall()
    assert fenced == [(None, None, None)]


async def test_two_that_mint_the_same_get_the_same_keys(store: KeyStore) -> None:
    everyone = [uuid4() for _ in range(200)]
    batches = [everyone, everyone[::-1], everyone[50:150], everyone[100:]]
    answers = await asyncio.gather(
        *(store.ensure((), new=batch) for batch in batches),
        *(store.ensure(batch) for batch in batches),
    )
    kept = await store.ensure(everyone)
    for answer, batch in zip(answers, batches * 2, strict=True):
        assert answer == {subject: kept[subject] for subject in batch}


async def test_minting_and_forgetting_at_once_never_leaves_keys_behind(
    store: KeyStore, keys_url: str
) -> None:
    for _ in range(40):
        everyone = [uuid4() for _ in range(4)]
        answers = await asyncio.gather(
            store.ensure((), new=everyone),
            store.destroy(everyone[::-1]),
            store.ensure((), new=everyone[::-1]),
            return_exceptions=True,
        )
        assert {type(one) for one in answers} <= {dict, Erased, type(None)}
    with psycopg.connect(keys_url) as elsewhere:
        counts = elsewhere.execute(
            "select count(*) filter (where identity is null), count(*) from keys.subject_key"
        ).fetchall()
    assert counts == [(160, 160)]


async def test_connections_go_back_as_they_came(store: KeyStore, pool: Pool) -> None:
    await store.destroy([KHALED])
    for _ in range(4):
        await store.ensure([ALI], new=[uuid4()])
        with pytest.raises(Erased):
            await store.ensure([KHALED])
        async with pool.connection() as one, pool.connection() as other:
            assert not one.autocommit
            assert not other.autocommit
