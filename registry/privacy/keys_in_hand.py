"""Keys that one piece of work looks up once, however often it comes back to the same subjects."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Protocol, final

from registry.privacy.keys import KeysFound, KeyStore
from registry.privacy.subject_keys import SubjectKeys


class Keys(Protocol):
    """What opening values takes of a `KeyStore`."""

    @property
    def registry_framed(self) -> bytes: ...

    @property
    def statistics(self) -> SubjectKeys: ...

    async def find(self, key_ids: Collection[bytes]) -> KeysFound: ...


@final
class KeysInHand:
    """As the store, with each answer kept: to be let go of with the work, which may take some milliseconds.

    Whoever is forgotten after the first look is so for the next piece of work.
    """

    def __init__(self, store: KeyStore) -> None:
        self._store: Final = store
        self._asked: Final = set[bytes]()
        self._keys: Final = dict[bytes, SubjectKeys]()
        self._fenced: Final = set[bytes]()
        self.registry_framed: Final = store.registry_framed
        self.statistics: Final = store.statistics

    async def find(self, key_ids: Collection[bytes]) -> KeysFound:
        """As `KeyStore.find`; no query where all of them were asked for before."""
        missing = set(key_ids) - self._asked
        if missing:
            found = await self._store.find(missing)
            self._asked.update(missing)
            self._keys.update(found.keys)
            self._fenced.update(found.fenced)
        return KeysFound(self._keys, frozenset(self._fenced))

    def __repr__(self) -> str:
        return "KeysInHand(***)"
