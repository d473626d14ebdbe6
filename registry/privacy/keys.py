"""The keys that values are sealed under: one row a subject, in a database of their own.

Every call reads the database; nothing is kept for the next one, so that forgetting acts at once everywhere.
"""

from __future__ import annotations

import os
import struct
from asyncio import to_thread
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hmac import compare_digest
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple, Self, TypeAlias, cast, final, get_args
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus
from psycopg_pool import AsyncConnectionPool

from registry.domain.errors import Erased, SijillError
from registry.domain.vocabulary import FieldGroup
from registry.privacy.arrays import Byteas, UuidBytes, Uuids
from registry.privacy.drawing import Blocking, Drawing
from registry.privacy.framing import framed
from registry.privacy.keyed import COMMITMENT_SIZE, DigestKey, commitment
from registry.privacy.outages import outages
from registry.privacy.registry_id import draw_registry_id, registry_id_of
from registry.privacy.root_key import RootKey
from registry.privacy.sealing import KEY_ID_SIZE, KEY_SIZE, SealBroken
from registry.privacy.subject_keys import SubjectKeys

Connection: TypeAlias = AsyncConnection[Any]
Pool: TypeAlias = AsyncConnectionPool[Connection]
RegistryKeyName: TypeAlias = Literal["statistics", "idempotency", "reference", "matching"]

SUBJECT_GROUPS: Final = (FieldGroup.IDENTITY, FieldGroup.CONTACT, FieldGroup.SENSITIVE)
"""What a subject's own keys seal, in the order of the columns."""

_GROUPS: Final = tuple(framed(group.encode()) for group in SUBJECT_GROUPS)
_STORED: Final = {
    group: (framed_group, attrgetter(group.value))
    for group, framed_group in zip(SUBJECT_GROUPS, _GROUPS, strict=True)
}
"""How a group's context ends, and the column it is stored in."""
_FRAMED_IDS: Final = struct.Struct(f">I16sI{KEY_ID_SIZE}s")
"""As `framed` has a subject and the id of its keys, both of one length."""
_TIME: Final = 6
"""Bytes of a subject's id that say when it was made. Its keys' id begins with them too, or a growing register would
write to another page of their index for every subject."""
_DRAWN: Final = struct.Struct(f"{KEY_ID_SIZE - _TIME}s" + f"{KEY_SIZE}s" * len(SUBJECT_GROUPS))


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
        self._drawing = Drawing(cast(str, pool.conninfo))
        self._wrapping = _Wrapping(root_key, registry_id)
        self._registry_keys = registry_keys
        self._digest_keys = {name: DigestKey(key) for name, (_, key) in registry_keys.items()}
        self.registry_id: Final = registry_id
        self.registry_framed: Final = framed(registry_id.bytes)
        key_id, key = registry_keys["statistics"]
        self.statistics: Final = SubjectKeys(key_id, {FieldGroup.STATISTICS: key})

    @classmethod
    async def open(cls, pool: Pool, root_key: RootKey) -> Self:
        """Load the registry's id and keys, drawn here when it is the first time.

        Raises:
            SijillError: `root_key_wrong`, the keys were wrapped by another root key.
        """
        async with pool.connection() as connection:
            registry_id = await draw_registry_id(connection)
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
            registry_id = await registry_id_of(connection)
            registry_keys = await _registry_keys(connection, _Wrapping(root_key, registry_id))
        return cls(pool, root_key, registry_id, registry_keys)

    def close(self) -> None:
        """Let go of the connections that keys are drawn over; the pool is its owner's to close."""
        self._drawing.close()

    @staticmethod
    async def is_new(pool: Pool) -> bool:
        """Whether nothing was ever wrapped here, so that a root key may still be drawn."""
        async with pool.connection() as connection:
            cursor = await connection.execute("select not exists (select from keys.registry_key)")
            return (await cursor.fetchone() or (False,))[0] is True

    def registry_key(self, name: RegistryKeyName) -> bytes:
        """A key of 32 bytes for one use of the registry's own."""
        return self._registry_keys[name][1]

    def digest_key(self, name: RegistryKeyName) -> DigestKey:
        """The same key, ready for digests."""
        return self._digest_keys[name]

    async def ensure(
        self, subjects: Collection[UUID], *, new: Collection[UUID] = ()
    ) -> dict[UUID, SubjectKeys]:
        """As `ensure_now`, in a thread."""
        return await to_thread(self.ensure_now, subjects, new=new)

    def ensure_now(
        self, subjects: Collection[UUID], *, new: Collection[UUID] = ()
    ) -> dict[UUID, SubjectKeys]:
        """The keys of all the subjects and of the new ones, drawn where there are none yet and kept before it returns.

        `new` are subjects that nobody can have given keys to before, such as ids just minted: those are not looked for
        first. Where one has a row all the same, that row counts.

        Keys of a row are unwrapped when they are first asked for: one that does not raises `SealBroken` there.

        It blocks: a thread that waits for PostgreSQL takes half of the processor time that a task does.

        Raises:
            Erased: one of them was forgotten. Which is not said.
            Unavailable: the database cannot do it now.
        """
        missing, rows = set(new), dict[UUID, _Row]()
        with outages(), self._drawing.connection() as connection:
            if known := set(subjects) - missing:
                rows = _rows_of(connection, known)
                missing |= known - rows.keys()
            keys = self._draw(connection, missing) if missing else {}
            if missing - keys.keys():  # somebody else was faster
                rows |= _rows_of(connection, missing)
        if any(row.fenced for row in rows.values()):
            raise Erased
        return keys | {subject: self._wrapping.known(row) for subject, row in rows.items()}

    async def find(self, key_ids: Collection[bytes]) -> KeysFound:
        """What is there under the key ids, in one query.

        Keys of a row are unwrapped when they are first asked for: one that does not raises `SealBroken` there.

        Raises:
            Unavailable: the database cannot do it now.
        """
        ids = UuidBytes([*set(key_ids)])
        async with self._at_once() as connection:
            cursor = await connection.execute(
                """
                select subject, key_id, identity, contact, sensitive, fenced_at is not null
                from keys.subject_key where key_id = any(%b)
                """,
                (ids,),
                binary=True,
            )
            rows = [_Row(*row) for row in await cursor.fetchall()]
        known = (self._wrapping.known(row) for row in rows if not row.fenced)
        return KeysFound(
            {one.key_id: one for one in known},
            frozenset(row.key_id.bytes for row in rows if row.fenced),
        )

    async def destroy(self, subjects: Collection[UUID]) -> None:
        """Destroy the subjects' keys and fence them, known or not: no path gives them keys again. Again is nothing.

        Raises:
            Unavailable: the database cannot do it now.
        """
        async with self._at_once() as connection:
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

    @asynccontextmanager
    async def _at_once(self) -> AsyncIterator[Connection]:
        """A connection whose every statement is a transaction of its own: one round trip instead of three."""
        with outages():
            async with self._pool.connection() as connection:
                await connection.set_autocommit(True)
                try:
                    yield connection
                finally:
                    # One that broke or is still busy stays as it is: the pool puts it away.
                    if connection.info.transaction_status == TransactionStatus.IDLE:
                        await connection.set_autocommit(False)

    def _draw(self, connection: Blocking, subjects: Collection[UUID]) -> dict[UUID, SubjectKeys]:
        """Keys for all the subjects; none where one of them has a row already, its own then being kept."""
        # Sorted, so that two batches with subjects in common wait for one another instead of deadlocking.
        ordered = sorted(subjects, key=attrgetter("int"))
        keys, wrapped = self._wrapping.draw(ordered)
        cursor = connection.execute(
            """
            insert into keys.subject_key (subject, key_id, identity, contact, sensitive)
            select * from unnest(%b::uuid[], %b::uuid[], %b::bytea[], %b::bytea[], %b::bytea[])
            on conflict (subject) do nothing
            """,
            (
                Uuids(ordered),
                UuidBytes([one.key_id for one in keys]),
                *map(Byteas, wrapped),
            ),
        )
        everyone = cursor.rowcount == len(ordered)
        return dict(zip(ordered, keys, strict=True)) if everyone else {}


class _Row(NamedTuple):
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
        self._registry = framed(registry_id.bytes)

    def draw(self, subjects: Sequence[UUID]) -> tuple[list[SubjectKeys], list[list[bytes]]]:
        """New keys for each subject; and the same wrapped, a column for each of `SUBJECT_GROUPS`."""
        drawn, to_wrap = [], []
        chance = _DRAWN.iter_unpack(os.urandom(_DRAWN.size * len(subjects)))
        for subject, (chosen, *keys) in zip(subjects, chance, strict=True):
            key_id = subject.bytes[:_TIME] + chosen
            drawn.append(SubjectKeys(key_id, dict(zip(SUBJECT_GROUPS, keys, strict=True))))
            context = self._registry + _FRAMED_IDS.pack(16, subject.bytes, KEY_ID_SIZE, key_id)
            to_wrap += [(key, context + group) for key, group in zip(keys, _GROUPS, strict=True)]
        stored = self._wrap_all(to_wrap)
        return drawn, [stored[column :: len(_GROUPS)] for column in range(len(_GROUPS))]

    def known(self, row: _Row) -> SubjectKeys:
        """The keys of a row, each unwrapped when it is first asked for: a fact is sealed under one or two of them."""
        key_id = row.key_id.bytes
        context = self._registry + _FRAMED_IDS.pack(16, row.subject.bytes, KEY_ID_SIZE, key_id)
        return SubjectKeys(key_id, _Unwrapping(self._unwrap, context, row))

    def wrap(self, key: bytes, *context: bytes) -> bytes:
        return self._wrap_all([(key, self._registry + framed(*context))])[0]

    def unwrap(self, stored: bytes, *context: bytes) -> bytes:
        """Undo `wrap`.

        Raises:
            SealBroken: not wrapped by this root key in this context, or not the key that was committed to.
        """
        return self._unwrap(stored, self._registry + framed(*context))

    def _wrap_all(self, keys: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
        wrapped = self._root_key.wrap_all(keys)
        return [commitment(key) + one for (key, _), one in zip(keys, wrapped, strict=True)]

    def _unwrap(self, stored: bytes, context: bytes) -> bytes:
        committed, wrapped = stored[:COMMITMENT_SIZE], stored[COMMITMENT_SIZE:]
        key = self._root_key.unwrap(wrapped, context)
        if not compare_digest(committed, commitment(key)):
            raise SealBroken
        return key


@final
class _Unwrapping(Mapping[FieldGroup, bytes]):
    """The keys of a row by their groups.

    Raises:
        SealBroken: the key that was asked for does not unwrap.
    """

    __slots__ = ("_context", "_keys", "_row", "_unwrap")

    def __init__(self, unwrap: Callable[[bytes, bytes], bytes], context: bytes, row: _Row) -> None:
        self._unwrap = unwrap
        self._context = context
        self._row = row
        self._keys: dict[FieldGroup, bytes] = {}

    def __getitem__(self, group: FieldGroup) -> bytes:
        key = self._keys.get(group)
        if key is None:
            framed_group, stored_in = _STORED[group]
            key = self._unwrap(stored_in(self._row), self._context + framed_group)
            self._keys[group] = key
        return key

    def __iter__(self) -> Iterator[FieldGroup]:
        return iter(SUBJECT_GROUPS)

    def __len__(self) -> int:
        return len(SUBJECT_GROUPS)

    def __repr__(self) -> str:
        return "_Unwrapping(***)"


def _rows_of(connection: Blocking, subjects: Collection[UUID]) -> dict[UUID, _Row]:
    cursor = connection.execute(
        """
        select subject, key_id, identity, contact, sensitive, fenced_at is not null
        from keys.subject_key where subject = any(%b)
        """,
        (Uuids(subjects),),
        binary=True,
    )
    return {row[0]: _Row(*row) for row in cursor.fetchall()}


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
