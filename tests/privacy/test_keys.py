from __future__ import annotations

import asyncio
from pathlib import Path
from typing import get_args
from uuid import UUID, uuid4

import psycopg
import pytest

from registry.domain.errors import Erased, SijillError
from registry.domain.vocabulary import FieldGroup
from registry.privacy.keys import SUBJECT_GROUPS, KeyStore, Pool, RegistryKeyName
from registry.privacy.root_key import RootKey
from registry.privacy.sealing import SealBroken

pytestmark = pytest.mark.anyio

FATIMA, ALI, KHALED = (UUID(int=number) for number in (3, 1, 2))


async def test_a_subject_has_one_row_and_a_key_a_group(store: KeyStore, keys_url: str) -> None:
    keys = await store.ensure({FATIMA, ALI})
    assert keys.keys() == {FATIMA, ALI}
    assert set(keys[FATIMA].keys) == set(SUBJECT_GROUPS)
    drawn = [key for one in keys.values() for key in one.keys.values()]
    assert {len(key) for key in drawn} == {32}
    assert len(set(drawn)) == 6
    assert look(keys_url, "select count(*) from keys.subject_key") == [(2,)]


async def test_keys_are_drawn_once(store: KeyStore) -> None:
    first = await store.ensure([FATIMA])
    assert await store.ensure([FATIMA, ALI, FATIMA]) == first | await store.ensure([ALI])


async def test_nothing_is_drawn_for_nobody(store: KeyStore) -> None:
    assert await store.ensure(()) == {}
    await store.destroy(())
    assert (await store.find(())).keys == {}


async def test_keys_are_found_by_key_id(store: KeyStore) -> None:
    keys = (await store.ensure([FATIMA]))[FATIMA]
    assert (await store.find([keys.key_id, bytes(16)])).keys == {keys.key_id: keys}
    assert (await store.find([keys.key_id, bytes(16)])).fenced == frozenset()


async def test_two_that_ask_at_once_get_the_same_keys(store: KeyStore) -> None:
    everyone = [uuid4() for _ in range(200)]
    batches = [everyone, everyone[::-1], everyone[50:150], everyone[100:]]
    answers = await asyncio.gather(*(store.ensure(batch) for batch in batches))
    for answer, batch in zip(answers, batches, strict=True):
        assert answer == {subject: answers[0][subject] for subject in batch}


async def test_what_is_destroyed_is_gone_and_fenced(store: KeyStore, keys_url: str) -> None:
    keys = await store.ensure([FATIMA, ALI])
    await store.destroy([FATIMA])
    ids = [one.key_id for one in keys.values()]
    assert (await store.find(ids)).keys == {keys[ALI].key_id: keys[ALI]}
    assert (await store.find(ids)).fenced == {keys[FATIMA].key_id}
    with pytest.raises(Erased) as raised:
        await store.ensure([ALI, FATIMA])
    assert raised.value.args == ("person_forgotten",)
    kept = "select identity, contact, sensitive from keys.subject_key where subject = %s"
    assert look(keys_url, kept, FATIMA) == [(None, None, None)]


async def test_destroying_again_changes_nothing(store: KeyStore, keys_url: str) -> None:
    await store.ensure([FATIMA])
    await store.destroy([FATIMA, KHALED, FATIMA])
    fences = look(keys_url, "select subject, key_id, fenced_at from keys.subject_key order by 1")
    await store.destroy([KHALED, FATIMA])
    again = look(keys_url, "select subject, key_id, fenced_at from keys.subject_key order by 1")
    assert again == fences
    assert [row[0] for row in fences] == [KHALED, FATIMA]


async def test_who_was_forgotten_before_ever_being_sealed_gets_no_keys(store: KeyStore) -> None:
    await store.destroy([KHALED])
    with pytest.raises(Erased):
        await store.ensure([KHALED])


async def test_forgetting_acts_at_once_in_every_process(
    store: KeyStore, pool: Pool, root_key: RootKey
) -> None:
    elsewhere = await KeyStore.open(pool, root_key)
    keys = (await elsewhere.ensure([FATIMA]))[FATIMA]
    await store.destroy([FATIMA])
    assert (await elsewhere.find([keys.key_id])).keys == {}
    with pytest.raises(Erased):
        await elsewhere.ensure([FATIMA])


async def test_sealing_and_forgetting_at_once_never_leaves_keys_behind(
    store: KeyStore, keys_url: str
) -> None:
    for _ in range(40):
        everyone = [uuid4() for _ in range(4)]
        await asyncio.gather(
            store.ensure(everyone),
            store.destroy(everyone[::-1]),
            store.ensure(everyone[::-1]),
            return_exceptions=True,
        )
    assert look(
        keys_url,
        "select count(*) filter (where identity is null), count(*) from keys.subject_key",
    ) == [(160, 160)]


@pytest.mark.parametrize(
    "statement",
    [
        "update keys.subject_key set fenced_at = null, identity = %(key)s, contact = %(key)s, sensitive = %(key)s",
        "delete from keys.subject_key",
    ],
)
async def test_no_path_takes_a_fence_away(store: KeyStore, keys_url: str, statement: str) -> None:
    await store.ensure([FATIMA])
    await store.destroy([FATIMA])
    with psycopg.connect(keys_url) as owner, pytest.raises(psycopg.errors.RaiseException):
        owner.execute(statement, {"key": bytes(76)})


@pytest.mark.parametrize(
    "statement",
    [
        "delete from keys.subject_key",
        "truncate keys.subject_key",
        "update keys.subject_key set subject = gen_random_uuid()",
        "update keys.registry set id = gen_random_uuid()",
        "update keys.registry_key set name = 'other'",
        "delete from keys.registry_key",
        "update keys.staff set actor = gen_random_uuid()",
        "create table keys.copy (id int)",
    ],
)
async def test_the_role_may_do_no_more_than_it_must(
    store: KeyStore, pool: Pool, statement: str
) -> None:
    await store.ensure([FATIMA])
    async with pool.connection() as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute(statement)
        await connection.rollback()


async def test_the_registry_keeps_its_id_and_keys(
    store: KeyStore, pool: Pool, root_key: RootKey
) -> None:
    again = await KeyStore.open(pool, root_key)
    assert again.registry_id == store.registry_id
    assert again.statistics == store.statistics
    assert again.registry_key("idempotency") == store.registry_key("idempotency")
    names = get_args(RegistryKeyName)
    assert len({store.registry_key(name) for name in names}) == len(names) == 4
    assert store.statistics.keys == {FieldGroup.STATISTICS: store.registry_key("statistics")}


async def test_processes_that_start_at_once_agree(pool: Pool, root_key: RootKey) -> None:
    stores = await asyncio.gather(*(KeyStore.open(pool, root_key) for _ in range(6)))
    assert len({store.registry_id for store in stores}) == 1
    assert len({store.registry_key("reference") for store in stores}) == 1


async def test_another_root_key_is_refused_and_adds_nothing(
    store: KeyStore, pool: Pool, tmp_path: Path, keys_url: str
) -> None:
    await store.ensure([FATIMA])
    with psycopg.connect(keys_url) as owner:
        owner.execute("delete from keys.registry_key where name = 'reference'")
    with pytest.raises(SijillError, match="root_key_wrong"):
        await KeyStore.open(pool, RootKey.create(tmp_path / "other.key"))
    assert look(keys_url, "select count(*) from keys.registry_key") == [(3,)]


async def test_whoever_only_looks_draws_nothing(
    pool: Pool, root_key: RootKey, tmp_path: Path, keys_url: str
) -> None:
    with pytest.raises(SijillError, match="internal"):
        await KeyStore.load(pool, root_key)
    drawn = "select (select count(*) from keys.registry), (select count(*) from keys.registry_key)"
    assert look(keys_url, drawn) == [(0, 0)]
    opened = await KeyStore.open(pool, root_key)
    loaded = await KeyStore.load(pool, root_key)
    assert loaded.registry_id == opened.registry_id
    assert loaded.registry_key("reference") == opened.registry_key("reference")
    with pytest.raises(SijillError, match="root_key_wrong"):
        await KeyStore.load(pool, RootKey.create(tmp_path / "other.key"))


async def test_keys_moved_to_another_subject_do_not_unwrap(store: KeyStore, keys_url: str) -> None:
    keys = await store.ensure([FATIMA, ALI])
    with psycopg.connect(keys_url) as owner:
        owner.execute(
            """
            update keys.subject_key as mine set identity = other.identity
            from keys.subject_key as other where mine.subject = %s and other.subject = %s
            """,
            (FATIMA, ALI),
        )
    (ali,) = (await store.find([keys[ALI].key_id])).keys.values()
    (fatima,) = (await store.find([keys[FATIMA].key_id])).keys.values()
    assert ali == keys[ALI]
    assert (ali.whole(), fatima.whole()) == (True, False)
    with pytest.raises(SealBroken):
        fatima.opening(FieldGroup.IDENTITY)
    found = (await store.ensure([FATIMA]))[FATIMA]
    with pytest.raises(SealBroken):
        found.ready(FieldGroup.IDENTITY)


async def test_keys_of_one_group_do_not_pass_for_another(store: KeyStore, keys_url: str) -> None:
    keys = (await store.ensure([FATIMA]))[FATIMA]
    with psycopg.connect(keys_url) as owner:
        owner.execute("update keys.subject_key set identity = sensitive")
    (found,) = (await store.find([keys.key_id])).keys.values()
    with pytest.raises(SealBroken):
        found.opening(FieldGroup.IDENTITY)


async def test_a_key_that_was_not_committed_to_is_refused(store: KeyStore, keys_url: str) -> None:
    """Whoever holds the root key still cannot slip a second key under the old commitment."""
    keys = (await store.ensure([FATIMA]))[FATIMA]
    context = (FATIMA.bytes, keys.key_id, b"identity")
    forged = store._wrapping.wrap(bytes(32), *context)
    honest = store._wrapping.wrap(keys.keys[FieldGroup.IDENTITY], *context)
    put = "update keys.subject_key set identity = %s"
    with psycopg.connect(keys_url) as owner:
        owner.execute(put, (honest[:16] + forged[16:],))
    with pytest.raises(SealBroken):
        (await store.find([keys.key_id])).keys[keys.key_id].opening(FieldGroup.IDENTITY)
    with psycopg.connect(keys_url) as owner:
        owner.execute(put, (honest,))
    assert (await store.find([keys.key_id])).keys == {keys.key_id: keys}


async def test_no_key_is_stored_as_it_is(store: KeyStore, keys_url: str) -> None:
    keys = (await store.ensure([FATIMA]))[FATIMA]
    ((row,),) = look(keys_url, "select identity || contact || sensitive from keys.subject_key")
    assert isinstance(row, bytes)
    assert not any(key in row for key in keys.keys.values())


async def test_keys_never_print_themselves(store: KeyStore) -> None:
    keys = (await store.ensure([FATIMA]))[FATIMA]
    found = await store.find([keys.key_id])
    for shown in (keys, [keys], found, store.statistics):
        assert "SubjectKeys(***)" in repr(shown)
        assert repr(next(iter(keys.keys.values())))[2:-1] not in repr(shown)


def look(url: str, question: str, *parameters: object) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as owner:
        return owner.execute(question, parameters).fetchall()
