"""The keys that values are sealed under: one row a subject, in a database of their own.

Every call reads the database; nothing is kept for the next one, so that forgetting acts at once everywhere.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any, Final, Literal, Self, TypeAlias, get_args
from uuid import UUID

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from registry.domain.errors import Erased, SijillError
from registry.domain.vocabulary import FieldGroup
from registry.privacy.framing import framed
from registry.privacy.keyed import keyed_digest
from registry.privacy.root_key import RootKey
from registry.privacy.sealing import KEY_ID_SIZE, KEY_SIZE, SealBroken

Connection: TypeAlias = AsyncConnection[Any]
Pool: TypeAlias = AsyncConnectionPool[Connection]
RegistryKeyName: TypeAlias = Literal["statistics", "idempotency", "reference"]

SUBJECT_GROUPS: Final = (FieldGroup.IDENTITY, FieldGroup.CONTACT, FieldGroup.SENSITIVE)
"""What a subject's own keys seal, in the order of the columns."""

_COMMITMENT_SIZE = 16


@dataclass(frozen=True, slots=True, repr=False)
class SubjectKeys:
    """Unwrapped keys of one subject (or of the registry, for statistics). They never print themselves."""

    key_id: bytes
    keys: Mapping[FieldGroup, bytes]

    def __repr__(self) -> str:
        return "SubjectKeys(***)"


@dataclass(frozen=True, slots=True)
class KeysFound:
    """What became of some key ids. One in neither is unknown: lost or tampered with, never forgotten."""

    keys: Mapping[bytes, SubjectKeys]
    fenced: frozenset[bytes]


class KeyStore:
    """Keys of subjects and of the registry, over a pool whose connections speak as `sijill_keys`."""

    def __init__(
        self,
        pool: Pool,
        root_key: RootKey,
        registry_id: UUID,
        registry_keys: Mapping[str, tuple[bytes, bytes]],
    ) -> None:
        self._pool = pool
        self._wrapping = _Wrapping(root_key, registry_id)
        self._registry_keys = registry_keys
        self.registry_id: Final = registry_id
        key_id, key = registry_keys["statistics"]
        self.statistics: Final = SubjectKeys(key_id, {FieldGroup.STATISTICS: key})

    @classmethod
    async def open(cls, pool: Pool, root_key: RootKey) -> Self:
        """Load the registry's id and keys, drawn here when it is the first time.

        Raises:
            SijillError: `root_key_wrong`, the keys were wrapped by another root key.
        """
        async with pool.connection() as connection:
            registry_id = await _draw_registry_id(connection)
            await _draw_registry_keys(connection, _Wrapping(root_key, registry_id))
            registry_keys = await _registry_keys(connection, _Wrapping(root_key, registry_id))
        return cls(pool, root_key, registry_id, registry_keys)

    @classmethod
    async def load(cls, pool: Pool, root_key: RootKey) -> Self:
        """What `open` loads, drawing nothing: for whoever may only look.

        Raises:
            SijillError: `root_key_wrong`; `internal`, nothing was drawn yet.
        """
        async with pool.connection() as connection:
            registry_id = await _registry_id(connection)
            registry_keys = await _registry_keys(connection, _Wrapping(root_key, registry_id))
        return cls(pool, root_key, registry_id, registry_keys)

    @staticmethod
    async def is_new(pool: Pool) -> bool:
        """Whether nothing was ever wrapped here, so that a root key may still be drawn."""
        async with pool.connection() as connection:
            cursor = await connection.execute("select not exists (select from keys.registry_key)")
            return (await cursor.fetchone() or (False,))[0] is True

    def registry_key(self, name: RegistryKeyName) -> bytes:
        """A key of 32 bytes for one use of the registry's own."""
        return self._registry_keys[name][1]

    async def ensure(self, subjects: Collection[UUID]) -> dict[UUID, SubjectKeys]:
        """The keys of all the subjects, drawn where there are none yet.

        Raises:
            Erased: one of them was forgotten. Which is not said.
        """
        async with self._pool.connection() as connection:
            rows = await _rows_of(connection, subjects)
            # Sorted, so that two batches with subjects in common wait for one another instead of deadlocking.
            missing = sorted(set(subjects) - rows.keys())
            if missing:
                await self._draw(connection, missing)
                rows |= await _rows_of(connection, missing)
        if any(row.fenced for row in rows.values()):
            raise Erased
        return {subject: self._wrapping.open(row) for subject, row in rows.items()}

    async def find(self, key_ids: Collection[bytes]) -> KeysFound:
        """What is there under the key ids, in one query. A row that does not unwrap counts as not there."""
        ids = [UUID(bytes=key_id) for key_id in set(key_ids)]
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                """
                select subject, key_id, identity, contact, sensitive, fenced_at is not null
                from keys.subject_key where key_id = any(%s)
                """,
                (ids,),
                binary=True,
            )
            rows = [_Row(*row) async for row in cursor]
        keys = {}
        for row in rows:
            if not row.fenced:
                with suppress(SealBroken):
                    opened = self._wrapping.open(row)
                    keys[opened.key_id] = opened
        return KeysFound(keys, frozenset(row.key_id.bytes for row in rows if row.fenced))

    async def destroy(self, subjects: Collection[UUID]) -> None:
        """Destroy the subjects' keys and fence them, known or not: no path gives them keys again. Again is nothing."""
        async with self._pool.connection() as connection:
            await connection.execute(
                """
                insert into keys.subject_key (subject, fenced_at)
                select subject, now() from unnest(%s::uuid[]) as subject
                on conflict (subject) do update
                set identity = null, contact = null, sensitive = null, fenced_at = excluded.fenced_at
                where subject_key.fenced_at is null
                """,
                (sorted(set(subjects)),),
            )

    async def _draw(self, connection: Connection, subjects: Iterable[UUID]) -> None:
        rows = [(subject, *self._wrapping.draw_subject(subject)) for subject in subjects]
        columns = [list(column) for column in zip(*rows, strict=True)]
        await connection.execute(
            """
            insert into keys.subject_key (subject, key_id, identity, contact, sensitive)
            select * from unnest(%b::uuid[], %b::uuid[], %b::bytea[], %b::bytea[], %b::bytea[])
            on conflict (subject) do nothing
            """,
            columns,
        )


@dataclass(frozen=True, slots=True)
class _Row:
    subject: UUID
    key_id: UUID
    identity: bytes
    contact: bytes
    sensitive: bytes
    fenced: bool

    def __repr__(self) -> str:
        return "_Row(***)"


class _Wrapping:
    """Keys as stored: a commitment beside each, since GCM alone would open under more than one key."""

    def __init__(self, root_key: RootKey, registry_id: UUID) -> None:
        self._root_key = root_key
        self._registry = registry_id.bytes

    def draw_subject(self, subject: UUID) -> tuple[UUID, bytes, bytes, bytes]:
        """A new key id and the wrapped keys of the three groups."""
        key_id = UUID(bytes=os.urandom(KEY_ID_SIZE))
        identity, contact, sensitive = (
            self.wrap(os.urandom(KEY_SIZE), subject.bytes, key_id.bytes, group.encode())
            for group in SUBJECT_GROUPS
        )
        return key_id, identity, contact, sensitive

    def open(self, row: _Row) -> SubjectKeys:
        wrapped = zip(SUBJECT_GROUPS, (row.identity, row.contact, row.sensitive), strict=True)
        keys = {
            group: self.unwrap(stored, row.subject.bytes, row.key_id.bytes, group.encode())
            for group, stored in wrapped
        }
        return SubjectKeys(row.key_id.bytes, keys)

    def wrap(self, key: bytes, *context: bytes) -> bytes:
        return _commitment(key) + self._root_key.wrap(key, framed(self._registry, *context))

    def unwrap(self, stored: bytes, *context: bytes) -> bytes:
        """Undo `wrap`.

        Raises:
            SealBroken: not wrapped by this root key in this context, or not the key that was committed to.
        """
        commitment, wrapped = stored[:_COMMITMENT_SIZE], stored[_COMMITMENT_SIZE:]
        key = self._root_key.unwrap(wrapped, framed(self._registry, *context))
        if not compare_digest(commitment, _commitment(key)):
            raise SealBroken
        return key


def _commitment(key: bytes) -> bytes:
    return keyed_digest(key, "sijill key commitment")[:_COMMITMENT_SIZE]


async def _rows_of(connection: Connection, subjects: Collection[UUID]) -> dict[UUID, _Row]:
    cursor = await connection.execute(
        """
        select subject, key_id, identity, contact, sensitive, fenced_at is not null
        from keys.subject_key where subject = any(%s)
        """,
        (list(subjects),),
        binary=True,
    )
    return {row[0]: _Row(*row) async for row in cursor}


async def _draw_registry_id(connection: Connection) -> UUID:
    await connection.execute(
        "insert into keys.registry (id) values (%s) on conflict (only_one) do nothing",
        (UUID(bytes=os.urandom(16)),),
    )
    return await _registry_id(connection)


async def _registry_id(connection: Connection) -> UUID:
    cursor = await connection.execute("select id from keys.registry")
    row = await cursor.fetchone()
    if row is None:
        raise SijillError("internal")
    return UUID(str(row[0]))


async def _draw_registry_keys(connection: Connection, wrapping: _Wrapping) -> None:
    """The transaction fails whole where the keys then do not unwrap, so a wrong root key adds nothing either."""
    for name in get_args(RegistryKeyName):
        key_id = os.urandom(KEY_ID_SIZE)
        wrapped = wrapping.wrap(os.urandom(KEY_SIZE), name.encode(), key_id)
        await connection.execute(
            "insert into keys.registry_key (name, key_id, wrapped) values (%s, %s, %s) on conflict (name) do nothing",
            (name, UUID(bytes=key_id), wrapped),
        )


async def _registry_keys(
    connection: Connection, wrapping: _Wrapping
) -> dict[str, tuple[bytes, bytes]]:
    """Each name's key id and key."""
    cursor = await connection.execute(
        "select name, key_id, wrapped from keys.registry_key", binary=True
    )
    try:
        return {
            name: (key_id.bytes, wrapping.unwrap(wrapped, name.encode(), key_id.bytes))
            async for name, key_id, wrapped in cursor
        }
    except SealBroken:
        raise SijillError("root_key_wrong") from None
