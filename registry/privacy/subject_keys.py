"""The keys of one subject, made ready once for all values that they seal or open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.domain.vocabulary import FieldGroup
from registry.privacy.sealing import SealBroken, SealingKey


@final
class SubjectKeys:
    """Unwrapped keys of one subject (or of the registry, for statistics). They never print themselves."""

    __slots__ = ("_opening", "_ready", "key_id", "keys")

    def __init__(self, key_id: bytes, keys: Mapping[FieldGroup, bytes]) -> None:
        self.key_id: Final = key_id
        self.keys: Final = keys
        self._ready: Final[dict[FieldGroup, SealingKey]] = {}
        self._opening: Final[dict[FieldGroup, AESGCM]] = {}

    def ready(self, group: FieldGroup) -> SealingKey:
        """The key of a group made ready for sealing, once for all values sealed with these keys."""
        ready = self._ready.get(group)
        if ready is None:
            ready = self._ready[group] = SealingKey(self.keys[group], self.key_id, group)
        return ready

    def opening(self, group: FieldGroup) -> AESGCM:
        """The key of a group made ready for opening, once for all values sealed with these keys."""
        opening = self._opening.get(group)
        if opening is None:
            opening = self._opening[group] = AESGCM(self.keys[group])
        return opening

    def whole(self) -> bool:
        """Whether all of them unwrap."""
        try:
            return bool(dict(self.keys))
        except SealBroken:
            return False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SubjectKeys) and (self.key_id, self.keys) == (
            other.key_id,
            other.keys,
        )

    def __hash__(self) -> int:
        return hash(self.key_id)

    def __repr__(self) -> str:
        return "SubjectKeys(***)"
